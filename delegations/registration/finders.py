"""What the desk's search finds of registration."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core.access import Actor
from conference.desk.finding import RESULTS_SHOWN, Query, Result, register_finder
from conference.look.lists import join_facts
from conference.parties.queries import prefetch_names
from delegations.registration.models import FocalPoint, NoteVerbale, VisaLetter
from delegations.registration.overview import finding
from delegations.registration.visas import letters


def notes(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield notes verbales by a part of their number or of the file's name. One query, two in other languages than English."""
    rows = NoteVerbale.objects.filter(Q(number__icontains=query.text) | Q(file_name__icontains=query.text))
    for note in prefetch_names(rows.select_related("delegation__party"), "delegation__party")[: RESULTS_SHOWN + 1]:
        party, state = note.delegation.party, "accepted" if note.accepted_at else "received"
        url = reverse("registration:desk_one", args=[party.slug]) + "#notes"
        yield Result(_("Note verbale %(note)s") % {"note": note}, url, party.short, party, (state, "note"))


def focal_points(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield focal points by a part of their name in any spelling, or of their address. One query, two in other languages than English."""
    rows = FocalPoint.objects.filter(until=None).select_related("delegation__party", "user")
    points = prefetch_names(rows.order_by("user__name", "pk"), "delegation__party")
    for point in [point for point in points if query.fits(point.user.name, point.user.email)][: RESULTS_SHOWN + 1]:
        party, user = point.delegation.party, point.user
        note = join_facts([party.short, _("focal point"), user.email])
        url = reverse("registration:desk_one", args=[party.slug]) + "#fp"
        yield Result(user.name or user.email, url, note, party, names=True)


def visa_letters(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield visa support letters by a part of their number. One query, two in other languages than English."""
    rows = VisaLetter.objects.filter(number__icontains=query.text).select_related("member__delegation__party")
    rows = rows.defer("holds", "member__date_of_birth", "member__document_number")
    for letter in prefetch_names(rows, "member__delegation__party")[: RESULTS_SHOWN + 1]:
        member, party = letter.member, letter.member.delegation.party
        url = reverse("registration:desk_person", args=[member.public_id]) + "#documents"
        title = _("Visa support letter %(number)s") % {"number": letter.number}
        yield Result(title, url, join_facts([member.full_name, party.short]), party, names=True)


register_finder("people", "registration.see", finding.people)
register_finder("people", "registration.see", focal_points)
register_finder("delegations", "registration.see", finding.delegations)
register_finder("documents", "registration.take_note", notes)
register_finder("documents", letters.RIGHT, visa_letters)
