from django.db import migrations, models


class Migration(migrations.Migration):
    """A comparison of names that an officer did not follow is kept with its reason; the tick that had none goes."""

    dependencies = [("credentials", "0001_initial")]

    operations = [
        migrations.RemoveField(model_name="fullpowers", name="same_person"),
        migrations.AddField(model_name="fullpowers", name="overruled", field=models.JSONField(blank=True, default=list)),
        migrations.AddField(
            model_name="fullpowers",
            name="overruled_because",
            field=models.CharField(
                blank=True, max_length=300, verbose_name="Why the paper is accepted all the same"
            ),
        ),
        migrations.AddConstraint(
            model_name="fullpowers",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("overruled", []), models.Q(("overruled_because", ""), _negated=True), _connector="OR"
                ),
                name="fullpowers_overruled_with_a_reason",
            ),
        ),
    ]
