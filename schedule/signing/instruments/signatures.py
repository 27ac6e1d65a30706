"""Who has signed, as instruments and the public status need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from conference.translated import FALLBACK, Translated
from conference.treaties.models import Treaty
from schedule.signing.appointments.models import TextKind
from schedule.signing.record import queries as record


@dataclass(frozen=True)
class Signature:
    """A party's signature.

    Attributes:
        signed_on: The legal date.
        to_confirm: Whether its reservation must be confirmed by the instrument.
    """

    party_id: int
    signed_on: date
    place: str = ""
    declaration: Translated = field(default_factory=Translated)
    reservation: Translated = field(default_factory=Translated)
    to_confirm: bool = False


def signatures(treaty: Treaty) -> Mapping[int, Signature]:
    """Return the signatures by the party's key, as the record has them now. Two queries."""
    return {row.signature.party_id: _signature(row) for row in record.signatures(treaty)}


def _signature(row: record.RecordRow) -> Signature:
    signature = row.signature
    # In the language in which the party gave it, which the record does not translate.
    text = Translated({FALLBACK: row.text}) if row.text else Translated()
    return Signature(
        party_id=signature.party_id,
        signed_on=signature.signed_on,
        place=str(signature.place),
        declaration=text if signature.text_kind == TextKind.DECLARATION else Translated(),
        reservation=text if signature.text_kind == TextKind.RESERVATION else Translated(),
        to_confirm=signature.confirm_on_ratification,
    )
