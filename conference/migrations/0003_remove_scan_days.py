from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("conference", "0002_head_kept_outside"), ("retention", "0001_initial")]

    operations = [migrations.RemoveField(model_name="conference", name="scan_days")]
