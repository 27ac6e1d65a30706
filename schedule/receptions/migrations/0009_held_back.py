"""Places held back count as taken; an office is invited once, and a person once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("receptions", "0008_evening")]

    operations = [
        migrations.RemoveConstraint(
            model_name="invitation",
            name="invitation_one_a_delegation",
        ),
        migrations.RemoveConstraint(
            model_name="reception",
            name="reception_not_overfull",
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("state", "ended"), _negated=True), ("personal", False)),
                fields=("reception", "delegation"),
                name="invitation_one_a_delegation",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "ended"), _negated=True),
                fields=("reception", "guest"),
                name="invitation_one_a_guest",
            ),
        ),
        migrations.AddConstraint(
            model_name="reception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "capacity__gte",
                        models.expressions.CombinedExpression(models.F("taken"), "+", models.F("reserved")),
                    )
                ),
                name="reception_not_overfull",
            ),
        ),
    ]
