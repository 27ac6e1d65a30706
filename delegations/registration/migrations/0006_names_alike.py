"""Indexes by which an entry of the same person is found in another script or order; those who are there get theirs."""

from itertools import batched

from django.db import migrations, models

from ._frozen_0006 import alike_index

AT_ONCE = 500


def fill(apps, schema_editor):
    rows = apps.get_model("registration", "Delegate")._base_manager.using(schema_editor.connection.alias)
    names = rows.only("date_of_birth", "family_name", "given_names", "name_native")
    for keys in batched(list(rows.order_by("pk").values_list("pk", flat=True)), AT_ONCE):
        found = list(names.filter(pk__in=keys))
        for row in found:
            row.alike = alike_index(row.date_of_birth, row.family_name, row.given_names)
            row.alike_native = alike_index(row.date_of_birth, row.name_native)
        rows.bulk_update(found, ["alike", "alike_native"])


class Migration(migrations.Migration):
    dependencies = [("registration", "0005_serials_encrypted")]

    operations = [
        migrations.AddField(
            model_name="delegate",
            name="alike",
            field=models.CharField(blank=True, db_index=True, default="", editable=False, max_length=32),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="delegate",
            name="alike_native",
            field=models.CharField(blank=True, db_index=True, default="", editable=False, max_length=32),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
