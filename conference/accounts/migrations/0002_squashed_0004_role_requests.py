import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from conference.db.operations import CreateModels


class Migration(migrations.Migration):
    replaces = [("accounts", "0002_sessions_and_exports"), ("accounts", "0004_role_requests")]

    dependencies = [("accounts", "0001_squashed_0003_connect_until"), ("audit", "0001_squashed_0002_person_keys")]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="BrowserSession",
                    fields=[
                        ("session_key", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key")),
                        ("session_data", models.TextField(verbose_name="session data")),
                        ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("idle_until", models.DateTimeField(null=True)),
                        ("network", models.GenericIPAddressField(null=True)),
                        ("user_agent", models.CharField(blank=True, max_length=300)),
                        ("user", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "session",
                        "verbose_name_plural": "sessions",
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ExportRequest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("state", models.CharField(choices=[("asked", "Waiting for approval"), ("approved", "Approved"), ("refused", "Refused")], default="asked", max_length=8, verbose_name="state")),
                        ("address", models.CharField(max_length=60)),
                        ("path", models.CharField(max_length=1000)),
                        ("fields", models.JSONField(default=list)),
                        ("reason", models.CharField(max_length=300, verbose_name="reason")),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("decided_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                    ],
                    options={
                        "verbose_name": "request for an export",
                        "verbose_name_plural": "requests for exports",
                        "ordering": ["-asked_at", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("decided_by", None), models.Q(("decided_by", models.F("asked_by")), _negated=True), _connector="OR"), name="export_by_two_persons"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("decided_by", None), ("state", "asked")),
                                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False), models.Q(("state", "asked"), _negated=True)),
                                    _connector="OR",
                                ),
                                name="export_decided_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoleRequest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("secretariat", "Conference secretariat"),
                                    ("security", "Security liaison"),
                                    ("accreditation", "Accreditation officer"),
                                    ("protocol", "Protocol"),
                                    ("programme", "Programme"),
                                    ("print_room", "Print room"),
                                ],
                                max_length=20,
                                verbose_name="role",
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "role that waits for a second person",
                        "verbose_name_plural": "roles that wait for a second person",
                        "constraints": [models.UniqueConstraint(fields=("user", "role"), name="rolerequest_once")],
                    },
                ),
            ],
        ),
    ]
