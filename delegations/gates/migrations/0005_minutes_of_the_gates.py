import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gates", "0004_room_in_tallies")]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="second_entry",
            field=models.PositiveSmallIntegerField(
                default=30,
                validators=[django.core.validators.MaxValueValidator(10080)],
                verbose_name="Minutes in which a second entry is checked",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="silent_after",
            field=models.PositiveSmallIntegerField(
                default=15,
                validators=[
                    django.core.validators.MinValueValidator(3),
                    django.core.validators.MaxValueValidator(1440),
                ],
                verbose_name="Minutes after which a silent device is a task",
            ),
        ),
    ]
