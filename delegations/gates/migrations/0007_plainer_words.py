"""Put labels and messages into plain words; no column changes."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("gates", "0006_plain_words"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="finding",
            options={
                "ordering": ["-found_at", "-id"],
                "verbose_name": "gate alert",
                "verbose_name_plural": "gate alerts",
            },
        ),
    ]
