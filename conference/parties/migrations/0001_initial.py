import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import conference.models
from conference.db.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "__first__")]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Party",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
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
                        ("is_host", models.BooleanField(default=False, verbose_name="host")),
                        ("alpha2", models.CharField(blank=True, max_length=2)),
                        ("alpha3", models.CharField(blank=True, max_length=3)),
                        ("m49", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("region", models.CharField(blank=True, help_text="Region of the UN's M49 standard.", max_length=20, verbose_name="region")),
                        (
                            "regional_group",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("africa", "African States"),
                                    ("asia_pacific", "Asia-Pacific States"),
                                    ("eastern_europe", "Eastern European States"),
                                    ("latin_america", "Latin American and Caribbean States"),
                                    ("western", "Western European and other States"),
                                ],
                                max_length=15,
                                verbose_name="regional group",
                            ),
                        ),
                        ("flag", models.CharField(blank=True, help_text="Code of a flag that exists in flag-icons.", max_length=20, verbose_name="flag")),
                        ("zone_name", models.CharField(default="UTC", max_length=50, validators=[conference.models.check_zone], verbose_name="time zone of the capital or seat")),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("fr", "French"), ("es", "Spanish"), ("ar", "Arabic"), ("ru", "Russian"), ("zh-hans", "Chinese"), ("vi", "Vietnamese")],
                                default="en",
                                max_length=10,
                                verbose_name="language of correspondence",
                            ),
                        ),
                        ("en_short", models.CharField(editable=False, max_length=120)),
                        ("en_sort", models.CharField(editable=False, max_length=600)),
                    ],
                    options={
                        "verbose_name": "party",
                        "verbose_name_plural": "parties",
                        "ordering": ["en_sort"],
                        "indexes": [models.Index(fields=["en_sort"], name="party_en_sort")],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("code__regex", "^[A-Z0-9-]+$")), name="party_code_form"),
                            models.UniqueConstraint(condition=models.Q(("is_host", True)), fields=("is_host",), name="party_one_host"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("member", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="organizations", to="parties.party", verbose_name="State that is a member")),
                        ("organization", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="parties.party", verbose_name="organization")),
                    ],
                    options={
                        "verbose_name": "member State of an organization",
                        "verbose_name_plural": "member States of organizations",
                        "ordering": ["organization__en_sort", "member__en_sort"],
                        "constraints": [
                            models.UniqueConstraint(fields=("organization", "member"), name="membership_once"),
                            models.CheckConstraint(condition=models.Q(("organization", models.F("member")), _negated=True), name="membership_not_of_itself"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FirstSeat",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveSmallIntegerField()),
                        ("drawn_at", models.DateTimeField()),
                        ("way", models.CharField(choices=[("lot", "Drawn by lot here"), ("told", "Drawn in the hall, entered here")], max_length=4)),
                        ("letter", models.CharField(blank=True, max_length=1)),
                        ("candidates", models.JSONField(default=list)),
                        ("seed", models.CharField(blank=True, max_length=64)),
                        ("together", models.BooleanField(default=False)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("drawn_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("party", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.party")),
                    ],
                    options={
                        "verbose_name": "first seat",
                        "verbose_name_plural": "first seats",
                        "ordering": ["-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("number",), name="firstseat_one_a_number"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("letter", ""), ("party__isnull", False)), models.Q(("party__isnull", True), models.Q(("letter", ""), _negated=True)), _connector="OR"),
                                name="firstseat_party_or_letter",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("way", "lot"), models.Q(("seed", ""), _negated=True)), models.Q(("seed", ""), ("way", "told")), _connector="OR"),
                                name="firstseat_lot_has_seed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("number", 1), models.Q(("number__gt", 1), models.Q(("reason", ""), _negated=True)), _connector="OR"), name="firstseat_again_with_reason"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartyName",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("language", models.CharField(max_length=2)),
                        ("short", models.CharField(help_text="Without article: Gambia.", max_length=160, verbose_name="short name")),
                        ("article", models.CharField(blank=True, help_text="As lists print it in brackets: the, la, l'.", max_length=6, verbose_name="article")),
                        ("formal", models.CharField(help_text="As in a sentence: the Republic of the Gambia.", max_length=200, verbose_name="formal name")),
                        ("sorts_as", models.CharField(blank=True, help_text="Only where lists place the name by another spelling. Empty: the short name.", max_length=160, verbose_name="sorts as")),
                        ("sort", models.CharField(blank=True, editable=False, max_length=600)),
                        ("search", models.CharField(blank=True, editable=False, max_length=160)),
                        ("party", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="names", to="parties.party")),
                    ],
                    options={
                        "verbose_name": "name of a party",
                        "verbose_name_plural": "names of parties",
                        "indexes": [models.Index(fields=["language", "sort"], name="partyname_sort")],
                        "constraints": [models.UniqueConstraint(fields=("party", "language"), name="partyname_one_a_language")],
                    },
                ),
            ]
        )
    ]
