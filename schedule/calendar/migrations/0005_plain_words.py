"""Put labels and messages into plain words; no column changes."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("calendar", "0004_model_names"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="traveltime",
            options={
                "verbose_name": "travel time between venues",
                "verbose_name_plural": "travel times between venues",
            },
        ),
    ]
