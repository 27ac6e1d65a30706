import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessLogEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reader", models.BigIntegerField()),
                ("number", models.BigIntegerField()),
                ("after", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("actor_label", models.CharField(max_length=200)),
                ("verb", models.CharField(max_length=60)),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.CharField(max_length=40)),
                ("subject_label", models.CharField(max_length=200)),
                ("scope", models.CharField(blank=True, max_length=20)),
                ("details", models.JSONField(default=dict)),
                ("digest", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ["after", "id"],
            },
        ),
        migrations.CreateModel(
            name="AccessLogHead",
            fields=[
                ("reader", models.BigIntegerField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("sealed", models.BigIntegerField(db_default=0)),
            ],
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["verb", "-number"], name="audit_verb"),
        ),
        migrations.AddField(
            model_name="accesslogentry",
            name="actor",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="accesslogentry",
            index=models.Index(fields=["after", "id"], name="access_log_order"),
        ),
        migrations.AddIndex(
            model_name="accesslogentry",
            index=models.Index(fields=["scope", "-after", "-id"], name="access_log_scope"),
        ),
        migrations.AddConstraint(
            model_name="accesslogentry",
            constraint=models.UniqueConstraint(fields=("reader", "number"), name="access_log_number"),
        ),
    ]
