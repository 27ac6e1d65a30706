from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.core.errors import NotPossible
from delegations.registration.delegations.queries import delegation_for
from schedule.programme.models import UPCOMING, Inscription, Swap
from schedule.programme.speaking import notices, order
from schedule.programme.speaking.actions.lists import overtake
from schedule.programme.speaking.flow import Flow, hold
from schedule.programme.speaking.queries import all_swaps, day_of


def _check(asking: Inscription, asked: Inscription) -> None:
    """Raise NotPossible unless both are on one list, still to come, on one day."""
    if asking.list_id != asked.list_id or asking.pk == asked.pk:
        raise NotPossible(_("Places can be exchanged only between two delegations on the same list."))
    for row in (asking, asked):
        if row.state not in UPCOMING or row.starts is None:
            raise NotPossible(_("%(who)s no longer has a place to exchange.") % {"who": row})
    if asking.starts and asked.starts and day_of(asking.starts) != day_of(asked.starts):
        raise NotPossible(_("Places can be exchanged within a day only."))


@lifecycle.use_case
def ask_swap(*, actor: Actor, asking: Inscription, asked: Inscription, words: str = "") -> Swap:
    """Ask another delegation to exchange places. Raises NotFound for others than the asking side; NotPossible."""
    delegation_for(actor, asking.delegation.party.code, write=True)
    held = hold(asking.list)
    rows = {row.pk: row for row in Inscription.objects.filter(pk__in=[asking.pk, asked.pk], list=held)}
    _check(rows.get(asking.pk, asking), rows.get(asked.pk, asked))
    swap = Swap(asking=asking, asked=asked, words=words.strip(), asked_at=clock.now())
    try:
        with transaction.atomic():
            lifecycle.create(swap, actor=actor, verb="swap.asked", details={"list": held.key})
    except IntegrityError as problem:
        words_ = {"party": asked.delegation}
        raise NotPossible(_("An exchange with %(party)s is already awaiting an answer.") % words_) from problem
    notices.swap_asked(swap)
    return swap


@lifecycle.use_case
def answer_swap(*, actor: Actor, swap: Swap, agree: bool, expected_version: int | None = None) -> Swap:
    """Agree for the asked side, which exchanges places and times at once; or decline.

    Raises NotFound for others than the asked side; AlreadyDecided if either place has changed; NotPossible; TimeTaken if a speaker is
    engaged at the other's time.
    """
    delegation_for(actor, swap.asked.delegation.party.code, write=True)
    held = hold(swap.asked.list)
    to, verb = ("agreed", "swap.agreed") if agree else ("declined", "swap.declined")
    details = {"list": held.key}
    swap = lifecycle.move(swap, to, actor=actor, verb=verb, expected_version=expected_version, details=details)
    swap = all_swaps().get(pk=swap.pk)
    if agree:
        _check(swap.asking, swap.asked)
        flow = Flow(held)
        flow.save(order.exchange(flow.turns, swap.asking_id, swap.asked_id), strict=[swap.asking_id, swap.asked_id])
        overtake(held, [swap.asking_id, swap.asked_id], actor)
    swap = all_swaps().get(pk=swap.pk)
    notices.swap_answered(swap, agreed=agree)
    return swap


@lifecycle.use_case
def take_back_swap(*, actor: Actor, swap: Swap, expected_version: int | None = None) -> Swap:
    """Take the request back for the asking side. Raises NotFound, AlreadyDecided."""
    delegation_for(actor, swap.asking.delegation.party.code, write=True)
    hold(swap.asking.list)
    return lifecycle.move(swap, "withdrawn", actor=actor, verb="swap.withdrawn", expected_version=expected_version)
