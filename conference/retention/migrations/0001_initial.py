from functools import reduce
from operator import or_

from django.db import migrations, models

import conference.translated

# The limits as of this migration.
LIMITS = {
    "people": (30, 1825),
    "photos": (1, 730),
    "scans": (0, 365),
    "visa_letters": (7, 730),
    "travel": (1, 365),
    "health": (1, 365),
    "equipment": (30, 1825),
    "watch_list": (1, 365),
    "gate_scans": (7, 730),
    "outside_guests": (7, 1825),
    "messages": (30, 1825),
    "access_log": (180, 3650),
    "accounts": (30, 1825),
    "drafts": (1, 30),
    "photo_drafts": (1, 168),
    "imports": (1, 24),
    "api_responses": (24, 72),
}
WITHIN_LIMITS = reduce(or_, (models.Q(kind=kind, length__range=limits) for kind, limits in LIMITS.items()))


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="PrivacyNotice",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                (
                    "legal_basis",
                    conference.translated.TranslatedField(
                        blank=True, default=conference.translated.Translated, verbose_name="legal basis"
                    ),
                ),
            ],
            options={
                "verbose_name": "privacy notice",
                "verbose_name_plural": "privacy notices",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="privacynotice_one_row")],
            },
        ),
        migrations.CreateModel(
            name="RetentionPeriod",
            fields=[
                ("kind", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("length", models.PositiveSmallIntegerField(verbose_name="period")),
            ],
            options={
                "verbose_name": "retention period",
                "verbose_name_plural": "retention periods",
                "constraints": [models.CheckConstraint(condition=WITHIN_LIMITS, name="retention_within_limits")],
            },
        ),
    ]
