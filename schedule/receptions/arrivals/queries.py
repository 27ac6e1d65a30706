from datetime import datetime

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.collation import alphabetical
from conference.core.undo import window
from conference.look import honorifics, names
from conference.parties.queries import alphabet
from conference.printing.documents.text import guess_language
from schedule.receptions.invitations.actions import waiting_list
from schedule.receptions.invitations.queries import all_invitations
from schedule.receptions.models import Invitation, Reception

SHOWN = 300


def listed_name(invitation: Invitation, companion: bool = False) -> str:
    """Return the name of who comes, or of the companion, as lists have everybody: `FAMILY NAME, given names`."""
    guest, party = invitation.guest, invitation.delegation.party
    written = invitation.companion_name if companion else invitation.substitute_name
    family, given = guest.family_name, guest.given_names
    if companion or written:
        family, given = names.split_family(honorifics.bare(written), party.alpha3 or party.code)
    parts = {"family": family.upper(), "given": given}
    if not given:
        return parts["family"]
    # A name in Latin letters keeps its own comma, beside which it runs from left to right on a page of any language.
    return (_("%(family)s, %(given)s") if guess_language(f"{given} {family}") else "%(family)s, %(given)s") % parts


def expected(reception: Reception) -> list[Invitation]:
    """Return who is expected or was released, by listed name. Two queries."""
    invitations = all_invitations().filter(reception=reception, state__in=("accepted", "absent"))
    return alphabetical(invitations.order_by(alphabet("delegation__party")), listed_name)


def of_whom(rows: list[Invitation], query: str) -> list[Invitation]:
    """Return those of `rows` in whose name or party the query is found. One query, none for an empty one."""
    if not query:
        return rows
    fields = ("guest__family_name", "guest__given_names", "guest__name_on_badge", "companion_name", "substitute_name")
    fits = Q(delegation__party__en_short__icontains=query) | Q(delegation__party__names__short__icontains=query)
    for name in fields:
        fits |= Q(**{f"{name}__icontains": query})
    keys = set(Invitation.objects.filter(fits, pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    return [row for row in rows if row.pk in keys]


def by_party(rows: list[Invitation]) -> list[Invitation]:
    """Return the rows in the alphabet of the parties, and within each in the order of `rows`. One query."""
    ordered = Invitation.objects.filter(pk__in=[row.pk for row in rows]).order_by(alphabet("delegation__party"), "pk")
    parties = list(dict.fromkeys(ordered.values_list("delegation__party", flat=True)))
    return sorted(rows, key=lambda row: parties.index(row.delegation.party_id))


def figures(reception: Reception) -> dict[str, int]:
    """Return persons and invitations of the evening. One query."""
    accepted = Q(state="accepted")
    counts = reception.invitations.exclude(state="ended").aggregate(
        invited=Count("pk"),
        expected=Sum("persons", filter=accepted, default=0),
        guests=Count("arrived_at", filter=accepted),
        companions=Count("companion_arrived_at", filter=accepted),
        regretted=Count("pk", filter=Q(state="regretted")),
        unanswered=Count("pk", filter=Q(state="sent")),
        waiting=Sum("persons", filter=Q(state="waiting"), default=0),
        absent=Sum("persons", filter=Q(state="absent"), default=0),
    )
    # Of whom one was told that they come, with those whose places were released.
    announced = counts["expected"] + counts["absent"]
    return {**counts, "here": counts["guests"] + counts["companions"], "announced": announced}


def release_from(reception: Reception) -> datetime:
    return reception.release_at or reception.starts


def would_be_released(
    reception: Reception, rows: list[Invitation] | None = None
) -> tuple[list[Invitation], list[Invitation]]:
    """Return the absent guests, and who would be admitted from the waiting list instead. Two queries, four without `rows`.

    Args:
        reception: As it is now: its count of free places is believed.
        rows: All who are expected, where they were asked for already.
    """
    rows = [row for row in (expected(reception) if rows is None else rows) if row.state == "accepted"]
    absent = [row for row in rows if not (row.arrived_at or row.companion_arrived_at)]
    free = reception.free + sum(row.persons for row in absent)
    admitted = []
    for invitation in waiting_list(reception):
        if invitation.persons <= free:
            admitted.append(invitation)
            free -= invitation.persons
    return absent, admitted


def may_be_thanked(reception: Reception) -> bool:
    return reception.thanked_at is None and clock.now() >= reception.ends


def thanks_wait(reception: Reception) -> bool:
    """Return whether the thanks can still be taken back."""
    return reception.thanked_at is not None and reception.thanked_at > clock.now() - window()


def who_came(reception: Reception) -> list[Invitation]:
    """Return the invitations of which somebody arrived, by party. Two queries."""
    invitations = all_invitations().filter(
        Q(arrived_at__isnull=False) | Q(companion_arrived_at__isnull=False), reception=reception
    )
    return list(invitations.order_by(alphabet("delegation__party"), F("arrived_at").asc(nulls_last=True)))
