"""Read the lists of arrivals and departures, and who waits for a visa support letter, along an index."""

from django.db import migrations, models

PLACED_STATES = ("submitted", "returned", "vetted", "accredited")


class Migration(migrations.Migration):
    dependencies = [("registration", "0001_squashed_0004_visa_letter_valid_until")]

    operations = [
        migrations.AddIndex(
            "delegate",
            models.Index(fields=["arrival"], condition=models.Q(state__in=PLACED_STATES), name="delegate_arriving"),
        ),
        migrations.AddIndex(
            "delegate",
            models.Index(fields=["departure"], condition=models.Q(state__in=PLACED_STATES), name="delegate_departing"),
        ),
        migrations.AddIndex(
            "delegate",
            models.Index(fields=["arrival"], condition=models.Q(visa_support=True), name="delegate_visa"),
        ),
    ]
