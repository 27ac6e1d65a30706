"""Put labels and messages into plain words; no column changes."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("receptions", "0005_former_link"),
    ]

    operations = [
        migrations.AlterField(
            model_name="invitation",
            name="companion_name",
            field=models.CharField(
                blank=True, max_length=150, verbose_name="name of the companion, as on the place card"
            ),
        ),
    ]
