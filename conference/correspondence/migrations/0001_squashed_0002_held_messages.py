import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import conference.fields
from conference.db.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [("correspondence", "0001_initial"), ("correspondence", "0002_held_messages")]

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kind", models.CharField(max_length=60)),
                        ("subject_type", models.CharField(max_length=60)),
                        ("subject_id", models.CharField(max_length=40)),
                        ("subject_version", models.PositiveIntegerField(default=0)),
                        ("recipient", models.EmailField(max_length=254)),
                        ("recipient_name", models.CharField(blank=True, max_length=200)),
                        ("scope", models.CharField(blank=True, max_length=20)),
                        ("language", models.CharField(default="en", max_length=10)),
                        ("context", models.JSONField(default=dict)),
                        ("sealed", conference.fields.EncryptedTextField(blank=True, default="")),
                        ("message_id", models.CharField(max_length=200, unique=True)),
                        ("subject_line", models.CharField(blank=True, max_length=300)),
                        ("text", models.TextField(blank=True)),
                        ("html", models.TextField(blank=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[("queued", "Queued"), ("sending", "Sending"), ("sent", "Sent"), ("failed", "Failed"), ("held", "Held"), ("cancelled", "Cancelled")],
                                default="queued",
                                max_length=10,
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("not_before", models.DateTimeField()),
                        ("handed_at", models.DateTimeField(blank=True, null=True)),
                        ("lease", models.UUIDField(blank=True, null=True)),
                        ("lease_until", models.DateTimeField(blank=True, null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("last_error", models.CharField(blank=True, max_length=300)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("user", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "message",
                        "verbose_name_plural": "messages",
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(condition=models.Q(("state", "queued")), fields=["not_before"], name="message_due"),
                            models.Index(condition=models.Q(("state", "sending")), fields=["lease_until"], name="message_leased"),
                            models.Index(fields=["state", "-id"], name="message_state"),
                            models.Index(fields=["scope", "-id"], name="message_scope"),
                            models.Index(fields=["-created_at", "-id"], name="message_newest"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("kind", "subject_type", "subject_id", "subject_version", "recipient"), name="message_once"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("state", "sending"), _negated=True), models.Q(("lease__isnull", False), ("lease_until__isnull", False)), _connector="OR"),
                                name="message_sending_has_lease",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attempt",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("at", models.DateTimeField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("sent", "Sent"), ("transient", "Not now"), ("timeout", "No answer"), ("rejected", "Refused"), ("broken", "Could not be written")], max_length=12
                            ),
                        ),
                        ("said", models.CharField(blank=True, max_length=300)),
                        ("message", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="tries", to="correspondence.message")),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
            ],
        ),
    ]
