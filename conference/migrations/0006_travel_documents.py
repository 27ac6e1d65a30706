"""What the host asks of travel documents: how long they are valid, and which of their fields are collected."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conference", "0005_cache_table"),
    ]

    operations = [
        migrations.AddField(
            model_name="conference",
            name="document_months",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="0: valid on the last day. The forms, the import and the officers read it here.",
                validators=[django.core.validators.MaxValueValidator(24)],
                verbose_name="months that a travel document is valid beyond the last day",
            ),
        ),
        migrations.AddField(
            model_name="conference",
            name="asks_sex",
            field=models.BooleanField(default=False, verbose_name="asks for the sex as in the travel document"),
        ),
        migrations.AddField(
            model_name="conference",
            name="asks_issue_date",
            field=models.BooleanField(default=False, verbose_name="asks for the date of issue"),
        ),
        migrations.AddField(
            model_name="conference",
            name="asks_issue_place",
            field=models.BooleanField(default=False, verbose_name="asks for the place of issue"),
        ),
        migrations.AddField(
            model_name="conference",
            name="asks_scan",
            field=models.BooleanField(default=False, verbose_name="asks for a scan of the page with the photo"),
        ),
        migrations.AddField(
            model_name="conference",
            name="scan_days",
            field=models.PositiveSmallIntegerField(
                default=30,
                validators=[django.core.validators.MaxValueValidator(365)],
                verbose_name="days that a scan is kept after the decision",
            ),
        ),
    ]
