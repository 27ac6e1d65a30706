from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.core.errors import NotPossible
from delegations.registration.delegations.queries import delegation_for
from schedule.programme.speaking import notices, order
from schedule.programme.speaking.actions.lists import end_open_swaps
from schedule.programme.speaking.flow import Flow, lock_list
from schedule.programme.speaking.models import UPCOMING, Inscription, Swap
from schedule.programme.speaking.queries import all_swaps, day_of


def _check(asking: Inscription, partner: Inscription) -> None:
    """Raise NotPossible unless both are on one list, still to come, on one day."""
    if asking.list_id != partner.list_id or asking.pk == partner.pk:
        raise NotPossible(_("Places can be exchanged only between two delegations on the same list."))
    for inscription in (asking, partner):
        if inscription.state not in UPCOMING or inscription.starts is None:
            raise NotPossible(_("%(who)s no longer has a place to exchange.") % {"who": inscription})
    if asking.starts and partner.starts and day_of(asking.starts) != day_of(partner.starts):
        raise NotPossible(_("Places can be exchanged within a day only."))


@lifecycle.use_case
def ask_swap(*, actor: Actor, asking: Inscription, partner: Inscription, message: str = "") -> Swap:
    """Ask another delegation to exchange places. Raises NotFound for others than the asking side; NotPossible."""
    delegation_for(actor, asking.delegation.party.code, write=True)
    locked = lock_list(asking.list)
    rows = {
        inscription.pk: inscription
        for inscription in Inscription.objects.filter(pk__in=[asking.pk, partner.pk], list=locked)
    }
    _check(rows.get(asking.pk, asking), rows.get(partner.pk, partner))
    swap = Swap(asking=asking, asked=partner, words=message.strip(), asked_at=clock.now())
    try:
        with transaction.atomic():
            lifecycle.create(swap, actor=actor, verb="swap.asked", details={"list": locked.key})
    except IntegrityError as problem:
        values = {"party": partner.delegation}
        raise NotPossible(_("An exchange with %(party)s is already awaiting an answer.") % values) from problem
    notices.tell_swap_asked(swap)
    return swap


@lifecycle.use_case
def answer_swap(*, actor: Actor, swap: Swap, agree: bool, expected_version: int | None = None) -> Swap:
    """Agree for the asked side, which exchanges places and times at once; or decline.

    Raises NotFound; AlreadyDecided if either place has changed; NotPossible; TimeTaken if a speaker is engaged at the other's time.
    """
    delegation_for(actor, swap.asked.delegation.party.code, write=True)
    locked = lock_list(swap.asked.list)
    to, verb = ("agreed", "swap.agreed") if agree else ("declined", "swap.declined")
    details = {"list": locked.key}
    swap = lifecycle.move(swap, to, actor=actor, verb=verb, expected_version=expected_version, details=details)
    swap = all_swaps().get(pk=swap.pk)
    if agree:
        _check(swap.asking, swap.asked)
        flow = Flow(locked)
        flow.save(order.exchange(flow.turns, swap.asking_id, swap.asked_id), strict=[swap.asking_id, swap.asked_id])
        end_open_swaps(locked, [swap.asking_id, swap.asked_id], actor)
    swap = all_swaps().get(pk=swap.pk)
    notices.tell_swap_answered(swap, agreed=agree)
    return swap


@lifecycle.use_case
def take_back_swap(*, actor: Actor, swap: Swap, expected_version: int | None = None) -> Swap:
    """Take the request back for the asking side. Raises NotFound, AlreadyDecided."""
    delegation_for(actor, swap.asking.delegation.party.code, write=True)
    lock_list(swap.asking.list)
    return lifecycle.move(swap, "withdrawn", actor=actor, verb="swap.withdrawn", expected_version=expected_version)
