"""Diets and number plates of guests are encrypted; diets to one length, since a ciphertext's length would tell which."""

from itertools import batched

from django.db import migrations
from django.db.models import F, Func, TextField, Value

import conference.fields

NAMES = ("diet", "companion_diet", "number_plate")
AT_ONCE = 500
DIETS = [
    ("none", "No restriction"),
    ("halal", "Halal"),
    ("kosher", "Kosher"),
    ("vegetarian", "Vegetarian"),
    ("vegan", "Vegan"),
]


def _stored(name):
    """The column as it stands: the field itself would open it."""
    return Func(F(name), template="%(expressions)s", output_field=TextField())


def encrypt(apps, schema_editor):
    rows = apps.get_model("receptions", "Invitation")._base_manager.using(schema_editor.connection.alias)
    plain = rows.annotate(**{f"stored_{name}": _stored(name) for name in NAMES})
    for keys in batched(list(rows.order_by("pk").values_list("pk", flat=True)), AT_ONCE):
        texts = plain.filter(pk__in=keys).values_list("pk", *(f"stored_{name}" for name in NAMES))
        texts = {pk: found for pk, *found in texts}
        found = rows.only("pk").in_bulk(texts)
        for pk, row in found.items():
            for name, text in zip(NAMES, texts[pk], strict=True):
                setattr(row, name, text)
        rows.bulk_update(found.values(), NAMES)
    _check_now(schema_editor)


def decrypt(apps, schema_editor):
    rows = apps.get_model("receptions", "Invitation")._base_manager.using(schema_editor.connection.alias)
    for keys in batched(list(rows.order_by("pk").values_list("pk", flat=True)), AT_ONCE):
        for pk, *texts in rows.filter(pk__in=keys).values_list("pk", *NAMES):
            values = zip(NAMES, texts, strict=True)
            rows.filter(pk=pk).update(**{name: Value(text, output_field=TextField()) for name, text in values})
    _check_now(schema_editor)


def _check_now(schema_editor):
    """PostgreSQL alters no table whose rows wait to be checked at the end of the transaction."""
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _diet(words):
    return conference.fields.EncryptedChoiceField(choices=DIETS, default="none", verbose_name=words)


class Migration(migrations.Migration):
    dependencies = [("receptions", "0003_invitations_to_a_person")]

    operations = [
        migrations.AlterField("invitation", "diet", _diet("diet")),
        migrations.AlterField("invitation", "companion_diet", _diet("diet of the companion")),
        migrations.AlterField(
            "invitation",
            "number_plate",
            conference.fields.EncryptedTextField(blank=True, default="", max_length=20, verbose_name="number plate"),
        ),
        migrations.RunPython(encrypt, decrypt),
    ]
