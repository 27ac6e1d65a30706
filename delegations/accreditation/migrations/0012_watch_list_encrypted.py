"""Names of the watch list, and what officers said of matches, are encrypted; an entry is found by an index of its name."""

from itertools import batched

from django.db import migrations, models
from django.db.models import F, Func, Q, TextField, Value

import conference.fields

from ._frozen_0012 import name_index

NAMES = {"WatchEntry": ("name", "aliases"), "WatchMatch": ("aside_words",)}
AT_ONCE = 500


def _stored(name):
    """The column as it stands: the field itself would open it."""
    return Func(F(name), template="%(expressions)s", output_field=TextField())


def _batches(apps, schema_editor):
    for model, names in NAMES.items():
        rows = apps.get_model("accreditation", model)._base_manager.using(schema_editor.connection.alias)
        for keys in batched(list(rows.order_by("pk").values_list("pk", flat=True)), AT_ONCE):
            yield rows, names, keys


def encrypt(apps, schema_editor):
    for rows, names, keys in _batches(apps, schema_editor):
        plain = rows.filter(pk__in=keys).annotate(**{f"stored_{name}": _stored(name) for name in names})
        found = rows.only("pk").in_bulk(keys)
        for pk, *texts in plain.values_list("pk", *(f"stored_{name}" for name in names)):
            for name, text in zip(names, texts, strict=True):
                setattr(found[pk], name, text)
            if "name" in names:
                found[pk].name_index = name_index(texts[0])
        rows.bulk_update(found.values(), [*names, *(["name_index"] if "name" in names else [])])
    _check_now(schema_editor)


def decrypt(apps, schema_editor):
    for rows, names, keys in _batches(apps, schema_editor):
        for pk, *texts in rows.filter(pk__in=keys).values_list("pk", *names):
            values = zip(names, texts, strict=True)
            rows.filter(pk=pk).update(**{name: Value(text, output_field=TextField()) for name, text in values})
    _check_now(schema_editor)


def _check_now(schema_editor):
    """PostgreSQL alters no table whose rows wait to be checked at the end of the transaction."""
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _field(words, most):
    return conference.fields.EncryptedTextField(blank=True, default="", max_length=most, verbose_name=words)


class Migration(migrations.Migration):
    dependencies = [("accreditation", "0011_undo")]

    operations = [
        migrations.RemoveConstraint("watchentry", "watchentry_names_something"),
        migrations.AlterField("watchentry", "name", _field("name", 200)),
        migrations.AlterField("watchentry", "aliases", _field("other names and spellings", 2000)),
        migrations.AlterField("watchmatch", "aside_words", _field("why it is another person", 500)),
        migrations.AddField(
            "watchentry",
            "name_index",
            models.CharField(blank=True, db_index=True, default="", editable=False, max_length=32),
            preserve_default=False,
        ),
        migrations.RunPython(encrypt, decrypt),
        migrations.AddConstraint(
            "watchentry",
            models.CheckConstraint(
                condition=~Q(name_index="", document_number_index=""), name="watchentry_has_name_or_number"
            ),
        ),
    ]
