"""Hand out badges: one by one, or many of a delegation against one receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core import clock, lifecycle, undo
from conference.core.access import Actor, require
from conference.core.errors import AlreadyDecided, NotPossible
from conference.look import lists
from conference.models import Conference
from conference.printing.badges.words import badge_name
from delegations.accreditation.badges import tokens
from delegations.accreditation.badges.actions.issuing import with_bearer
from delegations.accreditation.holds import actions as holds
from delegations.accreditation.models import Badge, Pass, Receipt
from delegations.accreditation.watchlist import actions as watchlist
from delegations.registration.models import Delegation

CORRECT = "badges.correct"
RIGHT, COLLECTED, UNDONE = "badges.hand_out", "badge.collected", "badge.hand_out_undone"
# A badge that waits to be collected.
AT_THE_COUNTER: dict[str, Any] = {"collected_at": None, "collected_by_name": "", "receipt_id": None}


@lifecycle.use_case
def hand_out(*, actor: Actor, badge: Badge, to: str, expected_version: int | None = None) -> Badge:
    """Hand out a badge: printed > collected. Raises NotPossible without a name, or while security has to clear the bearer."""

    def check(row: Badge) -> None:
        _check_cleared([row])

    return lifecycle.move(
        badge,
        "collected",
        actor=actor,
        verb=COLLECTED,
        right=RIGHT,
        expected_version=expected_version,
        details={"to": signed_by(to)},
        check=check,
        collected_at=clock.now(),
        collected_by_name=signed_by(to),
    )


@lifecycle.use_case
def undo_hand_out(*, actor: Actor, badge: Badge, expected_version: int) -> Badge:
    """Undo a recent hand-out, also a colleague's: collected > printed. Raises NotPossible too late, or for a badge of a receipt."""
    require(actor, RIGHT)

    def check(row: Badge) -> None:
        if row.receipt_id is not None:
            raise NotPossible(
                _("%(what)s was given out against a receipt; undo the receipt. Nothing was changed.") % {"what": row}
            )
        undo.check(row, (COLLECTED,))

    return lifecycle.move(
        badge, "printed", actor=actor, verb=UNDONE, expected_version=expected_version, check=check, **AT_THE_COUNTER
    )


@lifecycle.use_case
def undo_receipt(*, actor: Actor, receipt: Receipt) -> int:
    """Make a recent receipt void, also a colleague's: its badges are at the counter again. Return how many.

    Raises NotPossible too late, or when one of its badges was changed since.
    """
    require(actor, RIGHT)
    row = Receipt.objects.select_for_update(of=("self",)).select_related("delegation__party").get(pk=receipt.pk)
    badges = list(with_bearer().filter(receipt=row).select_for_update(of=("self",)).order_by("pk"))
    if row.voided_at or len(badges) != row.count:
        raise NotPossible(_("%(what)s: there is nothing to undo any more. Nothing was changed.") % {"what": row})
    for badge in badges:
        undo.check(badge, (COLLECTED,))
    Receipt.objects.filter(pk=row.pk).update(voided_at=clock.now(), voided_by=actor.label[:200])
    lifecycle.log(row, actor=actor, verb="receipt.voided", details={"badges": len(badges)})
    details = {"receipt": str(row)}
    moved = with_bearer().filter(pk__in=[badge.pk for badge in badges])
    lifecycle.move_many(moved, "printed", actor=actor, verb=UNDONE, details=details, **AT_THE_COUNTER)
    return len(badges)


@lifecycle.use_case
def correct_receipt(*, actor: Actor, receipt: Receipt, reason: str) -> int:
    """Make a receipt void at any time, with a reason. Return how many badges are at the counter again.

    Badges that were lost, withdrawn or replaced since stay as they are, and so do passes: each has its own page.
    """
    require(actor, CORRECT)
    why = _tidy(reason)[:300]
    if not why:
        raise NotPossible(_("Say why the receipt is void. Nothing was changed."))
    row = Receipt.objects.select_for_update(of=("self",)).select_related("delegation__party").get(pk=receipt.pk)
    if row.voided_at:
        message = _("%(what)s: already made void by %(who)s. Nothing was changed.")
        raise AlreadyDecided(message % {"what": row, "who": row.voided_by})
    Receipt.objects.filter(pk=row.pk).update(voided_at=clock.now(), voided_by=actor.label[:200], voided_why=why)
    moved = with_bearer().filter(receipt=row, state="collected")
    details = {"receipt": str(row)}
    back = lifecycle.move_many(
        moved, "printed", actor=actor, verb=UNDONE, reason=why, details=details, **AT_THE_COUNTER
    )
    lifecycle.log(row, actor=actor, verb="receipt.voided", reason=why, details={"badges": len(back)})
    return len(back)


