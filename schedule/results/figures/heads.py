"""The heads of delegation by rank, for the report: who was head when the results were closed.

Their names are read when it is printed: the stored results name no person, so that an erasure reaches the report too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from conference.parties.models import STATES, Kind
from conference.parties.queries import place_of
from conference.translated import Translated
from delegations.registration.models import Delegate
from schedule.results.figures.collecting import Data, collect_figures


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


def heads_by_rank(data: Data) -> list[RankOfHeads]:
    """Return the heads of the delegations of States and organizations, the highest rank first. Two queries."""
    # Results that were closed before heads were kept (format 1) have those of today.
    delegations = (data if data["format"] > 1 else collect_figures())["delegations"]
    codes = {delegation["head_key"]: delegation["head"] for delegation in delegations}
    heads = Delegate.objects.filter(pk__in=filter(None, codes)).select_related("delegation__party")
    delegates = heads.exclude(delegation__party__kind=Kind.MEDIA).prefetch_related("delegation__party__names")
    names = {rank["code"]: (place, str(Translated(rank["names"]))) for place, rank in enumerate(data["ranks"])}
    ranks: dict[tuple[float, str], list[Delegate]] = {}
    for delegate in delegates.order_by():
        key = names.get(codes[delegate.pk], (float("inf"), _("No rank entered")))
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
    return Head(delegate.called_on_paper, delegate.functional_title, party.short, party.kind in STATES)
