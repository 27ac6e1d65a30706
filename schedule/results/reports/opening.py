"""The first page of the report: sentences, five figures, heads of delegation, and who signed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from conference.look import lists
from conference.look.times import day_text
from conference.parties.models import STATES, Kind
from schedule.results.figures import headline, tables
from schedule.results.figures.collecting import Data
from schedule.results.figures.heads import Head, RankOfHeads, heads_by_rank
from schedule.signing.commitments.queries import OPEN


def opening(data: Data) -> dict[str, Any]:
    """Return the first page in the active language. Two queries, for the names of the heads."""
    ranks = heads_by_rank(data)
    return {
        "lead": lists.join_sentences(sentences(data)),
        "figures": _figures(data),
        "heads": [{**_rank(rank), "further": _counts(ranks[place:])} for place, rank in enumerate(ranks, 1)],
        "ranks": _counts(ranks),
    }


def number(n: int) -> str:
    """Return a number as on the page: `1,454`."""
    return number_format(n, force_grouping=True)


def sentences(data: Data) -> list[str]:
    """Return what a reader in a hurry needs to know: who came, who signed, then the instruments, and what was held."""
    signed = [delegation for delegation in data["delegations"] if delegation["signed_on"]]
    came = _kinds(data["delegations"])
    paragraphs = [_("%(parties)s took part in the conference.") % {"parties": came}] if came else []
    if signed:
        paragraphs.append(_("The treaty was signed at the conference by %(parties)s.") % {"parties": _kinds(signed)})
    else:
        paragraphs.append(_("No party signed the treaty at the conference."))
    return [*paragraphs, *_instruments(data), *_programme(data), *_commitments(data)]


def count_kinds(delegations: Sequence[Data]) -> tuple[int, int, int]:
    """Return how many are States, organizations, and media."""
    states = sum(delegation["kind"] in STATES for delegation in delegations)
    media = sum(delegation["kind"] == Kind.MEDIA for delegation in delegations)
    return states, len(delegations) - states - media, media


def _kinds(delegations: Sequence[Data]) -> str:
    states, organizations, media = count_kinds(delegations)
    parts = [
        ngettext("%(n)d State", "%(n)d States", states) % {"n": states} if states else "",
        ngettext("%(n)d organization", "%(n)d organizations", organizations) % {"n": organizations}
        if organizations
        else "",
        ngettext("%(n)d media organization", "%(n)d media organizations", media) % {"n": media} if media else "",
    ]
    return lists.in_words(filter(None, parts), conjunction=True)


def _instruments(data: Data) -> list[str]:
    treaty = data["treaty"]
    if treaty is None or treaty["counted"]:
        return [headline.progress_words(data)] if treaty else []
    message = ngettext(
        "%(needed)d instrument is needed for its entry into force; none had been deposited.",
        "%(needed)d instruments are needed for its entry into force; none had been deposited.",
        treaty["needed"],
    )
    return [message % {"needed": treaty["needed"]}]


def _programme(data: Data) -> list[str]:
    sessions = sum(n for _label, n in tables.sessions_by_type(data))
    spoken, meetings = tables.statements(data), data["bilaterals"]["held"]
    parts = [
        ngettext("%(n)d session", "%(n)d sessions", sessions) % {"n": sessions} if sessions else "",
        ngettext("%(n)d statement", "%(n)d statements", spoken) % {"n": spoken} if spoken else "",
        ngettext("%(n)d bilateral meeting", "%(n)d bilateral meetings", meetings) % {"n": meetings} if meetings else "",
    ]
    held = lists.in_words(filter(None, parts), conjunction=True)
    return [_("There were %(parts)s.") % {"parts": held}] if held else []


def _commitments(data: Data) -> list[str]:
    n = len(data["commitments"])
    message = ngettext("%(n)d commitment was announced.", "%(n)d commitments were announced.", n)
    return [*([message % {"n": n}] if n else []), *_to_ratify(data)]


def _to_ratify(data: Data) -> list[str]:
    """Return who is next to become a party, by the day named for it, as far as it is public and still to come."""
    announced = (row for row in data["commitments"] if row["kind"] == "ratification" and row["public"])
    rows = tables.commitments(row for row in announced if row["state"] in OPEN)
    rows.sort(key=lambda row: row["due_on"] or date.max)
    parties = [
        lists.with_brackets(row["party"], _("by %(day)s") % {"day": day_text(row["due_on"], weekday=False, long=True)})
        if row["due_on"]
        else row["party"]
        for row in rows
    ]
    return [_("Next to ratify, as announced: %(parties)s.") % {"parties": lists.in_words(parties)}] if parties else []


def _figures(data: Data) -> list[dict[str, str]]:
    """Return five: States, signatories, instruments, persons, bilateral meetings."""
    states, _organizations, _media = count_kinds(data["delegations"])
    total, treaty = tables.total(data), data["treaty"]
    figures = (
        (states, pgettext("parties", "States")),
        (total.signed, _("Signatories")),
        (treaty["counted"] if treaty else 0, _("Instruments deposited")),
        (total.entered, pgettext("persons at the gates", "Entered")),
        (data["bilaterals"]["held"], _("Bilateral meetings")),
    )
    return [{"n": number(n), "label": label} for n, label in figures]


def _rank(rank: RankOfHeads) -> dict[str, Any]:
    return {
        "name": lists.with_brackets(rank.name, len(rank.heads)),
        "names": lists.in_words(lists.with_brackets(head.name, head.party) for head in rank.heads),
        "states": [_line(head) for head in rank.heads if head.is_of_state],
        "organizations": [_line(head) for head in rank.heads if not head.is_of_state],
    }


def _line(head: Head) -> dict[str, str]:
    return {"party": head.party, "name": head.name, "function": head.function}


def _counts(ranks: Sequence[RankOfHeads]) -> str:
    return lists.join_offices(lists.with_brackets(rank.name, len(rank.heads)) for rank in ranks)
