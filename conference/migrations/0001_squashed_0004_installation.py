import django.core.validators
from django.core.management import call_command
from django.db import migrations, models

import conference.models
import conference.translated
from conference.db.operations import CreateModels


def make_cache_table(apps, schema_editor):
    """Make the table of Django's cache (CACHES) by Django's own command, which leaves one that is there as it is."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    initial = True

    replaces = [("conference", "0001_initial"), ("conference", "0002_head_kept_outside"), ("conference", "0003_remove_scan_days"), ("conference", "0004_installation")]

    dependencies = []

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Backup",
                    fields=[
                        (
                            "kind",
                            models.CharField(
                                choices=[("made", "made"), ("restored", "restored on trial"), ("head", "head of the audit log kept outside")], max_length=10, primary_key=True, serialize=False
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "report of a backup",
                        "verbose_name_plural": "reports of backups",
                    },
                ),
                migrations.CreateModel(
                    name="Rank",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                        ("name", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="name")),
                        ("position", models.PositiveSmallIntegerField(help_text="1 is the highest.", verbose_name="order")),
                        ("tie_group", models.PositiveSmallIntegerField(verbose_name="tie group")),
                        ("photo_exempt", models.BooleanField(default=False, verbose_name="gives no photo")),
                    ],
                    options={
                        "verbose_name": "rank",
                        "verbose_name_plural": "ranks",
                        "ordering": ["position"],
                    },
                ),
                migrations.CreateModel(
                    name="Zone",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("letter", models.CharField(max_length=2, unique=True, verbose_name="letter")),
                        ("name", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="name")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        ("per_delegation", models.PositiveSmallIntegerField(blank=True, help_text="Empty: no limit.", null=True, verbose_name="at once for each delegation")),
                        ("capacity", models.PositiveIntegerField(blank=True, help_text="Empty: no limit.", null=True, verbose_name="at once in all")),
                    ],
                    options={
                        "verbose_name": "zone",
                        "verbose_name_plural": "zones",
                        "ordering": ["position"],
                    },
                ),
                migrations.CreateModel(
                    name="Conference",
                    fields=[
                        ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                        ("code", models.SlugField(help_text="Names the conference in badge codes and calendar files.", max_length=30, verbose_name="code")),
                        ("name", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="name")),
                        ("short_name", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="short name")),
                        ("treaty_name", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="name of the treaty")),
                        ("place", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="city")),
                        ("venue", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="venue")),
                        ("starts_on", models.DateField(verbose_name="first day")),
                        ("ends_on", models.DateField(verbose_name="last day")),
                        ("zone_name", models.CharField(max_length=50, validators=[conference.models.check_zone], verbose_name="time zone")),
                        ("contact_email", models.EmailField(max_length=254, verbose_name="address of the secretariat")),
                        ("contact_phone", models.CharField(blank=True, max_length=40, verbose_name="telephone of the secretariat")),
                        (
                            "document_months",
                            models.PositiveSmallIntegerField(
                                default=0,
                                help_text="0: valid on the last day. The forms, the import and the officers read it here.",
                                validators=[django.core.validators.MaxValueValidator(24)],
                                verbose_name="months that a travel document is valid beyond the last day",
                            ),
                        ),
                        ("asks_sex", models.BooleanField(default=False, verbose_name="asks for the sex as in the travel document")),
                        ("asks_issue_date", models.BooleanField(default=False, verbose_name="asks for the date of issue")),
                        ("asks_issue_place", models.BooleanField(default=False, verbose_name="asks for the place of issue")),
                        ("asks_scan", models.BooleanField(default=False, verbose_name="asks for a scan of the page with the photo")),
                    ],
                    options={
                        "verbose_name": "conference",
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("id", 1)), name="conference_one_row"),
                            models.CheckConstraint(condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="conference_days_in_order"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reference",
                    fields=[
                        ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                        ("stamp", models.CharField(default=conference.models.new_stamp, editable=False, max_length=32)),
                    ],
                    options={
                        "verbose_name": "stamp of the tables",
                        "verbose_name_plural": "stamps of the tables",
                        "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="reference_one_row")],
                    },
                ),
                migrations.CreateModel(
                    name="Category",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("letter", models.CharField(max_length=2, unique=True, verbose_name="letter")),
                        ("code", models.SlugField(max_length=30, unique=True, verbose_name="code")),
                        ("name", conference.translated.TranslatedField(default=conference.translated.Translated, verbose_name="name")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        ("band_colour", models.CharField(max_length=7, verbose_name="colour of the band")),
                        ("text_colour", models.CharField(default="#ffffff", max_length=7, verbose_name="colour of its words")),
                        ("days", models.JSONField(blank=True, default=list, help_text="Dates as YYYY-MM-DD. Leave empty for every day.", verbose_name="days")),
                        ("places", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="places for each delegation")),
                        ("for_heads", models.BooleanField(default=False, verbose_name="for heads of delegation")),
                        ("needs_photo", models.BooleanField(default=True, verbose_name="needs a photo")),
                        ("on_lists", models.BooleanField(default=True, verbose_name="stands in the list of participants")),
                        ("zones", models.ManyToManyField(blank=True, related_name="categories", to="conference.zone", verbose_name="zones")),
                    ],
                    options={
                        "verbose_name": "category",
                        "verbose_name_plural": "categories",
                        "ordering": ["position"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("band_colour__regex", "^#[0-9a-f]{6}$")), name="category_band_colour"),
                            models.CheckConstraint(condition=models.Q(("text_colour__regex", "^#[0-9a-f]{6}$")), name="category_text_colour"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Installation",
                    fields=[
                        ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                        ("key", models.CharField(default=conference.models.new_stamp, editable=False, max_length=32)),
                        ("identity", models.CharField(editable=False, max_length=80)),
                        ("timeline", models.PositiveIntegerField(editable=False)),
                        (
                            "state",
                            models.CharField(choices=[("live", "live"), ("restored", "restored, not decided yet"), ("trial", "restored on trial")], default="live", editable=False, max_length=8),
                        ),
                        ("seen_at", models.DateTimeField(editable=False)),
                        ("found_at", models.DateTimeField(editable=False, null=True)),
                        ("decided_at", models.DateTimeField(editable=False, null=True)),
                    ],
                    options={
                        "verbose_name": "installation",
                        "verbose_name_plural": "installations",
                        "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="installation_one_row")],
                    },
                ),
            ],
        ),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop, elidable=False),
    ]
