import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from conference.db.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [("credentials", "0001_initial"), ("credentials", "0002_decisions_on_papers")]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("audit", "0001_squashed_0002_person_keys"),
        ("registration", "0001_squashed_0004_visa_letter_valid_until"),
        ("treaties", "0001_squashed_0002_final_clauses"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="FullPowers",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("expected", "Expected"),
                                    ("received", "To be checked"),
                                    ("accepted", "Accepted"),
                                    ("defective", "Defective"),
                                    ("not_needed", "Not needed"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="expected",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("file", models.FileField(blank=True, upload_to="powers")),
                        ("file_name", models.CharField(blank=True, max_length=150)),
                        ("handed_in_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "paper",
                            models.CharField(
                                choices=[("full_powers", "Full powers: they authorize the signature of a treaty"), ("credentials", "Credentials: they authorize participation in the conference")],
                                default="full_powers",
                                max_length=12,
                                verbose_name="Kind of paper",
                            ),
                        ),
                        ("issuer_name", models.CharField(blank=True, max_length=160, verbose_name="Name of the issuer")),
                        (
                            "issuer_office",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("head_of_state", "Head of State"),
                                    ("head_of_government", "Head of Government"),
                                    ("foreign_minister", "Minister for Foreign Affairs"),
                                    ("organ", "Organ of an organization that may authorize a signature under its rules"),
                                    ("other", "Another office"),
                                ],
                                max_length=20,
                                verbose_name="Office of the issuer",
                            ),
                        ),
                        ("is_acting", models.BooleanField(default=False, verbose_name="The issuer acts in this office, or ad interim")),
                        ("name_written", models.CharField(blank=True, max_length=200, verbose_name="Representative, as the paper names the person")),
                        (
                            "treaty_named",
                            models.CharField(
                                choices=[("this", "This treaty, by its title"), ("general", "General full powers: all treaties, or all of a kind"), ("other", "Another treaty"), ("none", "No treaty")],
                                default="none",
                                max_length=8,
                                verbose_name="Treaty named in the paper",
                            ),
                        ),
                        ("is_deposited", models.BooleanField(default=False, verbose_name="The general full powers are deposited with the depositary")),
                        ("dated", models.DateField(blank=True, null=True, verbose_name="Date of the paper")),
                        ("place", models.CharField(blank=True, max_length=120, verbose_name="Place of issue")),
                        ("is_signed", models.BooleanField(default=False, verbose_name="The issuer has signed it")),
                        ("is_sealed", models.BooleanField(default=False, verbose_name="It bears an official seal")),
                        ("language", models.CharField(blank=True, max_length=3, verbose_name="Language of the paper")),
                        ("is_translated", models.BooleanField(default=False, verbose_name="The scan contains a translation into English or French")),
                        ("original_received_at", models.DateTimeField(blank=True, null=True)),
                        ("original_returned_at", models.DateTimeField(blank=True, null=True)),
                        ("original_returned_to", models.CharField(blank=True, max_length=160, verbose_name="Who takes the original")),
                        ("defects", models.JSONField(blank=True, default=list)),
                        ("words", models.CharField(blank=True, max_length=500, verbose_name="To the focal points, in your own words")),
                        (
                            "held_office",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("head_of_state", "Head of State"),
                                    ("head_of_government", "Head of Government"),
                                    ("foreign_minister", "Minister for Foreign Affairs"),
                                    ("organ", "Organ of an organization that may authorize a signature under its rules"),
                                    ("other", "Another office"),
                                ],
                                max_length=20,
                                verbose_name="Office of the representative",
                            ),
                        ),
                        ("held_acting", models.BooleanField(default=False, verbose_name="Acting or ad interim")),
                        ("evidence", models.CharField(blank=True, max_length=200, verbose_name="What shows the office")),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("decided_name", models.CharField(blank=True, editable=False, max_length=420)),
                        ("decided_office", models.CharField(blank=True, editable=False, max_length=250)),
                        ("overruled", models.JSONField(blank=True, default=list)),
                        ("overruled_because", models.CharField(blank=True, max_length=300, verbose_name="Why the paper is accepted all the same")),
                        (
                            "designation",
                            models.CharField(
                                choices=[("alone", "One person"), ("each", "Several persons, each of whom may sign alone"), ("together", "Several persons, who sign together")],
                                default="alone",
                                max_length=8,
                                verbose_name="Number of representatives",
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[("sign", "To sign the treaty"), ("negotiate", "To negotiate, adopt or authenticate the text alone")],
                                default="sign",
                                max_length=9,
                                verbose_name="What the paper authorizes",
                            ),
                        ),
                        ("covers_reservations", models.BooleanField(blank=True, null=True)),
                        ("decided_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("delegation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="full_powers", to="registration.delegation")),
                        ("handed_in_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("original_received_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("record", models.OneToOneField(default=uuid.uuid4, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.auditentry", to_field="ref")),
                        ("representative", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="full_powers", to="registration.delegate", verbose_name="Representative")),
                        ("treaty", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="full_powers", to="treaties.treaty")),
                    ],
                    options={
                        "verbose_name": "full powers",
                        "verbose_name_plural": "full powers",
                        "ordering": ["delegation__party__en_sort", "pk"],
                        "indexes": [models.Index(fields=["state", "handed_in_at"], name="fullpowers_queue")],
                        "constraints": [
                            models.UniqueConstraint(fields=("representative", "treaty"), name="fullpowers_one_a_person"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("received", "accepted", "defective")), _negated=True),
                                    models.Q(models.Q(("file", ""), _negated=True), ("handed_in_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="fullpowers_have_a_paper",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("accepted", "defective", "not_needed")), _negated=True),
                                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="fullpowers_decided_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "not_needed"), _negated=True),
                                    models.Q(("held_office__in", ("head_of_state", "head_of_government", "foreign_minister")), models.Q(("evidence", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="fullpowers_office_shown",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("original_returned_at__isnull", True), ("original_received_at__isnull", False), _connector="OR"), name="fullpowers_original_came_first"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("overruled", []), models.Q(("overruled_because", ""), _negated=True), _connector="OR"), name="fullpowers_overruled_with_a_reason"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "accepted"), _negated=True),
                                    models.Q(
                                        ("dated__isnull", False),
                                        ("is_signed", True),
                                        ("issuer_office__in", ["head_of_state", "head_of_government", "foreign_minister", "organ"]),
                                        ("paper", "full_powers"),
                                        ("purpose", "sign"),
                                        models.Q(("treaty_named", "this"), models.Q(("is_deposited", True), ("treaty_named", "general")), _connector="OR"),
                                        models.Q(("issuer_name", ""), _negated=True),
                                        models.Q(("name_written", ""), _negated=True),
                                        models.Q(("place", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="fullpowers_accepted_whole",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
