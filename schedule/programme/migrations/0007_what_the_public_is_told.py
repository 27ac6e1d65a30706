from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0006_releases_hold_no_html"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="public_detail",
            field=models.CharField(
                choices=[
                    ("time", "Time and title"),
                    ("place", "Time, title and place"),
                    ("all", "Everything but names"),
                ],
                default="time",
                max_length=5,
                verbose_name="the public is told",
            ),
        ),
    ]
