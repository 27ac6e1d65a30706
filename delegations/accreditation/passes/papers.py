"""Passes on paper, A5: a vehicle's, for the windscreen, and the slip that is signed for any pass."""

from __future__ import annotations

from datetime import date

from django.utils import translation
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from conference.core import clock
from conference.look import lists, times
from conference.models import current_conference
from conference.printing.documents import typeset
from conference.translated import FALLBACK
from delegations.accreditation.badges.contents import days_of, now_text
from delegations.accreditation.models import BadgeSetup, Pass
from delegations.accreditation.passes.queries import gates_in_readers_language


def paper(given: Pass) -> bytes:
    """Return the pass as a PDF, in the language of the badges. Raises PrintError."""
    setup = BadgeSetup.objects.first() or BadgeSetup()
    conference, sort = current_conference(), given.allowance.type
    good = {date.fromisoformat(day) for day in given.days}
    with translation.override(setup.language):
        data = {
            "title": str(sort.name),
            "author": str(conference.name),
            "lang": setup.language,
            "event": str(conference.name),
            "number": given.number,
            "party": given.allowance.delegation.party.short,
            "plate": given.plate,
            "gate": gates_in_readers_language({given.gate}).get(given.gate, given.gate),
            "driver": given.driver,
            "days": [[times.box_text(day), day in good] for day in days_of(conference)],
            "printed": _("Printed at %(time)s") % {"time": now_text(conference)},
            "words": {
                "gate": _("Gate"),
                "driver": _("Driver"),
                "note": _(
                    "Valid only for this vehicle, this gate and the framed days. Place it behind the "
                    "windscreen and return it with the badges."
                ),
            },
        }
        return typeset.compile("vehicle-pass.typ", data, at=clock.now())


def slip(given: Pass) -> bytes:
    """Return the slip to be signed, in the active language as receipts are. Raises PrintError."""
    conference = current_conference()
    ended_at = given.ended_at if given.state == "returned" else None
    holder = given.member.full_name if given.member else lists.beside([given.driver, given.plate])
    data = {
        "title": _("Receipt for a pass"),
        "author": str(conference.name),
        "lang": get_language() or FALLBACK,
        "event": str(conference.name),
        "number": given.number,
        "sort": str(given.allowance.type),
        "delegation": given.allowance.delegation.party.short,
        "holder": holder,
        "lent_at": times.when_text(given.lent_at.astimezone(conference.zone)),
        "ended_at": times.when_text(ended_at.astimezone(conference.zone)) if ended_at else "",
        "to": given.to,
        "by": given.ended_by if ended_at else "",
        "printed": _("Printed at %(time)s") % {"time": now_text(conference)},
        "words": _slip_words(),
    }
    return typeset.compile("pass-slip.typ", data, at=clock.now())


def _slip_words() -> dict[str, str]:
    return {
        "delegation": _("Delegation"),
        "holder": _("Held by"),
        "lent": _("Given out"),
        "ended": pgettext("a pass", "Returned"),
        "signature": _("Signature of {name}"),
        "by": _("Signature"),
        "counter": _("Signature at the counter"),
        "pledge": _(
            "I have received this pass. I will return it and report any loss at once to the Accreditation Office."
        ),
    }
