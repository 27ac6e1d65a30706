import datetime
import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import conference.fields
import conference.translated
from conference.db.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [("registration", "0001_initial"), ("registration", "0002_import_answers"), ("registration", "0003_usual_category"), ("registration", "0004_visa_letter_valid_until")]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("audit", "0001_squashed_0002_person_keys"),
        ("conference", "0001_squashed_0004_installation"),
        ("parties", "0001_initial"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Deadline",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code", models.SlugField(max_length=30, unique=True, verbose_name="code")),
                        ("name", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="name")),
                        ("at", models.DateTimeField(verbose_name="date and time")),
                    ],
                    options={
                        "verbose_name": "deadline",
                        "verbose_name_plural": "deadlines",
                        "ordering": ["at"],
                    },
                ),
                migrations.CreateModel(
                    name="Delegation",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("invited_at", models.DateTimeField(blank=True, null=True)),
                        ("liaison_name", models.CharField(blank=True, max_length=120, verbose_name="liaison officer")),
                        ("liaison_phone", conference.fields.EncryptedTextField(blank=True, default="", max_length=40, verbose_name="telephone of the liaison officer")),
                        ("order_version", models.PositiveIntegerField(default=1, editable=False)),
                        ("submissions", models.PositiveIntegerField(default=0, editable=False)),
                        ("party", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="delegation", to="parties.party")),
                    ],
                    options={
                        "verbose_name": "delegation",
                        "verbose_name_plural": "delegations",
                        "ordering": ["party__en_sort"],
                    },
                ),
                migrations.CreateModel(
                    name="Circular",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("subject", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="subject")),
                        ("body", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="text")),
                        ("written_at", models.DateTimeField()),
                        ("recipients", models.PositiveIntegerField(default=0)),
                        ("send_at", models.DateTimeField(blank=True, null=True, verbose_name="send at")),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("called_off_at", models.DateTimeField(blank=True, null=True)),
                        ("called_off_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("written_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("delegations", models.ManyToManyField(related_name="+", to="registration.delegation")),
                    ],
                    options={
                        "verbose_name": "circular",
                        "verbose_name_plural": "circulars",
                        "ordering": ["-written_at"],
                        "indexes": [models.Index(condition=models.Q(("called_off_at__isnull", True), ("sent_at__isnull", True)), fields=["send_at"], name="circular_due")],
                        "constraints": [models.CheckConstraint(condition=models.Q(("sent_at__isnull", True), ("called_off_at__isnull", True), _connector="OR"), name="circular_sent_or_called_off")],
                    },
                ),
                migrations.CreateModel(
                    name="CircularFile",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=150)),
                        ("file", models.FileField(max_length=120, upload_to="circulars")),
                        ("circular", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="files", to="registration.circular")),
                    ],
                    options={
                        "verbose_name": "file of a circular",
                        "verbose_name_plural": "files of circulars",
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Delegate",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("position", models.PositiveIntegerField(default=0)),
                        ("honorific", models.CharField(blank=True, max_length=40, verbose_name="honorific")),
                        ("family_name", models.CharField(help_text="A single name stands here.", max_length=120, verbose_name="family name")),
                        ("given_names", models.CharField(blank=True, max_length=120, verbose_name="given names")),
                        ("name_on_badge", models.CharField(blank=True, max_length=160, verbose_name="name on the badge")),
                        ("name_native", models.CharField(blank=True, max_length=160, verbose_name="name in original script")),
                        ("functional_title", models.CharField(blank=True, max_length=200, verbose_name="functional title")),
                        (
                            "capacity",
                            models.CharField(
                                choices=[
                                    ("head", "Head of delegation"),
                                    ("deputy_head", "Alternate head"),
                                    ("delegate", "Delegate"),
                                    ("adviser", "Adviser"),
                                    ("support", "Support staff"),
                                    ("interpreter", "Interpreter"),
                                    ("media", "Media"),
                                    ("security", "Security officer"),
                                    ("companion", "Spouse or companion"),
                                ],
                                max_length=12,
                                verbose_name="capacity",
                            ),
                        ),
                        ("date_of_birth", conference.fields.EncryptedTextField(blank=True, default="", verbose_name="date of birth")),
                        ("sex", conference.fields.EncryptedTextField(blank=True, default="", verbose_name="sex")),
                        ("nationality", models.CharField(blank=True, max_length=2, validators=[django.core.validators.RegexValidator("^[A-Z]{2}$")], verbose_name="nationality")),
                        (
                            "document_type",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("diplomatic", "Diplomatic passport"),
                                    ("service", "Service passport"),
                                    ("ordinary", "Passport, ordinary"),
                                    ("laissez_passer", "United Nations laissez-passer"),
                                    ("identity_card", "Identity card"),
                                ],
                                max_length=15,
                                verbose_name="type of document",
                            ),
                        ),
                        ("document_number", conference.fields.EncryptedTextField(blank=True, default="", verbose_name="document number")),
                        ("document_number_index", models.CharField(blank=True, db_index=True, editable=False, max_length=32)),
                        ("document_issue_date", models.DateField(blank=True, null=True, verbose_name="date of issue")),
                        ("document_issue_place", models.CharField(blank=True, max_length=120, verbose_name="place of issue")),
                        ("document_expiry", models.DateField(blank=True, null=True, verbose_name="expiry date")),
                        ("scan_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                        ("phone", conference.fields.EncryptedTextField(blank=True, default="", max_length=40, verbose_name="telephone")),
                        ("languages", models.CharField(blank=True, max_length=120, verbose_name="languages")),
                        ("diet", conference.fields.EncryptedTextField(blank=True, default="", max_length=120, verbose_name="diet")),
                        ("accessibility", conference.fields.EncryptedTextField(blank=True, default="", max_length=200, verbose_name="accessibility")),
                        ("arrival", models.DateTimeField(blank=True, null=True, verbose_name="arrival")),
                        ("arrival_flight", models.CharField(blank=True, max_length=20, verbose_name="flight of arrival")),
                        (
                            "queue_at",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.functions.comparison.Coalesce("arrival", models.Value(datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.UTC))),
                                output_field=models.DateTimeField(),
                            ),
                        ),
                        ("departure", models.DateTimeField(blank=True, null=True, verbose_name="departure")),
                        ("departure_flight", models.CharField(blank=True, max_length=20, verbose_name="flight of departure")),
                        ("hotel", models.CharField(blank=True, max_length=120, verbose_name="hotel")),
                        ("emergency_contact", conference.fields.EncryptedTextField(blank=True, default="", max_length=200, verbose_name="emergency contact")),
                        ("photo", models.FileField(blank=True, upload_to="photos", verbose_name="photo")),
                        ("photo_exempt", models.BooleanField(default=False, verbose_name="exempt from giving a photo")),
                        ("search", models.CharField(blank=True, editable=False, max_length=500)),
                        ("alike", models.CharField(blank=True, db_index=True, editable=False, max_length=32)),
                        ("alike_native", models.CharField(blank=True, db_index=True, editable=False, max_length=32)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Submitted"),
                                    ("returned", "Returned"),
                                    ("vetted", "Vetted"),
                                    ("accredited", "Accredited"),
                                    ("refused", "Refused"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="draft",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("vetted_at", models.DateTimeField(blank=True, null=True)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("return_code", models.CharField(blank=True, max_length=20)),
                        ("return_words", models.TextField(blank=True)),
                        ("visa_support", models.BooleanField(default=False, verbose_name="asks for visa support")),
                        ("visa_post", models.CharField(blank=True, max_length=120, verbose_name="embassy or consulate that issues the visa")),
                        ("late", models.BooleanField(default=False, verbose_name="named late")),
                        ("category", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="conference.category", verbose_name="category")),
                        ("decided_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("protocol_rank", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="conference.rank", verbose_name="protocol rank")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("replaces", models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="replaced_by", to="registration.delegate")),
                        ("submitted_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("vetted_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="members", to="registration.delegation")),
                    ],
                    options={
                        "verbose_name": "member of a delegation",
                        "verbose_name_plural": "members of delegations",
                        "ordering": ["delegation__party__en_sort", "position", "id"],
                        "indexes": [
                            models.Index(fields=["delegation", "position", "id"], name="delegate_order"),
                            models.Index(fields=["state", "submitted_at", "id"], name="delegate_queue"),
                            models.Index(fields=["state", "queue_at", "submitted_at", "id"], name="delegate_arrivals"),
                            models.Index(condition=models.Q(("state__in", ("submitted", "vetted"))), fields=["queue_at", "submitted_at", "id"], name="delegate_waiting"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("capacity", "head"), ("state__in", ("draft", "submitted", "returned", "vetted", "accredited"))),
                                fields=("delegation",),
                                name="delegate_one_head",
                                violation_error_message="The delegation already has a head. Change that person's capacity first.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "accredited"), _negated=True),
                                    models.Q(("decided_by__isnull", False), ("vetted_by__isnull", False), models.Q(("vetted_by", models.F("decided_by")), _negated=True)),
                                    _connector="OR",
                                ),
                                name="delegate_four_eyes",
                            ),
                            models.CheckConstraint(condition=models.Q(("family_name", ""), _negated=True), name="delegate_has_name"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DistinctPersons",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("said_at", models.DateTimeField()),
                        ("one", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.delegate")),
                        ("other", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.delegate")),
                        ("said_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "two different persons",
                        "verbose_name_plural": "pairs of different persons",
                        "db_table": "registration_notthesame",
                        "constraints": [
                            models.UniqueConstraint(fields=("one", "other"), name="notthesame_once"),
                            models.CheckConstraint(condition=models.Q(("one__lt", models.F("other"))), name="notthesame_in_order"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentScan",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kind", models.CharField(max_length=3)),
                        ("body", conference.fields.EncryptedTextField()),
                        ("sent_at", models.DateTimeField()),
                        ("member", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="scan", to="registration.delegate")),
                    ],
                    options={
                        "verbose_name": "scan of a travel document",
                        "verbose_name_plural": "scans of travel documents",
                    },
                ),
                migrations.CreateModel(
                    name="Equipment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("kind", models.CharField(choices=[("firearm", "Firearm"), ("radio", "Radio")], max_length=8, verbose_name="kind")),
                        ("make", models.CharField(max_length=80, verbose_name="make")),
                        ("type", models.CharField(blank=True, max_length=80, verbose_name="type")),
                        ("model", models.CharField(blank=True, max_length=80, verbose_name="model")),
                        ("serial", conference.fields.EncryptedTextField(verbose_name="serial number")),
                        ("serial_index", models.CharField(blank=True, db_index=True, editable=False, max_length=32)),
                        ("calibre", models.CharField(blank=True, max_length=30, verbose_name="calibre")),
                        ("rounds", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="rounds")),
                        ("frequency", models.CharField(blank=True, max_length=80, verbose_name="frequency")),
                        ("power", models.CharField(blank=True, max_length=30, verbose_name="power")),
                        ("checkpoint", models.CharField(max_length=120, verbose_name="border checkpoint")),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(verbose_name="until")),
                        (
                            "state",
                            models.CharField(
                                choices=[("asked", "Requested"), ("licensed", "Licensed"), ("refused", "Refused"), ("withdrawn", "Withdrawn")], default="asked", max_length=10, verbose_name="state"
                            ),
                        ),
                        ("licence", models.CharField(blank=True, max_length=60, verbose_name="number of the licence")),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("asked_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("bearer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="equipment", to="registration.delegate")),
                        ("decided_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                    ],
                    options={
                        "verbose_name": "arm or radio",
                        "verbose_name_plural": "arms and radios",
                        "ordering": ["bearer", "kind", "id"],
                        "indexes": [models.Index(fields=["state", "asked_at"], name="equipment_open")],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="equipment_ends_after"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "firearm"), _negated=True),
                                    models.Q(models.Q(("type", ""), _negated=True), models.Q(("calibre", ""), _negated=True), ("rounds__isnull", False)),
                                    _connector="OR",
                                ),
                                name="equipment_firearm_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "radio"), _negated=True),
                                    models.Q(models.Q(("model", ""), _negated=True), models.Q(("frequency", ""), _negated=True), models.Q(("power", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="equipment_radio_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("state", "licensed"), _negated=True), models.Q(("licence", ""), _negated=True), _connector="OR"), name="equipment_licence_named"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FocalPoint",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("since", models.DateTimeField()),
                        ("until", models.DateTimeField(blank=True, null=True)),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="focal_points", to="registration.delegation")),
                        ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="focal_for", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "focal point",
                        "verbose_name_plural": "focal points",
                        "constraints": [models.UniqueConstraint(condition=models.Q(("until__isnull", True)), fields=("delegation", "user"), name="focalpoint_once_at_a_time")],
                    },
                ),
                migrations.CreateModel(
                    name="FocalPointInvitation",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                        ("name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("fr", "French"), ("es", "Spanish"), ("ar", "Arabic"), ("ru", "Russian"), ("zh-hans", "Chinese"), ("vi", "Vietnamese")],
                                default="en",
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        ("secret_hash", models.CharField(max_length=64, unique=True)),
                        ("sent_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="registration.delegation")),
                        ("invited_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("replaced_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="replaced", to="registration.focalpointinvitation")),
                        ("takes_over", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="registration.focalpoint")),
                    ],
                    options={
                        "verbose_name": "invitation of a focal point",
                        "verbose_name_plural": "invitations of focal points",
                    },
                ),
                migrations.CreateModel(
                    name="AccessRequest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("party_words", models.CharField(max_length=160, verbose_name="State or organization")),
                        ("name", models.CharField(max_length=150, verbose_name="name")),
                        ("function", models.CharField(blank=True, max_length=200, verbose_name="function")),
                        ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                        ("phone", conference.fields.EncryptedTextField(blank=True, default="", max_length=40, verbose_name="telephone")),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("fr", "French"), ("es", "Spanish"), ("ar", "Arabic"), ("ru", "Russian"), ("zh-hans", "Chinese"), ("vi", "Vietnamese")],
                                default="en",
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        ("words", models.TextField(blank=True, max_length=1000, verbose_name="message")),
                        ("asked_at", models.DateTimeField(db_index=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("granted", models.BooleanField(editable=False, null=True)),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("answered_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("party", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="parties.party")),
                        (
                            "invitation",
                            models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="registration.focalpointinvitation"),
                        ),
                    ],
                    options={
                        "verbose_name": "request for an invitation",
                        "verbose_name_plural": "requests for an invitation",
                        "ordering": ["asked_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answered_at__isnull", True), ("granted__isnull", True)), models.Q(("answered_at__isnull", False), ("granted__isnull", False)), _connector="OR"
                                ),
                                name="accessrequest_answered_whole",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FormDraft",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("values", conference.fields.EncryptedTextField()),
                        ("expected_version", models.PositiveIntegerField(default=0)),
                        ("saved_at", models.DateTimeField(db_index=True)),
                        ("replacing", models.BooleanField(default=False)),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.delegation")),
                        ("member", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.delegate")),
                        ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "form not yet saved",
                        "verbose_name_plural": "forms not yet saved",
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("member__isnull", False)), fields=("delegation", "user", "member", "replacing"), name="formdraft_once_a_form"),
                            models.UniqueConstraint(condition=models.Q(("member__isnull", True)), fields=("delegation", "user"), name="formdraft_one_new"),
                            models.CheckConstraint(condition=models.Q(("replacing", False), ("member__isnull", False), _connector="OR"), name="formdraft_replaces_somebody"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MemberLink",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("fr", "French"), ("es", "Spanish"), ("ar", "Arabic"), ("ru", "Russian"), ("zh-hans", "Chinese"), ("vi", "Vietnamese")],
                                default="en",
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        ("secret_hash", models.CharField(max_length=64, unique=True)),
                        ("asked_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("asked_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("member", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="links", to="registration.delegate")),
                    ],
                    options={
                        "verbose_name": "member's own link",
                        "verbose_name_plural": "members' own links",
                        "constraints": [models.UniqueConstraint(condition=models.Q(("withdrawn_at__isnull", True)), fields=("member",), name="memberlink_one_open")],
                    },
                ),
                migrations.CreateModel(
                    name="NoteVerbale",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.CharField(blank=True, max_length=60, verbose_name="number of the note")),
                        ("dated", models.DateField(blank=True, null=True, verbose_name="date of the note")),
                        ("file", models.FileField(upload_to="notes")),
                        ("file_name", models.CharField(max_length=150)),
                        ("received_at", models.DateTimeField()),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        ("accepted_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="registration.delegation")),
                        ("received_from", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "note verbale",
                        "verbose_name_plural": "notes verbales",
                        "ordering": ["-received_at"],
                    },
                ),
                migrations.CreateModel(
                    name="LateRequest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("words", models.CharField(blank=True, max_length=500, verbose_name="why they come late")),
                        (
                            "state",
                            models.CharField(
                                choices=[("asked", "Requested"), ("granted", "Granted"), ("declined", "Declined"), ("withdrawn", "Withdrawn")], default="asked", max_length=10, verbose_name="state"
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("asked_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("decided_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="late_requests", to="registration.delegation")),
                        ("members", models.ManyToManyField(related_name="late_requests", to="registration.delegate")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("note", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="late_request", to="registration.noteverbale")),
                    ],
                    options={
                        "verbose_name": "late request",
                        "verbose_name_plural": "late requests",
                        "ordering": ["-asked_at"],
                        "indexes": [models.Index(fields=["state", "asked_at"], name="laterequest_open")],
                    },
                ),
                migrations.CreateModel(
                    name="OwnDraft",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("values", conference.fields.EncryptedTextField()),
                        ("expected_version", models.PositiveIntegerField(default=0)),
                        ("saved_at", models.DateTimeField(db_index=True)),
                        ("link", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="draft", to="registration.memberlink")),
                    ],
                    options={
                        "verbose_name": "personal page not yet saved",
                        "verbose_name_plural": "personal pages not yet saved",
                    },
                ),
                migrations.CreateModel(
                    name="PendingImport",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", conference.fields.EncryptedTextField()),
                        ("body", conference.fields.EncryptedTextField()),
                        ("checked_at", models.DateTimeField(db_index=True)),
                        ("answers", conference.fields.EncryptedTextField(blank=True, default="")),
                        ("undo", conference.fields.EncryptedTextField(blank=True, default="")),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.delegation")),
                        ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "table checked and not yet imported",
                        "verbose_name_plural": "tables checked and not yet imported",
                        "db_table": "registration_checkedtable",
                        "constraints": [models.UniqueConstraint(fields=("delegation", "user"), name="checkedtable_one")],
                    },
                ),
                migrations.CreateModel(
                    name="PhotoDraft",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("photo", models.FileField(upload_to="photos")),
                        ("made_at", models.DateTimeField(db_index=True)),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.delegation")),
                        ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "photo not yet saved",
                        "verbose_name_plural": "photos not yet saved",
                    },
                ),
                migrations.CreateModel(
                    name="Quota",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("member_state", "Member State"),
                                    ("observer_state", "Observer State"),
                                    ("reio", "Regional economic integration organization"),
                                    ("un_entity", "United Nations entity"),
                                    ("igo", "Intergovernmental organization"),
                                    ("ngo", "Non-governmental organization"),
                                    ("media", "Media organization"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("places", models.PositiveSmallIntegerField(blank=True, help_text="Empty: no limit.", null=True, verbose_name="places")),
                        ("category", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="quotas", to="conference.category", verbose_name="category")),
                    ],
                    options={
                        "verbose_name": "places of a kind of party",
                        "verbose_name_plural": "places by kind of party",
                        "ordering": ["kind", "category"],
                        "constraints": [models.UniqueConstraint(fields=("kind", "category"), name="quota_once")],
                    },
                ),
                migrations.CreateModel(
                    name="VisaLetter",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                        ("check_code", models.CharField(max_length=12)),
                        ("holds", conference.fields.EncryptedTextField()),
                        ("made_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("valid_until", models.DateField(null=True)),
                        ("made_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("member", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="visa_letters", to="registration.delegate")),
                    ],
                    options={
                        "verbose_name": "visa support letter",
                        "verbose_name_plural": "visa support letters",
                        "ordering": ["-made_at"],
                        "constraints": [models.UniqueConstraint(condition=models.Q(("ended_at__isnull", True)), fields=("member",), name="visaletter_one_in_force")],
                    },
                ),
                migrations.CreateModel(
                    name="ImportMapping",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("answers", conference.fields.EncryptedTextField()),
                        ("delegation", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.delegation")),
                    ],
                    options={
                        "verbose_name": "meaning of a delegation's tables",
                        "verbose_name_plural": "meanings of delegations' tables",
                    },
                ),
                migrations.CreateModel(
                    name="UsualCategory",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "capacity",
                            models.CharField(
                                choices=[
                                    ("head", "Head of delegation"),
                                    ("deputy_head", "Alternate head"),
                                    ("delegate", "Delegate"),
                                    ("adviser", "Adviser"),
                                    ("support", "Support staff"),
                                    ("interpreter", "Interpreter"),
                                    ("media", "Media"),
                                    ("security", "Security officer"),
                                    ("companion", "Spouse or companion"),
                                ],
                                max_length=12,
                                verbose_name="capacity",
                            ),
                        ),
                        ("category", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="conference.category", verbose_name="category")),
                    ],
                    options={
                        "verbose_name": "category of a capacity",
                        "verbose_name_plural": "categories by capacity",
                        "ordering": ["capacity", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("capacity", "category"), name="usual_category_once")],
                    },
                ),
            ],
        ),
    ]
