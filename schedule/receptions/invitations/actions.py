"""Answers, the waiting list and substitutes. The database counts persons and refuses one too many."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core import clock, concurrency, lifecycle, links
from conference.core.access import SYSTEM, Actor, bearer, require_right
from conference.core.errors import NotPossible
from conference.correspondence.outbox.actions import Recipient
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.members.queries import head_of
from delegations.registration.models import Delegate, Delegation
from schedule.calendar.engagements.actions import engage_claim, release_engagements
from schedule.receptions.invitations import notices
from schedule.receptions.invitations.queries import (
    all_invitations,
    count_places,
    here_unexpected,
    locked,
    waiting,
)
from schedule.receptions.models import Invitation, Reception


@dataclass(frozen=True)
class Answer:
    """An answer to an invitation.

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


NO = Answer("no")
# What an invitation has of an answer under the same name.
COLUMNS = tuple(name for name in asdict(NO) if name not in ("to", "companion"))


@lifecycle.use_case
def answer_invitation(
    *, invitation: Invitation, answer: Answer, expected_version: int | None = None, actor: Actor | None = None
) -> Invitation:
    """Record the answer of a focal point (`actor`) or of the link's holder. It may change until the deadline.

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
    # Concurrent answers wait for this lock, so whatever can be read is read before it is taken.
    readers = notices.readers_of(invitation)
    reception = concurrency.lock_row(invitation.reception, None)
    locked_invitation = lock_answerable(invitation)
    if clock.now() > reception.begins:
        raise NotPossible(_("The reception has begun; please telephone the secretariat."))
    if clock.now() > invitation.answer_by:
        return _ask_late(invitation, reception, answer, actor, expected_version)
    return write_answer(invitation, locked_invitation, reception, answer, actor, expected_version, readers=readers)


def _ask_late(
    invitation: Invitation, reception: Reception, answer: Answer, actor: Actor, expected_version: int | None
) -> Invitation:
    """Store an answer after the deadline for the host to take or decline. The former answer stays valid until then."""
    _answer_columns(answer, reception)  # raises for what no host could take
    return lifecycle.change(
        invitation,
        actor=actor,
        verb="invitation.late",
        expected_version=expected_version,
        details={"late": answer.to},
        late_answer=json.dumps(asdict(answer)),
        late_at=clock.now(),
    )


def write_answer(
    invitation: Invitation,
    locked_invitation: Invitation,
    reception: Reception,
    answer: Answer,
    actor: Actor,
    expected_version: int | None,
    *,
    verb: str = "",
    can_be_undone: bool = False,
    readers: Sequence[Recipient] | None = None,
    **columns: Any,
) -> Invitation:
    """Write an answer within the open use case, with the reception locked.

    Args:
        locked_invitation: The invitation as `lock_answerable` found it.
        verb: Else that of the answer.
        readers: Who is written to, if that is known already.
        columns: Further ones to write.
    """
    fields = _answer_columns(answer, reception) | columns
    if locked_invitation.booking:
        release_engagements(subject=invitation)
    held_persons = locked_invitation.persons if locked_invitation.state == "accepted" else 0
    if answer.to == "no":
        to = "regretted"
    elif answer.to == "substitute":
        to = "substitute"
    else:
        to = "accepted" if reception.taken - held_persons + fields["persons"] <= reception.places else "waiting"
        fields["booking"] = engage_guest(locked_invitation, reception)
    if arrived := here_unexpected(locked_invitation, to, fields["companion_name"]):
        raise NotPossible(_("%(who)s is here already. First take the arrival back.") % {"who": arrived})
    fields["answered_at"] = clock.now()
    first = locked_invitation.version == 1
    locked_invitation.delegation = invitation.delegation  # with its party's names
    common: dict[str, Any] = {"actor": actor, "expected_version": expected_version, "locked": locked_invitation}
    common |= {"verb": verb or f"invitation.{to}", **fields}
    if locked_invitation.state == to:
        answered = lifecycle.change(invitation, details={"again": to}, **common)
    else:
        answered = lifecycle.move(invitation, to, **common)
    notices.confirm_answer(answered, can_be_undone=can_be_undone, first=first, readers=readers)
    if held_persons > (fields["persons"] if to == "accepted" else 0):
        admit_waiting(reception)
    return answered


def lock_answerable(invitation: Invitation) -> Invitation:
    """Return the invitation, locked. Raises NotPossible if its guest may no longer answer. Lock the reception first."""
    locked_invitation: Invitation = locked(invitation.pk)[0]
    if locked_invitation.is_guest_there:
        return locked_invitation
    if locked_invitation.personal:
        message = _("This invitation was to %(guest)s in person, who has left the delegation. It has ended.")
    else:
        message = _("%(guest)s is no longer head of the delegation. The new head receives a new invitation.")
    raise NotPossible(message % {"guest": locked_invitation.guest})


def _answer_columns(answer: Answer, reception: Reception) -> dict[str, Any]:
    """Return the columns of an answer; those that belong to other answers are emptied."""
    coming, substitute = answer.to == "yes", answer.to == "substitute"
    companion = answer.companion.strip() if coming else ""
    if companion and not reception.companions:
        raise NotPossible(_("Companions are not invited on this occasion."))
    if substitute and not answer.substitute_name.strip():
        raise NotPossible(_("Name the person who would come instead."))
    stated = {
        *(("diet", "allergies", "number_plate", "driver", "menu") if coming else ()),
        *(("companion_diet", "companion_menu") if companion else ()),
        *(("substitute_name", "substitute_function", "substitute_reason") if substitute else ()),
    }
    return {
        "persons": 2 if companion else 1,
        "companion_name": companion,
        **{name: getattr(answer if name in stated else NO, name) for name in COLUMNS},
        "booking": None,
        "late_answer": "",
        "late_at": None,
    }


def engage_guest(invitation: Invitation, reception: Reception) -> Any:
    """Book the guest's time, on the waiting list too: whoever is admitted later must be free."""
    return engage_claim(
        subject=invitation,
        kind="reception",
        label=reception.name,
        starts=reception.begins,
        ends=reception.ends,
        persons=[invitation.guest],
    )


