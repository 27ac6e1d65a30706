from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("signing", "0003_notifications_and_reservations")]

    operations = [
        migrations.RemoveConstraint("rectification", "rectification_one_proposed"),
        migrations.AddField(
            "rectification", "language", models.CharField(blank=True, db_default="", default="", max_length=3)
        ),
        migrations.AddConstraint(
            "rectification",
            models.UniqueConstraint(
                condition=models.Q(state="proposed"),
                fields=("signature", "field", "statement", "language"),
                name="rectification_one_proposed",
                nulls_distinct=False,
            ),
        ),
    ]
