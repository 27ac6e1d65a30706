"""Entry is AuditEntry in the code; its table keeps its name. After every migration that still names the model as it was."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_access_log"),
        ("machines", "0001_initial"),
        ("registration", "0006_names_alike"),
        ("accreditation", "0007_gate_number"),
        ("gates", "0004_room_in_tallies"),
        ("calendar", "0003_calendar_addresses"),
        ("programme", "0006_releases_hold_no_html"),
        ("bilaterals", "0001_initial"),
        ("receptions", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Entry", "AuditEntry"),
                migrations.AlterModelTable("AuditEntry", "audit_entry"),
            ],
        ),
    ]
