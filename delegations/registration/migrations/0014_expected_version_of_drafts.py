from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registration", "0013_organizations_spelling")]
    operations = [
        migrations.RenameField("formdraft", "seen", "expected_version"),
        migrations.RenameField("owndraft", "seen", "expected_version"),
    ]
