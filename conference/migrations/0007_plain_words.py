"""Put labels and messages into plain words; no column changes."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conference", "0006_travel_documents"),
    ]

    operations = [
        migrations.AlterField(
            model_name="category",
            name="days",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Dates as YYYY-MM-DD. Leave empty for every day.",
                verbose_name="days",
            ),
        ),
    ]
