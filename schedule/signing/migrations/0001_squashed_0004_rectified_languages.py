import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import conference.translated
import schedule.signing.running_order.models
from conference.db.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [("signing", "0001_initial"), ("signing", "0002_rectifications_by_two"), ("signing", "0003_notifications_and_reservations"), ("signing", "0004_rectified_languages")]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("audit", "0001_squashed_0002_person_keys"),
        ("calendar", "0001_initial"),
        ("parties", "0001_initial"),
        ("registration", "0001_squashed_0004_visa_letter_valid_until"),
        ("treaties", "0001_squashed_0002_final_clauses"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="SigningSession",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("code", models.SlugField(max_length=30, unique=True)),
                        ("name", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="name")),
                        ("outside", models.CharField(blank=True, max_length=160)),
                        ("starts", models.DateTimeField()),
                        ("slot_seconds", models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MinValueValidator(30), django.core.validators.MaxValueValidator(3600)])),
                        ("lead_minutes", models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MaxValueValidator(240)])),
                        ("languages", models.JSONField(default=schedule.signing.running_order.models.english_alone)),
                        (
                            "rule",
                            models.CharField(
                                choices=[
                                    ("alphabetical", "The host first, then in English alphabetical order"),
                                    ("rank", "The host first, then by rank of the signatory, within it in English alphabetical order"),
                                    ("inscription", "The host first, then in the order in which the intentions came"),
                                ],
                                default="alphabetical",
                                max_length=12,
                            ),
                        ),
                        ("order_version", models.PositiveIntegerField(default=1, editable=False)),
                        ("state", models.CharField(choices=[("open", "Open"), ("closing", "Closed by one person"), ("closed", "Closed")], default="open", max_length=8)),
                        ("witness", models.CharField(blank=True, max_length=160)),
                        ("closed_first_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_second_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_first_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("closed_second_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("place", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="treaties.signingplace")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("room", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="calendar.room")),
                        ("treaty", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="treaties.treaty")),
                    ],
                    options={
                        "verbose_name": "signing session",
                        "verbose_name_plural": "signing sessions",
                        "ordering": ["starts", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_first_by__isnull", True), ("closed_second_by__isnull", True), ("state", "open")),
                                    models.Q(("closed_first_by__isnull", False), ("closed_second_by__isnull", True), ("state", "closing")),
                                    models.Q(
                                        ("closed_first_by__isnull", False),
                                        ("closed_second_by__isnull", False),
                                        ("state", "closed"),
                                        models.Q(("closed_first_by", models.F("closed_second_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="signingsession_closed_by_two",
                            ),
                            models.CheckConstraint(condition=models.Q(("slot_seconds__gte", 30)), name="signingsession_slot"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Appointment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("intends", "Intends to sign"),
                                    ("scheduled", "Scheduled"),
                                    ("called", "At the table"),
                                    ("skipped", "Skipped"),
                                    ("signed", "Signed"),
                                    ("not_signing", "Does not sign"),
                                ],
                                default="intends",
                                max_length=12,
                            ),
                        ),
                        ("language", models.CharField(default="en", max_length=3)),
                        ("announced", conference.translated.TranslatedField(blank=True, default=conference.translated.Translated, verbose_name="function as announced")),
                        ("makes_statement", models.BooleanField(default=False)),
                        (
                            "text_state",
                            models.CharField(
                                choices=[("none", "None"), ("to_review", "To be reviewed"), ("reviewed", "Reviewed"), ("returned", "Returned")], default="none", editable=False, max_length=10
                            ),
                        ),
                        ("text_words", models.CharField(blank=True, editable=False, max_length=500)),
                        ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                        ("position", models.PositiveIntegerField(default=0)),
                        ("by_hand", models.BooleanField(default=False)),
                        ("starts", models.DateTimeField(blank=True, null=True)),
                        ("called_at", models.DateTimeField(blank=True, null=True)),
                        ("statements", models.JSONField(blank=True, db_default=[], default=list)),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="appointments", to="registration.delegation")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("reviewed_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("signatory", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="appointments", to="registration.delegate")),
                        ("treaty", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="appointments", to="treaties.treaty")),
                        ("session", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="appointments", to="signing.signingsession")),
                    ],
                    options={
                        "verbose_name": "intention to sign",
                        "verbose_name_plural": "intentions to sign",
                        "ordering": ["session", "position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("treaty", "delegation"), name="appointment_one_a_delegation"),
                            models.UniqueConstraint(condition=models.Q(("state", "called")), fields=("session",), name="appointment_one_at_the_table"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("state__in", ("scheduled", "called", "skipped", "signed")), _negated=True), ("session__isnull", False), _connector="OR"),
                                name="appointment_scheduled_somewhere",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("state__in", ("called", "signed")), _negated=True), ("signatory__isnull", False), _connector="OR"), name="appointment_signed_by_somebody"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("text_state", "reviewed"), _negated=True), ("reviewed_by__isnull", False), _connector="OR"), name="appointment_reviewed_by"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("statements", []), ("text_state", "none")),
                                    models.Q(models.Q(("statements", []), _negated=True), models.Q(("text_state", "none"), _negated=True)),
                                    _connector="OR",
                                ),
                                name="appointment_text_is_reviewed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Signature",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveIntegerField()),
                        ("signed_on", models.DateField()),
                        ("signed_at", models.DateTimeField()),
                        ("party_formal", models.CharField(max_length=200)),
                        ("signatory", models.CharField(max_length=220)),
                        ("function", models.CharField(blank=True, max_length=220)),
                        ("powers", models.CharField(blank=True, max_length=400)),
                        ("witness", models.CharField(blank=True, max_length=160)),
                        ("struck", models.BooleanField(default=False, editable=False)),
                        ("appointment", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="signing.appointment")),
                        ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="parties.party")),
                        ("place", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="treaties.signingplace")),
                        ("treaty", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="treaties.treaty")),
                        ("written_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("session", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="signing.signingsession")),
                    ],
                    options={
                        "verbose_name": "signature",
                        "verbose_name_plural": "signatures",
                        "ordering": ["signed_at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("session", "number"), name="signature_one_a_number"),
                            models.CheckConstraint(condition=models.Q(models.Q(("signatory", ""), _negated=True), models.Q(("party_formal", ""), _negated=True)), name="signature_by_somebody"),
                            models.UniqueConstraint(condition=models.Q(("struck", False)), fields=("treaty", "party"), name="signature_one_a_party"),
                            models.UniqueConstraint(condition=models.Q(("struck", False)), fields=("appointment",), name="signature_one_an_appointment"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CeremonyAct",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.UUIDField(unique=True)),
                        ("number", models.PositiveIntegerField()),
                        (
                            "verb",
                            models.CharField(
                                choices=[("call", "Call the next"), ("sign", "Signed, call nobody"), ("next", "Signed, call the next"), ("skip", "Skip"), ("recall", "Recall"), ("undo", "Undo")],
                                max_length=8,
                            ),
                        ),
                        ("before", models.JSONField(default=dict)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("happened_at", models.DateTimeField()),
                        ("written_at", models.DateTimeField()),
                        ("appointment", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="signing.appointment")),
                        ("then", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="signing.appointment")),
                        ("undoes", models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="undone_by", to="signing.ceremonyact")),
                        ("written_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("session", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="signing.signingsession")),
                    ],
                    options={
                        "verbose_name": "act of the ceremony",
                        "verbose_name_plural": "acts of the ceremony",
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("session", "number"), name="ceremonyact_one_a_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("undoes__isnull", False), ("verb", "undo"), models.Q(("reason", ""), _negated=True)),
                                    models.Q(models.Q(("verb", "undo"), _negated=True), ("undoes__isnull", True)),
                                    _connector="OR",
                                ),
                                name="ceremonyact_undone_with_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Commitment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("ratification", "Early ratification"),
                                    ("assistance", "Technical assistance"),
                                    ("training", "Training or a training centre"),
                                    ("funding", "Financial contribution"),
                                    ("hosting", "Hosting a meeting"),
                                    ("other", "Other"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("text", conference.translated.TranslatedField(default=conference.translated.Translated)),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("statement", "Statement"),
                                    ("document", "Document or press release"),
                                    ("side_event", "Side event"),
                                    ("bilateral", "Bilateral meeting"),
                                    ("reception", "Reception"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("source_text", conference.translated.TranslatedField(default=conference.translated.Translated)),
                        ("said_on", models.DateField()),
                        ("is_public", models.BooleanField(default=False)),
                        ("published_in", models.CharField(blank=True, max_length=300)),
                        ("followed_up_by", conference.translated.TranslatedField(default=conference.translated.Translated)),
                        ("due_on", models.DateField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[("announced", "Announced"), ("under_way", "Under way"), ("fulfilled", "Fulfilled"), ("dropped", "No longer pursued"), ("removed", "Entered in error")],
                                default="announced",
                                max_length=10,
                            ),
                        ),
                        ("stands_since", models.DateField()),
                        ("progress", conference.translated.TranslatedField(blank=True, default=conference.translated.Translated)),
                        ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="commitments", to="parties.party")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                    ],
                    options={
                        "verbose_name": "commitment",
                        "verbose_name_plural": "commitments",
                        "ordering": ["said_on", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("kind__in", ["ratification", "assistance", "training", "funding", "hosting", "other"])), name="commitment_kind"),
                            models.CheckConstraint(condition=models.Q(("source__in", ["statement", "document", "side_event", "bilateral", "reception"])), name="commitment_source"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_public", False), models.Q(("source__in", ("bilateral", "reception")), _negated=True), models.Q(("published_in", ""), _negated=True), _connector="OR"
                                ),
                                name="commitment_public_as_published",
                            ),
                            models.CheckConstraint(condition=models.Q(("stands_since__gte", models.F("said_on"))), name="commitment_days_in_order"),
                            models.CheckConstraint(condition=models.Q(("due_on", None), ("due_on__gte", models.F("said_on")), _connector="OR"), name="commitment_due_after_said"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Instrument",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[("entered", "To be accepted"), ("deposited", "Deposited"), ("withdrawn", "Withdrawn"), ("removed", "Entered in error")],
                                default="entered",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("ratification", "Ratification"),
                                    ("acceptance", "Acceptance"),
                                    ("approval", "Approval"),
                                    ("accession", "Accession"),
                                    ("confirmation", "Formal confirmation"),
                                    ("succession", "Succession"),
                                    ("definitive", "Definitive signature"),
                                    ("provisional", "Provisional application"),
                                ],
                                max_length=12,
                                verbose_name="kind of instrument",
                            ),
                        ),
                        ("deposited_on", models.DateField(verbose_name="deposited on")),
                        ("withdrawal_received_on", models.DateField(blank=True, null=True, verbose_name="withdrawal received on")),
                        ("withdrawn_from", models.DateField(blank=True, null=True, verbose_name="withdrawal takes effect on")),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        ("issued_by", models.CharField(blank=True, db_default="", default="", max_length=200)),
                        ("issued_in", models.CharField(blank=True, db_default="", default="", max_length=120)),
                        ("issued_on", models.DateField(blank=True, null=True)),
                        ("scan", models.FileField(blank=True, db_default="", default="", upload_to="instruments")),
                        ("scan_name", models.CharField(blank=True, db_default="", default="", max_length=150)),
                        ("signed_by", models.CharField(blank=True, db_default="", default="", max_length=200)),
                        (
                            "signed_office",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("head_of_state", "Head of State"),
                                    ("head_of_government", "Head of Government"),
                                    ("foreign_minister", "Minister for Foreign Affairs"),
                                    ("organ", "Organ of an organization that may authorize a signature under its rules"),
                                    ("other", "Another office"),
                                ],
                                db_default="",
                                default="",
                                max_length=20,
                            ),
                        ),
                        ("signed_powers", models.CharField(blank=True, db_default="", default="", max_length=200)),
                        ("succession_on", models.DateField(blank=True, null=True)),
                        ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="instruments", to="parties.party", verbose_name="party")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("treaty", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="instruments", to="treaties.treaty", verbose_name="treaty")),
                        ("accepted_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("entered_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "instrument",
                        "verbose_name_plural": "instruments",
                        "ordering": ["deposited_on", "id"],
                        "indexes": [models.Index(fields=["treaty", "deposited_on"], name="instrument_by_day")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("entered", "deposited")), models.Q(("kind", "provisional"), _negated=True)),
                                fields=("treaty", "party"),
                                name="instrument_one_live_a_party",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "provisional"), ("state__in", ("entered", "deposited"))), fields=("treaty", "party"), name="instrument_one_provisional_a_party"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["ratification", "acceptance", "approval", "accession", "confirmation", "succession", "definitive", "provisional"])),
                                name="instrument_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "deposited"), _negated=True),
                                    models.Q(
                                        ("accepted_at__isnull", False), ("accepted_by__isnull", False), ("entered_by__isnull", False), models.Q(("entered_by", models.F("accepted_by")), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="instrument_four_eyes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "deposited"), _negated=True),
                                    models.Q(
                                        ("issued_on__isnull", False),
                                        ("issued_on__lte", models.F("deposited_on")),
                                        models.Q(("issued_by", ""), _negated=True),
                                        models.Q(("issued_in", ""), _negated=True),
                                        models.Q(("signed_by", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="instrument_accepted_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "deposited"), _negated=True),
                                    ("kind", "definitive"),
                                    ("signed_office__in", ["head_of_state", "head_of_government", "foreign_minister", "organ"]),
                                    models.Q(("signed_powers", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="instrument_signed_with_authority",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "succession"), ("succession_on__isnull", False)),
                                    models.Q(models.Q(("kind", "succession"), _negated=True), ("succession_on__isnull", True)),
                                    _connector="OR",
                                ),
                                name="instrument_succession_has_its_date",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("entered", "deposited")), ("withdrawal_received_on", None), ("withdrawn_from", None)),
                                    ("state", "removed"),
                                    models.Q(
                                        ("state", "withdrawn"),
                                        ("withdrawal_received_on__gte", models.F("deposited_on")),
                                        ("withdrawal_received_on__isnull", False),
                                        ("withdrawn_from__gte", models.F("withdrawal_received_on")),
                                        ("withdrawn_from__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="instrument_days_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reminder",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("day", models.DateField(verbose_name="day")),
                        ("planned_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("parties", models.PositiveSmallIntegerField(default=0)),
                        ("planned_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("treaty", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="treaties.treaty")),
                    ],
                    options={
                        "verbose_name": "reminder to signatories",
                        "verbose_name_plural": "reminders to signatories",
                        "ordering": ["day"],
                        "constraints": [models.UniqueConstraint(fields=("treaty", "day"), name="reminder_once_a_day")],
                    },
                ),
                migrations.CreateModel(
                    name="Notification",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("kind", models.CharField(max_length=30)),
                        ("day", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("drafted", "To be checked"), ("checked", "Checked, about to be issued"), ("issued", "Issued"), ("discarded", "Discarded")], default="drafted", max_length=10
                            ),
                        ),
                        ("content", models.JSONField()),
                        ("drafted_at", models.DateTimeField()),
                        ("checked_at", models.DateTimeField(blank=True, null=True)),
                        ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("number", models.PositiveIntegerField(blank=True, null=True)),
                        ("series", models.CharField(blank=True, max_length=40)),
                        ("issued_on", models.DateField(blank=True, null=True)),
                        ("checked_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("drafted_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("treaty", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="notifications", to="treaties.treaty")),
                    ],
                    options={
                        "verbose_name": "depositary notification",
                        "verbose_name_plural": "depositary notifications",
                        "ordering": ["-year", "-number", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("year", "number"), name="notification_one_a_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("checked_at", None), ("checked_by", None), ("state__in", ("drafted", "discarded"))),
                                    models.Q(
                                        ("checked_at__isnull", False),
                                        ("checked_by__isnull", False),
                                        ("state__in", ("checked", "issued")),
                                        models.Q(("checked_by", models.F("drafted_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="notification_checked_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("issued_on__isnull", False), ("number__gte", 1), ("state", "issued"), ("year__isnull", False)),
                                    models.Q(models.Q(("state", "issued"), _negated=True), ("issued_on", None), ("number", None), ("series", ""), ("year", None)),
                                    _connector="OR",
                                ),
                                name="notification_numbered_when_issued",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NotifiedAct",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("position", models.PositiveSmallIntegerField()),
                        ("act", models.CharField(max_length=60)),
                        ("kind", models.CharField(max_length=30)),
                        ("facts", models.JSONField(default=dict)),
                        ("is_withdrawn", models.BooleanField(default=False)),
                        ("corrects", models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="corrected_by", to="signing.notifiedact")),
                        ("notification", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="acts", to="signing.notification")),
                        ("party", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.party")),
                    ],
                    options={
                        "verbose_name": "notified act",
                        "verbose_name_plural": "notified acts",
                        "ordering": ["notification", "position"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("corrects", None)), fields=("act",), name="notifiedact_once"),
                            models.UniqueConstraint(fields=("notification", "position"), name="notifiedact_one_a_position"),
                            models.CheckConstraint(condition=models.Q(("is_withdrawn", False), ("corrects__isnull", False), _connector="OR"), name="notifiedact_withdrawn_by_correction"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnilateralStatement",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("number", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("reservation", "Reservation"),
                                    ("interpretative", "Interpretative declaration"),
                                    ("declaration", "Declaration under the treaty"),
                                    ("notification", "Notification under the treaty"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("provision", models.CharField(blank=True, max_length=20)),
                        ("text", conference.translated.TranslatedField(default=conference.translated.Translated)),
                        ("notified_on", models.DateField(null=True)),
                        ("withdrawal_received_on", models.DateField(null=True)),
                        ("withdrawal_notified_on", models.DateField(null=True)),
                        ("confirmed_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="confirmed_statements", to="signing.instrument")),
                        ("instrument", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="signing.instrument")),
                        ("signature", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="statements", to="signing.signature")),
                    ],
                    options={
                        "verbose_name": "reservation or declaration",
                        "verbose_name_plural": "reservations and declarations",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("signature", "number"), name="statement_one_a_number_at_signature"),
                            models.UniqueConstraint(fields=("instrument", "number"), name="statement_one_a_number_with_instrument"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("instrument__isnull", True), ("signature__isnull", False)), models.Q(("instrument__isnull", False), ("signature__isnull", True)), _connector="OR"
                                ),
                                name="statement_at_signature_or_with_instrument",
                            ),
                            models.CheckConstraint(condition=models.Q(("kind__in", ["reservation", "interpretative", "declaration", "notification"])), name="statement_kind"),
                            models.CheckConstraint(condition=models.Q(("text", {}), _negated=True), name="statement_in_writing"),
                            models.CheckConstraint(
                                condition=models.Q(("confirmed_by__isnull", True), models.Q(("kind", "reservation"), ("signature__isnull", False)), _connector="OR"),
                                name="statement_confirmed_reservation",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawal_notified_on__isnull", True),
                                    models.Q(("withdrawal_notified_on__gte", models.F("withdrawal_received_on")), ("withdrawal_received_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="statement_withdrawal_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rectification",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveSmallIntegerField(blank=True, null=True)),
                        (
                            "field",
                            models.CharField(
                                choices=[
                                    ("signatory", "Who signs"),
                                    ("function", "Capacity"),
                                    ("powers", "Powers relied on"),
                                    ("party_formal", "Party"),
                                    ("text", "Text of the declaration or reservation"),
                                    ("witness", "Witness for the host"),
                                    ("signed_at", "Date and time of signature"),
                                    ("struck", "Signature noted in error"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("before", models.TextField(blank=True)),
                        ("after", models.TextField(blank=True)),
                        ("reason", models.CharField(max_length=500)),
                        ("written_at", models.DateTimeField()),
                        ("communicated_on", models.DateField(blank=True, null=True)),
                        ("communication", models.CharField(blank=True, default="", max_length=200)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("state", models.CharField(choices=[("proposed", "Awaits a second person"), ("decided", "Decided"), ("dropped", "Not pursued")], default="proposed", max_length=8)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("language", models.CharField(blank=True, db_default="", default="", max_length=3)),
                        ("written_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("signature", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="rectifications", to="signing.signature")),
                        ("decided_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("statement", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="rectifications", to="signing.unilateralstatement")),
                    ],
                    options={
                        "verbose_name": "procès-verbal of rectification",
                        "verbose_name_plural": "procès-verbaux of rectification",
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="rectification_with_reason"),
                            models.CheckConstraint(
                                condition=models.Q(("field__in", ["signatory", "function", "powers", "party_formal", "text", "witness", "signed_at", "struck"])), name="rectification_of_a_field"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        ("number__isnull", False),
                                        ("state", "decided"),
                                        models.Q(("decided_by", models.F("written_by")), _negated=True),
                                    ),
                                    models.Q(("decided_at", None), ("decided_by", None), ("number", None), ("state__in", ("proposed", "dropped"))),
                                    _connector="OR",
                                ),
                                name="rectification_by_two",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("field__in", ("party_formal", "signatory", "function", "text")), ("state", "decided"), _negated=True),
                                    models.Q(models.Q(("communication", ""), _negated=True), ("communicated_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="rectification_of_own_words",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("field", "text"), ("statement__isnull", False)), models.Q(models.Q(("field", "text"), _negated=True), ("statement__isnull", True)), _connector="OR"
                                ),
                                name="rectification_text_of_a_statement",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "proposed")), fields=("signature", "field", "statement", "language"), name="rectification_one_proposed", nulls_distinct=False
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Objection",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("state", models.CharField(choices=[("made", "Received"), ("withdrawn", "Withdrawn"), ("removed", "Entered in error")], default="made", max_length=10)),
                        ("received_on", models.DateField()),
                        ("text", conference.translated.TranslatedField(blank=True, default=conference.translated.Translated)),
                        ("precludes_entry", models.BooleanField(default=False)),
                        ("withdrawn_on", models.DateField(null=True)),
                        ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="parties.party")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("statement", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="signing.unilateralstatement")),
                    ],
                    options={
                        "verbose_name": "objection",
                        "verbose_name_plural": "objections",
                        "ordering": ["received_on", "pk"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("state", "made")), fields=("statement", "party"), name="objection_one_a_party"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "withdrawn"), ("withdrawn_on__gte", models.F("received_on")), ("withdrawn_on__isnull", False)),
                                    models.Q(models.Q(("state", "withdrawn"), _negated=True), ("withdrawn_on__isnull", True)),
                                    _connector="OR",
                                ),
                                name="objection_days_in_order",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
