"""Put labels and messages into plain words; no column changes."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_audit_entry"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="auditentry",
            options={"ordering": ["number"], "verbose_name": "audit log entry", "verbose_name_plural": "audit log"},
        ),
    ]
