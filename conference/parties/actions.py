import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.concurrency import check_expected
from conference.core.errors import AlreadyDecided, NotPossible
from conference.parties import seating
from conference.parties.models import Drawing, FirstSeat, Party


@dataclass(frozen=True)
class Lot:
    """What is drawn.

    Args:
        of_letters: Whether a letter is drawn, or a party.
        drawn_in_hall: The code or letter drawn there; empty to draw it here.
        together: Whether observers and organizations sit in one alphabet with the Member States.
        reason: For a further draw.
    """

    of_letters: bool = False
    drawn_in_hall: str = ""
    together: bool = False
    reason: str = ""


@lifecycle.use_case
def draw_first_seat(*, actor: Actor, present: Sequence[Party], lot: Lot, expected_version: int) -> FirstSeat:
    """Draw the first seat among the parties present, or enter the one drawn in the hall.

    `expected_version` is the number of the draw on the actor's screen, 0 for none.

    Raises NotAllowed; AlreadyDecided; NotPossible for a further draw without a reason, nobody to draw, or a wrong result.
    """
    require_right(actor, "seating.draw")
    last = FirstSeat.objects.select_related("party").first()
    if last is not None:
        check_expected(expected_version, last.number, lambda: AlreadyDecided(_already(last)))
        if not lot.reason:
            raise NotPossible(_("The first seat has already been drawn. A further draw requires a reason."))
    among = seating.who_can_be_drawn(present, together=lot.together)
    candidates = seating.letters(among) if lot.of_letters else [party.code for party in among]
    seed = "" if lot.drawn_in_hall else secrets.token_hex(16)
    result = _result(lot, candidates, seed)
    seat = FirstSeat(
        number=last.number + 1 if last else 1,
        drawn_at=clock.now(),
        drawn_by_id=actor.user_id,
        way=Drawing.TOLD if lot.drawn_in_hall else Drawing.LOT,
        party=None if lot.of_letters else next(party for party in among if party.code == result),
        letter=result if lot.of_letters else "",
        candidates=candidates,
        seed=seed,
        together=lot.together,
        reason=lot.reason,
    )
    try:
        with transaction.atomic():
            seat.save(force_insert=True)
    except IntegrityError:
        # Somebody else drew at the same time; that result counts.
        raise AlreadyDecided(_already(FirstSeat.objects.select_related("party")[0])) from None
    details = {"way": seat.way, "result": result, "seed": seed, "candidates": candidates, "together": lot.together}
    lifecycle.log(seat, actor=actor, verb="seating.drawn", reason=lot.reason, details=details)
    return seat


def _result(lot: Lot, candidates: Sequence[str], seed: str) -> str:
    if not candidates:
        raise NotPossible(_("No delegation has named anybody yet, so there is nothing to draw from."))
    if not lot.drawn_in_hall:
        return seating.picked(seed, candidates)
    result = lot.drawn_in_hall.strip().upper()
    if result not in candidates:
        raise NotPossible(_("%(what)s is not among those that can be drawn.") % {"what": lot.drawn_in_hall})
    return result


def _already(seat: FirstSeat) -> str:
    values = {"what": seat, "who": seat.drawn_by or "?"}
    return _("The first seat is already drawn: %(what)s, by %(who)s. Nothing was changed.") % values
