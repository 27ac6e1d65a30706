"""Whether a signatory may sign for its party, by the depositary's decision on full powers."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from conference.db.together import Part
from conference.look import lists
from conference.treaties.models import Treaty
from delegations.credentials.powers import queries
from delegations.credentials.powers.queries import PowersStanding, PowersStatus
from delegations.registration.models import Delegate

# Standings that forbid a signature; others that do not hold are undecided.
REFUSED = (PowersStanding.DEFECTIVE, PowersStanding.LAPSED, PowersStanding.CLOSED)


@dataclass(frozen=True)
class Powers:
    """The full powers of a signatory; `holds` is None while undecided.

    `original_awaited`: accepted by the scan; the original is shown before the signature at the latest.
    """

    holds: bool | None
    status: queries.PowersStatus
    original_awaited: bool = False

    @property
    def standing(self) -> str:
        return str(self.status.standing)

    @property
    def paper(self) -> uuid.UUID | None:
        """Return the key in the address of the paper that was handed in or is expected."""
        return self.status.powers.public_id if self.status.powers else None

    @property
    def relied_on(self) -> str:
        return self.status.relied_on()

    @property
    def covers_reservations(self) -> bool | None:
        """Return whether the office, or the paper as an officer found, covers a reservation; None if undecided."""
        if self.standing == PowersStanding.NOT_NEEDED:
            return True
        return self.status.powers.covers_reservations if self.status.powers else None

    @property
    def original_shown_at(self) -> datetime | None:
        """Return when the original of accepted full powers was received."""
        paper = self.status.powers
        return paper.original_received_at if paper and self.status.standing == PowersStanding.ACCEPTED else None

    def recorded(self) -> str:
        """Return `relied_on` for the record, with whether the original was shown; deposited powers need not be shown."""
        original = _("original shown") if self.original_shown_at else ""
        if self.original_awaited:
            original = _("original not yet shown")
        return lists.join_by_semicolons([self.relied_on, original])


def powers_of(persons: Iterable[Delegate], treaty: Treaty) -> Mapping[int, Powers]:
    """Return the present full powers by the person's key. One query, and those for relations that are not loaded."""
    return _judged(queries.powers_of(list(persons), treaty))


def read_powers_of(persons: Sequence[Delegate], treaty: Treaty) -> Part:
    """Return `powers_of` of persons with their party and rank, as a part of a page."""
    (rows,) = yield [queries.powers_rows(persons)]
    return _judged(queries.status_of(persons, treaty, rows))


def _judged(statuses: Mapping[int, PowersStatus]) -> Mapping[int, Powers]:
    return {
        key: Powers(
            False if status.standing in REFUSED else status.holds or None, status, "original_missing" in status.remarks
        )
        for key, status in statuses.items()
    }
