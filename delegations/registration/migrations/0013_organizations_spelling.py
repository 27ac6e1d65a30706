"""Spell "organization" as the United Nations do; no column changes."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registration", "0012_asked_phones_encrypted"),
    ]

    operations = [
        migrations.AlterField(
            model_name="accessrequest",
            name="party_words",
            field=models.CharField(max_length=160, verbose_name="State or organization"),
        ),
        migrations.AlterField(
            model_name="quota",
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
