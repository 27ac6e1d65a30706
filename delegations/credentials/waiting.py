"""What of full powers waits for a delegation: defective papers, people who have left, and the deadline."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegations.credentials.powers import queries, texts
from delegations.credentials.powers.models import FullPowers, PowersState
from delegations.registration.delegations.queries import FULL_POWERS
from delegations.registration.members.consequences import WaitingSource
from delegations.registration.models import Deadline, Delegation
from delegations.registration.overview.waiting import DeadlinePage, WaitingItem, register_deadline, register_source

TAB, SEE = "credentials:own_powers", "powers.see"
SENT = (PowersState.RECEIVED, PowersState.ACCEPTED, PowersState.NOT_NEEDED)


def _amiss(code: Any, now: Any) -> QuerySet[Any]:
    rows = FullPowers.objects.filter(delegation__party__code=code).exclude(state=PowersState.WITHDRAWN)
    return rows.filter(Q(state=PowersState.DEFECTIVE) | queries.GONE)


def _item(powers: FullPowers, delegation: Delegation) -> WaitingItem:
    has_left = powers.state != PowersState.DEFECTIVE
    reasons = texts.reasons_for(["left_delegation"] if has_left else powers.defects)
    return WaitingItem(
        title=_("Full powers of %(who)s") % {"who": powers.representative.full_name},
        remedy=_("Name who signs now") if has_left else _("Read what to correct"),
        url=reverse(TAB, args=[delegation.party.slug])
        if has_left
        else reverse("credentials:own_paper", args=[delegation.party.slug, powers.public_id]),
        why=str(reasons[0].says) if reasons and reasons[0] is not texts.REASONS[texts.OTHER] else powers.words,
        tone="no",
    )


def handed_in(deadline: Deadline, delegation: Delegation, *_unused: Any) -> bool:
    """Return whether somebody is named to sign, and all who are have handed in what they need. One query."""
    states = set(delegation.full_powers.exclude(state="withdrawn").values_list("state", flat=True))
    return bool(states) and states <= set(SENT)


def nothing_open(deadline: Deadline, delegation: Delegation, *_unused: Any) -> bool:
    """Return True also while nobody is named, since not every party signs, and for defective ones, which `_amiss` names. One query."""
    return not delegation.full_powers.filter(state="expected").exists()


register_source(
    "full powers", WaitingSource(TAB, SEE, _amiss, _item, lambda rows: rows.select_related("representative"))
)
register_deadline(
    FULL_POWERS, DeadlinePage(TAB, SEE, gettext_lazy("Hand in full powers"), handed_in, done=nothing_open)
)
