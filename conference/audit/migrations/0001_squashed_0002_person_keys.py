import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import conference.fields
from conference.db.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [("audit", "0001_initial"), ("audit", "0002_person_keys")]

    # Those of other packages come first: each of their changes renders all models anew that are related to the user.
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="AccessLogHead",
                    fields=[
                        ("reader", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("number", models.BigIntegerField()),
                        ("hash", models.CharField(max_length=64)),
                        ("sealed", models.BigIntegerField(db_default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="Head",
                    fields=[
                        ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                        ("number", models.BigIntegerField(default=0)),
                        ("hash", models.CharField(default="0000000000000000000000000000000000000000000000000000000000000000", max_length=64)),
                    ],
                    options={
                        "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="audit_one_head")],
                    },
                ),
                migrations.CreateModel(
                    name="AccessLogEntry",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reader", models.BigIntegerField()),
                        ("number", models.BigIntegerField()),
                        ("after", models.BigIntegerField()),
                        ("at", models.DateTimeField()),
                        ("actor_label", models.CharField(max_length=200)),
                        ("verb", models.CharField(max_length=60)),
                        ("subject_type", models.CharField(max_length=60)),
                        ("subject_id", models.CharField(max_length=40)),
                        ("subject_label", models.CharField(max_length=200)),
                        ("scope", models.CharField(blank=True, max_length=20)),
                        ("details", models.JSONField(default=dict)),
                        ("digest", models.CharField(max_length=64)),
                        ("hash", models.CharField(max_length=64)),
                        ("actor", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "ordering": ["after", "id"],
                        "indexes": [models.Index(fields=["after", "id"], name="access_log_order"), models.Index(fields=["scope", "-after", "-id"], name="access_log_scope")],
                        "constraints": [models.UniqueConstraint(fields=("reader", "number"), name="access_log_number")],
                    },
                ),
                migrations.CreateModel(
                    name="AuditEntry",
                    fields=[
                        ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("ref", models.UUIDField(default=uuid.uuid4, unique=True)),
                        ("at", models.DateTimeField(db_index=True)),
                        ("actor_label", models.TextField()),
                        ("verb", models.CharField(max_length=60)),
                        ("subject_type", models.CharField(max_length=60)),
                        ("subject_id", models.CharField(max_length=40)),
                        ("subject_label", models.TextField()),
                        ("subject_version", models.PositiveIntegerField()),
                        ("scope", models.CharField(blank=True, max_length=20)),
                        ("came_from", models.CharField(blank=True, max_length=20)),
                        ("went_to", models.CharField(blank=True, max_length=20)),
                        ("reason", models.TextField(blank=True)),
                        ("details", models.JSONField(default=dict)),
                        ("digest", models.CharField(max_length=64)),
                        ("hash", models.CharField(max_length=64)),
                        ("actor", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "audit log entry",
                        "verbose_name_plural": "audit log",
                        "db_table": "audit_entry",
                        "ordering": ["number"],
                        "indexes": [
                            models.Index(fields=["scope", "-number"], name="audit_scope"),
                            models.Index(fields=["verb", "-number"], name="audit_verb"),
                            models.Index(fields=["-at", "-number"], name="audit_newest"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("subject_version__gt", 0)), fields=("subject_type", "subject_id", "subject_version"), name="audit_one_entry_a_version")
                        ],
                        "base_manager_name": "objects",
                    },
                ),
                migrations.CreateModel(
                    name="PersonKey",
                    fields=[
                        ("person", models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ("secret", conference.fields.EncryptedTextField(blank=True)),
                        ("destroyed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
            ],
        ),
    ]
