"""The table of Django's cache, by the command that Django has for it: a table that stands already is left as it is."""

from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("conference", "0004_reference_stamp")]

    operations = [migrations.RunPython(make_table, migrations.RunPython.noop, elidable=False)]
