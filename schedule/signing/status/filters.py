"""A reader's choice among the participants, from the address alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schedule.signing.status.queries import GROUPS, Participant

STEPS: dict[str, str | Promise] = {
    "signed": _("Signed, no instrument yet"),
    "deposited": _("Instrument deposited"),
    "texts": _("With a declaration or reservation"),
}


@dataclass(frozen=True)
class Choice:
    region: str = ""
    step: str = ""
    as_table: bool = False

    @classmethod
    def read(cls, parameters: Mapping[str, Any]) -> Choice:
        """Return the choice, ignoring unknown values."""
        region, step = str(parameters.get("region", "")), str(parameters.get("step", ""))
        return cls(region if region in GROUPS else "", step if step in STEPS else "", parameters.get("view") == "table")

    @property
    def narrows(self) -> bool:
        return bool(self.region or self.step)

    def select(self, participants: Iterable[Participant]) -> list[Participant]:
        return [
            participant
            for participant in participants
            if self.region in ("", participant.group) and self._fits(participant)
        ]

    def _fits(self, participant: Participant) -> bool:
        match self.step:
            case "signed":
                return participant.signature is not None and not participant.has_instrument
            case "deposited":
                return participant.has_instrument
            case "texts":
                return participant.has_texts
        return True

    def query(self, **other: Any) -> str:
        """Return the choice as a query, partly replaced."""
        chosen = replace(self, **other)
        parts = {"region": chosen.region, "step": chosen.step, "view": "table" if chosen.as_table else ""}
        text = urlencode({name: value for name, value in parts.items() if value})
        return f"?{text}" if text else ""
