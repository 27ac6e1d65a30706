import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import conference.fields
import conference.translated
from conference.db.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "__first__"), ("audit", "0001_squashed_0002_person_keys"), ("conference", "0001_squashed_0004_installation"), ("registration", "0001_squashed_0004_visa_letter_valid_until")]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="EmergencyNumber",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="whom it reaches")),
                        ("number", models.CharField(max_length=30, verbose_name="number")),
                        (
                            "gate_number",
                            models.CharField(
                                blank=True,
                                help_text="As a telephone at a gate dials it, such as +84 24 5550 0125: where somebody is refused or has to be checked by hand, guards can call the first three such numbers. Empty: not offered there.",
                                max_length=30,
                                validators=[django.core.validators.RegexValidator("^\\+?[0-9*#][0-9*#(). -]*$", "Digits as they are dialled, such as +84 24 5550 0125.")],
                                verbose_name="number at the gates",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                    ],
                    options={"verbose_name": "emergency number", "verbose_name_plural": "emergency numbers", "ordering": ["position", "id"]},
                ),
                migrations.CreateModel(
                    name="BadgeSetup",
                    fields=[
                        ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("fr", "French"), ("es", "Spanish"), ("ar", "Arabic"), ("ru", "Russian"), ("zh-hans", "Chinese"), ("vi", "Vietnamese")],
                                default="en",
                                max_length=10,
                                verbose_name="language of the badges",
                            ),
                        ),
                        (
                            "office",
                            conference.translated.TranslatedField(
                                blank=True,
                                default=conference.translated.Translated,
                                help_text="As it reads within a sentence: “the Accreditation Office, Gate 2”.",
                                verbose_name="where badges are replaced",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "paper of the badges",
                        "verbose_name_plural": "paper of the badges",
                        "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="badge_setup_one_row")],
                    },
                ),
                migrations.CreateModel(
                    name="PassType",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code", models.SlugField(max_length=30, unique=True, verbose_name="code")),
                        ("kind", models.CharField(choices=[("floater", "Floater pass"), ("pin", "Head of delegation pin"), ("vehicle", "Vehicle pass")], max_length=10, verbose_name="kind")),
                        ("name", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="name")),
                        ("prefix", models.CharField(max_length=3, unique=True, verbose_name="letters before its number")),
                        ("places", models.PositiveSmallIntegerField(default=0, verbose_name="for each delegation")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        ("zone", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="conference.zone", verbose_name="zone")),
                    ],
                    options={"verbose_name": "sort of pass", "verbose_name_plural": "sorts of passes", "ordering": ["position", "id"]},
                ),
                migrations.CreateModel(
                    name="Allowance",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("most", models.PositiveSmallIntegerField(verbose_name="at most")),
                        ("used", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="out")),
                        ("granted", models.PositiveSmallIntegerField(db_default=0, default=0, editable=False, verbose_name="granted, to be collected")),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="allowances", to="registration.delegation")),
                        ("type", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="allowances", to="accreditation.passtype")),
                    ],
                    options={
                        "verbose_name": "allowance of passes",
                        "verbose_name_plural": "allowances of passes",
                        "constraints": [
                            models.UniqueConstraint(fields=("delegation", "type"), name="allowance_once"),
                            models.CheckConstraint(
                                condition=models.Q(("most__gte", django.db.models.expressions.CombinedExpression(models.F("used"), "+", models.F("granted")))), name="allowance_kept"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PassRequest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[("asked", "Asked for"), ("granted", "Granted, to be collected"), ("declined", "Declined"), ("withdrawn", "Withdrawn"), ("given", "Given out")],
                                default="asked",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("plate", conference.fields.EncryptedTextField(blank=True, default="", max_length=20, verbose_name="plate")),
                        ("driver", models.CharField(blank=True, max_length=150, verbose_name="driver")),
                        ("days", models.JSONField(blank=True, default=list, verbose_name="days")),
                        ("words", models.CharField(blank=True, max_length=200, verbose_name="what it is for")),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("answer_words", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                        ("allowance", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="accreditation.allowance")),
                        ("member", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="pass_requests", to="registration.delegate")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                    ],
                    options={
                        "verbose_name": "request for a pass",
                        "verbose_name_plural": "requests for passes",
                        "ordering": ["id"],
                        "constraints": [models.UniqueConstraint(condition=models.Q(("state__in", ("asked", "granted"))), fields=("allowance", "member"), name="pass_asked_once_a_member")],
                    },
                ),
                migrations.CreateModel(
                    name="Pass",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("number", models.CharField(max_length=20, verbose_name="number")),
                        ("state", models.CharField(choices=[("lent", "Given out"), ("returned", "Returned"), ("lost", "Lost")], default="lent", max_length=10, verbose_name="state")),
                        ("to", models.CharField(max_length=150, verbose_name="signed for by")),
                        ("lent_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_by", models.CharField(blank=True, max_length=150, verbose_name="brought back or reported by")),
                        ("plate", conference.fields.EncryptedTextField(blank=True, default="", max_length=20, verbose_name="plate")),
                        ("plate_index", models.CharField(blank=True, db_index=True, default="", editable=False, max_length=32)),
                        ("driver", models.CharField(blank=True, max_length=150, verbose_name="driver")),
                        ("gate", models.CharField(blank=True, max_length=60, verbose_name="gate")),
                        ("days", models.JSONField(blank=True, default=list, verbose_name="days")),
                        ("allowance", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="passes", to="accreditation.allowance")),
                        ("member", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="passes", to="registration.delegate")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("request", models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="given", to="accreditation.passrequest")),
                    ],
                    options={
                        "verbose_name": "pass",
                        "verbose_name_plural": "passes",
                        "ordering": ["id"],
                        "constraints": [models.UniqueConstraint(condition=models.Q(("state__in", ("lent", "lost"))), fields=("number",), name="pass_number_once")],
                    },
                ),
                migrations.CreateModel(
                    name="PrintJob",
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
                        ("wanted", models.JSONField(default=dict)),
                        ("way", models.JSONField(default=dict)),
                        ("layout", models.CharField(max_length=10)),
                        ("faults", models.JSONField(blank=True, default=list)),
                        ("owner", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "batch of badges",
                        "verbose_name_plural": "batches of badges",
                        "ordering": ["-id"],
                        "abstract": False,
                        "indexes": [models.Index(fields=["owner", "-id"], name="printjob_owner"), models.Index(fields=["state", "id"], name="printjob_state")],
                    },
                ),
                migrations.CreateModel(
                    name="Receipt",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveIntegerField(unique=True, verbose_name="number")),
                        ("to", models.CharField(max_length=150, verbose_name="collected by")),
                        ("document", models.CharField(blank=True, max_length=150, verbose_name="identified by")),
                        ("mandate", models.CharField(blank=True, max_length=200, verbose_name="mandate")),
                        ("handed_by", models.CharField(max_length=200, verbose_name="handed over by")),
                        ("at", models.DateTimeField()),
                        ("lines", models.JSONField(default=list)),
                        ("voided_at", models.DateTimeField(blank=True, null=True)),
                        ("voided_by", models.CharField(blank=True, max_length=200)),
                        ("voided_why", models.CharField(blank=True, max_length=300)),
                        ("others", models.JSONField(default=list)),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="registration.delegation")),
                    ],
                    options={"verbose_name": "receipt for badges", "verbose_name_plural": "receipts for badges", "ordering": ["-number"]},
                ),
                migrations.CreateModel(
                    name="Badge",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("live_for", models.BigIntegerField(blank=True, editable=False, null=True, unique=True)),
                        ("serial", models.CharField(editable=False, max_length=32, unique=True)),
                        ("number", models.CharField(max_length=20, verbose_name="number")),
                        ("copy", models.PositiveSmallIntegerField(default=1, verbose_name="copy")),
                        (
                            "state",
                            models.CharField(
                                choices=[("queued", "Queued for print"), ("printed", "Printed"), ("collected", "Collected"), ("lost", "Lost"), ("revoked", "Revoked"), ("superseded", "Superseded")],
                                default="queued",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("queued_at", models.DateTimeField()),
                        ("printed_at", models.DateTimeField(blank=True, null=True)),
                        ("collected_at", models.DateTimeField(blank=True, null=True)),
                        ("collected_by_name", models.CharField(blank=True, max_length=150)),
                        ("undone_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("shows", models.JSONField(blank=True, default=dict, editable=False)),
                        ("delegate", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="badges", to="registration.delegate")),
                        ("printed_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("receipt", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="badges", to="accreditation.receipt")),
                    ],
                    options={
                        "verbose_name": "badge",
                        "verbose_name_plural": "badges",
                        "ordering": ["id"],
                        "indexes": [models.Index(fields=["state", "id"], name="badge_state")],
                        "constraints": [
                            models.UniqueConstraint(fields=("delegate", "copy"), name="badge_copy_once"),
                            models.UniqueConstraint(fields=("number", "copy"), name="badge_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("live_for", models.F("delegate_id")), ("state__in", ("queued", "printed", "collected"))),
                                    models.Q(models.Q(("state__in", ("queued", "printed", "collected")), _negated=True), ("live_for__isnull", True)),
                                    _connector="OR",
                                ),
                                name="badge_live_for_its_bearer",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AccreditationMarker",
                    fields=[
                        (
                            "holder",
                            models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name="+", serialize=False, to="accreditation.badge", to_field="live_for"),
                        )
                    ],
                    options={"verbose_name": "standing", "verbose_name_plural": "standings", "db_table": "accreditation_standing"},
                ),
                migrations.CreateModel(
                    name="Remark",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("at", models.DateTimeField()),
                        ("text", models.TextField(max_length=2000, verbose_name="remark")),
                        ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("delegate", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registration.delegate")),
                    ],
                    options={
                        "verbose_name": "remark among staff",
                        "verbose_name_plural": "remarks among staff",
                        "ordering": ["id"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="remark_says_something")],
                    },
                ),
                migrations.CreateModel(
                    name="WatchEntry",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("name", conference.fields.EncryptedTextField(blank=True, default="", max_length=200, verbose_name="name")),
                        ("name_index", models.CharField(blank=True, db_index=True, editable=False, max_length=32)),
                        ("aliases", conference.fields.EncryptedTextField(blank=True, default="", max_length=2000, verbose_name="other names and spellings")),
                        ("date_of_birth", conference.fields.EncryptedTextField(blank=True, default="", verbose_name="date of birth")),
                        ("document_number", conference.fields.EncryptedTextField(blank=True, default="", verbose_name="document number")),
                        ("document_number_index", models.CharField(blank=True, db_index=True, editable=False, max_length=32)),
                        ("why", conference.fields.EncryptedTextField(verbose_name="reason")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                        ("state", models.CharField(choices=[("active", "In force"), ("ended", "Ended")], default="active", max_length=10, verbose_name="state")),
                        ("entered_at", models.DateTimeField()),
                        ("entered_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                    ],
                    options={
                        "verbose_name": "entry of the watch list",
                        "verbose_name_plural": "entries of the watch list",
                        "ordering": ["-id"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("document_number_index", ""), ("name_index", ""), _negated=True), name="watchentry_has_name_or_number")],
                    },
                ),
                migrations.CreateModel(
                    name="WatchMatch",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("by_name", models.BooleanField(default=False)),
                        ("by_number", models.BooleanField(default=False)),
                        ("basis", models.CharField(max_length=32)),
                        ("found_at", models.DateTimeField()),
                        ("aside_at", models.DateTimeField(blank=True, null=True)),
                        ("aside_words", conference.fields.EncryptedTextField(blank=True, default="", max_length=500, verbose_name="why it is another person")),
                        ("aside_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("delegate", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="watch_matches", to="registration.delegate")),
                        ("entry", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="matches", to="accreditation.watchentry")),
                    ],
                    options={
                        "verbose_name": "match of the watch list",
                        "verbose_name_plural": "matches of the watch list",
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("entry", "delegate"), name="watchmatch_once"),
                            models.CheckConstraint(condition=models.Q(("by_name", True), ("by_number", True), _connector="OR"), name="watchmatch_by_something"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Hold",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("why", conference.fields.EncryptedTextField(verbose_name="reason")),
                        ("state", models.CharField(choices=[("in_force", "In force"), ("lifted", "Lifted")], default="in_force", max_length=10, verbose_name="state")),
                        ("placed_at", models.DateTimeField()),
                        ("lifted_at", models.DateTimeField(blank=True, null=True)),
                        ("lifted_why", conference.fields.EncryptedTextField(blank=True, default="", verbose_name="why it was lifted")),
                        ("delegate", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="registration.delegate")),
                        ("lifted_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("placed_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                    ],
                    options={
                        "verbose_name": "objection of security",
                        "verbose_name_plural": "objections of security",
                        "ordering": ["-id"],
                        "constraints": [models.UniqueConstraint(condition=models.Q(("state", "in_force")), fields=("delegate",), name="hold_one_in_force")],
                    },
                ),
            ]
        )
    ]