def admit_waiting(reception: Reception) -> None:
    """Admit the waiting list in protocol order, as far as whole invitations fit."""
    count_places(reception)
    free = reception.free
    if free <= 0:
        return
    for invitation in waiting_list(reception, free):
        if invitation.persons <= free:
            lifecycle.move(
                invitation, "accepted", actor=SYSTEM, verb="invitation.promoted", expected_version=invitation.version
            )
            free -= invitation.persons
            notices.queue_notice(notices.PROMOTED, invitation)


def waiting_list(reception: Reception, most: int = 2) -> Sequence[Invitation]:
    """Return waiting invitations of at most `most` persons, in protocol order: by rank, then by the party's English name. One query."""

    def place(invitation: Invitation) -> tuple[int, str]:
        rank = invitation.guest.protocol_rank
        return rank.position if rank else 10_000, invitation.delegation.party.en_sort

    return sorted(waiting(reception.pk, most), key=place)


@lifecycle.use_case
def decide_substitute(
    *, actor: Actor, invitation: Invitation, approve: bool, expected_version: int | None = None
) -> Invitation:
    """Record the host's decision on a substitute. An approved one is accepted, or waits if it is full.

    Raises NotAllowed, AlreadyDecided.
    """
    require_right(actor, "receptions.invite")
    reception = Reception.objects.select_for_update().get(pk=invitation.reception_id)
    lock_answerable(invitation)
    if not approve:
        to, verb = "rejected", "invitation.substitute_rejected"
    else:
        to = "accepted" if reception.taken + 1 <= reception.places else "waiting"
        verb = "invitation.substitute_approved"
    # `only_from` keeps this from accepting an invitation for which no substitute was proposed.
    invitation = lifecycle.move(
        invitation, to, actor=actor, verb=verb, only_from="substitute", expected_version=expected_version
    )
    notices.queue_notice(notices.SUBSTITUTE, invitation, can_be_undone=True)
    return invitation


