"""Allergies of guests are encrypted."""

from itertools import batched

from django.db import migrations
from django.db.models import F, Func, TextField, Value

import conference.fields

AT_ONCE = 500


def encrypt(apps, schema_editor):
    rows = apps.get_model("receptions", "Invitation")._base_manager.using(schema_editor.connection.alias)
    # As the column stands: the field itself would open it.
    plain = rows.annotate(stored=Func(F("allergies"), template="%(expressions)s", output_field=TextField()))
    for some in batched(list(plain.filter(stored__gt="").order_by("pk").values_list("pk", "stored")), AT_ONCE):
        found = rows.only("pk").in_bulk([pk for pk, _text in some])
        for pk, text in some:
            found[pk].allergies = text
        rows.bulk_update(found.values(), ["allergies"])
    _check_now(schema_editor)


def decrypt(apps, schema_editor):
    rows = apps.get_model("receptions", "Invitation")._base_manager.using(schema_editor.connection.alias)
    for pk, text in list(rows.values_list("pk", "allergies")):
        rows.filter(pk=pk).update(allergies=Value(text, output_field=TextField()))
    _check_now(schema_editor)


def _check_now(schema_editor):
    """PostgreSQL alters no table whose rows wait to be checked at the end of the transaction."""
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("receptions", "0001_initial")]

    operations = [
        migrations.AlterField(
            "invitation",
            "allergies",
            conference.fields.EncryptedTextField(blank=True, default="", max_length=200, verbose_name="allergies"),
        ),
        migrations.RunPython(encrypt, decrypt),
    ]
