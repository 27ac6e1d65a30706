"""Answering, waiting list, substitutes. The database counts persons and refuses one too many."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core import clock, concurrency, lifecycle, links
from conference.core.access import SYSTEM, Actor, bearer, require
from conference.core.errors import NotPossible
from conference.correspondence.outbox.actions import Recipient
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.members.queries import head_of
from delegations.registration.models import Delegate, Delegation
from schedule.calendar.engagements.actions import engage, release
from schedule.receptions.invitations import notices
from schedule.receptions.invitations.queries import (
    all_invitations,
    count,
    here_unexpected,
    present,
    waiting,
)
from schedule.receptions.models import Invitation, Reception


@dataclass(frozen=True)
class Answer:
    """What the invited side says.

    Attributes:
        to: `yes`, `no` or `substitute`.
        companion: A name, empty for none.
    """

    to: str
    companion: str = ""
    diet: str = "none"
    companion_diet: str = "none"
    allergies: str = ""
    number_plate: str = ""
    driver: str = ""
    menu: int = 0
    companion_menu: int = 0
    substitute_name: str = ""
    substitute_function: str = ""
    substitute_reason: str = ""


@lifecycle.use_case
def answer(
    *, invitation: Invitation, answer: Answer, expected_version: int | None = None, actor: Actor | None = None
) -> Invitation:
    """Take the answer of a focal point (`actor`), or of the link's holder; it may change until the deadline.

    A yes without room for all its persons waits as a whole: half a couple is never let in. After the deadline it waits for the host's word.

    Raises:
        NotFound: If the actor does not act for the delegation.
        NotPossible: Once the reception has begun, for a guest who has left, an uninvited companion, or a substitute without name.
        AlreadyDecided: If it has changed.
        TimeTaken: If the guest is engaged then.
    """
    if actor is None:
        actor = bearer(_("Invitation of %(guest)s") % {"guest": invitation.guest})
    else:
        delegation_for(actor, invitation.delegation.party.code, write=True)
    # Whoever answers at the same time waits for the reception's row: what can be read before is.
    readers = notices.readers_of(invitation)
    reception = concurrency.lock(invitation.reception, None)
    now = check_guest(invitation)
    if clock.now() > reception.begins:
        raise NotPossible(_("The reception has begun; please telephone the secretariat."))
    if clock.now() > invitation.answer_by:
        return _ask_late(invitation, reception, answer, actor, expected_version)
    return take(invitation, now, reception, answer, actor, expected_version, readers=readers)


def _ask_late(
    invitation: Invitation, reception: Reception, answer: Answer, actor: Actor, expected_version: int | None
) -> Invitation:
    """Keep an answer after the deadline for the host, who takes or declines it; what was answered before holds until then."""
    _fields(answer, reception)  # raises for what no host could take
    return lifecycle.change(
        invitation,
        actor=actor,
        verb="invitation.late",
        expected_version=expected_version,
        details={"late": answer.to},
        late_answer=json.dumps(asdict(answer)),
        late_at=clock.now(),
    )


def take(
    invitation: Invitation,
    now: Invitation,
    reception: Reception,
    answer: Answer,
    actor: Actor,
    expected_version: int | None,
    *,
    verb: str = "",
    can_be_undone: bool = False,
    readers: Sequence[Recipient] | None = None,
    **more: Any,
) -> Invitation:
    """Write an answer within the open use case, with the reception locked.

    Args:
        now: The invitation as `check_guest` found it.
        verb: Else that of the answer.
        readers: Who is written to, if that is known already.
        more: Further columns.
    """
    fields = _fields(answer, reception) | more
    if now.booking:
        release(subject=invitation)
    held_persons = now.persons if now.state == "accepted" else 0
    if answer.to == "no":
        to = "regretted"
    elif answer.to == "substitute":
        to = "substitute"
    else:
        to = "accepted" if reception.taken - held_persons + fields["persons"] <= reception.places else "waiting"
        fields["booking"] = engage_guest(now, reception)
    if here := here_unexpected(now, to, fields["companion_name"]):
        raise NotPossible(_("%(who)s is here already. First take the arrival back.") % {"who": here})
    fields["answered_at"] = clock.now()
    first = now.version == 1
    row = _settle(invitation, now, to, actor, expected_version, fields, verb or f"invitation.{to}")
    notices.answered(row, can_be_undone=can_be_undone, first=first, readers=readers)
    if held_persons > (fields["persons"] if to == "accepted" else 0):
        promote(reception)
    return row


def check_guest(invitation: Invitation) -> Invitation:
    """Return the invitation as it is now, locked; raise NotPossible when the guest answers nothing any more. Lock the reception first."""
    now = present(invitation)
    if now.is_guest_there:
        return now
    if now.personal:
        message = _("This invitation was to %(guest)s in person, who has left the delegation. It has ended.")
    else:
        message = _("%(guest)s is no longer head of the delegation. The new head receives a new invitation.")
    raise NotPossible(message % {"guest": now.guest})


def _fields(answer: Answer, reception: Reception) -> dict[str, Any]:
    """Return an answer's columns, emptying those of other answers."""
    coming = answer.to == "yes"
    companion = answer.companion.strip() if coming else ""
    if companion and not reception.companions:
        raise NotPossible(_("Companions are not invited on this occasion."))
    if answer.to == "substitute" and not answer.substitute_name.strip():
        raise NotPossible(_("Name the person who would come instead."))
    substitute = answer.to == "substitute"
    return {
        "persons": 2 if companion else 1,
        "companion_name": companion,
        "diet": answer.diet if coming else "none",
        "companion_diet": answer.companion_diet if companion else "none",
        "allergies": answer.allergies if coming else "",
        "number_plate": answer.number_plate if coming else "",
        "driver": answer.driver if coming else "",
        "menu": answer.menu if coming else 0,
        "companion_menu": answer.companion_menu if companion else 0,
        "substitute_name": answer.substitute_name if substitute else "",
        "substitute_function": answer.substitute_function if substitute else "",
        "substitute_reason": answer.substitute_reason if substitute else "",
        "booking": None,
        "late_answer": "",
        "late_at": None,
    }


