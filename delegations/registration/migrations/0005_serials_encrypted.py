"""Serial numbers of arms and radios are encrypted; equal ones are found by an index. Both follow the newest of FIELD_KEYS."""

from itertools import batched

from django.db import migrations, models
from django.db.models import F, Func, TextField, Value

import conference.fields

from ._frozen_0005 import blind_index

AT_ONCE = 500


def _stored():
    """The column as it stands: the field itself would open it."""
    return Func(F("serial"), template="%(expressions)s", output_field=TextField())


def encrypt(apps, schema_editor):
    rows = apps.get_model("registration", "Equipment")._base_manager.using(schema_editor.connection.alias)
    plain = list(rows.annotate(stored=_stored()).order_by("pk").values_list("pk", "stored"))
    for some in batched(plain, AT_ONCE):
        found = rows.defer("serial").in_bulk([pk for pk, _serial in some])
        for pk, serial in some:
            found[pk].serial, found[pk].serial_index = serial, blind_index(serial, "registration_equipment.serial")
        rows.bulk_update(found.values(), ["serial", "serial_index"])


def decrypt(apps, schema_editor):
    rows = apps.get_model("registration", "Equipment")._base_manager.using(schema_editor.connection.alias)
    for pk, serial in list(rows.values_list("pk", "serial")):
        rows.filter(pk=pk).update(serial=Value(serial, output_field=TextField()))


class Migration(migrations.Migration):
    dependencies = [("registration", "0004_checked_tables")]

    operations = [
        migrations.AddField(
            model_name="equipment",
            name="serial_index",
            field=models.CharField(blank=True, db_index=True, default="", editable=False, max_length=32),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="equipment",
            name="serial",
            field=conference.fields.EncryptedTextField(verbose_name="serial number"),
        ),
        migrations.RunPython(encrypt, decrypt),
    ]
