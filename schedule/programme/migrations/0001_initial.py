import uuid

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import conference.fields
import conference.translated
import schedule.programme.speaking.models
import schedule.programme.speaking.podium_models
from conference.db.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "__first__"), ("audit", "0001_squashed_0002_person_keys"), ("calendar", "0001_initial"), ("parties", "0001_initial"), ("registration", "0001_squashed_0004_visa_letter_valid_until")]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="ApplicationRules",
                    fields=[
                        ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                        ("places", models.PositiveSmallIntegerField(blank=True, help_text="Empty: no limit.", null=True, verbose_name="applications of each delegation")),
                        ("minutes", models.PositiveSmallIntegerField(default=60, verbose_name="length of a side event, minutes")),
                    ],
                    options={
                        "verbose_name": "rules for side events",
                        "verbose_name_plural": "rules for side events",
                        "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="applicationrules_one_row")],
                    },
                ),
                migrations.CreateModel(
                    name="Draft",
                    fields=[("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)), ("version", models.PositiveIntegerField(default=0))],
                    options={"constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="draft_one_row")]},
                ),
                migrations.CreateModel(
                    name="PublicPages",
                    fields=[
                        ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                        ("practical", conference.translated.TranslatedField(blank=True, default=conference.translated.Translated, verbose_name="practical information")),
                        ("press", conference.translated.TranslatedField(blank=True, default=conference.translated.Translated, verbose_name="for the press")),
                        (
                            "participants",
                            models.CharField(
                                choices=[("none", "Not public"), ("parties", "Delegations alone"), ("people", "Delegations and their members")],
                                default="none",
                                max_length=8,
                                verbose_name="the public list of participants",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                    ],
                    options={"verbose_name": "public pages", "verbose_name_plural": "public pages", "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="publicpages_one_row")]},
                ),
                migrations.CreateModel(
                    name="Release",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveIntegerField(unique=True, verbose_name="number")),
                        ("published_at", models.DateTimeField(verbose_name="published at")),
                        ("draft_version", models.PositiveIntegerField()),
                        ("size", models.PositiveIntegerField()),
                        ("digest", models.CharField(max_length=64)),
                        ("changes", models.JSONField(default=list)),
                        ("held_back", models.JSONField(default=list)),
                        ("outline", models.JSONField(default=dict)),
                        ("published_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={"verbose_name": "release of the programme", "verbose_name_plural": "releases of the programme", "ordering": ["-number"]},
                ),
                migrations.CreateModel(
                    name="Session",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.SlugField(max_length=60, unique=True, verbose_name="key")),
                        (
                            "type",
                            models.CharField(
                                choices=[
                                    ("opening", "Ceremony"),
                                    ("plenary", "Plenary"),
                                    ("signing", "Signing"),
                                    ("high_level", "High-level discussion"),
                                    ("roundtable", "Round table"),
                                    ("side_event", "Side event"),
                                    ("workshop", "Workshop"),
                                    ("press", "Press"),
                                    ("ceremony", "Closing ceremony"),
                                    ("protocol", "Protocol"),
                                    ("social", "Reception"),
                                    ("break", "Break"),
                                ],
                                max_length=12,
                                verbose_name="type",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(blank=True, help_text="Number among sessions of this type, as in “Round table 2”.", null=True, verbose_name="number")),
                        ("title", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="title")),
                        ("description", conference.translated.TranslatedField(blank=True, default=conference.translated.Translated, verbose_name="description")),
                        ("starts", models.DateTimeField(verbose_name="from")),
                        ("ends", models.DateTimeField(verbose_name="to")),
                        ("all_day", models.BooleanField(default=False, help_text="Shown above the programme of the day, for example for an exhibition.", verbose_name="all day")),
                        (
                            "for_heads",
                            models.BooleanField(default=False, help_text="All heads attend, so no bilateral meetings can be requested at that time.", verbose_name="all heads of delegation"),
                        ),
                        ("is_open", models.BooleanField(default=True, verbose_name="open meeting")),
                        (
                            "public_detail",
                            models.CharField(
                                choices=[("time", "Time and title"), ("place", "Time, title and place"), ("all", "Everything but names")],
                                default="time",
                                max_length=5,
                                verbose_name="the public is told",
                            ),
                        ),
                        ("webcast", models.BooleanField(default=False, verbose_name="webcast")),
                        ("webcast_url", models.URLField(blank=True, max_length=300, verbose_name="address of the webcast")),
                        ("expected", models.PositiveIntegerField(blank=True, null=True, verbose_name="persons expected")),
                        ("interpretation", models.JSONField(blank=True, default=list, verbose_name="languages of interpretation")),
                        ("agenda", models.JSONField(blank=True, default=list, verbose_name="agenda items")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("chair", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registration.delegate", verbose_name="chair")),
                        ("organisers", models.ManyToManyField(blank=True, related_name="+", to="parties.party", verbose_name="organized by")),
                        ("room", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="calendar.room", verbose_name="room")),
                    ],
                    options={
                        "verbose_name": "session",
                        "verbose_name_plural": "sessions",
                        "ordering": ["starts", "room__position", "id"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("ends__gt", models.F("starts"))), name="session_in_order")],
                    },
                ),
                migrations.CreateModel(
                    name="Panellist",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("position", models.PositiveSmallIntegerField()),
                        ("role", models.CharField(choices=[("moderator", "Moderator"), ("panellist", "Panellist")], default="panellist", max_length=10, verbose_name="role")),
                        ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                        ("function", models.CharField(blank=True, max_length=200, verbose_name="function")),
                        ("person", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registration.delegate")),
                        ("session", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="panel", to="programme.session")),
                    ],
                    options={
                        "verbose_name": "panellist",
                        "verbose_name_plural": "panellists",
                        "ordering": ["position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("session", "position"), name="panellist_place"),
                            models.UniqueConstraint(fields=("session", "person"), name="panellist_once"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("name", ""), ("person__isnull", False)), models.Q(("person__isnull", True), models.Q(("name", ""), _negated=True)), _connector="OR"),
                                name="panellist_delegate_or_guest",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SessionDocument",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("position", models.PositiveSmallIntegerField()),
                        ("symbol", models.CharField(blank=True, max_length=60, verbose_name="symbol")),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("language", models.CharField(max_length=5, verbose_name="language")),
                        ("link", models.URLField(blank=True, max_length=300, verbose_name="address")),
                        ("file", models.FileField(blank=True, max_length=120, upload_to="documents", verbose_name="file")),
                        ("session", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="documents", to="programme.session")),
                    ],
                    options={
                        "verbose_name": "document",
                        "verbose_name_plural": "documents",
                        "ordering": ["position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("session", "position"), name="sessiondocument_place"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("file", ""), models.Q(("link", ""), _negated=True)), models.Q(models.Q(("file", ""), _negated=True), ("link", "")), _connector="OR"),
                                name="sessiondocument_file_or_link",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SpeakersList",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("key", models.SlugField(max_length=60, unique=True, verbose_name="key")),
                        ("title", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="title")),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Open for inscription"), ("closed", "Closed for inscription"), ("running", "Running"), ("over", "Over")],
                                default="open",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("opens_at", models.DateTimeField(verbose_name="inscription opens")),
                        ("closes_at", models.DateTimeField(verbose_name="inscription closes")),
                        ("minutes", models.PositiveSmallIntegerField(default=5, verbose_name="minutes for a statement")),
                        ("gap_seconds", models.PositiveSmallIntegerField(default=60, verbose_name="seconds between two statements")),
                        ("told_from_minutes", models.PositiveSmallIntegerField(default=15, verbose_name="minutes of change from which a delegation is told")),
                        ("languages", models.JSONField(default=list, verbose_name="languages of statements")),
                        ("kinds_after", models.JSONField(blank=True, default=schedule.programme.speaking.models.kinds_after, verbose_name="speak after all others")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                    ],
                    options={
                        "verbose_name": "list of speakers",
                        "verbose_name_plural": "lists of speakers",
                        "ordering": ["opens_at", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("closes_at__gt", models.F("opens_at"))), name="speakerslist_in_order"),
                            models.CheckConstraint(condition=models.Q(("minutes__gte", 3), ("minutes__lte", 15)), name="speakerslist_minutes"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Interruption",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kind", models.CharField(choices=[("reply", "Right of reply"), ("suspension", "Suspension of the meeting")], max_length=10, verbose_name="kind")),
                        ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes")),
                        ("began_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("delegation", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registration.delegation", verbose_name="delegation")),
                        ("list", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="interruptions", to="programme.speakerslist")),
                    ],
                    options={
                        "verbose_name": "interruption of a list of speakers",
                        "verbose_name_plural": "interruptions of lists of speakers",
                        "ordering": ["began_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("ended_at__isnull", True)), fields=("list",), name="interruption_one_at_a_time"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("delegation__isnull", False), ("kind", "reply")), models.Q(("delegation__isnull", True), ("kind", "suspension")), _connector="OR"),
                                name="interruption_of_whom",
                            ),
                            models.CheckConstraint(condition=models.Q(("ended_at__isnull", True), ("ended_at__gte", models.F("began_at")), _connector="OR"), name="interruption_in_order"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sitting",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("starts", models.DateTimeField()),
                        ("ends", models.DateTimeField()),
                        ("began_at", models.DateTimeField(blank=True, null=True)),
                        ("session", models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="sitting", to="programme.session", verbose_name="session")),
                        ("list", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sittings", to="programme.speakerslist")),
                    ],
                    options={
                        "verbose_name": "session of a list of speakers",
                        "verbose_name_plural": "sessions of lists of speakers",
                        "ordering": ["starts", "id"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("ends__gt", models.F("starts"))), name="sitting_in_order")],
                    },
                ),
                migrations.CreateModel(
                    name="Inscription",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("as_head", models.BooleanField(default=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "Late, awaiting the organizers’ decision"),
                                    ("inscribed", "On the list"),
                                    ("speaking", "Speaking"),
                                    ("spoken", "Has spoken"),
                                    ("absent", "Was absent, moved to the end of the category"),
                                    ("missed", "Did not speak"),
                                    ("refused", "Not admitted"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="inscribed",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("inscribed_at", models.DateTimeField()),
                        ("language", models.CharField(blank=True, max_length=8, verbose_name="language of the statement")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="note to the organizers")),
                        ("position", models.PositiveIntegerField(default=0, editable=False)),
                        ("by_hand", models.BooleanField(default=False, editable=False)),
                        ("starts", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("ends", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("clashes", models.BooleanField(default=False, editable=False)),
                        ("began_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("told_starts", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("told", models.PositiveIntegerField(default=0, editable=False)),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="inscriptions", to="registration.delegation")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("speaker", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="inscriptions", to="registration.delegate", verbose_name="speaker")),
                        ("sitting", models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="programme.sitting")),
                        ("wish", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="programme.sitting")),
                        ("list", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="inscriptions", to="programme.speakerslist")),
                    ],
                    options={
                        "verbose_name": "inscribed speaker",
                        "verbose_name_plural": "inscribed speakers",
                        "ordering": ["position", "inscribed_at", "id"],
                        "indexes": [models.Index(fields=["list", "position"], name="inscription_order")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("requested", "inscribed", "speaking", "spoken", "absent", "missed"))),
                                fields=("list", "delegation"),
                                name="inscription_one_a_delegation",
                            ),
                            models.UniqueConstraint(condition=models.Q(("state", "speaking")), fields=("list",), name="inscription_one_at_the_podium"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("ends__isnull", True), ("starts__isnull", True)), ("ends__gt", models.F("starts")), _connector="OR"), name="inscription_in_order"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("state__in", ("speaking", "spoken")), _negated=True), ("began_at__isnull", False), _connector="OR"), name="inscription_spoke_from"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReplyRequest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("words", models.CharField(blank=True, max_length=300, verbose_name="Message to the podium")),
                        (
                            "state",
                            models.CharField(
                                choices=[("asked", "Requested"), ("placed", "Placed"), ("given", "Had the floor"), ("declined", "Declined"), ("withdrawn", "Withdrawn")],
                                default="asked",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "place",
                            models.CharField(
                                blank=True,
                                choices=[("next", "after the statement that is under way"), ("meeting", "at the end of this meeting"), ("day", "at the end of the day")],
                                max_length=10,
                                verbose_name="When it replies",
                            ),
                        ),
                        ("answer", models.CharField(blank=True, max_length=300, verbose_name="Message to the delegation")),
                        ("asked_at", models.DateTimeField()),
                        ("about", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.inscription", verbose_name="Statement")),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="reply_requests", to="registration.delegation")),
                        ("interruption", models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="request", to="programme.interruption")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("list", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="reply_requests", to="programme.speakerslist")),
                    ],
                    options={
                        "verbose_name": "request for the right of reply",
                        "verbose_name_plural": "requests for the right of reply",
                        "ordering": ["asked_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("state__in", ("asked", "placed"))), fields=("list", "delegation"), name="replyrequest_one_open_a_delegation"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("state", "placed"), _negated=True), models.Q(("place", ""), _negated=True), _connector="OR"), name="replyrequest_placed_where"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("interruption__isnull", False), ("state", "given")),
                                    models.Q(models.Q(("state", "given"), _negated=True), ("interruption__isnull", True)),
                                    _connector="OR",
                                ),
                                name="replyrequest_given_is_a_reply",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RankLimit",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("tie_group", models.PositiveSmallIntegerField(verbose_name="tie group")),
                        ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes")),
                        ("list", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="limits", to="programme.speakerslist")),
                    ],
                    options={
                        "verbose_name": "time limit of a rank",
                        "verbose_name_plural": "time limits of ranks",
                        "ordering": ["tie_group"],
                        "constraints": [
                            models.UniqueConstraint(fields=("list", "tie_group"), name="ranklimit_one_a_group"),
                            models.CheckConstraint(condition=models.Q(("minutes__gte", 3), ("minutes__lte", 15)), name="ranklimit_minutes"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PodiumStep",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveIntegerField()),
                        ("verb", models.CharField(max_length=40)),
                        ("about", models.CharField(max_length=200)),
                        ("at", models.DateTimeField()),
                        ("rows", models.JSONField(default=schedule.programme.speaking.podium_models.no_rows)),
                        ("interruption", models.JSONField(default=dict)),
                        ("undone_at", models.DateTimeField(null=True)),
                        ("list", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="podium_steps", to="programme.speakerslist")),
                    ],
                    options={
                        "verbose_name": "step at the podium",
                        "verbose_name_plural": "steps at the podium",
                        "ordering": ["number"],
                        "constraints": [models.UniqueConstraint(fields=("list", "number"), name="podiumstep_number")],
                    },
                ),
                migrations.CreateModel(
                    name="Pause",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("starts", models.DateTimeField(verbose_name="from")),
                        ("ends", models.DateTimeField(verbose_name="to")),
                        ("list", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="pauses", to="programme.speakerslist")),
                    ],
                    options={
                        "verbose_name": "break",
                        "verbose_name_plural": "breaks",
                        "ordering": ["starts", "id"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("ends__gt", models.F("starts"))), name="pause_in_order")],
                    },
                ),
                migrations.CreateModel(
                    name="Swap",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[("asked", "Requested"), ("agreed", "Agreed"), ("declined", "Declined"), ("withdrawn", "Withdrawn"), ("overtaken", "Superseded by a change")],
                                default="asked",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=300, verbose_name="words to the other side")),
                        ("asked_at", models.DateTimeField()),
                        ("asked", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="swaps_received", to="programme.inscription")),
                        ("asking", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="swaps_asked", to="programme.inscription")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                    ],
                    options={
                        "verbose_name": "exchange of places",
                        "verbose_name_plural": "exchanges of places",
                        "ordering": ["-asked_at", "-id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("asking", models.F("asked")), _negated=True), name="swap_of_two"),
                            models.UniqueConstraint(
                                django.db.models.functions.comparison.Least("asking", "asked"),
                                django.db.models.functions.comparison.Greatest("asking", "asked"),
                                condition=models.Q(("state", "asked")),
                                name="swap_one_request_a_pair",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Application",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Draft"), ("submitted", "Submitted"), ("accepted", "Accepted"), ("declined", "Declined"), ("withdrawn", "Withdrawn")],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("typed", conference.fields.EncryptedJSONField(blank=True, default=dict)),
                        ("typed_version", models.PositiveIntegerField(default=0)),
                        ("typed_at", models.DateTimeField(blank=True, null=True)),
                        ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                        ("language", models.CharField(blank=True, max_length=10, verbose_name="language")),
                        ("abstract", models.TextField(blank=True, max_length=3000, verbose_name="abstract")),
                        ("days", models.JSONField(blank=True, default=list, verbose_name="preferred days")),
                        ("parts", models.JSONField(blank=True, default=list, verbose_name="preferred parts of the day")),
                        ("attendance", models.PositiveIntegerField(blank=True, null=True, verbose_name="persons expected")),
                        ("interpretation", models.JSONField(blank=True, default=list, verbose_name="languages of interpretation")),
                        ("needs", models.TextField(blank=True, max_length=1000, verbose_name="what the room needs")),
                        ("contact_name", models.CharField(blank=True, max_length=150, verbose_name="contact")),
                        ("contact_email", models.CharField(blank=True, max_length=254, verbose_name="e-mail address")),
                        ("contact_phone", conference.fields.EncryptedTextField(blank=True, default="", max_length=40, verbose_name="telephone")),
                        ("late", models.BooleanField(default=False, verbose_name="after the deadline")),
                        ("late_words", models.CharField(blank=True, max_length=500, verbose_name="why it comes late")),
                        ("note_file", models.FileField(blank=True, upload_to="notes")),
                        ("note_name", models.CharField(blank=True, max_length=150)),
                        ("note_number", models.CharField(blank=True, max_length=60, verbose_name="number of the note")),
                        ("note_dated", models.DateField(blank=True, null=True, verbose_name="date of the note")),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("session_key", models.SlugField(blank=True, max_length=60)),
                        ("decided_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="side_events", to="registration.delegation")),
                        ("partners", models.ManyToManyField(blank=True, related_name="+", to="parties.party", verbose_name="organized together with")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("typed_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "application for a side event",
                        "verbose_name_plural": "applications for side events",
                        "ordering": ["submitted_at", "id"],
                        "indexes": [models.Index(fields=["state", "submitted_at"], name="application_state")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("draft", "withdrawn")),
                                    models.Q(("attendance__isnull", False), ("submitted_at__isnull", False), models.Q(("title", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="application_sent_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("state", "accepted"), _negated=True), models.Q(("session_key", ""), _negated=True), _connector="OR"),
                                name="application_accepted_has_session",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReleasedSession",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("position", models.PositiveIntegerField()),
                        ("key", models.SlugField(max_length=60)),
                        ("day", models.DateField()),
                        ("starts", models.DateTimeField()),
                        ("ends", models.DateTimeField()),
                        ("room_code", models.SlugField(max_length=30)),
                        (
                            "type",
                            models.CharField(
                                choices=[
                                    ("opening", "Ceremony"),
                                    ("plenary", "Plenary"),
                                    ("signing", "Signing"),
                                    ("high_level", "High-level discussion"),
                                    ("roundtable", "Round table"),
                                    ("side_event", "Side event"),
                                    ("workshop", "Workshop"),
                                    ("press", "Press"),
                                    ("ceremony", "Closing ceremony"),
                                    ("protocol", "Protocol"),
                                    ("social", "Reception"),
                                    ("break", "Break"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("is_open", models.BooleanField()),
                        ("all_day", models.BooleanField()),
                        ("languages", models.CharField(max_length=60)),
                        ("data", models.JSONField()),
                        ("release", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="programme.release")),
                    ],
                    options={
                        "ordering": ["position"],
                        "indexes": [models.Index(fields=["release", "day", "position"], name="releasedsession_day")],
                        "constraints": [
                            models.UniqueConstraint(fields=("release", "key"), name="releasedsession_once"),
                            models.UniqueConstraint(fields=("release", "position"), name="releasedsession_place"),
                        ],
                    },
                ),
            ]
        )
    ]
