from django.db import migrations

import conference.translated


class Migration(migrations.Migration):
    dependencies = [("signing", "0003_commitments")]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="announced",
            field=conference.translated.TranslatedField(
                blank=True, default=conference.translated.Translated, verbose_name="function as announced"
            ),
        ),
    ]
