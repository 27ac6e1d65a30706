from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.core import clock
from conference.look.lists import sentences
from conference.look.times import when_text
from conference.models import Conference, current_conference
from conference.parties import seating
from conference.parties.models import FirstSeat, Kind, Party
from conference.printing.documents.errors import PrintError
from conference.printing.documents.revisions import revise
from conference.translated import FALLBACK, short_code
from delegations.registration.models import PLACED_STATES

PLATES, LIST = "nameplates.typ", "seating.typ"


def present() -> list[Party]:
    """Return the parties whose delegations have named somebody."""
    found = Party.objects.filter(delegation__members__state__in=PLACED_STATES).exclude(kind=Kind.MEDIA).distinct()
    return list(found.prefetch_related("names"))


def first_seat() -> FirstSeat | None:
    """Return the first seat that counts, None before it is drawn."""
    return FirstSeat.objects.select_related("party", "drawn_by").first()


def seats() -> list[Party]:
    """Return those that take part, in the order of their seats. Raises PrintError when there is nobody."""
    found = seating.order(present(), first_seat())
    if not found:
        raise PrintError(_("No delegation has named anybody yet, so there are no seats."))
    return found


def plates(parties: list[Party], numbers: dict[str, int]) -> dict[str, Any]:
    """Return the template's data for nameplates: the English name large, and that in the active language under it.

    Args:
        numbers: Of their seats, by code.
    """
    language = short_code(get_language())
    known = revise("nameplates", {one.code: {"name": one.en_short} for one in parties})
    return {
        **_common(current_conference()),
        "title": _("Nameplates"),
        "plates": [
            {
                "name": one.en_short,
                "second": one.name(language).short if language != FALLBACK and one.short != one.en_short else "",
                "revision": str(known[one.code].number),
                "seat": str(numbers[one.code]),
            }
            for one in parties
        ],
        "words": {"foot": _("Foot: fold under. {name} · seat {seat} · printed {printed}, revision {revision}")},
    }


def listing(parties: list[Party], first: FirstSeat | None) -> dict[str, Any]:
    revision = revise("seating", {"": {one.code: place for place, one in enumerate(parties, 1)}})[""]
    return {
        **_common(current_conference()),
        "title": _("Order of the seats"),
        "revision": str(revision.number),
        "note": told(first),
        "rows": [
            {
                "number": str(place),
                "name": one.short,
                "kind": "" if one.kind == Kind.MEMBER_STATE else one.get_kind_display(),
            }
            for place, one in enumerate(parties, 1)
        ],
        "words": {
            "page": _("Page {page} of {pages}"),
            "stamp": _("{title}, revision {revision}\nprinted {printed}\nall times {zone}"),
            "foot": _("{title} · revision {revision} · printed {printed} · all times {zone}"),
        },
    }


def told(first: FirstSeat | None) -> str:
    if first is None:
        return _("No first seat is drawn yet: the order begins at A.")
    conference = current_conference()
    words = {
        "what": first,
        "time": when_text(first.drawn_at.astimezone(conference.zone)),
        "zone": conference.zone_label(first.drawn_at),
    }
    sentence = (
        _("First seat: %(what)s, drawn by lot on %(time)s (%(zone)s).")
        if first.way == "lot"
        else _("First seat: %(what)s, drawn in the hall and entered on %(time)s (%(zone)s).")
    )
    rest = (
        _("All are seated in English alphabetical order.")
        if first.together
        else _("Member States are seated in English alphabetical order, followed by observers and organizations.")
    )
    return sentences([sentence % words, rest])


def _common(conference: Conference) -> dict[str, Any]:
    now = clock.now().astimezone(conference.zone)
    return {
        "author": str(conference.name),
        "lang": get_language() or FALLBACK,
        "event": str(conference.name),
        "printed": when_text(now, long=True),
        "zone": conference.zone_label(now),
    }
