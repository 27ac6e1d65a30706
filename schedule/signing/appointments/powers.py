"""Whether a signatory may sign for its party: what the depositary's staff found about full powers."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
    relied_on: str
    paper: uuid.UUID | None = None
    original_awaited: bool = False


def powers_of(persons: Iterable[Delegate], treaty: Treaty) -> Mapping[int, Powers]:
    """Return by the person's key how its powers stand now. One query, and those for what is not loaded of the persons."""
    return {key: _read(status) for key, status in queries.powers_of(list(persons), treaty).items()}


def _read(status: queries.PowersStatus) -> Powers:
    refused = status.standing in REFUSED
    paper = status.powers.public_id if status.powers else None
    holds = False if refused else status.holds or None
    awaited = "original_missing" in status.remarks
    return Powers(holds, str(status.standing), status.relied_on(), paper, awaited)
