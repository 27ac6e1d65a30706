import uuid

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import conference.fields
from conference.db.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [("bilaterals", "0001_initial"), ("bilaterals", "0002_planner_pins"), ("bilaterals", "0003_offered_times_and_private_words")]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("audit", "0001_squashed_0002_person_keys"),
        ("calendar", "0001_initial"),
        ("registration", "0001_squashed_0004_visa_letter_valid_until"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Meeting",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("asking_by_office", models.BooleanField(default=True)),
                        ("asked_by_office", models.BooleanField(default=True)),
                        ("asking_agrees", models.BooleanField(default=True)),
                        ("asked_agrees", models.BooleanField(default=True)),
                        ("starts", models.DateTimeField(verbose_name="from")),
                        ("ends", models.DateTimeField(verbose_name="to")),
                        ("day", models.DateField(editable=False)),
                        ("holds_until", models.DateTimeField(blank=True, null=True)),
                        ("booking", models.UUIDField(blank=True, editable=False, null=True)),
                        ("room_booking", models.UUIDField(blank=True, editable=False, null=True)),
                        ("by_telephone", models.BooleanField(default=False, verbose_name="agreed by telephone")),
                        ("pull_aside", models.BooleanField(default=False, verbose_name="pull-aside, without a room")),
                        ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                        ("topics", conference.fields.EncryptedTextField(max_length=1000, verbose_name="topics")),
                        ("party_size", models.PositiveSmallIntegerField(default=5, verbose_name="our party")),
                        ("asked_size", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="persons of the asked side")),
                        ("interpretation", models.CharField(blank=True, max_length=60, verbose_name="interpretation")),
                        ("asked_languages", models.CharField(blank=True, max_length=60, verbose_name="languages of the asked side")),
                        ("flags", models.BooleanField(default=True, verbose_name="flags")),
                        (
                            "press",
                            models.CharField(choices=[("closed", "Closed to press"), ("photo", "Photo at the start"), ("open", "Open to press")], default="photo", max_length=8, verbose_name="press"),
                        ),
                        ("layout", models.CharField(choices=[("sofas", "Sofas, flags behind"), ("table", "Table, flags between")], default="sofas", max_length=8, verbose_name="layout")),
                        ("preferred", models.JSONField(blank=True, default=list, verbose_name="preferred times")),
                        ("impossible", models.JSONField(blank=True, default=list, verbose_name="impossible times")),
                        ("contact", conference.fields.EncryptedTextField(max_length=160, verbose_name="contact on the day")),
                        ("asked_contact", conference.fields.EncryptedTextField(blank=True, default="", max_length=160, verbose_name="contact of the asked side")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "Requested"),
                                    ("accepted", "Accepted, needs a room"),
                                    ("confirmed", "Confirmed"),
                                    ("declined", "Declined"),
                                    ("countered", "Another time proposed"),
                                    ("bumped", "Lost its room"),
                                    ("held", "Held"),
                                    ("no_show", "Did not take place"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="requested",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("requested_at", models.DateTimeField()),
                        ("answer_words", conference.fields.EncryptedTextField(blank=True, default="")),
                        ("former_words", conference.fields.EncryptedTextField(blank=True, default="", editable=False)),
                        ("asked", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="meetings_received", to="registration.delegation")),
                        ("asked_principal", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registration.delegate")),
                        ("asking", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="meetings_asked", to="registration.delegation")),
                        ("asking_principal", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registration.delegate")),
                        ("offered_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registration.delegation")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("requested_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("room", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="meetings", to="calendar.room")),
                    ],
                    options={
                        "verbose_name": "bilateral meeting",
                        "verbose_name_plural": "bilateral meetings",
                        "ordering": ["starts", "id"],
                        "indexes": [models.Index(fields=["state", "starts"], name="meeting_state")],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("asking", models.F("asked")), _negated=True), name="meeting_of_two"),
                            models.CheckConstraint(condition=models.Q(("ends__gt", models.F("starts"))), name="meeting_in_order"),
                            models.UniqueConstraint(
                                django.db.models.functions.comparison.Least("asking", "asked"),
                                django.db.models.functions.comparison.Greatest("asking", "asked"),
                                condition=models.Q(("state__in", ("requested", "countered"))),
                                name="meeting_one_request_a_pair",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("state", "confirmed"), _negated=True), ("room__isnull", False), ("pull_aside", True), _connector="OR"), name="meeting_confirmed_has_room"
                            ),
                            models.CheckConstraint(condition=models.Q(("pull_aside", False), ("room__isnull", True), _connector="OR"), name="meeting_pull_aside_no_room"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assignment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("interpreter", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="calendar.interpreter")),
                        ("meeting", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="assignment", to="bilaterals.meeting")),
                    ],
                    options={
                        "verbose_name": "interpreter of a meeting",
                        "verbose_name_plural": "interpreters of meetings",
                    },
                ),
                migrations.CreateModel(
                    name="AnswerLink",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("secret_hash", models.CharField(max_length=64, unique=True)),
                        ("made_at", models.DateTimeField()),
                        ("expires", models.DateTimeField()),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.delegation")),
                        ("meeting", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="links", to="bilaterals.meeting")),
                    ],
                    options={
                        "verbose_name": "link for an answer",
                        "verbose_name_plural": "links for answers",
                    },
                ),
                migrations.CreateModel(
                    name="Offer",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("starts", models.DateTimeField()),
                        ("ends", models.DateTimeField()),
                        ("day", models.DateField()),
                        ("counts", models.BooleanField(default=False)),
                        ("holds_until", models.DateTimeField()),
                        ("booking", models.UUIDField()),
                        ("meeting", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="offers", to="bilaterals.meeting")),
                    ],
                    options={
                        "verbose_name": "offered time",
                        "verbose_name_plural": "offered times",
                        "ordering": ["starts", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("ends__gt", models.F("starts"))), name="offer_in_order"),
                            models.UniqueConstraint(fields=("meeting", "starts"), name="offer_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Participant",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("by_office", models.BooleanField(default=True)),
                        ("agrees", models.BooleanField(default=False)),
                        ("party_size", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("contact", conference.fields.EncryptedTextField(blank=True, default="", max_length=160)),
                        ("languages", models.CharField(blank=True, max_length=60)),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registration.delegation")),
                        ("meeting", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="participants", to="bilaterals.meeting")),
                        ("principal", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registration.delegate")),
                    ],
                    options={
                        "verbose_name": "further party of a meeting",
                        "verbose_name_plural": "further parties of meetings",
                        "constraints": [models.UniqueConstraint(fields=("meeting", "delegation"), name="participant_once")],
                    },
                ),
                migrations.CreateModel(
                    name="PlanRun",
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
                        ("stop", models.BooleanField(default=False)),
                        ("considered", models.PositiveIntegerField(default=0)),
                        ("today", models.PositiveIntegerField(default=0)),
                        ("placed", models.PositiveIntegerField(default=0)),
                        ("by_hand", models.PositiveIntegerField(default=0)),
                        ("applied_at", models.DateTimeField(blank=True, null=True)),
                        ("is_best", models.BooleanField(default=False)),
                        ("most", models.PositiveIntegerField(null=True)),
                        ("owner", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "run of the planner",
                        "verbose_name_plural": "runs of the planner",
                        "ordering": ["-id"],
                        "abstract": False,
                        "indexes": [models.Index(fields=["owner", "-id"], name="planrun_owner"), models.Index(fields=["state", "id"], name="planrun_state")],
                    },
                ),
                migrations.CreateModel(
                    name="ProposedRow",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("expected_version", models.PositiveIntegerField()),
                        ("was_starts", models.DateTimeField()),
                        ("starts", models.DateTimeField(null=True)),
                        (
                            "why",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("bumped", "It lost its room and keeps its time."),
                                    ("engaged", "At today’s time a principal is engaged elsewhere."),
                                    ("excluded_at", "At today’s time a side cannot meet."),
                                    ("no_room", "At today’s time no suitable room is free."),
                                    ("no_interp_at", "At today’s time no interpreter of its languages is on duty and free."),
                                    ("cap_at", "On today’s day a delegation already has the maximum of meetings."),
                                    ("taken_at", "At today’s time other meetings have the rooms or interpreters that it would need."),
                                    ("makes_place", "It makes place for other meetings."),
                                    ("room_lost", "Today’s room is not available to it at that time."),
                                    ("needs_room", "It has no room yet."),
                                    ("interpreter", "This meeting has no interpreter."),
                                    ("other_interp", "The interpreter alone changes; time and room stay."),
                                    ("seats", "No meeting room has enough seats."),
                                    ("no_time", "The heads of delegation have no free time in common."),
                                    ("third", "The first two heads have free time in common, but a further party is engaged whenever they have it."),
                                    ("too_long", "The heads have free time in common, but nowhere as much as this meeting needs."),
                                    ("excluded", "A side has excluded every time at which all heads are free."),
                                    ("margins", "All heads are free together only at lunch, or while one of them is on the way."),
                                    ("excluded_rest", "Of the times at which all heads are free, a side has excluded some; the others are lunch or needed for the way."),
                                    ("rooms_full", "Whenever all heads of delegation are free, no room that is large enough is."),
                                    ("no_interp", "Whenever all heads and a room are free, no interpreter of its languages is on duty and free."),
                                    ("cap", "On every day on which it would be possible, a delegation already has the maximum of meetings."),
                                    ("others", "Other meetings take all the times that would suit."),
                                ],
                                max_length=13,
                            ),
                        ),
                        ("applied", models.BooleanField(default=False)),
                        ("said", models.CharField(blank=True, max_length=400)),
                        ("others", models.JSONField(default=list)),
                        ("interpreter", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="calendar.interpreter")),
                        ("meeting", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="bilaterals.meeting")),
                        ("room", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="calendar.room")),
                        ("run", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="bilaterals.planrun")),
                        ("was_room", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="calendar.room")),
                    ],
                    options={
                        "verbose_name": "proposed change of a meeting",
                        "verbose_name_plural": "proposed changes of meetings",
                        "ordering": ["starts", "id"],
                        "constraints": [models.UniqueConstraint(fields=("run", "meeting"), name="proposedrow_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Reconfirmation",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("starts", models.DateTimeField()),
                        ("at", models.DateTimeField()),
                        ("by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("meeting", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="reconfirmation", to="bilaterals.meeting")),
                        ("room", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="calendar.room")),
                    ],
                    options={
                        "verbose_name": "reconfirmation of a meeting",
                        "verbose_name_plural": "reconfirmations of meetings",
                    },
                ),
                migrations.CreateModel(
                    name="RequestLoad",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("requests", models.PositiveSmallIntegerField(db_default=0, default=0)),
                        ("cap", models.PositiveSmallIntegerField(db_default=20, default=20)),
                        ("delegation", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.delegation")),
                    ],
                    options={
                        "verbose_name": "open requests",
                        "verbose_name_plural": "open requests",
                        "constraints": [models.CheckConstraint(condition=models.Q(("requests__lte", models.F("cap"))), name="requestload_within_cap")],
                    },
                ),
                migrations.CreateModel(
                    name="DayLoad",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("day", models.DateField()),
                        ("meetings", models.PositiveSmallIntegerField(db_default=0, default=0)),
                        ("cap", models.PositiveSmallIntegerField(db_default=6, default=6)),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.delegation")),
                    ],
                    options={
                        "verbose_name": "meetings of a day",
                        "verbose_name_plural": "meetings of a day",
                        "constraints": [
                            models.UniqueConstraint(fields=("delegation", "day"), name="dayload_one_a_day"),
                            models.CheckConstraint(condition=models.Q(("meetings__lte", models.F("cap"))), name="dayload_within_cap"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PinnedMeeting",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("at", models.DateTimeField()),
                        ("starts", models.DateTimeField()),
                        ("by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("meeting", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="pin", to="bilaterals.meeting")),
                        ("room", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="calendar.room")),
                    ],
                    options={
                        "verbose_name": "meeting that the planner leaves as it is",
                        "verbose_name_plural": "meetings that the planner leaves as they are",
                        "ordering": ["meeting__starts", "meeting_id"],
                    },
                ),
                migrations.CreateModel(
                    name="OfferedTime",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("starts", models.DateTimeField()),
                        ("minutes", models.PositiveSmallIntegerField()),
                        ("offered_at", models.DateTimeField()),
                        ("ended", models.BooleanField(default=False)),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.delegation")),
                        ("other", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.delegation")),
                    ],
                    options={
                        "verbose_name": "time offered for a meeting",
                        "verbose_name_plural": "times offered for meetings",
                        "ordering": ["starts", "id"],
                        "indexes": [models.Index(fields=["offered_at"], name="offeredtime_at")],
                        "constraints": [models.UniqueConstraint(fields=("delegation", "other", "starts", "minutes"), name="offeredtime_once")],
                    },
                ),
                migrations.CreateModel(
                    name="TimesRead",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("hour", models.DateTimeField()),
                        ("reads", models.PositiveSmallIntegerField(default=0)),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="registration.delegation")),
                    ],
                    options={
                        "verbose_name": "looks at offered times",
                        "verbose_name_plural": "looks at offered times",
                        "constraints": [
                            models.UniqueConstraint(fields=("delegation", "hour"), name="timesread_one_an_hour"),
                            models.CheckConstraint(condition=models.Q(("reads__lte", 60)), name="timesread_within_limit"),
                        ],
                    },
                ),
            ],
        ),
    ]
