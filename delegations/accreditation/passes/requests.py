"""Requests for passes: asked for by the delegation, granted or declined by the office within the allowance."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from conference.audit.chain import Draft
from conference.core import clock, concurrency, lifecycle, undo
from conference.core.access import SYSTEM, Actor, require_right
from conference.core.errors import NotPossible
from conference.look.lists import join_sentences
from delegations.accreditation.models import OPEN, Allowance, Pass, PassRequest, PassType
from delegations.accreditation.passes import notices
from delegations.accreditation.passes.actions import FOR_HEADS, Vehicle, explain_used_up, lock_allowance
from delegations.accreditation.passes.queries import DECISIONS
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.models import LIVE_STATES, Delegate, Delegation

GONE = ("withdrawn", "refused")


@lifecycle.use_case
def ask(
    *,
    actor: Actor,
    delegation: Delegation,
    type: PassType,  # noqa: A002  (the field's name)
    member: Delegate | None = None,
    vehicle: Vehicle | None = None,
    purpose: str = "",
) -> PassRequest:
    """Ask for a pass: a member's, or a vehicle's without the gate, which the office names. Sent twice it is one request."""
    delegation_for(actor, delegation.party.code, write=True)
    allowance = lock_allowance(delegation, type)
    request = PassRequest(allowance=allowance, words=purpose.strip(), asked_at=clock.now())
    if type.kind == "vehicle":
        if vehicle is None or not (vehicle.plate and vehicle.driver and vehicle.days):
            raise NotPossible(_("A vehicle pass needs plate, driver and days. Nothing was asked for."))
        request.plate = " ".join(vehicle.plate.split()).upper()
        request.driver = " ".join(vehicle.driver.split())
        request.days = sorted(day.isoformat() for day in set(vehicle.days))
    else:
        request.member = _member(member, delegation, allowance)
    if first := concurrency.made_before(request, actor=actor, verb="pass_request.asked", but=["asked_at"]):
        return first
    waiting = allowance.requests.filter(state="asked").count()
    if allowance.remaining <= waiting:
        raise NotPossible(_no_more(allowance, waiting))
    return lifecycle.create(request, actor=actor, verb="pass_request.asked", details={"sort": type.code})


def _no_more(allowance: Allowance, waiting: int) -> str:
    if not waiting:
        return join_sentences([explain_used_up(allowance), _("Nothing was asked for.")])
    message = _(
        "The allowance is %(most)d, and the rest is asked for already. Withdraw a request, or write to the office."
    )
    return message % {"most": allowance.most}


def _member(member: Delegate | None, delegation: Delegation, allowance: Allowance) -> Delegate:
    if member is None or member.delegation_id != delegation.pk or member.state not in LIVE_STATES:
        raise NotPossible(_("Choose a member of the delegation. Nothing was asked for."))
    if allowance.type.kind == "pin" and member.capacity not in FOR_HEADS:
        raise NotPossible(_("%(who)s is not the head of delegation. Nothing was asked for.") % {"who": member})
    if _open(allowance, member.pk):
        message = _("%(who)s has such a pass, or it is asked for already. Nothing was asked for.")
        raise NotPossible(message % {"who": member})
    return member


@lifecycle.use_case
def grant(*, actor: Actor, request: PassRequest, expected_version: int | None = None) -> PassRequest:
    """Grant a request: one of the allowance is kept for it until it is collected. The focal points are told."""
    allowance = lock_allowance(request.allowance.delegation, request.allowance.type)
    return _decide(
        actor, request, "granted", expected_version, check=lambda request: _may_be_granted(request, allowance)
    )


def _may_be_granted(request: PassRequest, allowance: Allowance) -> None:
    if not allowance.remaining:
        raise NotPossible(join_sentences([explain_used_up(allowance), _("Nothing was granted.")]))
    member = request.member
    if member is None:
        return
    if member.state not in LIVE_STATES:
        raise NotPossible(_("%(who)s is no longer in the delegation. Nothing was granted.") % {"who": member})
    if allowance.type.kind == "pin" and member.capacity not in FOR_HEADS:
        raise NotPossible(_("%(who)s is not the head of delegation. Nothing was granted.") % {"who": member})


@lifecycle.use_case
def decline(*, actor: Actor, request: PassRequest, reason: str, expected_version: int | None = None) -> PassRequest:
    """Decline a request, or take a grant back before the pass is collected. The focal points read the reason."""
    if not reason.strip():
        raise NotPossible(_("Say why: the focal points read it. Nothing was changed."))
    return _decide(actor, request, "declined", expected_version, reason.strip())


def _decide(
    actor: Actor,
    request: PassRequest,
    to: str,
    expected_version: int | None,
    reason: str = "",
    check: Callable[[PassRequest], None] | None = None,
) -> PassRequest:
    decided = lifecycle.move(
        request,
        to,
        actor=actor,
        verb=f"pass_request.{to}",
        right="passes.allow",
        expected_version=expected_version,
        reason=reason,
        check=check,
        decided_at=clock.now(),
        answer_words=reason,
    )
    notices.withdraw_decided([request])
    notices.tell_decided(request)
    return decided


@lifecycle.use_case
def undo_decision(*, actor: Actor, request: PassRequest, expected_version: int | None = None) -> PassRequest:
    """Undo a recent decision, also a colleague's: the request is as before, and the mail is not sent."""
    require_right(actor, "passes.allow")
    allowance = lock_allowance(request.allowance.delegation, request.allowance.type)
    current = concurrency.lock_row(request, expected_version)
    entry = undo.require_recent_step(current, DECISIONS)
    before = str(entry.came_from)
    fields: dict[str, Any] = {"decided_at": None, "answer_words": ""}
    if before == "granted":
        _may_be_granted(current, allowance)
        was = entry.details["changed"]["decided_at"][0]
        fields["decided_at"] = datetime.fromisoformat(was)
    if current.state == "declined" and current.member_id and _open(allowance, current.member_id):
        message = _("%(who)s has such a pass, or it is asked for already. Nothing was undone.")
        raise NotPossible(message % {"who": current.member})
    notices.withdraw_decided([request])
    undone = lifecycle.move(
        request, before, actor=actor, verb="pass_request.reopened", expected_version=current.version, **fields
    )
    if before == "granted" and not notices.was_informed(request):
        notices.tell_decided(request)
    return undone


