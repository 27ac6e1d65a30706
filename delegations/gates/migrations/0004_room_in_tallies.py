"""PostgreSQL leaves room for new versions of a tally on its page.

Each check changes a row of these few and adds them all up. Where a page has room to spare, what a row was before is swept out at once; on
a full page the sum would walk over a hundred old versions of each.
"""

from django.db import migrations


def leave_room(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE gates_tally SET (fillfactor = 20)")


def fill(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE gates_tally RESET (fillfactor)")


class Migration(migrations.Migration):
    dependencies = [("gates", "0003_no_waiting_for_delegations")]

    operations = [migrations.RunPython(leave_room, fill)]
