"""A device may stand at the entrance of an occasion with a guest list of its own, which it then knows instead of zones."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gates", "0007_plainer_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="device",
            name="occasion",
            field=models.SlugField(
                blank=True, db_index=False, default="", max_length=40, verbose_name="at the entrance of"
            ),
        ),
    ]
