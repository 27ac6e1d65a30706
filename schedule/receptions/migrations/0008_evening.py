"""The evening of a reception: what the host sets, what is asked of guests, who came."""

from django.db import migrations, models

import conference.fields
import conference.translated


def to_persons(apps, schema_editor):
    """Mark what persons were invited to, whoever is head."""
    apps.get_model("receptions", "Invitation").objects.filter(reception__personal=True).update(personal=True)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0004_plain_words"),
        ("calendar", "0006_interpreters_and_flags"),
        ("receptions", "0007_seating"),
        ("registration", "0019_quotas_in_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="arrived_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="invitation",
            name="companion_arrived_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="invitation",
            name="companion_menu",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="Menu of the companion"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="driver",
            field=conference.fields.EncryptedTextField(blank=True, default="", max_length=100, verbose_name="driver"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="late_answer",
            field=conference.fields.EncryptedTextField(blank=True, default="", editable=False, max_length=4000),
        ),
        migrations.AddField(
            model_name="invitation",
            name="late_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="invitation",
            name="menu",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="Menu of the guest"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="personal",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="invitation",
            name="reminded_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="invitation",
            name="wave",
            field=models.PositiveSmallIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="reception",
            name="languages",
            field=models.JSONField(blank=True, default=list, verbose_name="Languages"),
        ),
        migrations.AddField(
            model_name="reception",
            name="menus",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="reception",
            name="motorcade",
            field=conference.translated.TranslatedField(
                blank=True, default=conference.translated.Translated, verbose_name="Order of the motorcades"
            ),
        ),
        migrations.AddField(
            model_name="reception",
            name="programme",
            field=conference.translated.TranslatedField(
                blank=True, default=conference.translated.Translated, verbose_name="Programme of the evening"
            ),
        ),
        migrations.AddField(
            model_name="reception",
            name="release_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="reception",
            name="reserved",
            field=models.PositiveIntegerField(default=0, verbose_name="places held back"),
        ),
        migrations.AddField(
            model_name="reception",
            name="spouses_only",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="reception",
            name="thanked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="reception",
            name="thanks",
            field=conference.translated.TranslatedField(
                blank=True, default=conference.translated.Translated, editable=False
            ),
        ),
        migrations.AddField(
            model_name="reception",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="state",
            field=models.CharField(
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
        migrations.RunPython(to_persons, migrations.RunPython.noop),
    ]