def _open(allowance: Allowance, member: int) -> bool:
    has = Pass.objects.filter(allowance=allowance, member=member, state="lent").exists()
    return has or allowance.requests.filter(member=member, state__in=OPEN).exists()


@lifecycle.use_case
def withdraw_request(*, actor: Actor, request: PassRequest, expected_version: int | None = None) -> PassRequest:
    """Withdraw a request for its delegation, also one that was granted and not collected yet."""
    delegation_for(actor, request.scope, write=True)
    withdrawn = lifecycle.move(
        request, "withdrawn", actor=actor, verb="pass_request.withdrawn", expected_version=expected_version
    )
    notices.withdraw_decided([request])
    return withdrawn


def end_requests_of_leavers(drafts: Sequence[Draft], **_kwargs: Any) -> None:
    """Receive `use_case_ending`: end the open requests for members who were withdrawn or refused."""
    label = Delegate._meta.label_lower
    keys = [int(draft.subject_id) for draft in drafts if draft.subject_type == label and draft.went_to in GONE]
    if keys:
        rows = PassRequest.objects.filter(member__in=keys, state__in=OPEN)
        rows = rows.select_related("allowance__delegation__party", "allowance__type", "member")
        withdrawn = lifecycle.move_many(rows, "withdrawn", actor=SYSTEM, verb="pass_request.withdrawn")
        notices.withdraw_decided(withdrawn)
