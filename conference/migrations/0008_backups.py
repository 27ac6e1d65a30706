"""When a backup was last made, and last restored on trial."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conference", "0007_plain_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="Backup",
            fields=[
                (
                    "kind",
                    models.CharField(
                        choices=[("made", "made"), ("restored", "restored on trial")],
                        max_length=10,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "report of a backup",
                "verbose_name_plural": "reports of backups",
            },
        ),
    ]
