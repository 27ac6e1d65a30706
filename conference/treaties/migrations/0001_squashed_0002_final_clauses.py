from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import conference.models
import conference.translated
import conference.treaties.models
from conference.db.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [("treaties", "0001_initial"), ("treaties", "0002_final_clauses")]

    dependencies = [("parties", "0001_initial")]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Treaty",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code", models.SlugField(max_length=30, unique=True, verbose_name="code")),
                        ("title", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="title")),
                        ("short_title", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="short title")),
                        ("known_as", conference.translated.TranslatedField(blank=True, default=conference.translated.Translated, verbose_name="known as")),
                        ("adopted_on", models.DateField(verbose_name="adopted on")),
                        ("text_address", models.URLField(blank=True, db_default="", verbose_name="address of the text on the web")),
                        ("depositary", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="depositary")),
                        (
                            "offices",
                            models.JSONField(
                                blank=True, default=conference.treaties.models.all_offices, validators=[conference.treaties.models.check_offices], verbose_name="offices that sign without full powers"
                            ),
                        ),
                        ("acting_offices", models.BooleanField(default=True, verbose_name="also when acting or ad interim")),
                        ("organizations_sign", models.BooleanField(default=True, verbose_name="regional economic integration organizations may sign")),
                        ("member_signs_first", models.BooleanField(default=True, verbose_name="an organization signs only after one of its member States")),
                        ("signature_before_ratification", models.BooleanField(default=True, verbose_name="only a signatory ratifies, accepts or approves")),
                        ("member_deposits_first", models.BooleanField(default=True, verbose_name="an organization deposits only after one of its member States")),
                        (
                            "accession",
                            models.CharField(
                                choices=[
                                    ("none", "Not open for accession"),
                                    ("any_time", "At any time"),
                                    ("after_signature", "After the time for signature"),
                                    ("after_entry", "After entry into force"),
                                ],
                                default="any_time",
                                max_length=20,
                                verbose_name="open for accession",
                            ),
                        ),
                        ("threshold", models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name="instruments needed for entry into force")),
                        ("organizations_count", models.BooleanField(default=False, verbose_name="an organization’s instrument counts besides those of its member States")),
                        ("entry_delay", models.PositiveSmallIntegerField(verbose_name="delay of entry into force")),
                        ("entry_unit", models.CharField(choices=[("days", "days"), ("months", "months")], default="days", max_length=6, verbose_name="unit of the delay")),
                        ("entry_on_first_of_month", models.BooleanField(default=False, verbose_name="then on the first day of the following month")),
                        ("later_delay", models.PositiveSmallIntegerField(verbose_name="delay for a party that deposits later")),
                        ("later_unit", models.CharField(choices=[("days", "days"), ("months", "months")], default="days", max_length=6, verbose_name="unit of the delay for a later party")),
                        ("later_on_first_of_month", models.BooleanField(default=False, verbose_name="for a later party on the first day of the following month")),
                        ("article_signature", models.CharField(blank=True, max_length=20, verbose_name="article on signature")),
                        ("article_organizations", models.CharField(blank=True, max_length=20, verbose_name="article on signature by organizations")),
                        ("article_ratification", models.CharField(blank=True, max_length=20, verbose_name="article on ratification")),
                        ("article_accession", models.CharField(blank=True, max_length=20, verbose_name="article on accession")),
                        ("article_entry", models.CharField(blank=True, max_length=20, verbose_name="article on entry into force")),
                        ("article_later", models.CharField(blank=True, max_length=20, verbose_name="article on later parties")),
                        ("article_withdrawal", models.CharField(blank=True, max_length=20, verbose_name="article on withdrawal")),
                        ("article_depositary", models.CharField(blank=True, max_length=20, verbose_name="article on the depositary")),
                        (
                            "authentic_languages",
                            models.JSONField(
                                default=conference.treaties.models.official_languages, validators=[conference.treaties.models.check_languages], verbose_name="languages of the authentic texts"
                            ),
                        ),
                        (
                            "notification_series",
                            models.CharField(
                                blank=True,
                                help_text="It follows the number and the year in their reference, for example: TREATIES-XVIII.16.",
                                max_length=40,
                                verbose_name="series of the depositary notifications",
                            ),
                        ),
                        ("withdrawal_delay", models.PositiveSmallIntegerField(blank=True, help_text="Empty: no withdrawal.", null=True, verbose_name="time until a withdrawal takes effect")),
                        ("withdrawal_unit", models.CharField(choices=[("days", "days"), ("months", "months")], default="months", max_length=6, verbose_name="unit of that time")),
                        ("withdrawal_on_first_of_month", models.BooleanField(default=False, verbose_name="a withdrawal then takes effect on the first day of the following month")),
                        ("withdrawal_after_years", models.PositiveSmallIntegerField(blank=True, help_text="Empty: at any time.", null=True, verbose_name="years before which nobody withdraws")),
                        (
                            "withdrawal_counted_from",
                            models.CharField(
                                choices=[("treaty", "From entry into force of the treaty"), ("party", "From entry into force for the party")],
                                default="treaty",
                                max_length=10,
                                verbose_name="these years are counted",
                            ),
                        ),
                        ("entry_not_before", models.DateField(blank=True, null=True, verbose_name="no entry into force before")),
                        (
                            "entry_on_that_day",
                            models.BooleanField(
                                default=False, help_text="Even if the delay has not passed. Otherwise the later of both days counts.", verbose_name="on that day, if all is fulfilled by then"
                            ),
                        ),
                        (
                            "open_to",
                            models.CharField(
                                choices=[("all_states", "All States"), ("un_or_agencies", "Members of the United Nations or of a specialized agency"), ("groups", "Only the groups of participants")],
                                default="all_states",
                                max_length=20,
                                verbose_name="open to",
                            ),
                        ),
                        ("article_provisional", models.CharField(blank=True, db_default="", default="", max_length=20, verbose_name="article on provisional application")),
                        ("article_reservations", models.CharField(blank=True, db_default="", default="", max_length=20, verbose_name="article on reservations")),
                        ("definitive_signature", models.BooleanField(db_default=False, default=False, verbose_name="may be signed definitively, without ratification")),
                        ("provisional_application", models.BooleanField(db_default=False, default=False, verbose_name="may be applied provisionally")),
                        (
                            "reservable",
                            models.CharField(
                                blank=True, db_default="", default="", help_text="Such as 63 (2), separated by semicolons.", max_length=300, verbose_name="provisions to which a reservation is allowed"
                            ),
                        ),
                        (
                            "reservations",
                            models.CharField(
                                choices=[("compatible", "All that are compatible with its object and purpose"), ("named", "Only those to the provisions named here"), ("none", "None")],
                                db_default="compatible",
                                default="compatible",
                                max_length=10,
                                verbose_name="reservations that are allowed",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "treaty",
                        "verbose_name_plural": "treaties",
                        "ordering": ["adopted_on", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("threshold__gte", 1)), name="treaty_threshold"),
                            models.CheckConstraint(
                                condition=models.Q(("organizations_sign", True), ("member_signs_first", False), _connector="OR"),
                                name="treaty_member_first_of_organizations",
                                violation_error_message="Organizations may not sign, so none can be asked to sign after a member.",
                            ),
                            models.CheckConstraint(condition=models.Q(("open_to__in", ["all_states", "un_or_agencies", "groups"])), name="treaty_open_to"),
                            models.CheckConstraint(
                                condition=models.Q(("entry_not_before", None), ("entry_not_before__gt", models.F("adopted_on")), _connector="OR"),
                                name="treaty_entry_after_adoption",
                                violation_error_message="No entry into force before: a day after the adoption.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("entry_not_before__isnull", False), ("entry_on_that_day", False), _connector="OR"),
                                name="treaty_entry_on_a_day",
                                violation_error_message="Enter the day before which the treaty does not enter into force.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("withdrawal_delay__isnull", False), models.Q(("withdrawal_after_years", None), ("withdrawal_on_first_of_month", False)), _connector="OR"),
                                name="treaty_withdrawal_has_delay",
                                violation_error_message="Without a time until it takes effect there is no withdrawal to be limited.",
                            ),
                            models.CheckConstraint(condition=models.Q(("withdrawal_counted_from__in", ["treaty", "party"])), name="treaty_withdrawal_counted_from"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("reservations", "named"), models.Q(("reservable", ""), _negated=True)),
                                    models.Q(models.Q(("reservations", "named"), _negated=True), ("reservable", "")),
                                    _connector="OR",
                                ),
                                name="treaty_reservable_provisions",
                                violation_error_message="Name the provisions to which a reservation is allowed, if it is allowed only to some.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SigningPlace",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("place", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="place")),
                        ("first_day", models.DateField(verbose_name="first day")),
                        ("last_day", models.DateField(verbose_name="last day")),
                        ("zone_name", models.CharField(max_length=50, validators=[conference.models.check_zone], verbose_name="time zone")),
                        ("treaty", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="places", to="treaties.treaty", verbose_name="treaty")),
                    ],
                    options={
                        "verbose_name": "place of signature",
                        "verbose_name_plural": "places of signature",
                        "ordering": ["first_day", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("last_day__gte", models.F("first_day"))), name="signingplace_days_in_order", violation_error_message="The last day is before the first."
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TreatyGroup",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "name",
                            conference.translated.TranslatedField(
                                default=conference.translated.Translated, help_text="As in a sentence: the member States of the Council of Europe.", verbose_name="name of the group"
                            ),
                        ),
                        ("takes_part", models.BooleanField(default=False, verbose_name="the group may sign and become parties")),
                        (
                            "needed_number",
                            models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name="how many of them must have deposited"),
                        ),
                        (
                            "needed_share",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                max_digits=7,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0.0001")), django.core.validators.MaxValueValidator(100)],
                                verbose_name="share in per cent that they must hold together",
                            ),
                        ),
                        (
                            "measure",
                            conference.translated.TranslatedField(
                                blank=True,
                                default=conference.translated.Translated,
                                help_text="As in a sentence: the total global greenhouse gas emissions.",
                                verbose_name="what the share is counted in",
                            ),
                        ),
                        ("treaty", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="groups", to="treaties.treaty", verbose_name="treaty")),
                    ],
                    options={
                        "verbose_name": "group of participants",
                        "verbose_name_plural": "groups of participants",
                        "ordering": ["treaty", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("takes_part", True), ("needed_number__isnull", False), ("needed_share__isnull", False), _connector="OR"),
                                name="treatygroup_says_something",
                                violation_error_message="Say what the group is for: it may take part, or entry into force needs it.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("needed_number", None), ("needed_share", None), _connector="OR"),
                                name="treatygroup_one_condition",
                                violation_error_message="Give a number or a share. A further condition is a further group.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("needed_number", None), ("needed_number__gte", 1), _connector="OR"),
                                    models.Q(("needed_share", None), models.Q(("needed_share__gt", 0), ("needed_share__lte", 100)), _connector="OR"),
                                ),
                                name="treatygroup_needed_in_range",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("measure", {}), ("needed_share__isnull", True)), models.Q(("needed_share__isnull", False), models.Q(("measure", {}), _negated=True)), _connector="OR"
                                ),
                                name="treatygroup_share_of_something",
                                violation_error_message="A share needs what it is counted in, and nothing else has it.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TreatyGroupMember",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("share", models.DecimalField(decimal_places=4, default=Decimal("0"), max_digits=7)),
                        ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="members", to="treaties.treatygroup")),
                        ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="treaty_groups", to="parties.party")),
                    ],
                    options={
                        "verbose_name": "member of a group of participants",
                        "verbose_name_plural": "members of groups of participants",
                        "ordering": ["party__en_sort"],
                        "constraints": [
                            models.UniqueConstraint(fields=("group", "party"), name="treatygroupmember_once"),
                            models.CheckConstraint(condition=models.Q(("share__gte", 0), ("share__lte", 100)), name="treatygroupmember_share"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ForeseenStatement",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("declaration", "Declaration under the treaty"), ("notification", "Notification under the treaty")], default="declaration", max_length=14, verbose_name="kind"
                            ),
                        ),
                        ("provision", models.CharField(max_length=20, verbose_name="provision")),
                        ("subject", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="subject")),
                        ("is_required", models.BooleanField(default=False, verbose_name="required of every party")),
                        ("of_organizations", models.BooleanField(default=False, verbose_name="of regional economic integration organizations alone")),
                        ("treaty", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="foreseen", to="treaties.treaty", verbose_name="treaty")),
                    ],
                    options={
                        "verbose_name": "declaration under the treaty",
                        "verbose_name_plural": "declarations under the treaty",
                        "ordering": ["treaty", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("treaty", "kind", "provision"), name="foreseenstatement_once"),
                            models.CheckConstraint(condition=models.Q(("kind__in", ("declaration", "notification"))), name="foreseenstatement_kind"),
                        ],
                    },
                ),
            ],
        ),
    ]
