"""Put labels and messages into plain words; no column changes."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accreditation", "0012_watch_list_encrypted"),
    ]

    operations = [
        migrations.AlterField(
            model_name="passtype",
            name="kind",
            field=models.CharField(
                choices=[("floater", "Floater pass"), ("pin", "Head of delegation pin"), ("vehicle", "Vehicle pass")],
                max_length=10,
                verbose_name="kind",
            ),
        ),
    ]
