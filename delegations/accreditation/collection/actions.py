"""Hand out badges: one by one, or many of a delegation against one receipt."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core import clock, lifecycle, undo
from conference.core.access import Actor, require_right
from conference.core.errors import AlreadyDecided, NotPossible
from conference.core.personal_data import PersonalText
from conference.look import lists
from conference.models import Conference
from conference.printing.badges.words import badge_name
from delegations.accreditation.badges import tokens
from delegations.accreditation.badges.actions.issuing import with_bearer
from delegations.accreditation.holds import actions as holds
from delegations.accreditation.models import Badge, Pass, PassType, Receipt
from delegations.accreditation.watchlist import actions as watchlist
from delegations.registration.models import Delegation

CORRECT = "badges.correct"
RIGHT, COLLECTED, UNDONE = "badges.hand_out", "badge.collected", "badge.hand_out_undone"
# A badge that waits to be collected.
AT_THE_COUNTER: dict[str, Any] = {"collected_at": None, "collected_by_name": "", "receipt_id": None}


@lifecycle.use_case
def hand_out(*, actor: Actor, badge: Badge, to: str, expected_version: int | None = None) -> Badge:
    """Hand out a badge: printed > collected. Raises NotPossible without a name, or while security has to clear the bearer."""
    name = clean_signer(to)
    return lifecycle.move(
        badge,
        "collected",
        actor=actor,
        verb=COLLECTED,
        right=RIGHT,
        expected_version=expected_version,
        details={"to": name},
        check=lambda badge: _check_cleared([badge]),
        collected_at=clock.now(),
        collected_by_name=name,
    )


@lifecycle.use_case
def undo_hand_out(*, actor: Actor, badge: Badge, expected_version: int) -> Badge:
    """Undo a recent hand-out, also a colleague's: collected > printed. Raises NotPossible too late, or for a badge of a receipt."""
    require_right(actor, RIGHT)

    def check(badge_now: Badge) -> None:
        if badge_now.receipt_id is not None:
            raise NotPossible(
                _("%(what)s was given out against a receipt; undo the receipt. Nothing was changed.")
                % {"what": badge_now}
            )
        undo.require_recent_step(badge_now, (COLLECTED,))

    return lifecycle.move(
        badge, "printed", actor=actor, verb=UNDONE, expected_version=expected_version, check=check, **AT_THE_COUNTER
    )


@lifecycle.use_case
def undo_receipt(*, actor: Actor, receipt: Receipt) -> int:
    """Make a recent receipt void, also a colleague's: its badges are at the counter again. Return how many."""
    require_right(actor, RIGHT)
    current = _lock_receipt(receipt)
    badges = with_bearer().filter(receipt=current)
    locked = list(badges.select_for_update(of=("self",)).order_by("pk"))
    if current.voided_at or len(locked) != current.count:
        raise NotPossible(_("%(what)s: there is nothing to undo any more. Nothing was changed.") % {"what": current})
    for badge in locked:
        undo.require_recent_step(badge, (COLLECTED,))
    return _void(actor, current, badges)


@lifecycle.use_case
def correct_receipt(*, actor: Actor, receipt: Receipt, why: str) -> int:
    """Make a receipt void at any time, with a reason. Return how many badges are at the counter again.

    Badges that were lost, withdrawn or replaced since stay as they are, and so do passes: each has its own page.
    """
    require_right(actor, CORRECT)
    reason = _tidy(why)[:300]
    if not reason:
        raise NotPossible(_("Say why the receipt is void. Nothing was changed."))
    current = _lock_receipt(receipt)
    if current.voided_at:
        message = _("%(what)s: already made void by %(who)s. Nothing was changed.")
        raise AlreadyDecided(message % {"what": current, "who": current.voided_by})
    return _void(actor, current, with_bearer().filter(receipt=current, state="collected"), reason)


def _lock_receipt(receipt: Receipt) -> Receipt:
    return Receipt.objects.select_for_update(of=("self",)).select_related("delegation__party").get(pk=receipt.pk)


