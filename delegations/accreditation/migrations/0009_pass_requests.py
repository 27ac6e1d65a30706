import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accreditation", "0008_accreditation_marker"),
        ("audit", "0003_audit_entry"),
        ("registration", "0007_model_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="PassRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("granted", "Granted, to be collected"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("given", "Given out"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("plate", models.CharField(blank=True, max_length=20, verbose_name="plate")),
                ("driver", models.CharField(blank=True, max_length=150, verbose_name="driver")),
                ("days", models.JSONField(blank=True, default=list, verbose_name="days")),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="what it is for")),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("answer_words", models.CharField(blank=True, max_length=300, verbose_name="reason")),
            ],
            options={
                "verbose_name": "request for a pass",
                "verbose_name_plural": "requests for passes",
                "ordering": ["id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="allowance",
            name="allowance_kept",
        ),
        migrations.AddField(
            model_name="allowance",
            name="granted",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, editable=False, verbose_name="granted, to be collected"
            ),
        ),
        migrations.AddConstraint(
            model_name="allowance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "most__gte",
                        django.db.models.expressions.CombinedExpression(models.F("used"), "+", models.F("granted")),
                    )
                ),
                name="allowance_kept",
            ),
        ),
        migrations.AddField(
            model_name="passrequest",
            name="allowance",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="accreditation.allowance"
            ),
        ),
        migrations.AddField(
            model_name="passrequest",
            name="member",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pass_requests",
                to="registration.delegate",
            ),
        ),
        migrations.AddField(
            model_name="passrequest",
            name="record",
            field=models.OneToOneField(
                default=uuid.uuid4,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="audit.auditentry",
                to_field="ref",
            ),
        ),
        migrations.AddField(
            model_name="pass",
            name="request",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="given",
                to="accreditation.passrequest",
            ),
        ),
        migrations.AddConstraint(
            model_name="passrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("asked", "granted"))),
                fields=("allowance", "member"),
                name="pass_asked_once_a_member",
            ),
        ),
    ]
