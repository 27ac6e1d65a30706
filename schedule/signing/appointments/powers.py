"""Whether a signatory may sign for its party: what the depositary's staff found about full powers."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from conference.look import lists
from conference.treaties.models import Treaty
from delegations.credentials.powers import queries
from delegations.credentials.powers.queries import PowersStanding
from delegations.registration.models import Delegate

# What forbids a signature; anything else that does not hold has not been decided yet.
REFUSED = (PowersStanding.DEFECTIVE, PowersStanding.LAPSED, PowersStanding.CLOSED)


@dataclass(frozen=True)
class Powers:
    """`holds` None: nobody has decided yet. `paper`: the key in the address of what was handed in or is expected.

    `original_awaited`: accepted by the scan; the original is shown at the latest before the signature.
    """

    holds: bool | None
    standing: str
    status: queries.PowersStatus
    paper: uuid.UUID | None = None
    original_awaited: bool = False

    @property
    def relied_on(self) -> str:
        return self.status.relied_on()

    @property
    def original_shown_at(self) -> datetime | None:
        """Return when the original of accepted full powers came."""
        paper = self.status.powers
        return paper.original_received_at if paper and self.status.standing == PowersStanding.ACCEPTED else None

    def recorded(self) -> str:
        """Return `relied_on` with whether the original was shown, as the record says it; what is deposited need not be shown."""
        paper = self.status.powers
        if self.status.standing != PowersStanding.ACCEPTED or paper is None:
            return self.relied_on
        if self.original_awaited:
            return self.relied_on if paper.is_deposited else lists.apart([self.relied_on, _("original not yet shown")])
        return lists.apart([self.relied_on, _("original shown")])


def powers_of(persons: Iterable[Delegate], treaty: Treaty) -> Mapping[int, Powers]:
    """Return by the person's key how its powers stand now. One query, and those for what is not loaded of the persons."""
    return {key: _read(status) for key, status in queries.powers_of(list(persons), treaty).items()}


def _read(status: queries.PowersStatus) -> Powers:
    refused = status.standing in REFUSED
    paper = status.powers.public_id if status.powers else None
    holds = False if refused else status.holds or None
    awaited = "original_missing" in status.remarks
    return Powers(holds, str(status.standing), status, paper, awaited)