def _void(actor: Actor, receipt: Receipt, badges: QuerySet[Badge], why: str = "") -> int:
    """Make the receipt void and return these badges to the counter. Return how many."""
    Receipt.objects.filter(pk=receipt.pk).update(voided_at=clock.now(), voided_by=actor.label[:200], voided_why=why)
    details = {"receipt": str(receipt)}
    returned = lifecycle.move_many(
        badges, "printed", actor=actor, verb=UNDONE, reason=why, details=details, **AT_THE_COUNTER
    )
    lifecycle.log(receipt, actor=actor, verb="receipt.voided", reason=why, details={"badges": len(returned)})
    return len(returned)


@lifecycle.use_case
def correct_hand_out(*, actor: Actor, badge: Badge, why: str, expected_version: int | None = None) -> Badge:
    """Undo a hand-out without a receipt at any time, with a reason: collected > printed."""
    reason = _tidy(why)[:300]
    if not reason:
        raise NotPossible(_("Say what went wrong. Nothing was changed."))

    def check(badge_now: Badge) -> None:
        if badge_now.receipt_id is not None:
            raise NotPossible(
                _("%(what)s was given out against a receipt; make the receipt void. Nothing was changed.")
                % {"what": badge_now}
            )

    return lifecycle.move(
        badge,
        "printed",
        actor=actor,
        verb=UNDONE,
        right=CORRECT,
        expected_version=expected_version,
        reason=reason,
        check=check,
        only_from=("collected",),
        **AT_THE_COUNTER,
    )


