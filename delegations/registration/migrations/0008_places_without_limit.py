"""A kind of party may have a category without a limit."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registration", "0007_model_names"),
    ]

    operations = [
        migrations.AlterField(
            model_name="quota",
            name="places",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="Empty: no limit.", null=True, verbose_name="places"
            ),
        ),
    ]
