"""The list of full powers at the depositary's desk: filters with counts, pages, the table, and the queue."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Count, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from conference.core import parsing
from conference.files.spreadsheets import Cell, Column
from conference.look import lists
from conference.parties.models import Party
from conference.parties.queries import alphabet
from conference.treaties.queries import current_treaty, parties_open_to
from delegations.credentials.powers import queries, texts
from delegations.credentials.powers.models import FullPowers, PowersState
from delegations.credentials.powers.rules import Office

PAGE = 50
LOOK, OFFICE, ORIGINAL, ALL = "look", "office", "original", "all"
# What the list shows, by the value in its address; the first is what waits for an officer.
SHOWS: dict[str, str | Promise] = {
    "received": pgettext_lazy("full powers", "To be checked"),
    LOOK: gettext_lazy("Changed since the decision"),
    OFFICE: pgettext_lazy("full powers", "Office to be confirmed"),
    "expected": pgettext_lazy("full powers", "Expected"),
    "defective": pgettext_lazy("full powers", "Defective"),
    "accepted": pgettext_lazy("full powers", "Accepted"),
    ORIGINAL: gettext_lazy("Original not shown yet"),
    "not_needed": pgettext_lazy("full powers", "Not needed"),
    "withdrawn": pgettext_lazy("full powers", "Withdrawn"),
    ALL: gettext_lazy("All"),
}
NOT_SHOWN = Q(state=PowersState.ACCEPTED, original_received_at__isnull=True) & ~Q(
    treaty_named="general", is_deposited=True
)


@dataclass(frozen=True)
class PowersFilter:
    show: str = "received"
    party: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str]) -> Self:
        show, party = params.get("show", ""), params.get("party", "").upper()
        fits = party.replace("-", "").isalnum() and party.isascii() and len(party) <= 20
        return cls(show if show in SHOWS else "received", party if fits else "")

    def query(self, **more: str) -> str:
        values = {"show": self.show, "party": self.party, **more}
        return "?" + urlencode({name: value for name, value in values.items() if value})


def filter_powers(wanted: PowersFilter) -> QuerySet[FullPowers]:
    rows = _narrowed(FullPowers.objects.all(), wanted.show)
    if wanted.party:
        rows = rows.filter(delegation__party__code=wanted.party)
    return queries.with_related(rows).order_by(F("handed_in_at").asc(nulls_last=True), "pk")


def _narrowed(rows: QuerySet[FullPowers], show: str) -> QuerySet[FullPowers]:
    if show == LOOK:
        return queries.to_look_at(rows)
    if show == OFFICE:
        return rows.filter(queries.OFFICE_PROPOSED)
    if show == ORIGINAL:
        return rows.filter(NOT_SHOWN)
    return rows if show == ALL else rows.filter(state=show)


def get_page(wanted: PowersFilter, after: str) -> tuple[list[FullPowers], str]:
    """Return a page of the list, and where the next one begins (empty on the last)."""
    start = min(parsing.number(after) or 0, 10**6)
    papers = list(filter_powers(wanted)[start : start + PAGE + 1])
    return papers[:PAGE], str(start + PAGE) if len(papers) > PAGE else ""


def count_shows(wanted: PowersFilter) -> list[tuple[str, str | Promise, int, str]]:
    """Return what may be shown: value, label, how many, address. One query."""
    rows = FullPowers.objects.filter(delegation__party__code=wanted.party) if wanted.party else FullPowers.objects.all()
    count: dict[str, Any] = rows.aggregate(
        **{state: Count("pk", filter=Q(state=state)) for state in PowersState.values},
        **{ORIGINAL: Count("pk", filter=NOT_SHOWN), LOOK: Count("pk", filter=queries.TO_LOOK_AT), ALL: Count("pk")},
        **{OFFICE: Count("pk", filter=queries.OFFICE_PROPOSED)},
    )
    return [(show, label, count[show], PowersFilter(show, wanted.party).query()) for show, label in SHOWS.items()]


def get_parties() -> QuerySet[Party]:
    named = FullPowers.objects.values("delegation__party")
    return Party.objects.filter(pk__in=named).prefetch_related("names").order_by(alphabet())


def count_parties_without() -> int:
    """Return how many invited parties may sign and have named nobody. Two queries."""
    treaty = current_treaty()
    if treaty is None:
        return 0
    named = FullPowers.objects.filter(delegation=OuterRef("delegation")).exclude(state="withdrawn")
    may = parties_open_to(treaty).filter(delegation__isnull=False)
    return may.exclude(delegation__in=named.values("delegation")).count()


def powers_to_check() -> QuerySet[FullPowers]:
    return FullPowers.objects.filter(state=PowersState.RECEIVED)


def get_next_paper(powers: FullPowers, wanted: PowersFilter) -> FullPowers | None:
    """Return the paper after this one in the list, else the first; None when it is the only one."""
    others = filter_powers(wanted).exclude(pk=powers.pk)
    if powers.handed_in_at:
        later = Q(handed_in_at__gt=powers.handed_in_at) | Q(handed_in_at=powers.handed_in_at, pk__gt=powers.pk)
        if after := others.filter(later).first():
            return after
    return others.first()


def columns() -> list[Column]:
    texts_before = (
        *(_("Code"), _("Party"), _("Representative"), _("Functional title"), _("Treaty"), _("State"), _("Reasons")),
        *(_("Issuer"), _("Office of the issuer"), _("Place of issue")),
    )
    days = (_("Date of the paper"), _("Original received on"), _("Original returned on"))
    return [*map(Column, texts_before), *(Column(title, "date") for title in days), Column(_("Decided by"))]


def cells(wanted: PowersFilter) -> Iterator[list[Cell]]:
    """Yield the table's rows, in the alphabetical order of the parties."""
    for powers in filter_powers(wanted).order_by(alphabet("delegation__party"), "pk"):
        person, status = powers.representative, queries.get_status(powers, powers.representative, powers.treaty)
        yield [
            powers.delegation.party.code,
            powers.delegation.party.short,
            person.called,
            person.functional_title,
            str(powers.treaty.short_title),
            str(status.standing.label),
            lists.join_sentences(reason.says for reason in texts.reasons_for(status.reasons + status.remarks)),
            powers.issuer_name,
            queries.office_text(powers.issuer_office, acting=powers.is_acting)
            if powers.issuer_office in Office
            else "",
            powers.place,
            powers.dated,
            powers.original_received_at.date() if powers.original_received_at else None,
            powers.original_returned_at.date() if powers.original_returned_at else None,
            str(powers.decided_by or ""),
        ]
