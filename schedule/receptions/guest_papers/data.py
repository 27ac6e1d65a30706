"""The invitation card and the list for the entrance: data for their templates."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.collation import alphabetical
from conference.look.lists import join_facts
from conference.look.names import in_readers_script
from conference.look.times import clock_text, day_text, span_text, when_text
from conference.models import current_conference
from conference.printing.badges import qr
from conference.printing.documents.text import clean_text
from conference.translated import FALLBACK
from schedule.receptions.arrivals import queries
from schedule.receptions.arrivals.codes import code_of
from schedule.receptions.models import Invitation, Reception

CARD, LIST = "invitation-card.typ", "door-list.typ"
BY_NAME, BY_PARTY = "by-name", "by-party"


def paper_values(title: str) -> dict[str, Any]:
    """Return what all papers of receptions have in common."""
    conference = current_conference()
    now = clock.now().astimezone(conference.zone)
    return {
        "title": title,
        "author": str(conference.name),
        "lang": get_language() or FALLBACK,
        "event": str(conference.name),
        "printed": when_text(now, long=True),
        "zone": conference.zone_label(now),
    }


def list_words(columns: Sequence[str]) -> dict[str, Any]:
    return {
        "page": _("Page {page} of {pages}"),
        "stamp": _("printed {printed}\nall times {zone}"),
        "foot": _("{title}, {name} · printed {printed} · all times {zone}"),
        "nobody": _("Nobody is expected."),
        "columns": columns,
    }


def cards(invitations: Iterable[Invitation]) -> dict[str, Any]:
    """Return the data of one card for each guest, with codes once the invitation is accepted."""
    zone = current_conference().zone
    return {**paper_values(_("Invitation")), "cards": [_card(invitation, zone) for invitation in invitations]}


def _card(invitation: Invitation, zone: ZoneInfo) -> dict[str, Any]:
    reception = invitation.reception
    starts, ends = reception.starts.astimezone(zone), reception.ends.astimezone(zone)
    facts = [
        (_("When"), join_facts([day_text(starts, long=True), span_text(starts, ends)])),
        (_("Where"), str(reception.room.where)),
        (_("Entrance"), str(reception.entrance)),
        (_("Dress"), str(reception.dress)),
    ]
    if invitation.state != "accepted":
        facts.append((_("R.S.V.P."), _reply_text(invitation, zone)))
    if reception.arrive_from:
        facts.insert(1, (_("Arrive"), _arrival(reception.arrive_from.astimezone(zone), reception.arrive_until)))
    return {
        "host": clean_text(str(reception.host)),
        "verb": _("requests the pleasure of the company of"),
        "guest": clean_text(invitation.person.called_on_paper),
        "party": clean_text(invitation.description),
        "at": _("at the"),
        "name": clean_text(str(reception.on_invitation)),
        "in_honour": clean_text(str(reception.in_honour)),
        "facts": [[label, clean_text(text)] for label, text in facts if text],
        "codes": _codes(invitation),
    }


def _reply_text(invitation: Invitation, zone: ZoneInfo) -> str:
    """Return by when, and at which telephone, an answer is expected."""
    answer_by = when_text(invitation.answer_by.astimezone(zone), long=True)
    phone = current_conference().contact_phone
    return join_facts(
        [_("by %(time)s") % {"time": answer_by}, _("telephone %(number)s") % {"number": phone} if phone else ""]
    )


def _arrival(first: datetime, last: datetime | None) -> str:
    if last is None:
        return _("from %(time)s") % {"time": clock_text(first)}
    return span_text(first, last.astimezone(first.tzinfo))


def _codes(invitation: Invitation) -> list[dict[str, str]]:
    if invitation.state != "accepted":
        return []
    names = [invitation.who_comes, *([invitation.companion_called] if invitation.companion_name else [])]
    return [
        {
            "name": clean_text(name),
            "svg": qr.svg(code_of(invitation, companion=bool(place))),
            "alt": _("Code for the entrance"),
        }
        for place, name in enumerate(names)
    ]


def door_lists(receptions: Iterable[Reception], layout: str) -> dict[str, Any]:
    """Return one list for each reception, with a line and a box to tick for each person, by family name or by party."""
    zone = current_conference().zone
    return {
        **paper_values(_("List for the entrance")),
        "lists": [_door_list(reception, layout, zone) for reception in receptions],
        "words": list_words([_("Guest"), _("Party"), pgettext("of a guest", "With")]),
    }


def _door_list(reception: Reception, layout: str, zone: ZoneInfo) -> dict[str, Any]:
    starts = reception.starts.astimezone(zone)
    invitations = [invitation for invitation in queries.expected(reception) if invitation.state == "accepted"]
    persons = [
        (invitation, companion) for invitation in invitations for companion in (False, True)[: invitation.persons]
    ]
    persons = alphabetical(persons, lambda person: queries.listed_name(*person))
    if layout == BY_PARTY:
        places = {row.pk: place for place, row in enumerate(queries.by_party(invitations))}
        persons.sort(key=lambda person: places[person[0].pk])
    return {
        "name": clean_text(str(reception.name)),
        "note": join_facts([day_text(starts, long=True), clock_text(starts)]),
        "rows": [
            {
                "guest": clean_text(queries.listed_name(invitation, companion)),
                "native": clean_text(_native_name(invitation, companion)),
                "party": clean_text(invitation.party.short),
                "with": clean_text(invitation.name_of(not companion)),
            }
            for invitation, companion in persons
        ],
    }


def _native_name(invitation: Invitation, companion: bool) -> str:
    """Return the guest's name in the reader's script, which stands below the Latin one by which the list is sorted."""
    guest = invitation.guest
    is_guest = guest is not None and not companion and not invitation.substitute_name
    return in_readers_script(guest.name_native) if guest and is_guest else ""
