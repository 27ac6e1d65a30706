import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import conference.models
import conference.translated
import conference.treaties.models
from conference.db.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateModels(
            [
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
                        ("withdrawal_delay_months", models.PositiveSmallIntegerField(blank=True, help_text="Empty: no withdrawal.", null=True, verbose_name="months until a withdrawal takes effect")),
                        ("article_signature", models.CharField(blank=True, max_length=20, verbose_name="article on signature")),
                        ("article_organizations", models.CharField(blank=True, max_length=20, verbose_name="article on signature by organizations")),
                        ("article_ratification", models.CharField(blank=True, max_length=20, verbose_name="article on ratification")),
                        ("article_accession", models.CharField(blank=True, max_length=20, verbose_name="article on accession")),
                        ("article_entry", models.CharField(blank=True, max_length=20, verbose_name="article on entry into force")),
                        ("article_later", models.CharField(blank=True, max_length=20, verbose_name="article on later parties")),
                        ("article_withdrawal", models.CharField(blank=True, max_length=20, verbose_name="article on withdrawal")),
                        ("article_depositary", models.CharField(blank=True, max_length=20, verbose_name="article on the depositary")),
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
            ]
        )
    ]
