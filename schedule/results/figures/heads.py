"""The heads of delegation by rank, for the report. They are read when it is printed: the stored results name no person."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from conference.parties.models import STATES, Kind
from conference.parties.queries import place_of
from delegations.registration.members.models import Capacity
from delegations.registration.models import Delegate
from schedule.results.figures.collecting import LED_BY


@dataclass(frozen=True)
class Head:
    name: str
    function: str
    party: str
    is_of_state: bool


@dataclass(frozen=True)
class RankOfHeads:
    """The heads of one rank in the alphabetical order of their parties, those of States first."""

    name: str
    heads: Sequence[Head]


def heads_by_rank() -> list[RankOfHeads]:
    """Return the heads of the delegations of States and organizations, the highest rank first. Two queries."""
    related = ("delegation__party", "protocol_rank")
    heads = Delegate.objects.filter(capacity=Capacity.HEAD, state__in=LED_BY).select_related(*related)
    delegates = heads.exclude(delegation__party__kind=Kind.MEDIA).prefetch_related("delegation__party__names")
    ranks: dict[tuple[float, str], list[Delegate]] = {}
    for delegate in delegates.order_by():
        rank = delegate.protocol_rank
        key = (rank.position, str(rank.name)) if rank else (float("inf"), _("No rank entered"))
        ranks.setdefault(key, []).append(delegate)
    return [
        RankOfHeads(name, [_head(delegate) for delegate in sorted(delegates_of_rank, key=_place)])
        for (_position, name), delegates_of_rank in sorted(ranks.items())
    ]


def _place(delegate: Delegate) -> tuple[bool, tuple[str, str]]:
    party = delegate.delegation.party
    return party.kind not in STATES, place_of(party)


def _head(delegate: Delegate) -> Head:
    party = delegate.delegation.party
    return Head(delegate.called, delegate.functional_title, party.short, party.kind in STATES)
