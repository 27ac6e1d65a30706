"""Fields in a circular's text, such as {head}, and the values that replace them for each delegation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.db import reference_tables
from conference.look.lists import join_facts
from conference.look.times import when_text, zone_text
from conference.models import Conference, current_conference
from delegations.registration.delegations import queries as delegations_queries
from delegations.registration.models import LIVE_STATES, Capacity, Deadline, Delegate, Delegation

# Each with the description that the form shows.
FIELDS: dict[str, str | Promise] = {
    "delegation": _("short name of the party"),
    "formal_name": _("formal name, as in a sentence"),
    "head": _("head of delegation, with honorific"),
    "members": _("how many members are entered"),
    "drafts": _("how many of them are still drafts"),
    "deadline": _("the next deadline, with its name"),
    "address": _("address of the delegation’s page"),
}
_FIELD = re.compile(r"\{(\w+)\}")
NOBODY = "–"


def get_unknown_fields(text: str) -> list[str]:
    """Return the names in braces that are not in FIELDS, each once."""
    return [name for name in dict.fromkeys(_FIELD.findall(text)) if name not in FIELDS]


@dataclass(frozen=True)
class MergeData:
    """The values of the fields for some delegations, read in four queries."""

    heads: dict[int, str] = field(default_factory=dict)
    counts: dict[int, tuple[int, int]] = field(default_factory=dict)
    deadlines: Sequence[Deadline] = ()
    conference: Conference | None = None
    stamp: str = ""

    @classmethod
    def read(cls, delegations: Iterable[Delegation]) -> MergeData:
        live = Delegate.objects.filter(delegation__in=list(delegations), state__in=LIVE_STATES).order_by()
        heads = live.filter(capacity=Capacity.HEAD).only(
            "delegation", "honorific", "family_name", "given_names", "name_on_badge", "name_native"
        )
        grouped = live.values_list("delegation").annotate(n=Count("pk"), drafts=Count("pk", filter=Q(state="draft")))
        return cls(
            {head.delegation_id: head.called for head in heads},
            {pk: (n, drafts) for pk, n, drafts in grouped},
            delegations_queries.deadlines(),
            current_conference(),
            reference_tables.stamp(),
        )

    def fill(self, text: str, delegation: Delegation) -> str:
        """Return the text with the delegation's values, in the active language. Unknown fields stay as they are."""
        party = delegation.party
        members, drafts = self.counts.get(delegation.pk, (0, 0))
        values = {
            "delegation": party.short,
            "formal_name": party.formally,
            "head": self.heads.get(delegation.pk, NOBODY),
            "members": str(members),
            "drafts": str(drafts),
            "deadline": self._deadline(delegation),
            "address": settings.PUBLIC_URL + reverse("registration:delegation", args=[party.slug]),
        }
        return _FIELD.sub(lambda match: values.get(match[1], match[0]), text)

    def _deadline(self, delegation: Delegation) -> str:
        coming = delegations_queries.deadlines_for(delegation.party, self.deadlines, self.stamp)
        deadline = delegations_queries.next_deadline(coming)
        if deadline is None or self.conference is None:
            return NOBODY
        zone = self.conference.zone
        at = deadline.at.astimezone(zone)
        return join_facts([deadline, f"{when_text(at)} {zone_text(at, zone, str(self.conference.place))}"])
