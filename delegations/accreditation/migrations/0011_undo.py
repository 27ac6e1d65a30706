"""What is undone: a badge that was never printed, and a receipt that is void."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accreditation", "0010_holds"),
    ]

    operations = [
        migrations.AddField("badge", "undone_at", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.AddField("receipt", "voided_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("receipt", "voided_by", models.CharField(blank=True, max_length=200)),
    ]
