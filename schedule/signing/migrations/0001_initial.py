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

    dependencies = [("accounts", "__first__"), ("audit", "0001_initial"), ("calendar", "0001_initial"), ("parties", "0001_initial"), ("registration", "0001_initial"), ("treaties", "0001_initial")]

    operations = [
        CreateModels(
            [
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
                        ("text_kind", models.CharField(choices=[("none", "None"), ("declaration", "Declaration"), ("reservation", "Reservation")], default="none", max_length=12)),
                        ("text", models.TextField(blank=True, max_length=20000)),
                        ("confirm_on_ratification", models.BooleanField(default=False)),
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
                                condition=models.Q(
                                    models.Q(("text", ""), ("text_kind", "none")), models.Q(models.Q(("text_kind", "none"), _negated=True), models.Q(("text", ""), _negated=True)), _connector="OR"
                                ),
                                name="appointment_text_and_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("text_kind", "none"), ("text_state", "none")),
                                    models.Q(models.Q(("text_kind", "none"), _negated=True), models.Q(("text_state", "none"), _negated=True)),
                                    _connector="OR",
                                ),
                                name="appointment_text_is_reviewed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("text_state", "reviewed"), _negated=True), ("reviewed_by__isnull", False), _connector="OR"), name="appointment_reviewed_by"
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
                        ("text_kind", models.CharField(choices=[("none", "None"), ("declaration", "Declaration"), ("reservation", "Reservation")], default="none", max_length=12)),
                        ("text", models.TextField(blank=True)),
                        ("confirm_on_ratification", models.BooleanField(default=False)),
                        ("witness", models.CharField(blank=True, max_length=160)),
                        ("appointment", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="signature", to="signing.appointment")),
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
                            models.UniqueConstraint(fields=("treaty", "party"), name="signature_one_a_party"),
                            models.UniqueConstraint(fields=("session", "number"), name="signature_one_a_number"),
                            models.CheckConstraint(condition=models.Q(models.Q(("signatory", ""), _negated=True), models.Q(("party_formal", ""), _negated=True)), name="signature_by_somebody"),
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
                                choices=[("deposited", "Deposited"), ("withdrawn", "Withdrawn"), ("removed", "Entered in error")], default="deposited", max_length=10, verbose_name="state"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("ratification", "Ratification"), ("acceptance", "Acceptance"), ("approval", "Approval"), ("accession", "Accession")],
                                max_length=12,
                                verbose_name="kind of instrument",
                            ),
                        ),
                        ("deposited_on", models.DateField(verbose_name="deposited on")),
                        ("declaration", conference.translated.TranslatedField(blank=True, default=conference.translated.Translated, verbose_name="declaration")),
                        ("reservation", conference.translated.TranslatedField(blank=True, default=conference.translated.Translated, verbose_name="reservation")),
                        ("confirms_reservation", models.BooleanField(blank=True, null=True, verbose_name="confirms the reservation made when signing")),
                        ("withdrawal_received_on", models.DateField(blank=True, null=True, verbose_name="withdrawal received on")),
                        ("withdrawn_from", models.DateField(blank=True, null=True, verbose_name="withdrawal takes effect on")),
                        ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="instruments", to="parties.party", verbose_name="party")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("treaty", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="instruments", to="treaties.treaty", verbose_name="treaty")),
                    ],
                    options={
                        "verbose_name": "instrument",
                        "verbose_name_plural": "instruments",
                        "ordering": ["deposited_on", "id"],
                        "indexes": [models.Index(fields=["treaty", "deposited_on"], name="instrument_by_day")],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("state", "deposited")), fields=("treaty", "party"), name="instrument_one_live_a_party"),
                            models.CheckConstraint(condition=models.Q(("kind__in", ["ratification", "acceptance", "approval", "accession"])), name="instrument_kind"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "deposited"), ("withdrawal_received_on", None), ("withdrawn_from", None)),
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
                    name="Rectification",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveSmallIntegerField()),
                        ("field", models.CharField(max_length=20)),
                        ("before", models.TextField(blank=True)),
                        ("after", models.TextField(blank=True)),
                        ("reason", models.CharField(max_length=500)),
                        ("written_at", models.DateTimeField()),
                        ("written_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("signature", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="rectifications", to="signing.signature")),
                    ],
                    options={
                        "verbose_name": "procès-verbal of rectification",
                        "verbose_name_plural": "procès-verbaux of rectification",
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("field__in", ("signatory", "function", "powers", "party_formal", "text", "witness"))), name="rectification_of_a_field"),
                            models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="rectification_with_reason"),
                        ],
                    },
                ),
            ]
        )
    ]
