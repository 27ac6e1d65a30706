"""Tables of the stored data in the reader's language, and what of them the public may read."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from conference.core.collation import alphabetical
from conference.parties.models import STATES, Kind
from conference.translated import Translated
from delegations.registration.overview.progress import REGIONS
from schedule.programme.models import Type
from schedule.results.figures.collecting import Data
from schedule.signing.models import Commitment, CommitmentKind, Source

# A number of persons below this may say who they are; the public reads it only together with others.
SMALLEST = 5


@dataclass(frozen=True)
class GroupRow:
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


def by_region(data: Data) -> list[GroupRow]:
    """Return a row a region of the M49 standard with States in it, in its order, then organizations."""
    return _rows(data, REGIONS.items(), _region)


def by_kind(data: Data) -> list[GroupRow]:
    return _rows(data, Kind.choices, lambda delegation: delegation["kind"])


def by_rank(data: Data) -> list[GroupRow]:
    """Return a row a rank of heads of delegation, the highest first, with their delegations, then those without a head."""
    ranks = [(rank["code"], Translated(rank["names"])) for rank in data["ranks"]]
    others = [("", _("No rank entered")), (None, _("No head of delegation"))]
    return _rows(data, [*ranks, *others], lambda delegation: delegation["head"])


def split_by_kind(data: Data) -> tuple[Data, Data]:
    """Return the data with the delegations of States alone, and with all others alone."""
    states = [delegation for delegation in data["delegations"] if delegation["kind"] in STATES]
    others = [delegation for delegation in data["delegations"] if delegation["kind"] not in STATES]
    return {**data, "delegations": states}, {**data, "delegations": others}


def _region(delegation: Data) -> str:
    region: str = delegation["region"]
    return region if delegation["kind"] in STATES and region in REGIONS else ""


def _rows(data: Data, names: Iterable[tuple[str | None, Any]], key: Callable[[Data], str | None]) -> list[GroupRow]:
    groups = [(name, [row for row in data["delegations"] if key(row) == code]) for code, name in names]
    return _scaled([_row(str(name), delegations) for name, delegations in groups if delegations])


def _row(name: str, delegations: Sequence[Data]) -> GroupRow:
    signed = sum(bool(delegation["signed_on"]) for delegation in delegations)
    fields = ("registered", "accredited", "entered")
    sums = {field: sum(delegation[field] for delegation in delegations) for field in fields}
    return GroupRow(name, len(delegations), **sums, signed=signed)


def _scaled(rows: Sequence[GroupRow]) -> list[GroupRow]:
    most = max((row.accredited for row in rows), default=0) or 1
    return [replace(row, most=most) for row in rows]


def total(data: Data) -> GroupRow:
    return _row(_("Total"), data["delegations"])


def for_everybody(rows: Sequence[GroupRow]) -> list[GroupRow]:
    """Return the rows with the too small ones added up, together with the next smallest until the sum is large enough.

    A single hidden row could be computed from the total, so small rows are merged. There is no table if the merged row is still small.
    """
    small = [row for row in rows if row.is_small]
    large = sorted((row for row in rows if not row.is_small), key=lambda row: row.accredited)
    if not small:
        return list(rows)
    while (len(small) == 1 or _together(small).is_small) and large:
        small.append(large.pop(0))
    others = _together(small)
    return [] if others.is_small else _scaled([*(row for row in rows if row in large), others])


def _together(rows: Sequence[GroupRow]) -> GroupRow:
    fields = ("delegations", "registered", "accredited", "entered", "signed")
    sums = (sum(getattr(row, field) for row in rows) for field in fields)
    return GroupRow(pgettext("rows of a table", "All others"), *sums)


def sessions_by_type(data: Data, *, public: bool = False) -> list[tuple[str, int]]:
    """Return how many sessions of each type were held; for the public those that the programme has published."""
    sessions = [session for session in data["sessions"] if session["held"] and (session["released"] or not public)]
    counts = [(str(label), sum(session["type"] == code for session in sessions)) for code, label in Type.choices]
    return [(label, n) for label, n in counts if n]


def signatories(data: Data) -> list[tuple[str, list[Data]]]:
    """Return who signed at the conference by region, in the alphabet of the reader's language; a region with none is left out."""
    signed = in_order(delegation for delegation in data["delegations"] if delegation["signed_on"])
    names = {**REGIONS, "": _("Organizations")}  # media and others cannot sign
    regions = [(str(name), [row for row in signed if _region(row) == key]) for key, name in names.items()]
    return [(name, delegations) for name, delegations in regions if delegations]


def commitments(rows: Iterable[Data]) -> list[Data]:
    """Return commitments as pages and papers show them, in the alphabet of the reader's language."""
    return [
        {
            **row,
            **{name: Translated(row[name]) for name in ("text", "source_text", "followed_up_by", "progress")},
            "party": row["name"],
            "kind": str(CommitmentKind(row["kind"]).label),
            "source": str(Source(row["source"]).label),
            "said_on": date.fromisoformat(row["said_on"]),
            "due_on": date.fromisoformat(row["due_on"]) if row["due_on"] else None,
            "state_word": str(Commitment.State(row["state"]).label),
            "since": date.fromisoformat(row["since"]),
        }
        for row in in_order(rows)
    ]


def in_order(rows: Iterable[Data]) -> list[Data]:
    """Return rows with `names` in the alphabet of the reader's language, each with `name`."""
    named = [{**row, "name": str(Translated(row["names"]))} for row in rows]
    return alphabetical(named, lambda row: str(row["name"]))


def statements(data: Data) -> int:
    return sum(delegation["statements"] for delegation in data["delegations"])
