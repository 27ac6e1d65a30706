from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("conference", "0001_initial"), ("retention", "0001_initial")]

    operations = [migrations.RemoveField(model_name="conference", name="scan_days")]
