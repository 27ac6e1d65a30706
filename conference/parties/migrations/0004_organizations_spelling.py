"""Spell "organization" as the United Nations do; no column changes."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0003_regional_groups"),
    ]

    operations = [
        migrations.AlterField(
            model_name="party",
            name="kind",
            field=models.CharField(
                choices=[
                    ("member_state", "Member State"),
                    ("observer_state", "Observer State"),
                    ("reio", "Regional economic integration organization"),
                    ("un_entity", "United Nations entity"),
                    ("igo", "Intergovernmental organization"),
                    ("ngo", "Non-governmental organization"),
                    ("media", "Media organization"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
    ]
