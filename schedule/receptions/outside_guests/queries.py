from django.db.models import QuerySet

from conference.parties.queries import alphabet, prefetch_names
from schedule.receptions.outside_guests.models import OutsideGuest


def listed_guests() -> QuerySet[OutsideGuest]:
    """Return the guests on the list with rank and party, by the party's name. Two queries at most."""
    guests = OutsideGuest.objects.filter(state="listed").select_related("party", "protocol_rank")
    return prefetch_names(guests.order_by(alphabet("party"), "family_name", "given_names", "pk"), "party")
