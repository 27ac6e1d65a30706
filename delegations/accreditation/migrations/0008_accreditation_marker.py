"""Standing is AccreditationMarker in the code; its table keeps its name."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accreditation", "0007_gate_number"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Standing", "AccreditationMarker"),
                migrations.AlterModelTable("AccreditationMarker", "accreditation_standing"),
            ],
        ),
    ]