@lifecycle.use_case
def invite_anew(*, actor: Actor, invitation: Invitation, expected_version: int | None = None) -> Invitation:
    """Send a new link to the delegation's present head, as when a letter was lost. The old link becomes invalid.

    Where another is head now, the old answer holds no more either. Raises NotAllowed, AlreadyDecided, NotPossible without a head.
    """
    require_right(actor, "receptions.invite")
    guest = head_of(invitation.delegation)
    if guest is None:
        raise NotPossible(_("%(party)s has no head of delegation now.") % {"party": invitation.delegation})
    if guest.pk != invitation.guest_id:
        return _to_new_head(invitation, guest, actor, expected_version)
    secret, hashed = links.new_secret()
    fields: dict[str, Any] = {}
    if not notices.withdraw_mails(invitation, notices.INVITED):
        # Had the mail of the present link still waited, that link would never have been out: an undo gives back the one before it.
        locked_invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
        fields = {"replaced_hash": locked_invitation.secret_hash, "replaced_sent_at": locked_invitation.sent_at}
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
    notices.write_invitation(invitation, address_of(secret), can_be_undone=True)
    return invitation


def address_of(secret: str) -> str:
    return settings.PUBLIC_URL + reverse("receptions:answer", args=[secret])


def _to_new_head(
    invitation: Invitation, guest: Delegate, actor: Actor, expected_version: int | None = None
) -> Invitation:
    """Invite the new head by a new link. The former head's link and answer become invalid."""
    secret, hashed = links.new_secret()
    invitation = _void(
        invitation,
        actor,
        "invitation.sent_to_new_head",
        expected_version,
        guest=guest,
        former_guest=invitation.guest,
        secret_hash=hashed,
        sent_at=clock.now(),
    )
    notices.write_invitation(invitation, address_of(secret))
    return invitation


def _void(
    invitation: Invitation,
    actor: Actor,
    verb: str,
    expected_version: int | None = None,
    to: str = "sent",
    **fields: Any,
) -> Invitation:
    """Withdraw an answer, free its time and place, and admit the waiting list."""
    release_engagements(subject=invitation)
    emptied = {"answered_at": None, "arrived_at": None, "companion_arrived_at": None}
    fields = {**_answer_columns(NO, invitation.reception), **emptied, **fields}
    common: dict[str, Any] = {"actor": actor, "verb": verb, "expected_version": expected_version}
    if invitation.state == to:
        return lifecycle.change(invitation, **common, **fields)
    invitation = lifecycle.move(invitation, to, **common, **fields)
    admit_waiting(Reception.objects.select_for_update().get(pk=invitation.reception_id))
    return invitation


def pass_on(delegation: Delegation, actor: Actor, **_kwargs: Any) -> None:
    """Receive `head_changed`: invite the new head to what the office is invited to, or withdraw answers when there is none."""
    head = head_of(delegation)
    for invitation in _lock_upcoming(Invitation.objects.filter(delegation=delegation, personal=False)):
        if head is not None and invitation.guest_id != head.pk:
            _to_new_head(invitation, head, actor)
        elif head is None and invitation.state in ("accepted", "waiting", "substitute"):
            _void(invitation, actor, "invitation.head_left")


def end_personal(member: Delegate, actor: Actor, **_kwargs: Any) -> None:
    """Receive `member_left`: end the person's own invitations."""
    for invitation in _lock_upcoming(Invitation.objects.filter(guest=member, personal=True)):
        _void(invitation, actor, "invitation.ended", to="ended")


def _lock_upcoming(invitations: QuerySet[Invitation]) -> Iterator[Invitation]:
    """Yield those of the invitations that are not over, each with its reception locked against simultaneous answers."""
    upcoming = invitations.exclude(state="ended").filter(reception__ends__gt=clock.now())
    for key, reception in list(upcoming.order_by("reception_id").values_list("pk", "reception_id")):
        Reception.objects.select_for_update().get(pk=reception)
        yield all_invitations().get(pk=key)
