"""The figures at the head of the results, each with what it counts."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from schedule.results.figures import tables
from schedule.results.figures.collecting import Data
from schedule.results.figures.tables import SMALLEST


@dataclass(frozen=True)
class HeadlineFigure:
    key: str
    n: int
    label: str
    note: str = ""


def figures(data: Data, *, public: bool = False) -> list[HeadlineFigure]:
    """Return the figures in the order of the page. Public ones leave out numbers that are too small."""
    total = tables.total(data)
    sessions = sum(n for _label, n in tables.sessions_by_type(data, public=public))
    spoken, meetings = tables.statements(data), data["bilaterals"]["held"]
    all_figures = [
        HeadlineFigure("delegations", total.delegations, _("Delegations"), _("with at least one member registered")),
        HeadlineFigure("signatories", total.signed, _("Signatories"), _("signed at the conference")),
        HeadlineFigure("members", total.registered, _("Members"), _("registered by their delegations")),
        HeadlineFigure("accredited", total.accredited, pgettext("persons", "Accredited"), _("may enter with a badge")),
        HeadlineFigure(
            "entered",
            total.entered,
            pgettext("persons at the gates", "Entered"),
            _("came through a gate, each counted once"),
        ),
        HeadlineFigure("sessions", sessions, _("Sessions held"), _("without breaks and receptions")),
        HeadlineFigure("statements", spoken, _("Statements"), _("made from the lists of speakers")),
        HeadlineFigure(
            "bilaterals", meetings, _("Bilateral meetings"), _("held; the names of the two sides are not published")
        ),
    ]
    persons = ("members", "accredited", "entered", "bilaterals")
    return [figure for figure in all_figures if not (public and figure.key in persons and 0 < figure.n < SMALLEST)]


def progress_words(data: Data) -> str:
    """Return a sentence on the treaty's entry into force; empty without a treaty."""
    treaty = data["treaty"]
    if treaty is None:
        return ""
    values = {"n": treaty["counted"], "needed": treaty["needed"]}
    message = ngettext(
        "%(n)d instrument of the %(needed)d needed for entry into force had been deposited.",
        "%(n)d instruments of the %(needed)d needed for entry into force had been deposited.",
        treaty["counted"],
    )
    return message % values
