"""The seating of receptions: plans, tables, seats, wishes, versions."""

import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import conference.fields


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0004_plain_words"),
        ("conference", "0007_plain_words"),
        ("receptions", "0006_plainer_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SeatingPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")],
                        default="open",
                        max_length=6,
                        verbose_name="state",
                    ),
                ),
                ("alternate", models.BooleanField(default=False)),
                (
                    "companions",
                    models.CharField(
                        choices=[("last", "after all guests"), ("beside", "each just after the guest")],
                        default="last",
                        max_length=6,
                    ),
                ),
                (
                    "reception",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seating_plan",
                        to="receptions.reception",
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
                "verbose_name": "seating plan",
                "verbose_name_plural": "seating plans",
            },
        ),
        migrations.CreateModel(
            name="SeatingTable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(200),
                        ]
                    ),
                ),
                (
                    "shape",
                    models.CharField(
                        choices=[("round", "round"), ("long", "long, two sides"), ("head", "head table, one side")],
                        default="round",
                        max_length=5,
                    ),
                ),
                (
                    "seats",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ]
                    ),
                ),
                ("host_name", models.CharField(blank=True, max_length=150)),
                ("host_languages", models.CharField(blank=True, max_length=120)),
                ("host_seat", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("for_couples", models.BooleanField(default=True)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tables", to="receptions.seatingplan"
                    ),
                ),
            ],
            options={
                "ordering": ["plan", "number"],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("companion", models.BooleanField(default=False)),
                ("given_to", models.CharField(blank=True, editable=False, max_length=200)),
                ("kept_until", models.DateTimeField(blank=True, null=True)),
                (
                    "invitation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="receptions.invitation",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="receptions.seatingplan"
                    ),
                ),
                (
                    "table",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="taken", to="receptions.seatingtable"
                    ),
                ),
            ],
            options={
                "ordering": ["table__number", "number"],
            },
        ),
        migrations.CreateModel(
            name="GuestRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("companion", models.BooleanField(default=False)),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="receptions.invitation"
                    ),
                ),
                (
                    "rank",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conference.rank",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rules", to="receptions.seatingplan"
                    ),
                ),
                (
                    "table",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="fixed",
                        to="receptions.seatingtable",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tie",
                    models.CharField(
                        choices=[
                            ("beside", "side by side"),
                            ("one_table", "at one table"),
                            ("apart", "not at one table"),
                        ],
                        max_length=9,
                    ),
                ),
                ("reason", conference.fields.EncryptedTextField(blank=True, default="", max_length=300)),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="receptions.invitation"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="receptions.invitation"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="wishes", to="receptions.seatingplan"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("verb", models.CharField(max_length=60)),
                ("data", models.JSONField()),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="receptions.seatingplan",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [models.UniqueConstraint(fields=("plan", "number"), name="planversion_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="seatingtable",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="seatingtable_number"),
        ),
        migrations.AddConstraint(
            model_name="seatingtable",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1), ("seats__gte", 1), ("seats__lte", 60)),
                name="seatingtable_has_seats",
            ),
        ),
        migrations.AddConstraint(
            model_name="seatingtable",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("host_name", ""), ("host_seat", 0)),
                    models.Q(
                        models.Q(("host_name", ""), _negated=True),
                        ("host_seat__gte", 1),
                        ("host_seat__lte", models.F("seats")),
                    ),
                    _connector="OR",
                ),
                name="seatingtable_host_has_seat",
            ),
        ),
        migrations.AddConstraint(
            model_name="seatingtable",
            constraint=models.CheckConstraint(
                condition=models.Q(("for_couples", True), ("shape", "head"), _connector="OR"),
                name="seatingtable_couples",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(fields=("table", "number"), name="seat_one_person"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("invitation__isnull", False)),
                fields=("plan", "invitation", "companion"),
                name="seat_nobody_twice",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("invitation__isnull", False),
                    models.Q(("companion", False), ("kept_until__isnull", False)),
                    _connector="OR",
                ),
                name="seat_of_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="guestrule",
            constraint=models.UniqueConstraint(fields=("plan", "invitation", "companion"), name="guestrule_once"),
        ),
        migrations.AddConstraint(
            model_name="guestrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("companion", False), ("table__isnull", True), _connector="OR"),
                name="guestrule_group_is_fixed",
            ),
        ),
        migrations.AddConstraint(
            model_name="wish",
            constraint=models.UniqueConstraint(fields=("plan", "one", "other"), name="wish_once"),
        ),
        migrations.AddConstraint(
            model_name="wish",
            constraint=models.CheckConstraint(
                condition=models.Q(("one__lt", models.F("other"))), name="wish_between_two"
            ),
        ),
    ]
