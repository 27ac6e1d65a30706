"""Who has signed, as instruments and the public status need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from conference.translated import Translated
from conference.treaties.models import Treaty


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
    """Return the signatures by the party's key."""
    return {}
