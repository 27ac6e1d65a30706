"""Tables of the stored data in the reader's language, and what of them the public may read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from conference.core.collation import alphabetical
from conference.parties.models import STATES, Kind
from conference.translated import Translated
from delegations.registration.overview.progress import REGIONS
from schedule.programme.models import Type
from schedule.results.figures.collecting import Data

# A number of persons below this may say who they are; the public reads it only together with others.
SMALLEST = 5
ORGANIZATIONS: str | Promise = gettext_lazy("Organizations and others")


@dataclass(frozen=True)
class Row:
    """Delegations of one region, kind or rank: how many there are, and how many of their members.

    Attributes:
        most: The greatest `accredited` of the table, by which the bars are drawn.
    """

    name: str
    delegations: int
    registered: int
    accredited: int
    entered: int
    signed: int
    most: int = 1

    @property
    def share(self) -> int:
        """Return per cent of the table's longest bar."""
        return self.accredited * 100 // self.most if self.most else 0

    @property
    def is_small(self) -> bool:
        return any(0 < n < SMALLEST for n in (self.registered, self.accredited, self.entered))


def by_region(data: Data) -> list[Row]:
    """Return a row a region of the M49 standard with States in it, in its order, then organizations."""
    return _rows(data, REGIONS.items(), _region)


def by_kind(data: Data) -> list[Row]:
    return _rows(data, Kind.choices, lambda delegation: delegation["kind"])


def by_rank(data: Data) -> list[Row]:
    """Return a row a rank of heads of delegation, the highest first, with their delegations, then those without a head."""
    ranks = [(rank["code"], str(Translated(rank["names"]))) for rank in data["ranks"]]
    return _rows(
        data,
        [*ranks, ("", _("No rank entered")), (None, _("No head of delegation"))],
        lambda delegation: delegation["head"],
    )


def _region(delegation: Data) -> str:
    region: str = delegation["region"]
    return region if delegation["kind"] in STATES and region in REGIONS else ""


def _rows(data: Data, names: Iterable[tuple[str | None, Any]], key: Callable[[Data], str | None]) -> list[Row]:
    rows = []
    for code, name in names:
        of = [delegation for delegation in data["delegations"] if key(delegation) == code]
        if of:
            rows.append(_row(str(name), of))
    return _scaled(rows)


def _row(name: str, of: Sequence[Data]) -> Row:
    registered, accredited, entered = (
        sum(delegation[field] for delegation in of) for field in ("registered", "accredited", "entered")
    )
    return Row(name, len(of), registered, accredited, entered, sum(bool(delegation["signed_on"]) for delegation in of))


def _scaled(rows: Sequence[Row]) -> list[Row]:
    most = max((row.accredited for row in rows), default=0) or 1
    return [replace(row, most=most) for row in rows]


def total(data: Data) -> Row:
    return replace(_row(_("Total"), data["delegations"]), most=1)


def for_everybody(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with those too small put together, and with the next smallest until they are not.

    One row that was left out could be had from the total: so what is small is added up, never hidden. What stays small even so is no table.
    """
    small = [row for row in rows if row.is_small]
    rest = sorted((row for row in rows if not row.is_small), key=lambda row: row.accredited)
    if not small:
        return list(rows)
    while (len(small) == 1 or _together(small).is_small) and rest:
        small.append(rest.pop(0))
    others = _together(small)
    rows_as_they_are = [row for row in rows if row in rest]
    return [] if others.is_small else _scaled([*rows_as_they_are, others])


def _together(rows: Sequence[Row]) -> Row:
    def add(field: str) -> int:
        return sum(getattr(row, field) for row in rows)

    name = pgettext("rows of a table", "All others")
    return Row(name, *(add(field) for field in ("delegations", "registered", "accredited", "entered", "signed")))


@dataclass(frozen=True)
class Figure:
    key: str
    n: int
    label: str
    note: str = ""


def sessions_by_type(data: Data, *, public: bool = False) -> list[tuple[str, int]]:
    """Return how many sessions of each type were held; for the public those that the programme has published."""
    sessions = [session for session in data["sessions"] if session["held"] and (session["released"] or not public)]
    counts = [(str(label), sum(session["type"] == code for session in sessions)) for code, label in Type.choices]
    return [(label, n) for label, n in counts if n]


def signatories(data: Data) -> list[tuple[str, list[Data]]]:
    """Return who signed at the conference by region, in the alphabet of the reader's language; a region with none is left out."""
    signed = [delegation for delegation in data["delegations"] if delegation["signed_on"]]
    groups = [
        (str(name), [delegation for delegation in signed if _region(delegation) == key])
        for key, name in REGIONS.items()
    ]
    return [(name, in_order(of)) for name, of in groups if of]


def in_order(rows: Iterable[Data]) -> list[Data]:
    """Return rows with `names` in the alphabet of the reader's language, each with `name`."""
    named = [{**row, "name": str(Translated(row["names"]))} for row in rows]
    return alphabetical(named, lambda row: str(row["name"]))


def statements(data: Data) -> int:
    return sum(delegation["statements"] for delegation in data["delegations"])
