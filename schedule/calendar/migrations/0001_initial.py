import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import conference.fields
import conference.translated
from conference.db.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "__first__"), ("audit", "0001_squashed_0002_person_keys"), ("registration", "0001_squashed_0004_visa_letter_valid_until")]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Interpreter",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("languages", models.JSONField(default=list, verbose_name="languages")),
                        ("email", conference.fields.EncryptedTextField(blank=True, default="", max_length=254, verbose_name="e-mail address")),
                        ("phone", conference.fields.EncryptedTextField(blank=True, default="", max_length=40, verbose_name="telephone")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={"verbose_name": "interpreter", "verbose_name_plural": "interpreters", "ordering": ["position", "name", "id"]},
                ),
                migrations.CreateModel(
                    name="Venue",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code", models.SlugField(max_length=30, unique=True, verbose_name="code")),
                        ("name", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="name")),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={"verbose_name": "venue", "verbose_name_plural": "venues", "ordering": ["position", "id"]},
                ),
                migrations.CreateModel(
                    name="Room",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code", models.SlugField(max_length=30, unique=True, verbose_name="code")),
                        ("name", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="name")),
                        ("venue", conference.translated.TranslatedField(blank=True, default=conference.translated.Translated, editable=False, verbose_name="name of the venue")),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("plenary", "Plenary"),
                                    ("conference", "Conference room"),
                                    ("workshop", "Workshop room"),
                                    ("bilateral", "Bilateral meeting room"),
                                    ("press", "Press"),
                                    ("reception", "Receptions and protocol"),
                                ],
                                max_length=12,
                                verbose_name="purpose",
                            ),
                        ),
                        ("capacity", models.PositiveIntegerField(default=0, verbose_name="seats")),
                        ("layout", models.CharField(blank=True, max_length=80, verbose_name="layout")),
                        ("equipment", models.CharField(blank=True, max_length=160, verbose_name="equipment")),
                        ("flags", models.BooleanField(db_default=False, default=False, verbose_name="flags can stand there")),
                        ("booths", models.PositiveSmallIntegerField(default=0, verbose_name="interpretation booths")),
                        ("minutes_from_plenary", models.PositiveSmallIntegerField(default=0, verbose_name="minutes from the plenary hall")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("site", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="rooms", to="calendar.venue", verbose_name="venue")),
                    ],
                    options={"verbose_name": "room", "verbose_name_plural": "rooms", "ordering": ["position", "id"]},
                ),
                migrations.CreateModel(
                    name="Feed",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("secret", conference.fields.EncryptedTextField(blank=True, default="")),
                        ("secret_hash", models.CharField(editable=False, max_length=64, null=True, unique=True)),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("fr", "French"), ("es", "Spanish"), ("ar", "Arabic"), ("ru", "Russian"), ("zh-hans", "Chinese"), ("vi", "Vietnamese")],
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "remind",
                            models.PositiveSmallIntegerField(
                                choices=[(0, "No reminder"), (15, "15 minutes before"), (30, "30 minutes before"), (60, "One hour before")], default=15, verbose_name="reminder"
                            ),
                        ),
                        ("state", models.CharField(choices=[("live", "In use"), ("revoked", "Withdrawn")], default="live", max_length=10, verbose_name="state")),
                        ("window", models.DateTimeField(editable=False, null=True)),
                        ("counted", models.PositiveIntegerField(default=0, editable=False)),
                        ("last_read", models.DateTimeField(editable=False, null=True, verbose_name="last read")),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="feeds", to="registration.delegation")),
                        ("person", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="feeds", to="registration.delegate", verbose_name="for whom")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                    ],
                    options={
                        "verbose_name": "calendar address",
                        "verbose_name_plural": "calendar addresses",
                        "ordering": ["delegation", "person__position", "id"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("person__isnull", True)), fields=("delegation",), name="feed_one_a_delegation"),
                            models.UniqueConstraint(condition=models.Q(("person__isnull", False)), fields=("person",), name="feed_one_a_person"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("secret_hash__isnull", False), ("state", "live")), models.Q(("secret_hash__isnull", True), ("state", "revoked")), _connector="OR"),
                                name="feed_live_has_secret",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DutyHours",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("day", models.DateField(verbose_name="day")),
                        ("opens", models.TimeField(verbose_name="from")),
                        ("until", models.TimeField(verbose_name="to")),
                        ("interpreter", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="hours", to="calendar.interpreter")),
                    ],
                    options={
                        "verbose_name": "hours on duty",
                        "verbose_name_plural": "hours on duty",
                        "ordering": ["day", "opens"],
                        "constraints": [
                            models.UniqueConstraint(fields=("interpreter", "day"), name="duty_once_a_day"),
                            models.CheckConstraint(condition=models.Q(("until__gt", models.F("opens"))), name="duty_in_order"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublishedEvent",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.CharField(max_length=120)),
                        ("sequence", models.PositiveIntegerField(default=0)),
                        ("gone", models.BooleanField(default=False)),
                        ("changed_at", models.DateTimeField()),
                        ("starts", models.DateTimeField()),
                        ("content", models.JSONField()),
                        ("feed", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="told", to="calendar.feed")),
                    ],
                    options={"db_table": "calendar_told", "ordering": ["starts", "key"], "constraints": [models.UniqueConstraint(fields=("feed", "key"), name="told_once_a_feed")]},
                ),
                migrations.CreateModel(
                    name="Hours",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("day", models.DateField(verbose_name="day")),
                        ("opens", models.TimeField(verbose_name="opens")),
                        ("until", models.TimeField(verbose_name="closes")),
                        ("room", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="hours", to="calendar.room")),
                    ],
                    options={
                        "verbose_name": "opening hours",
                        "verbose_name_plural": "opening hours",
                        "ordering": ["day", "opens"],
                        "constraints": [models.UniqueConstraint(fields=("room", "day"), name="hours_once_a_day")],
                    },
                ),
                migrations.CreateModel(
                    name="Engagement",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("booking", models.UUIDField(db_index=True, default=uuid.uuid4)),
                        ("starts", models.DateTimeField(verbose_name="from")),
                        ("ends", models.DateTimeField(verbose_name="to")),
                        ("holds_until", models.DateTimeField(blank=True, null=True, verbose_name="held until")),
                        ("kind", models.CharField(max_length=12)),
                        ("subject_type", models.CharField(max_length=60)),
                        ("subject_id", models.CharField(max_length=40)),
                        ("labels", conference.translated.TranslatedField(default=conference.translated.Translated)),
                        ("for_heads", models.BooleanField(default=False, verbose_name="all heads of delegation are there")),
                        ("person", models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="engagements", to="registration.delegate")),
                        ("interpreter", models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="engagements", to="calendar.interpreter")),
                        ("room", models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="engagements", to="calendar.room")),
                    ],
                    options={
                        "verbose_name": "engagement",
                        "verbose_name_plural": "engagements",
                        "ordering": ["starts", "id"],
                        "indexes": [
                            models.Index(fields=["room", "starts"], name="engagement_room"),
                            models.Index(fields=["person", "starts"], name="engagement_person"),
                            models.Index(fields=["interpreter", "starts"], name="engagement_interpreter"),
                            models.Index(fields=["subject_type", "subject_id"], name="engagement_subject"),
                            models.Index(condition=models.Q(("for_heads", True)), fields=["starts"], name="engagement_heads"),
                            models.Index(condition=models.Q(("holds_until__isnull", False)), fields=["holds_until"], name="engagement_held"),
                        ],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("ends__gt", models.F("starts"))), name="engagement_in_order"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("interpreter__isnull", True), ("person__isnull", True), ("room__isnull", False)),
                                    models.Q(("interpreter__isnull", True), ("person__isnull", False), ("room__isnull", True)),
                                    models.Q(("interpreter__isnull", False), ("person__isnull", True), ("room__isnull", True)),
                                    _connector="OR",
                                ),
                                name="engagement_of_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Closure",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("starts", models.DateTimeField(verbose_name="from")),
                        ("ends", models.DateTimeField(verbose_name="to")),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        ("state", models.CharField(choices=[("closed", "Closed"), ("reopened", "Opened again")], default="closed", max_length=10, verbose_name="state")),
                        ("closed_at", models.DateTimeField()),
                        ("closed_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("room", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="closures", to="calendar.room", verbose_name="room")),
                    ],
                    options={
                        "verbose_name": "closure of a room",
                        "verbose_name_plural": "closures of rooms",
                        "ordering": ["starts", "id"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("ends__gt", models.F("starts"))), name="closure_in_order")],
                    },
                ),
                migrations.CreateModel(
                    name="TravelTime",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("on_foot", models.PositiveSmallIntegerField(blank=True, help_text="Empty: too far to walk.", null=True, verbose_name="minutes on foot")),
                        ("by_motorcade", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minutes by motorcade")),
                        ("one", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="calendar.venue", verbose_name="venue")),
                        ("other", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="calendar.venue", verbose_name="other venue")),
                    ],
                    options={
                        "verbose_name": "travel time between venues",
                        "verbose_name_plural": "travel times between venues",
                        "db_table": "calendar_way",
                        "constraints": [
                            models.UniqueConstraint(fields=("one", "other"), name="way_once"),
                            models.CheckConstraint(condition=models.Q(("one__lt", models.F("other"))), name="way_of_two"),
                            models.CheckConstraint(condition=models.Q(("on_foot__isnull", False), ("by_motorcade__isnull", False), _connector="OR"), name="way_takes_time"),
                        ],
                    },
                ),
            ]
        )
    ]
