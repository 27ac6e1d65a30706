import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import conference.fields
from conference.db.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "__first__"), ("audit", "0001_squashed_0002_person_keys")]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Machine",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("state", models.CharField(choices=[("active", "In use"), ("revoked", "Revoked")], default="active", max_length=7, verbose_name="state")),
                        ("scopes", models.JSONField(default=list, verbose_name="scopes")),
                        ("key_hash", models.CharField(editable=False, max_length=64, unique=True)),
                        ("expires_at", models.DateTimeField(verbose_name="good until")),
                        ("per_minute", models.PositiveSmallIntegerField(default=120, verbose_name="requests a minute")),
                        ("created_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        ("last_used", models.DateTimeField(blank=True, null=True)),
                        ("window", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("counted", models.PositiveSmallIntegerField(default=0, editable=False)),
                        ("created_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                    ],
                    options={
                        "verbose_name": "machine of a device maker",
                        "verbose_name_plural": "machines of device makers",
                        "ordering": ["name", "id"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("state", "active")), fields=("name",), name="machine_name_once"),
                            models.CheckConstraint(condition=models.Q(("per_minute__gte", 1), ("per_minute__lte", 6000)), name="machine_rate"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KeptAnswer",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.CharField(max_length=80)),
                        ("asked", models.CharField(max_length=200)),
                        ("body_hash", models.CharField(max_length=64)),
                        ("status", models.PositiveSmallIntegerField(default=0)),
                        ("answer", conference.fields.EncryptedTextField(blank=True)),
                        ("made_at", models.DateTimeField(db_index=True)),
                        ("machine", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="machines.machine")),
                    ],
                    options={
                        "verbose_name": "stored API response",
                        "verbose_name_plural": "stored API responses",
                        "constraints": [models.UniqueConstraint(fields=("machine", "key"), name="kept_answer_once")],
                    },
                ),
            ]
        )
    ]
