"""Whether a signatory may sign for its party: what the depositary's staff found about full powers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from conference.treaties.models import Treaty
from delegations.registration.models import Delegate


@dataclass(frozen=True)
class Powers:
    """`holds` None: nobody has decided yet."""

    holds: bool | None
    standing: str
    relied_on: str

    @property
    def pill(self) -> tuple[str, str, str]:
        """Return tone, mark and word for a list."""
        if self.holds:
            return "ok", "✓", self.relied_on
        return "wait", "!", _("Full powers not accepted yet")


def powers_of(persons: Iterable[Delegate], treaty: Treaty) -> Mapping[int, Powers]:
    """Return by the person's key how its powers stand: an office that needs none, or what has not been checked yet."""
    return {person.pk: _of(person, treaty) for person in persons}


def _of(person: Delegate, treaty: Treaty) -> Powers:
    rank = person.protocol_rank
    if rank is not None and rank.code in treaty.offices:
        return Powers(True, "not_needed", str(rank))
    return Powers(None, "missing", "")
