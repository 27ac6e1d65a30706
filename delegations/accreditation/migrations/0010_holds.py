"""Objections of security."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import conference.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accreditation", "0009_pass_requests"),
        ("audit", "0003_audit_entry"),
        ("registration", "0006_names_alike"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("why", conference.fields.EncryptedTextField(verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[("in_force", "In force"), ("lifted", "Lifted")],
                        default="in_force",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("placed_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lifted_why",
                    conference.fields.EncryptedTextField(blank=True, default="", verbose_name="why it was lifted"),
                ),
                (
                    "delegate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="registration.delegate",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "record",
                    models.OneToOneField(
                        default=uuid.uuid4,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="audit.auditentry",
                        to_field="ref",
                    ),
                ),
            ],
            options={
                "verbose_name": "objection of security",
                "verbose_name_plural": "objections of security",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "in_force")), fields=("delegate",), name="hold_one_in_force"
                    )
                ],
            },
        ),
    ]
