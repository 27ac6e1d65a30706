"""What of full powers waits for a delegation: defective papers, people who have left, and the deadline."""

from typing import Any

from django.db.models import Case, Q, QuerySet, When
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
    """Return whether a member is named to sign, and all who are have handed in what they need. One query.

    The papers of whoever has left count no more; of a holder of one of the three offices none is asked.
    """
    is_sent = Q(state__in=SENT) | queries.OFFICE_PROPOSED
    sent = [
        powers.is_sent
        for powers in _of_members(delegation).annotate(is_sent=Case(When(is_sent, then=True), default=False))
    ]
    return bool(sent) and all(sent)


def nothing_open(deadline: Deadline, delegation: Delegation, *_unused: Any) -> bool:
    """Return True also while nobody is named, since not every party signs, and for defective ones, which `_amiss` names. One query."""
    return not _of_members(delegation).filter(state=PowersState.EXPECTED).exclude(queries.OFFICE_PROPOSED).exists()


def _of_members(delegation: Delegation) -> QuerySet[FullPowers]:
    return delegation.full_powers.exclude(state=PowersState.WITHDRAWN).exclude(queries.GONE)


register_source(
    "full powers", WaitingSource(TAB, SEE, _amiss, _item, lambda rows: rows.select_related("representative"))
)
register_deadline(
    FULL_POWERS, DeadlinePage(TAB, SEE, gettext_lazy("Hand in full powers"), handed_in, done=nothing_open)
)
