from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0007_what_the_public_is_told"),
    ]

    operations = [
        migrations.AddField(
            model_name="release",
            name="held_back",
            field=models.JSONField(default=list),
        ),
    ]
