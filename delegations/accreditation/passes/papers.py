"""Passes on paper, A5: a vehicle's, for the windscreen, and the slip that is signed for any pass."""

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from conference.core import clock
from conference.look import lists, times
from conference.models import Conference, current_conference
from conference.printing.documents import typeset
from conference.translated import FALLBACK
from delegations.accreditation.badges.contents import days_of, now_text
from delegations.accreditation.models import BadgeSetup, Pass
from delegations.accreditation.passes.queries import gates_in_readers_language


def typeset_pass(lent: Pass) -> bytes:
    """Return the pass as a PDF, in the language of the badges. Raises PrintError."""
    setup = BadgeSetup.objects.first() or BadgeSetup()
    conference, sort = current_conference(), lent.allowance.type
    good = {date.fromisoformat(day) for day in lent.days}
    with translation.override(setup.language):
        data = {
            **_common_data(lent, conference, str(sort.name), setup.language),
            "party": lent.allowance.delegation.party.short,
            "plate": lent.plate,
            "gate": gates_in_readers_language({lent.gate}).get(lent.gate, lent.gate),
            "driver": lent.driver,
            "days": [[times.box_text(day), day in good] for day in days_of(conference)],
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


def typeset_slip(lent: Pass) -> bytes:
    """Return the slip to be signed, in the active language as receipts are. Raises PrintError."""
    conference = current_conference()
    ended_at = lent.ended_at if lent.state == "returned" else None
    holder = lent.member.full_name if lent.member else lists.join_facts([lent.driver, lent.plate])
    data = {
        **_common_data(lent, conference, _("Receipt for a pass"), get_language() or FALLBACK),
        "sort": str(lent.allowance.type),
        "delegation": lent.allowance.delegation.party.short,
        "holder": holder,
        "other": lent.member.other_name if lent.member else "",
        "lent_at": times.when_text(lent.lent_at.astimezone(conference.zone)),
        "ended_at": times.when_text(ended_at.astimezone(conference.zone)) if ended_at else "",
        "to": lent.to,
        "by": lent.ended_by if ended_at else "",
        "words": _slip_words(),
    }
    return typeset.compile("pass-slip.typ", data, at=clock.now())


def _common_data(lent: Pass, conference: Conference, title: str, language: str) -> dict[str, Any]:
    printed = _("Printed at %(time)s") % {"time": now_text(conference)}
    names = {"author": str(conference.name), "event": str(conference.name)}
    return {"title": title, **names, "lang": language, "number": lent.number, "printed": printed}


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
