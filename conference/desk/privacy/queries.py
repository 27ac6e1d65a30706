"""What the privacy page says of each kind of data, read from the tables of periods and of rights."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import ngettext

from conference.accounts.staff import rights
from conference.core.access import RIGHTS, SETTABLE, Role
from conference.look import lists
from conference.retention import periods
from conference.retention.kinds import KINDS, CountedFrom, Kind


@dataclass(frozen=True)
class PrivacyRow:
    holds: str | Promise
    purpose: str | Promise
    period: str
    readers: str


def privacy_rows() -> list[PrivacyRow]:
    """Return a row for each kind, in the order of the page. One query for each right of SETTABLE, and that of the periods."""
    lengths = periods.get_lengths()
    given = {right: rights.holders(right) for right in SETTABLE}
    return [
        PrivacyRow(kind.holds, kind.purpose, period_text(kind, lengths[code]), _readers_text(kind, given))
        for code, kind in KINDS.items()
    ]


def reading_roles(kind: Kind, given: dict[str, set[Role]]) -> list[Role]:
    """Return the roles that may read this kind; `given`: those to which a setting gives a right besides."""
    holders = set().union(*(RIGHTS[right] | given.get(right, set()) for right in kind.rights))
    return [role for role in Role if role in holders]


def _readers_text(kind: Kind, given: dict[str, set[Role]]) -> str:
    readers = [str(role.label) for role in reading_roles(kind, given)]
    return lists.in_words([*readers, *([kind.own_readers] if kind.own_readers else [])], capital=True)


def period_text(kind: Kind, length: int) -> str:
    """Return how long a kind is kept: `90 days after the end of the conference`."""
    if kind.counted_from is CountedFrom.CONFERENCE:
        text = ngettext(
            "%(n)d day after the end of the conference", "%(n)d days after the end of the conference", length
        )
    elif kind.counted_from is CountedFrom.DECISION:
        text = ngettext(
            "%(n)d day after the decision, at the latest as long after the end of the conference",
            "%(n)d days after the decision, at the latest as long after the end of the conference",
            length,
        )
    elif kind.in_hours:
        text = ngettext("%(n)d hour", "%(n)d hours", length)
    else:
        text = ngettext("%(n)d day", "%(n)d days", length)
    return text % {"n": length}
