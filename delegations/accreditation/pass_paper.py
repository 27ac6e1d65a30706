"""A vehicle pass on paper: A5, to lie behind the windscreen."""

from __future__ import annotations

from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from conference import clock
from conference.look import times
from conference.models import current_conference
from conference.printing import typeset
from delegations.accreditation.models import BadgeSetup, Pass
from delegations.accreditation.papers import days_of, now_text


def paper(given: Pass) -> bytes:
    """The pass as a PDF, in the language of the badges. Raises PrintError."""
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
            "gate": given.gate,
            "driver": given.driver,
            "days": [[times.day_text(day, year=False), day in good] for day in days_of(conference)],
            "printed": _("Printed at %(time)s") % {"time": now_text(conference)},
            "words": {
                "gate": _("Gate"),
                "driver": _("Driver"),
                "note": _(
                    "Good only for this vehicle, this gate and the days framed. Lay it behind the windscreen; return it with the badges."
                ),
            },
        }
        return typeset.compile("vehicle-pass.typ", data, at=clock.now())
