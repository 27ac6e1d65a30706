"""Why a receipt was made void after the time to undo."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accreditation", "0014_plates_encrypted")]

    operations = [
        migrations.AddField("receipt", "voided_why", models.CharField(blank=True, default="", max_length=300), False),
    ]
