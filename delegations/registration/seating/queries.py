from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.core import clock
from conference.look.lists import join_sentences
from conference.look.times import when_text
from conference.models import current_conference
from conference.parties import seating
from conference.parties.models import FirstSeat, Kind, Party
from conference.printing.documents.errors import PrintError
from conference.printing.documents.revisions import revise_document
from conference.translated import FALLBACK, short_code
from delegations.registration.models import PLACED_STATES

PLATES, LIST = "nameplates.typ", "seating.typ"


def present() -> list[Party]:
    """Return the parties whose delegations have named somebody."""
    parties = Party.objects.filter(delegation__members__state__in=PLACED_STATES).exclude(kind=Kind.MEDIA).distinct()
    return list(parties.prefetch_related("names"))


def first_seat() -> FirstSeat | None:
    """Return the first seat that counts, None before it is drawn."""
    return FirstSeat.objects.select_related("party", "drawn_by").first()


def find_seats() -> list[Party]:
    """Return the parties that take part, in the order of their seats. Raises PrintError when there is none."""
    parties = seating.order(present(), first_seat())
    if not parties:
        raise PrintError(_("No delegation has named anybody yet, so there are no seats."))
    return parties


def plates(parties: list[Party], numbers: dict[str, int]) -> dict[str, Any]:
    """Return the template's data for nameplates, with the seats' `numbers` by code: the English name, and that in the active language."""
    language = short_code(get_language())
    revisions = revise_document("nameplates", {party.code: {"name": party.en_short} for party in parties})
    return {
        **_common(),
        "title": _("Nameplates"),
        "plates": [
            {
                "name": party.en_short,
                "second": party.name(language).short if language != FALLBACK and party.short != party.en_short else "",
                "revision": str(revisions[party.code].number),
                "seat": str(numbers[party.code]),
            }
            for party in parties
        ],
        "words": {"foot": _("Foot: fold under. {name} · seat {seat} · printed {printed}, revision {revision}")},
    }


def make_order_of_seats(parties: list[Party], first: FirstSeat | None) -> dict[str, Any]:
    """Return the template's data for the order of the seats."""
    revision = revise_document("seating", {"": {party.code: number for number, party in enumerate(parties, 1)}})[""]
    return {
        **_common(),
        "title": _("Order of the seats"),
        "revision": str(revision.number),
        "note": describe(first),
        "rows": [
            {
                "number": str(number),
                "name": party.short,
                "kind": "" if party.kind == Kind.MEMBER_STATE else party.get_kind_display(),
            }
            for number, party in enumerate(parties, 1)
        ],
        "words": {
            "page": _("Page {page} of {pages}"),
            "stamp": _("{title}, revision {revision}\nprinted {printed}\nall times {zone}"),
            "foot": _("{title} · revision {revision} · printed {printed} · all times {zone}"),
        },
    }


def describe(first: FirstSeat | None) -> str:
    """Return how the first seat was drawn, and the order that follows from it."""
    if first is None:
        return _("No first seat is drawn yet: the order begins at A.")
    zone = current_conference().zone
    if first.way == "lot":
        drawn = _("First seat: %(what)s, drawn by lot on %(time)s (%(zone)s).")
    else:
        drawn = _("First seat: %(what)s, drawn in the hall and entered on %(time)s (%(zone)s).")
    drawn %= {
        "what": first,
        "time": when_text(first.drawn_at.astimezone(zone)),
        "zone": current_conference().zone_label(first.drawn_at),
    }
    if first.together:
        return join_sentences([drawn, _("All are seated in English alphabetical order.")])
    order = _("Member States are seated in English alphabetical order, followed by observers and organizations.")
    return join_sentences([drawn, order])


def _common() -> dict[str, Any]:
    conference = current_conference()
    now = clock.now().astimezone(conference.zone)
    return {
        "author": str(conference.name),
        "lang": get_language() or FALLBACK,
        "event": str(conference.name),
        "printed": when_text(now, long=True),
        "zone": conference.zone_label(now),
    }
