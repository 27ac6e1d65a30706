import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "__first__")]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(unique=True)),
                ("closed_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("data", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("closed_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "report of results",
                "verbose_name_plural": "reports of results",
                "ordering": ["-number"],
                "constraints": [models.CheckConstraint(condition=models.Q(("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"), name="report_again_with_reason")],
            },
        )
    ]