def engage_guest(invitation: Invitation, reception: Reception) -> Any:
    """Take the guest's time, also on the waiting list: who is let in late must be free."""
    return engage(
        subject=invitation,
        kind="reception",
        label=reception.name,
        starts=reception.arrive_from or reception.starts,
        ends=reception.ends,
        persons=[invitation.guest],
    )


def _settle(
    invitation: Invitation,
    now: Invitation,
    to: str,
    actor: Actor,
    expected_version: int | None,
    fields: dict[str, Any],
    verb: str,
) -> Invitation:
    """Write an answer: a move if it is another one, else a change of its content."""
    now.delegation = invitation.delegation  # with its party's names
    common: dict[str, Any] = {"actor": actor, "verb": verb, "expected_version": expected_version, "locked": now}
    if now.state == to:
        return lifecycle.change(invitation, **common, details={"again": to}, **fields)
    return lifecycle.move(invitation, to, **common, **fields)


def promote(reception: Reception) -> None:
    """Let the waiting in by protocol order, as far as whole invitations fit."""
    count(reception)
    free = reception.free
    if free <= 0:
        return
    for invitation in waiting_list(reception, free):
        if invitation.persons <= free:
            lifecycle.move(
                invitation, "accepted", actor=SYSTEM, verb="invitation.promoted", expected_version=invitation.version
            )
            free -= invitation.persons
            notices.promoted(invitation)


def waiting_list(reception: Reception, most: int = 2) -> Sequence[Invitation]:
    """Return the waiting, of at most so many persons each, in protocol order: by rank, then by the party's English name. One query."""
    lowest = 10_000
    return sorted(
        waiting(reception, most),
        key=lambda i: (i.guest.protocol_rank.position if i.guest.protocol_rank else lowest, i.delegation.party.en_sort),
    )


@lifecycle.use_case
def decide_substitute(
    *, actor: Actor, invitation: Invitation, approve: bool, expected_version: int | None = None
) -> Invitation:
    """Record the host's decision on a substitute. An approved one is accepted, or waits if it is full.

    Raises NotAllowed, AlreadyDecided.
    """
    require(actor, "receptions.invite")
    reception = Reception.objects.select_for_update().get(pk=invitation.reception_id)
    check_guest(invitation)
    if not approve:
        to, verb = "rejected", "invitation.substitute_rejected"
    else:
        to = "accepted" if reception.taken + 1 <= reception.places else "waiting"
        verb = "invitation.substitute_approved"
    # The graph leads to `accepted` from an answer too: nobody comes by a word about a substitute who was never proposed.
    invitation = lifecycle.move(
        invitation, to, actor=actor, verb=verb, only_from="substitute", expected_version=expected_version
    )
    notices.substitute_decided(invitation)
    return invitation


