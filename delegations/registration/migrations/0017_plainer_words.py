"""Put labels and messages into plain words; no column changes."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registration", "0016_plain_words"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="owndraft",
            options={
                "verbose_name": "personal page not yet saved",
                "verbose_name_plural": "personal pages not yet saved",
            },
        ),
        migrations.AlterField(
            model_name="delegate",
            name="capacity",
            field=models.CharField(
                choices=[
                    ("head", "Head of delegation"),
                    ("deputy_head", "Alternate head"),
                    ("delegate", "Delegate"),
                    ("adviser", "Adviser"),
                    ("support", "Support staff"),
                    ("interpreter", "Interpreter"),
                    ("media", "Media"),
                    ("security", "Security officer"),
                    ("companion", "Spouse or companion"),
                ],
                max_length=12,
                verbose_name="capacity",
            ),
        ),
        migrations.AlterField(
            model_name="delegate",
            name="name_native",
            field=models.CharField(blank=True, max_length=160, verbose_name="name in original script"),
        ),
    ]
