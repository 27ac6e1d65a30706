import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from conference.db.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "__first__")]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Revision",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("document", models.CharField(max_length=40)),
                        ("subject", models.CharField(blank=True, max_length=80)),
                        ("number", models.PositiveIntegerField(default=0)),
                        ("digest", models.CharField(blank=True, max_length=64)),
                        ("content", models.JSONField(default=dict)),
                        ("before", models.JSONField(default=dict)),
                    ],
                    options={
                        "verbose_name": "revision of a document",
                        "verbose_name_plural": "revisions of documents",
                        "constraints": [models.UniqueConstraint(fields=("document", "subject"), name="revision_one_a_subject")],
                    },
                ),
                migrations.CreateModel(
                    name="PaperJob",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("state", models.CharField(choices=[("queued", "Waiting"), ("running", "Being made"), ("ready", "Ready"), ("failed", "Failed")], default="queued", max_length=10)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("created_at", models.DateTimeField()),
                        ("lease", models.UUIDField(blank=True, null=True)),
                        ("lease_until", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("expires_at", models.DateTimeField(blank=True, null=True)),
                        ("file", models.FileField(blank=True, upload_to="prints")),
                        ("problem", models.CharField(blank=True, max_length=500)),
                        ("document", models.CharField(max_length=40)),
                        ("options", models.JSONField(default=dict)),
                        ("language", models.CharField(max_length=10)),
                        ("owner", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "paper that a worker makes",
                        "verbose_name_plural": "papers that a worker makes",
                        "ordering": ["-id"],
                        "abstract": False,
                        "indexes": [models.Index(fields=["owner", "-id"], name="paperjob_owner"), models.Index(fields=["state", "id"], name="paperjob_state")],
                    },
                ),
            ]
        )
    ]