@lifecycle.use_case
def invite_anew(*, actor: Actor, invitation: Invitation, expected_version: int | None = None) -> Invitation:
    """Send a new link to the delegation's present head, as for a letter that was lost; the old link no longer holds.

    Where another is head now, the old answer holds no more either. Raises NotAllowed, AlreadyDecided, NotPossible without a head.
    """
    require(actor, "receptions.invite")
    guest = head_of(invitation.delegation)
    if guest is None:
        raise NotPossible(_("%(party)s has no head of delegation now.") % {"party": invitation.delegation})
    if guest.pk != invitation.guest_id:
        return _to_new_head(invitation, guest, actor, expected_version)
    secret, hashed = links.new_secret()
    # A link whose mail still waits was never out: the one before it is what an undo gives back.
    fields = {} if notices.withdraw_invited(invitation) else _link_of(invitation)
    invitation = lifecycle.change(
        invitation,
        actor=actor,
        verb="invitation.sent_again",
        expected_version=expected_version,
        details={"link": "new"},
        secret_hash=hashed,
        sent_at=clock.now(),
        **fields,
    )
    notices.invited(invitation, address_of(secret), can_be_undone=True)
    return invitation


def _link_of(invitation: Invitation) -> dict[str, Any]:
    """Return the columns that keep the link as it is now, read with the row locked."""
    now = Invitation.objects.select_for_update().get(pk=invitation.pk)
    return {"replaced_hash": now.secret_hash, "replaced_sent_at": now.sent_at}


def address_of(secret: str) -> str:
    return settings.PUBLIC_URL + reverse("receptions:answer", args=[secret])


def _to_new_head(
    invitation: Invitation, guest: Delegate, actor: Actor, expected_version: int | None = None
) -> Invitation:
    """Invite the office's new head by a new link; the former head's link and answer hold no more."""
    secret, hashed = links.new_secret()
    fields: dict[str, Any] = {
        "guest": guest,
        "former_guest": invitation.guest,
        "secret_hash": hashed,
        "sent_at": clock.now(),
    }
    invitation = _void(invitation, actor, "invitation.sent_to_new_head", expected_version, **fields)
    notices.invited(invitation, address_of(secret))
    return invitation


def _void(
    invitation: Invitation,
    actor: Actor,
    verb: str,
    expected_version: int | None = None,
    to: str = "sent",
    **fields: Any,
) -> Invitation:
    """Take an answer back, with the time and the place that it held; whoever waits may come in."""
    release(subject=invitation)
    emptied = {"answered_at": None, "arrived_at": None, "companion_arrived_at": None}
    fields = {**_fields(Answer("no"), invitation.reception), **emptied, **fields}
    if invitation.state == to:
        return lifecycle.change(invitation, actor=actor, verb=verb, expected_version=expected_version, **fields)
    invitation = lifecycle.move(invitation, to, actor=actor, verb=verb, expected_version=expected_version, **fields)
    promote(Reception.objects.select_for_update().get(pk=invitation.reception_id))
    return invitation


def pass_on(delegation: Delegation, actor: Actor, **_kwargs: Any) -> None:
    """Receive `head_changed`: what the office is invited to goes to the present head, who is asked anew; without one no answer holds."""
    head = head_of(delegation)
    for invitation in _upcoming(Invitation.objects.filter(delegation=delegation, personal=False)):
        if head is not None and invitation.guest_id != head.pk:
            _to_new_head(invitation, head, actor)
        elif head is None and invitation.state in ("accepted", "waiting", "substitute"):
            _void(invitation, actor, "invitation.head_left")


def end_personal(member: Delegate, actor: Actor, **_kwargs: Any) -> None:
    """Receive `member_left`: what the person was invited to in person ends."""
    for invitation in _upcoming(Invitation.objects.filter(guest=member, personal=True)):
        _void(invitation, actor, "invitation.ended", to="ended")


def _upcoming(invitations: QuerySet[Invitation]) -> Iterator[Invitation]:
    """Yield these invitations to what is not over, each with its reception locked: an answer that comes at once is seen, or waits."""
    open_ones = invitations.exclude(state="ended").filter(reception__ends__gt=clock.now())
    for key, reception in list(open_ones.order_by("reception_id").values_list("pk", "reception_id")):
        Reception.objects.select_for_update().get(pk=reception)
        yield all_invitations().get(pk=key)
