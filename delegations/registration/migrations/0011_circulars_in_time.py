"""Circulars with files, that are sent at a set time or called off before."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """Say of every circular so far that it was sent when it was written."""
    apps.get_model("registration", "Circular").objects.update(sent_at=models.F("written_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("registration", "0010_contacts_encrypted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CircularFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=150)),
                ("file", models.FileField(max_length=120, upload_to="circulars")),
                (
                    "circular",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="registration.circular",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a circular",
                "verbose_name_plural": "files of circulars",
                "ordering": ["id"],
            },
        ),
        migrations.AddField("circular", "called_off_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "circular",
            "called_off_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("circular", "send_at", models.DateTimeField(blank=True, null=True, verbose_name="send at")),
        migrations.AddField("circular", "sent_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            "circular",
            models.Index(
                condition=models.Q(("called_off_at__isnull", True), ("sent_at__isnull", True)),
                fields=["send_at"],
                name="circular_due",
            ),
        ),
        migrations.AddConstraint(
            "circular",
            models.CheckConstraint(
                condition=models.Q(("sent_at__isnull", True), ("called_off_at__isnull", True), _connector="OR"),
                name="circular_sent_or_called_off",
            ),
        ),
    ]
