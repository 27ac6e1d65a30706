"""Put labels and messages into plain words; no column changes."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0012_contacts_of_side_events_encrypted"),
    ]

    operations = [
        migrations.AlterField(
            model_name="inscription",
            name="state",
            field=models.CharField(
                choices=[
                    ("requested", "Late, awaiting the organizers’ decision"),
                    ("inscribed", "On the list"),
                    ("speaking", "Speaking"),
                    ("spoken", "Has spoken"),
                    ("absent", "Was absent, moved to the end of the category"),
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
            name="all_day",
            field=models.BooleanField(
                default=False,
                help_text="Shown above the programme of the day, for example for an exhibition.",
                verbose_name="all day",
            ),
        ),
        migrations.AlterField(
            model_name="session",
            name="for_heads",
            field=models.BooleanField(
                default=False,
                help_text="All heads attend, so no bilateral meetings can be requested at that time.",
                verbose_name="all heads of delegation",
            ),
        ),
        migrations.AlterField(
            model_name="session",
            name="number",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Number among sessions of this type, as in “Roundtable 2”.",
                null=True,
                verbose_name="number",
            ),
        ),
        migrations.AlterField(
            model_name="swap",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "Requested"),
                    ("agreed", "Agreed"),
                    ("declined", "Declined"),
                    ("withdrawn", "Withdrawn"),
                    ("overtaken", "Superseded by a change"),
                ],
                default="asked",
                max_length=10,
                verbose_name="state",
            ),
        ),
    ]
