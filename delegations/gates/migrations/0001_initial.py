import uuid

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import conference.translated
from conference.db.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accreditation", "0001_initial"), ("audit", "0001_squashed_0002_person_keys"), ("conference", "0001_squashed_0004_installation"), ("registration", "0001_squashed_0004_visa_letter_valid_until")]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Clearing",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("place", models.PositiveBigIntegerField()),
                        ("at", models.DateTimeField()),
                        ("people", models.PositiveIntegerField()),
                    ],
                    options={"verbose_name": "clearing of a zone", "verbose_name_plural": "clearings of zones", "indexes": [models.Index(fields=["place", "-at"], name="clearing_latest")]},
                ),
                migrations.CreateModel(
                    name="Gate",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="name")),
                        ("direction", models.CharField(choices=[("in", "In"), ("out", "Out"), ("both", "In and out")], default="both", max_length=4, verbose_name="direction")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        (
                            "zone",
                            models.ForeignKey(
                                blank=True,
                                help_text="Leave empty if the gate leads to the whole site.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gates",
                                to="conference.zone",
                                verbose_name="zone",
                            ),
                        ),
                    ],
                    options={"verbose_name": "gate", "verbose_name_plural": "gates", "ordering": ["position", "id"]},
                ),
                migrations.CreateModel(
                    name="Device",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("occasion", models.SlugField(blank=True, db_index=False, default="", max_length=40, verbose_name="at the entrance of")),
                        ("state", models.CharField(choices=[("invited", "Awaiting enrolment"), ("enrolled", "In use"), ("revoked", "Revoked")], default="invited", max_length=8, verbose_name="state")),
                        ("key_hash", models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True)),
                        ("code_hash", models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True)),
                        ("code_expires", models.DateTimeField(blank=True, null=True)),
                        ("enrolled_at", models.DateTimeField(blank=True, null=True)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        ("last_seen", models.DateTimeField(blank=True, null=True)),
                        ("bundle_version", models.PositiveBigIntegerField(blank=True, null=True)),
                        ("bundle_at", models.DateTimeField(blank=True, null=True)),
                        ("clock_offset", models.FloatField(blank=True, null=True)),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("gate", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="devices", to="gates.gate", verbose_name="gate")),
                    ],
                    options={
                        "verbose_name": "device at a gate",
                        "verbose_name_plural": "devices at gates",
                        "ordering": ["gate__position", "gate_id", "name", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(models.Q(("state", "enrolled"), _negated=True), ("key_hash__isnull", False), _connector="OR"), name="device_has_key")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Policy",
                    fields=[
                        ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                        ("names", models.BooleanField(default=False, verbose_name="Devices keep names")),
                        ("photos", models.BooleanField(default=False, verbose_name="Devices keep small photos")),
                        (
                            "second_entry",
                            models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MaxValueValidator(10080)], verbose_name="Minutes in which a second entry is checked"),
                        ),
                        (
                            "silent_after",
                            models.PositiveSmallIntegerField(
                                default=15,
                                validators=[django.core.validators.MinValueValidator(3), django.core.validators.MaxValueValidator(1440)],
                                verbose_name="Minutes after which a silent device is a task",
                            ),
                        ),
                    ],
                    options={"verbose_name": "what devices may keep", "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="gates_policy_one_row")]},
                ),
                migrations.CreateModel(
                    name="Scan",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveBigIntegerField()),
                        ("direction", models.CharField(choices=[("in", "In"), ("out", "Out"), ("both", "In and out")], max_length=4)),
                        ("device_at", models.DateTimeField()),
                        ("happened_at", models.DateTimeField()),
                        ("received_at", models.DateTimeField()),
                        ("online", models.BooleanField()),
                        ("serial", models.CharField(blank=True, max_length=64)),
                        ("verdict", models.CharField(choices=[("enter", "Enter"), ("refused", "Refused"), ("check", "Check manually")], max_length=7)),
                        ("reason", models.CharField(blank=True, max_length=20)),
                        ("bundle", models.PositiveBigIntegerField(default=0)),
                        ("counts", models.BooleanField()),
                        ("apart", models.BooleanField(default=False)),
                        ("badge", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accreditation.badge")),
                        ("delegate", models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="registration.delegate")),
                        ("device", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="gates.device")),
                        ("zone", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="conference.zone")),
                    ],
                    options={
                        "verbose_name": "scan",
                        "verbose_name_plural": "scans",
                        "ordering": ["happened_at", "id"],
                        "indexes": [models.Index(fields=["delegate", "happened_at"], name="scan_of_delegate")],
                        "constraints": [
                            models.UniqueConstraint(fields=("device", "number"), name="scan_number_once"),
                            models.CheckConstraint(condition=models.Q(("direction", "both"), _negated=True), name="scan_one_way"),
                            models.CheckConstraint(condition=models.Q(("counts", False), models.Q(("apart", False), ("delegate__isnull", False)), _connector="OR"), name="scan_counts"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Presence",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("place", models.PositiveBigIntegerField()),
                        ("since", models.DateTimeField(null=True)),
                        ("delegate", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="presences", to="registration.delegate")),
                        ("delegation", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registration.delegation")),
                        ("scan", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gates.scan")),
                    ],
                    options={
                        "verbose_name": "presence",
                        "verbose_name_plural": "presences",
                        "indexes": [models.Index(fields=["scan"], name="presence_scan")],
                        "constraints": [models.UniqueConstraint(fields=("delegate", "place"), name="presence_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Finding",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("ended-badge", "Admitted with an invalid badge"),
                                    ("copied", "Badge used at two places at once"),
                                    ("differs", "Gate decision contradicts the records"),
                                    ("revoked-device", "Scans by a revoked device"),
                                    ("two-contents", "Two different scans with the same number"),
                                ],
                                max_length=15,
                            ),
                        ),
                        ("key", models.CharField(editable=False, max_length=60, unique=True)),
                        ("state", models.CharField(choices=[("open", "Not settled"), ("settled", "Settled")], default="open", max_length=8, verbose_name="state")),
                        ("found_at", models.DateTimeField()),
                        ("facts", models.JSONField(default=dict)),
                        ("words", models.TextField(blank=True, verbose_name="what came of it")),
                        ("delegate", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registration.delegate")),
                        ("device", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="gates.device")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("scan", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gates.scan")),
                    ],
                    options={
                        "verbose_name": "gate alert",
                        "verbose_name_plural": "gate alerts",
                        "ordering": ["-found_at", "-id"],
                        "indexes": [models.Index(fields=["state", "found_at"], name="finding_state")],
                    },
                ),
                migrations.CreateModel(
                    name="Tally",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("place", models.PositiveBigIntegerField()),
                        ("inside", models.IntegerField(default=0)),
                        ("delegation", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registration.delegation")),
                    ],
                    options={
                        "verbose_name": "tally",
                        "verbose_name_plural": "tallies",
                        "constraints": [
                            models.UniqueConstraint(fields=("place", "delegation"), name="tally_once"),
                            models.CheckConstraint(condition=models.Q(("inside__gte", 0)), name="tally_not_negative"),
                        ],
                    },
                ),
            ]
        ),
        # Each check changes one of these few rows and adds them all up. Where a page has room, the former version of a row is swept out at
        # once; on a full page the sum would walk over a hundred old versions of each.
        migrations.RunSQL("ALTER TABLE gates_tally SET (fillfactor = 20)", "ALTER TABLE gates_tally RESET (fillfactor)"),
    ]
