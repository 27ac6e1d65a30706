"""Telephones of the liaison officers are encrypted."""

from itertools import batched

from django.db import migrations
from django.db.models import F, Func, TextField, Value

import conference.fields

AT_ONCE = 500


def encrypt(apps, schema_editor):
    rows = apps.get_model("registration", "Delegation")._base_manager.using(schema_editor.connection.alias)
    # As the column stands: the field itself would open it.
    plain = rows.annotate(stored=Func(F("liaison_phone"), template="%(expressions)s", output_field=TextField()))
    for some in batched(list(plain.filter(stored__gt="").order_by("pk").values_list("pk", "stored")), AT_ONCE):
        found = rows.only("pk").in_bulk([pk for pk, _text in some])
        for pk, text in some:
            found[pk].liaison_phone = text
        rows.bulk_update(found.values(), ["liaison_phone"])
    _check_now(schema_editor)


def decrypt(apps, schema_editor):
    rows = apps.get_model("registration", "Delegation")._base_manager.using(schema_editor.connection.alias)
    for pk, text in list(rows.values_list("pk", "liaison_phone")):
        rows.filter(pk=pk).update(liaison_phone=Value(text, output_field=TextField()))
    _check_now(schema_editor)


def _check_now(schema_editor):
    """PostgreSQL alters no table whose rows wait to be checked at the end of the transaction."""
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("registration", "0014_expected_version_of_drafts")]

    operations = [
        migrations.AlterField(
            "delegation",
            "liaison_phone",
            conference.fields.EncryptedTextField(
                blank=True, default="", max_length=40, verbose_name="telephone of the liaison officer"
            ),
        ),
        migrations.RunPython(encrypt, decrypt),
    ]
