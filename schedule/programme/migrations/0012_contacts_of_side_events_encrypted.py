"""Telephones of the contacts of side events are encrypted, and the forms half filled in, where they stand too."""

import json
from itertools import batched

from django.db import migrations
from django.db.models import F, Func, TextField, Value

import conference.fields

AT_ONCE = 500


def _stored(name):
    """The column as it stands: the field itself would open it."""
    return Func(F(name), template="%(expressions)s", output_field=TextField())


def encrypt(apps, schema_editor):
    rows = apps.get_model("programme", "Application")._base_manager.using(schema_editor.connection.alias)
    plain = rows.annotate(stored_typed=_stored("typed"), stored_phone=_stored("contact_phone"))
    for keys in batched(list(rows.order_by("pk").values_list("pk", flat=True)), AT_ONCE):
        texts = {
            pk: found for pk, *found in plain.filter(pk__in=keys).values_list("pk", "stored_typed", "stored_phone")
        }
        found = rows.only("pk").in_bulk(texts)
        for pk, row in found.items():
            typed, row.contact_phone = texts[pk]
            row.typed = json.loads(typed or "{}")
        rows.bulk_update(found.values(), ["typed", "contact_phone"])
    _check_now(schema_editor)


def decrypt(apps, schema_editor):
    rows = apps.get_model("programme", "Application")._base_manager.using(schema_editor.connection.alias)
    for pk, typed, phone in list(rows.values_list("pk", "typed", "contact_phone")):
        texts = {"typed": json.dumps(typed), "contact_phone": phone}
        rows.filter(pk=pk).update(**{name: Value(text, output_field=TextField()) for name, text in texts.items()})
    _check_now(schema_editor)


def _check_now(schema_editor):
    """PostgreSQL alters no table whose rows wait to be checked at the end of the transaction."""
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("programme", "0011_organizers_spelling")]

    operations = [
        migrations.AlterField("application", "typed", conference.fields.EncryptedJSONField(blank=True, default=dict)),
        migrations.AlterField(
            "application",
            "contact_phone",
            conference.fields.EncryptedTextField(blank=True, default="", max_length=40, verbose_name="telephone"),
        ),
        migrations.RunPython(encrypt, decrypt),
    ]
