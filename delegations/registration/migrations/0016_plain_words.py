"""Put labels and messages into plain words; no column changes."""

from __future__ import annotations

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0004_plain_words"),
        ("conference", "0007_plain_words"),
        ("registration", "0015_liaison_phones_encrypted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="equipment",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "Requested"),
                    ("licensed", "Licensed"),
                    ("refused", "Refused"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="asked",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="laterequest",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "Requested"),
                    ("granted", "Granted"),
                    ("declined", "Declined"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="asked",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterConstraint(
            model_name="delegate",
            name="delegate_one_head",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("capacity", "head"), ("state__in", ("draft", "submitted", "returned", "vetted", "accredited"))
                ),
                fields=("delegation",),
                name="delegate_one_head",
                violation_error_message="The delegation already has a head. Change that person's capacity first.",
            ),
        ),
    ]
