"""Put labels and messages into plain words; no column changes."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("machines", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="keptanswer",
            options={"verbose_name": "stored API response", "verbose_name_plural": "stored API responses"},
        ),
    ]
