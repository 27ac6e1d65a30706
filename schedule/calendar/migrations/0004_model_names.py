"""Two models are called otherwise in the code; their tables keep their names."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("calendar", "0003_calendar_addresses"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Way", "TravelTime"),
                migrations.AlterModelTable("TravelTime", "calendar_way"),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Told", "PublishedEvent"),
                migrations.AlterModelTable("PublishedEvent", "calendar_told"),
            ],
        ),
    ]
