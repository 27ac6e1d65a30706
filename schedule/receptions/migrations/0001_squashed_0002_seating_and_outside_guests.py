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

    replaces = [("receptions", "0001_initial"), ("receptions", "0002_seating_and_outside_guests")]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("audit", "0001_squashed_0002_person_keys"),
        ("calendar", "0001_initial"),
        ("conference", "0001_squashed_0004_installation"),
        ("parties", "0001_initial"),
        ("registration", "0001_squashed_0004_visa_letter_valid_until"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Reception",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                        ("name", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="name")),
                        ("host", conference.translated.TranslatedField(default=conference.translated.Translated, help_text="As the invitation begins: The President of …", verbose_name="host")),
                        ("in_honour", conference.translated.TranslatedField(blank=True, default=conference.translated.Translated, verbose_name="in honour of")),
                        ("starts", models.DateTimeField(verbose_name="from")),
                        ("ends", models.DateTimeField(verbose_name="to")),
                        ("arrive_from", models.DateTimeField(blank=True, null=True, verbose_name="arrive from")),
                        ("arrive_until", models.DateTimeField(blank=True, null=True, verbose_name="arrive until")),
                        ("entrance", conference.translated.TranslatedField(blank=True, default=conference.translated.Translated, verbose_name="entrance")),
                        ("dress", conference.translated.TranslatedField(blank=True, default=conference.translated.Translated, verbose_name="dress")),
                        ("answer_by", models.DateTimeField(verbose_name="answer by")),
                        ("capacity", models.PositiveIntegerField(verbose_name="persons")),
                        ("reserved", models.PositiveIntegerField(default=0, verbose_name="places held back")),
                        ("companions", models.BooleanField(default=False, verbose_name="companions are invited")),
                        ("spouses_only", models.BooleanField(default=False)),
                        ("motorcade", conference.translated.TranslatedField(blank=True, default=conference.translated.Translated, verbose_name="Order of the motorcades")),
                        ("languages", models.JSONField(blank=True, default=list, verbose_name="Languages")),
                        ("programme", conference.translated.TranslatedField(blank=True, default=conference.translated.Translated, verbose_name="Programme of the evening")),
                        ("menus", models.JSONField(blank=True, default=list)),
                        ("release_at", models.DateTimeField(blank=True, null=True)),
                        ("each_minutes", models.PositiveSmallIntegerField(default=2, editable=False, verbose_name="Minutes for each guest")),
                        ("thanks", conference.translated.TranslatedField(blank=True, default=conference.translated.Translated, editable=False)),
                        ("thanked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "personal",
                            models.BooleanField(
                                default=False, help_text="Otherwise it invites the office: when the head of delegation is replaced, the new head is invited instead.", verbose_name="invites the person"
                            ),
                        ),
                        ("taken", models.PositiveIntegerField(default=0, editable=False)),
                        ("line_guests", models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
                        ("lines", models.PositiveSmallIntegerField(default=1, editable=False)),
                        ("occasion", conference.translated.TranslatedField(blank=True, default=conference.translated.Translated, verbose_name="occasion on the invitation")),
                        ("unticked", models.JSONField(blank=True, default=dict, editable=False)),
                        ("room", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="receptions", to="calendar.room")),
                    ],
                    options={
                        "verbose_name": "reception",
                        "verbose_name_plural": "receptions",
                        "ordering": ["starts"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("capacity__gte", django.db.models.expressions.CombinedExpression(models.F("taken"), "+", models.F("reserved")))), name="reception_not_overfull"
                            ),
                            models.CheckConstraint(condition=models.Q(("ends__gt", models.F("starts"))), name="reception_in_order"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SeatingPlan",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("state", models.CharField(choices=[("open", "Open"), ("closed", "Closed")], default="open", max_length=6, verbose_name="state")),
                        ("alternate", models.BooleanField(default=False)),
                        ("companions", models.CharField(choices=[("last", "after all guests"), ("beside", "each just after the guest")], default="beside", max_length=6)),
                        ("reception", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="seating_plan", to="receptions.reception")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                    ],
                    options={
                        "verbose_name": "seating plan",
                        "verbose_name_plural": "seating plans",
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
                        ("made_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="receptions.seatingplan")),
                    ],
                    options={
                        "ordering": ["-number"],
                        "constraints": [models.UniqueConstraint(fields=("plan", "number"), name="planversion_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SeatingTable",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(200)])),
                        ("shape", models.CharField(choices=[("round", "round"), ("long", "long, two sides"), ("head", "head table, one side")], default="round", max_length=5)),
                        ("seats", models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)])),
                        ("host_name", models.CharField(blank=True, max_length=150)),
                        ("host_languages", models.CharField(blank=True, max_length=120)),
                        ("host_seat", models.PositiveSmallIntegerField(default=0, editable=False)),
                        ("for_couples", models.BooleanField(default=True)),
                        ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="tables", to="receptions.seatingplan")),
                    ],
                    options={
                        "ordering": ["plan", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "number"), name="seatingtable_number"),
                            models.CheckConstraint(condition=models.Q(("number__gte", 1), ("seats__gte", 1), ("seats__lte", 60)), name="seatingtable_has_seats"),
                            models.CheckConstraint(condition=models.Q(("for_couples", True), ("shape", "head"), _connector="OR"), name="seatingtable_couples"),
                            models.CheckConstraint(
                                condition=models.Q(("host_seat__lte", models.F("seats")), models.Q(("host_name", ""), ("host_seat__gte", 1), _connector="OR")), name="seatingtable_host_has_seat"
                            ),
                            models.UniqueConstraint(condition=models.Q(("host_name", ""), _negated=True), fields=("plan", "host_name"), name="seatingtable_host_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutsideGuest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("honorific", models.CharField(blank=True, max_length=40, verbose_name="honorific")),
                        ("family_name", models.CharField(max_length=120, verbose_name="family name")),
                        ("given_names", models.CharField(blank=True, max_length=120, verbose_name="given names")),
                        ("name_on_card", models.CharField(blank=True, max_length=160, verbose_name="name on the card")),
                        ("functional_title", models.CharField(blank=True, max_length=200, verbose_name="functional title")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("fr", "French"), ("es", "Spanish"), ("ar", "Arabic"), ("ru", "Russian"), ("zh-hans", "Chinese"), ("vi", "Vietnamese")],
                                default="en",
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        ("state", models.CharField(choices=[("listed", "On the list"), ("removed", "Removed")], default="listed", max_length=8)),
                        ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.party", verbose_name="party")),
                        ("protocol_rank", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="conference.rank", verbose_name="protocol rank")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                    ],
                    options={
                        "verbose_name": "outside guest",
                        "verbose_name_plural": "outside guests",
                        "ordering": ["party__en_sort", "family_name", "given_names", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("family_name", ""), _negated=True), name="outsideguest_has_name"),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "listed")),
                                fields=("party", "family_name", "given_names"),
                                name="outsideguest_listed_once",
                                violation_error_message="A guest of this name and party is on the list already.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("secret_hash", models.CharField(max_length=64, unique=True)),
                        ("replaced_hash", models.CharField(blank=True, default="", editable=False, max_length=64)),
                        ("replaced_sent_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("sent", "No answer yet"),
                                    ("accepted", "Accepted"),
                                    ("regretted", "Regretted"),
                                    ("waiting", "Waiting list"),
                                    ("substitute", "Substitute proposed"),
                                    ("rejected", "Substitute not approved"),
                                    ("absent", "Did not come"),
                                    ("ended", "Ended"),
                                ],
                                default="sent",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("personal", models.BooleanField(default=False, editable=False)),
                        ("wave", models.PositiveSmallIntegerField(default=1, editable=False)),
                        ("persons", models.PositiveSmallIntegerField(default=1, verbose_name="persons")),
                        ("companion_name", models.CharField(blank=True, max_length=150, verbose_name="name of the companion, as on the place card")),
                        (
                            "diet",
                            conference.fields.EncryptedChoiceField(
                                choices=[("none", "No restriction"), ("halal", "Halal"), ("kosher", "Kosher"), ("vegetarian", "Vegetarian"), ("vegan", "Vegan")], default="none", verbose_name="diet"
                            ),
                        ),
                        (
                            "companion_diet",
                            conference.fields.EncryptedChoiceField(
                                choices=[("none", "No restriction"), ("halal", "Halal"), ("kosher", "Kosher"), ("vegetarian", "Vegetarian"), ("vegan", "Vegan")],
                                default="none",
                                verbose_name="diet of the companion",
                            ),
                        ),
                        ("allergies", conference.fields.EncryptedTextField(blank=True, default="", max_length=200, verbose_name="allergies")),
                        ("number_plate", conference.fields.EncryptedTextField(blank=True, default="", max_length=20, verbose_name="number plate")),
                        ("driver", conference.fields.EncryptedTextField(blank=True, default="", max_length=100, verbose_name="driver")),
                        ("menu", models.PositiveSmallIntegerField(default=0, verbose_name="Menu of the guest")),
                        ("companion_menu", models.PositiveSmallIntegerField(default=0, verbose_name="Menu of the companion")),
                        ("substitute_name", models.CharField(blank=True, max_length=150, verbose_name="name of the substitute")),
                        ("substitute_function", models.CharField(blank=True, max_length=150, verbose_name="function of the substitute")),
                        ("substitute_reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                        ("sent_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("booking", models.UUIDField(blank=True, editable=False, null=True)),
                        ("reminded_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("late_answer", conference.fields.EncryptedTextField(blank=True, default="", editable=False, max_length=4000)),
                        ("late_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("before_word", conference.fields.EncryptedTextField(blank=True, default="", editable=False, max_length=8000)),
                        ("arrived_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("companion_arrived_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("said_as", models.CharField(blank=True, default="", editable=False, max_length=120, verbose_name="Pronunciation")),
                        ("said_of", models.CharField(blank=True, default="", editable=False, max_length=170)),
                        (
                            "standing",
                            models.CharField(
                                choices=[("expected", "Expected"), ("received", "Received"), ("skipped", "Skipped"), ("recalled", "Recalled")], default="expected", editable=False, max_length=8
                            ),
                        ),
                        ("stood", models.CharField(blank=True, default="", editable=False, max_length=8)),
                        ("stands_since", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("keeps_place", models.BooleanField(default=False, editable=False)),
                        ("taken_back", models.BooleanField(default=False, editable=False)),
                        ("waiting_companion", models.CharField(blank=True, default="", editable=False, max_length=150)),
                        ("delegation", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="reception_invitations", to="registration.delegation")),
                        ("former_guest", models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registration.delegate")),
                        ("guest", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="reception_invitations", to="registration.delegate")),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("reception", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="receptions.reception")),
                        ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.party")),
                        ("outside_guest", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="receptions.outsideguest")),
                    ],
                    options={
                        "verbose_name": "invitation",
                        "verbose_name_plural": "invitations",
                        "ordering": ["reception", "party__en_sort"],
                        "indexes": [models.Index(fields=["reception", "state"], name="invitation_state")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(models.Q(("state", "ended"), _negated=True), ("personal", False)), fields=("reception", "delegation"), name="invitation_one_a_delegation"
                            ),
                            models.UniqueConstraint(condition=models.Q(("state", "ended"), _negated=True), fields=("reception", "guest"), name="invitation_one_a_guest"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("companion_name", ""), ("persons", 1)), models.Q(("persons", 2), models.Q(("companion_name", ""), _negated=True)), _connector="OR"),
                                name="invitation_companion_counted",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("standing__in", ["expected", "received", "skipped", "recalled"]), models.Q(("standing", "expected"), ("stands_since__isnull", False), _connector="OR")
                                ),
                                name="invitation_stands_since",
                            ),
                            models.UniqueConstraint(condition=models.Q(("state", "ended"), _negated=True), fields=("reception", "outside_guest"), name="invitation_one_an_outside_guest"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("delegation__isnull", False), ("guest__isnull", False), ("outside_guest__isnull", True)),
                                    models.Q(("delegation__isnull", True), ("guest__isnull", True), ("outside_guest__isnull", False), ("personal", True)),
                                    _connector="OR",
                                ),
                                name="invitation_of_one_guest",
                            ),
                            models.CheckConstraint(condition=models.Q(("keeps_place", False), ("state", "substitute"), _connector="OR"), name="invitation_keeps_place"),
                            models.CheckConstraint(condition=models.Q(("waiting_companion", ""), ("persons", 1), _connector="OR"), name="invitation_companion_waits"),
                            models.CheckConstraint(condition=models.Q(("taken_back", False), ("state", "ended"), _connector="OR"), name="invitation_taken_back"),
                        ],
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
                        ("invitation", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="receptions.invitation")),
                        ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="receptions.seatingplan")),
                        ("table", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="taken", to="receptions.seatingtable")),
                    ],
                    options={
                        "ordering": ["table__number", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("table", "number"), name="seat_one_person"),
                            models.UniqueConstraint(condition=models.Q(("invitation__isnull", False)), fields=("plan", "invitation", "companion"), name="seat_nobody_twice"),
                            models.CheckConstraint(
                                condition=models.Q(("invitation__isnull", False), models.Q(("companion", False), ("kept_until__isnull", False)), _connector="OR"), name="seat_of_somebody"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GuestRule",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("companion", models.BooleanField(default=False)),
                        ("given_to", models.CharField(blank=True, default="", editable=False, max_length=200)),
                        ("rank", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="conference.rank")),
                        ("invitation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="receptions.invitation")),
                        ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="rules", to="receptions.seatingplan")),
                        ("table", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="fixed", to="receptions.seatingtable")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "invitation", "companion"), name="guestrule_once"),
                            models.CheckConstraint(condition=models.Q(("companion", False), ("table__isnull", True), _connector="OR"), name="guestrule_group_is_fixed"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Wish",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("tie", models.CharField(choices=[("beside", "side by side"), ("one_table", "at one table"), ("apart", "not at one table")], max_length=9)),
                        ("reason", conference.fields.EncryptedTextField(blank=True, default="", max_length=300)),
                        ("one", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="receptions.invitation")),
                        ("other", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="receptions.invitation")),
                        ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="wishes", to="receptions.seatingplan")),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "one", "other"), name="wish_once"),
                            models.CheckConstraint(condition=models.Q(("one__lt", models.F("other"))), name="wish_between_two"),
                        ],
                    },
                ),
            ],
        ),
    ]