@lifecycle.use_case
def correct_hand_out(*, actor: Actor, badge: Badge, reason: str, expected_version: int | None = None) -> Badge:
    """Undo a hand-out without a receipt at any time, with a reason: collected > printed."""
    why = _tidy(reason)[:300]
    if not why:
        raise NotPossible(_("Say what went wrong. Nothing was changed."))

    def check(row: Badge) -> None:
        if row.receipt_id is not None:
            raise NotPossible(
                _("%(what)s was given out against a receipt; make the receipt void. Nothing was changed.")
                % {"what": row}
            )

    return lifecycle.move(
        badge,
        "printed",
        actor=actor,
        verb=UNDONE,
        right=CORRECT,
        expected_version=expected_version,
        reason=why,
        check=check,
        only_from="collected",
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
        to: Who signs.
        document: What that person was identified by.
        mandate: On whose behalf they sign.
        badges: Keys of those handed out; None for all that wait and whose bearers security need not clear first.
        also: What else goes with them: what, how many pieces, their numbers.
        expected_version: How many the page showed, so that none counts that was printed after the stack was taken.

    Raises:
        NotPossible: Without a name, when none waits, or when security has to clear one of `badges` first.
        AlreadyDecided: When the number differs, or one of `badges` no longer waits.
    """
    require(actor, RIGHT)
    name = signed_by(to)
    rows = _at_the_counter(delegation, badges)
    _check_count(rows, delegation, expected_version if badges is None else None)
    receipt = _receipt(rows, actor, delegation, to=name, document=document, mandate=mandate, also=also)
    lifecycle.move_many(
        with_bearer().filter(pk__in=[row.pk for row in rows]),
        "collected",
        actor=actor,
        verb=COLLECTED,
        details={"to": name, "receipt": str(receipt)},
        collected_at=receipt.at,
        collected_by_name=name,
        receipt_id=receipt.pk,
    )
    return receipt


def _at_the_counter(delegation: Delegation, badges: Sequence[int] | None) -> list[Badge]:
    """Lock and return the badges to hand out: those chosen, or all whose bearers security need not clear first."""
    there = with_bearer().filter(delegate__delegation=delegation, state="printed")
    if badges is not None:
        there = there.filter(pk__in=badges)
    rows = list(there.select_related("delegate__category").select_for_update(of=("self",)).order_by("pk"))
    if badges is not None:
        _check_chosen(rows, set(badges))
        _check_cleared(rows)
        return rows
    stopped = _stopped(rows)
    return [row for row in rows if row.delegate_id not in stopped]


def _check_chosen(rows: list[Badge], chosen: set[int]) -> None:
    missing = chosen - {row.pk for row in rows}
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


def _stopped(rows: Sequence[Badge]) -> set[int]:
    """Return the bearers whom security has to clear first: matched by the watch list since, or objected to."""
    people = [row.delegate_id for row in rows]
    return watchlist.unsettled(people) | holds.find_held(people)


def _check_cleared(rows: Sequence[Badge]) -> None:
    """Refuse for bearers whom security has to clear. The message does not say why, since everybody at the counter reads it."""
    stopped = _stopped(rows)
    if stopped:
        numbers = lists.in_words([row.number for row in rows if row.delegate_id in stopped])
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


def _receipt(
    rows: list[Badge],
    actor: Actor,
    delegation: Delegation,
    *,
    to: str,
    document: str,
    mandate: str,
    also: Sequence[tuple[str, int, str]],
) -> Receipt:
    # Numbers have no gap: taking one locks the conference's row until the transaction ends.
    Conference.objects.select_for_update().get(pk=1)
    last = Receipt.objects.order_by("-number").values_list("number", flat=True).first() or 0
    receipt = Receipt.objects.create(
        number=last + 1,
        delegation=delegation,
        to=to,
        document=_tidy(document)[:150],
        mandate=_tidy(mandate)[:200],
        handed_by=actor.label[:200],
        at=clock.now(),
        others=[*_others(delegation, to), *([_tidy(name), pieces, _tidy(numbers)] for name, pieces, numbers in also)],
        lines=[_line(row) for row in sorted(rows, key=lambda row: (row.delegate.position, row.delegate_id))],
    )
    lifecycle.log(receipt, actor=actor, verb="receipt.made", details={"to": to, "badges": len(rows)})
    return receipt


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _others(delegation: Delegation, to: str) -> list[list[dict[str, str] | str | int]]:
    """Return passes that the same person signed for since the delegation's last receipt."""
    last = Receipt.objects.filter(delegation=delegation, voided_at=None).values_list("at", flat=True).first()
    passes = Pass.objects.filter(allowance__delegation=delegation, state="lent", to=to).select_related(
        "allowance__type"
    )
    names: dict[int, dict[str, str]] = {}
    numbers_by_type: dict[int, list[str]] = {}
    for lent in (passes.filter(lent_at__gt=last) if last else passes).order_by("number"):
        names[lent.allowance.type_id] = dict(lent.allowance.type.name)
        numbers_by_type.setdefault(lent.allowance.type_id, []).append(lent.number)
    return [[names[key], len(numbers), ", ".join(numbers)] for key, numbers in numbers_by_type.items()]


def _line(row: Badge) -> list[str | int]:
    person, kind = row.delegate, row.delegate.category
    name = badge_name(person.honorific, person.badge_name)
    return [row.number, kind.letter, kind.band_colour, kind.text_colour, name, person.capacity, row.copy]


def signed_by(to: str) -> str:
    """Return the signer's name, tidied. Raises NotPossible for none, and for a code that a reader typed there."""
    name = " ".join(to.split())[:150]
    if not name:
        raise NotPossible(_("Enter who signed for it. Nothing was changed."))
    if name.upper().startswith(tokens.PREFIX):
        raise NotPossible(_("This is a badge code, not a name. Nothing was changed."))
    return name
