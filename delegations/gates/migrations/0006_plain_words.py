"""Put labels and messages into plain words; no column changes."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conference", "0007_plain_words"),
        ("gates", "0005_minutes_of_the_gates"),
    ]

    operations = [
        migrations.AlterField(
            model_name="device",
            name="state",
            field=models.CharField(
                choices=[("invited", "Awaiting enrolment"), ("enrolled", "In use"), ("revoked", "Revoked")],
                default="invited",
                max_length=8,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="finding",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ended-badge", "Admitted with an invalid badge"),
                    ("copied", "Badge used at two places at once"),
                    ("differs", "Gate decision contradicts the records"),
                    ("revoked-device", "Scans by a revoked device"),
                    ("two-contents", "Two different scans with the same number"),
                ],
                max_length=15,
            ),
        ),
        migrations.AlterField(
            model_name="gate",
            name="zone",
            field=models.ForeignKey(
                blank=True,
                help_text="Leave empty if the gate leads to the whole site.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="gates",
                to="conference.zone",
                verbose_name="zone",
            ),
        ),
        migrations.AlterField(
            model_name="scan",
            name="verdict",
            field=models.CharField(
                choices=[("enter", "Enter"), ("refused", "Refused"), ("check", "Check manually")], max_length=7
            ),
        ),
    ]
