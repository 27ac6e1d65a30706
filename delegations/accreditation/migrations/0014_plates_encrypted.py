"""Plates of vehicle passes are encrypted; a pass is found by an index of its plate."""

from itertools import batched

from django.db import migrations, models
from django.db.models import F, Func, TextField, Value

import conference.fields

from ._frozen_0014 import blind_index

MODELS = ("Pass", "PassRequest")
AT_ONCE = 500


def encrypt(apps, schema_editor):
    for name in MODELS:
        rows = apps.get_model("accreditation", name)._base_manager.using(schema_editor.connection.alias)
        # As the column stands: the field itself would open it.
        plain = rows.annotate(stored=Func(F("plate"), template="%(expressions)s", output_field=TextField()))
        for some in batched(list(plain.filter(stored__gt="").order_by("pk").values_list("pk", "stored")), AT_ONCE):
            found = rows.only("pk").in_bulk([pk for pk, _text in some])
            for pk, text in some:
                found[pk].plate = text
                if name == "Pass":
                    found[pk].plate_index = _index(text)
            rows.bulk_update(found.values(), ["plate", "plate_index"] if name == "Pass" else ["plate"])
    _check_now(schema_editor)


def _index(plate):
    return blind_index("".join(sign for sign in plate if sign.isalnum()), "accreditation_pass.plate")


def decrypt(apps, schema_editor):
    for name in MODELS:
        rows = apps.get_model("accreditation", name)._base_manager.using(schema_editor.connection.alias)
        for pk, text in list(rows.values_list("pk", "plate")):
            rows.filter(pk=pk).update(plate=Value(text, output_field=TextField()))
    _check_now(schema_editor)


def _check_now(schema_editor):
    """PostgreSQL alters no table whose rows wait to be checked at the end of the transaction."""
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _plate():
    return conference.fields.EncryptedTextField(blank=True, default="", max_length=20, verbose_name="plate")


class Migration(migrations.Migration):
    dependencies = [("accreditation", "0013_plain_words")]

    operations = [
        migrations.AlterField("pass", "plate", _plate()),
        migrations.AlterField("passrequest", "plate", _plate()),
        migrations.AddField(
            "pass",
            "plate_index",
            models.CharField(blank=True, db_index=True, default="", editable=False, max_length=32),
        ),
        migrations.RunPython(encrypt, decrypt),
    ]
