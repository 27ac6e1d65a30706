"""Sex, date and place of issue, and the scan of the page with the photo."""

import django.db.models.deletion
from django.db import migrations, models

import conference.fields


class Migration(migrations.Migration):
    dependencies = [
        ("registration", "0008_places_without_limit"),
    ]

    operations = [
        migrations.AddField(
            model_name="delegate",
            name="sex",
            field=conference.fields.EncryptedTextField(blank=True, default="", verbose_name="sex"),
        ),
        migrations.AddField(
            model_name="delegate",
            name="document_issue_date",
            field=models.DateField(blank=True, null=True, verbose_name="date of issue"),
        ),
        migrations.AddField(
            model_name="delegate",
            name="document_issue_place",
            field=models.CharField(blank=True, max_length=120, verbose_name="place of issue"),
        ),
        migrations.AddField(
            model_name="delegate",
            name="scan_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.CreateModel(
            name="DocumentScan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=3)),
                ("body", conference.fields.EncryptedTextField()),
                ("sent_at", models.DateTimeField()),
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scan",
                        to="registration.delegate",
                    ),
                ),
            ],
            options={
                "verbose_name": "scan of a travel document",
                "verbose_name_plural": "scans of travel documents",
            },
        ),
    ]
