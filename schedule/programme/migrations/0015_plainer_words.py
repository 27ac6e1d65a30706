"""Put labels and messages into plain words; no column changes."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0014_reply_requests"),
    ]

    operations = [
        migrations.AlterField(
            model_name="releasedsession",
            name="type",
            field=models.CharField(
                choices=[
                    ("opening", "Ceremony"),
                    ("plenary", "Plenary"),
                    ("signing", "Signing"),
                    ("high_level", "High-level discussion"),
                    ("roundtable", "Round table"),
                    ("side_event", "Side event"),
                    ("workshop", "Workshop"),
                    ("press", "Press"),
                    ("ceremony", "Closing ceremony"),
                    ("protocol", "Protocol"),
                    ("social", "Reception"),
                    ("break", "Break"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="session",
            name="number",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Number among sessions of this type, as in “Round table 2”.",
                null=True,
                verbose_name="number",
            ),
        ),
        migrations.AlterField(
            model_name="session",
            name="type",
            field=models.CharField(
                choices=[
                    ("opening", "Ceremony"),
                    ("plenary", "Plenary"),
                    ("signing", "Signing"),
                    ("high_level", "High-level discussion"),
                    ("roundtable", "Round table"),
                    ("side_event", "Side event"),
                    ("workshop", "Workshop"),
                    ("press", "Press"),
                    ("ceremony", "Closing ceremony"),
                    ("protocol", "Protocol"),
                    ("social", "Reception"),
                    ("break", "Break"),
                ],
                max_length=12,
                verbose_name="type",
            ),
        ),
    ]
