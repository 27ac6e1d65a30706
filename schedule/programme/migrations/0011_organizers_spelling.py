"""Spell "organizer" as the United Nations do; no column changes."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0004_organizations_spelling"),
        ("programme", "0010_public_pages"),
    ]

    operations = [
        migrations.AlterField(
            model_name="application",
            name="partners",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="parties.party", verbose_name="organized together with"
            ),
        ),
        migrations.AlterField(
            model_name="inscription",
            name="note",
            field=models.CharField(blank=True, max_length=500, verbose_name="note to the organizers"),
        ),
        migrations.AlterField(
            model_name="inscription",
            name="state",
            field=models.CharField(
                choices=[
                    ("requested", "Late, waits for the organizers"),
                    ("inscribed", "On the list"),
                    ("speaking", "Speaking"),
                    ("spoken", "Has spoken"),
                    ("absent", "Was absent, at the end of the category"),
                    ("missed", "Did not speak"),
                    ("refused", "Not admitted"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="inscribed",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="session",
            name="organisers",
            field=models.ManyToManyField(blank=True, related_name="+", to="parties.party", verbose_name="organized by"),
        ),
    ]
