"""Two models are called otherwise in the code; their tables keep their names."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("registration", "0006_names_alike"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("NotTheSame", "DistinctPersons"),
                migrations.AlterModelTable("DistinctPersons", "registration_notthesame"),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("CheckedTable", "PendingImport"),
                migrations.AlterModelTable("PendingImport", "registration_checkedtable"),
            ],
        ),
    ]