@lifecycle.use_case
def hand_out_to_delegation(
    *,
    actor: Actor,
    delegation: Delegation,
    to: str,
    document: str = "",
    mandate: str = "",
    badges: Sequence[int] | None = None,
    also: Sequence[tuple[str, int, str]] = (),
    expected_version: int | None = None,
) -> Receipt:
    """Hand out printed badges of a delegation together, against a signed receipt, which is returned.

    Args:
        badges: Keys of those handed out; None for all that wait and whose bearers security need not clear first.
        also: What else goes with them: what, how many pieces, their numbers.
        expected_version: How many the page showed, so that none counts that was printed after the stack was taken.
    """
    require_right(actor, RIGHT)
    name = clean_signer(to)
    rows = _at_the_counter(delegation, badges)
    _check_count(rows, delegation, expected_version if badges is None else None)
    # Numbers have no gap: taking one locks the conference's row until the transaction ends.
    Conference.objects.select_for_update().get(pk=1)
    receipt = Receipt.objects.create(
        number=(Receipt.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        delegation=delegation,
        to=name,
        document=_tidy(document)[:150],
        mandate=_tidy(mandate)[:200],
        handed_by=actor.label[:200],
        at=clock.now(),
        others=[
            *_passes_since_last_receipt(delegation, name),
            *([_tidy(sort), n, _tidy(numbers)] for sort, n, numbers in also),
        ],
        lines=[_line(badge) for badge in sorted(rows, key=lambda badge: (badge.delegate.position, badge.delegate_id))],
    )
    lifecycle.log(receipt, actor=actor, verb="receipt.made", details={"to": name, "badges": len(rows)})
    lifecycle.move_many(
        with_bearer().filter(pk__in=[badge.pk for badge in rows]),
        "collected",
        actor=actor,
        verb=COLLECTED,
        details={"to": PersonalText(name, f"receipt:{receipt.pk}"), "receipt": str(receipt)},
        collected_at=receipt.at,
        collected_by_name=name,
        receipt_id=receipt.pk,
    )
    return receipt


def _at_the_counter(delegation: Delegation, badges: Sequence[int] | None) -> list[Badge]:
    """Lock and return the badges to hand out: those chosen, or all whose bearers security need not clear first."""
    waiting = with_bearer().filter(delegate__delegation=delegation, state="printed")
    if badges is not None:
        waiting = waiting.filter(pk__in=badges)
    rows = list(waiting.select_related("delegate__category").select_for_update(of=("self",)).order_by("pk"))
    if badges is not None:
        _check_chosen(rows, set(badges))
        _check_cleared(rows)
        return rows
    stopped = _stopped(rows)
    return [badge for badge in rows if badge.delegate_id not in stopped]


def _check_chosen(badges: list[Badge], chosen: set[int]) -> None:
    missing = chosen - {badge.pk for badge in badges}
    if not missing:
        return
    first = Badge.objects.filter(pk__in=missing).order_by("pk").first()
    message = ngettext(
        "%(count)d of the chosen badges is no longer at the counter: %(number)s (%(state)s). Nothing was changed.",
        "%(count)d of the chosen badges are no longer at the counter; the first is %(number)s "
        "(%(state)s). Nothing was changed.",
        len(missing),
    )
    about = {"number": first.number, "state": first.get_state_display()} if first else {"number": "?", "state": "?"}
    raise AlreadyDecided(message % {"count": len(missing), **about})


def _stopped(badges: Sequence[Badge]) -> set[int]:
    """Return the bearers whom security has to clear first: matched by the watch list since, or objected to."""
    people = [badge.delegate_id for badge in badges]
    return watchlist.lock_and_find_unsettled(people) | holds.find_held(people)


def _check_cleared(badges: Sequence[Badge]) -> None:
    """Refuse for bearers whom security has to clear. The message does not say why, since everybody at the counter reads it."""
    if stopped := _stopped(badges):
        numbers = lists.in_words([badge.number for badge in badges if badge.delegate_id in stopped])
        message = _(
            "Ask security before %(badge)s is given out: the bearer has to be cleared first. Nothing was changed."
        )
        raise NotPossible(message % {"badge": numbers})


def _check_count(rows: list[Badge], delegation: Delegation, wanted: int | None) -> None:
    if not rows:
        raise NotPossible(_("There is no printed badge of %(party)s at the counter.") % {"party": delegation})
    if wanted is not None and len(rows) != wanted:
        message = ngettext(
            "%(count)d printed badge of %(party)s is at the counter now, not %(seen)d. Please count "
            "again. Nothing was changed.",
            "%(count)d printed badges of %(party)s are at the counter now, not %(seen)d. Please "
            "count again. Nothing was changed.",
            len(rows),
        )
        raise AlreadyDecided(message % {"count": len(rows), "party": delegation, "seen": wanted})


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _passes_since_last_receipt(delegation: Delegation, to: str) -> list[list[dict[str, str] | str | int]]:
    """Return the passes that the same person signed for since the delegation's last receipt, by sort."""
    last = Receipt.objects.filter(delegation=delegation, voided_at=None).values_list("at", flat=True).first()
    passes = Pass.objects.filter(allowance__delegation=delegation, state="lent", to=to).select_related(
        "allowance__type"
    )
    numbers_by_type: defaultdict[PassType, list[str]] = defaultdict(list)
    for lent in (passes.filter(lent_at__gt=last) if last else passes).order_by("number"):
        numbers_by_type[lent.allowance.type].append(lent.number)
    return [[dict(sort.name), len(numbers), ", ".join(numbers)] for sort, numbers in numbers_by_type.items()]


def _line(badge: Badge) -> list[str | int]:
    person, kind = badge.delegate, badge.delegate.category
    name = badge_name(person.honorific, person.badge_name)
    return [badge.number, kind.letter, kind.band_colour, kind.text_colour, name, person.capacity, badge.copy]


def clean_signer(to: str) -> str:
    """Return the signer's name, tidied. Raises NotPossible for none, and for a code that a reader typed there."""
    name = _tidy(to)[:150]
    if not name:
        raise NotPossible(_("Enter who signed for it. Nothing was changed."))
    if name.upper().startswith(tokens.PREFIX):
        raise NotPossible(_("This is a badge code, not a name. Nothing was changed."))
    return name
