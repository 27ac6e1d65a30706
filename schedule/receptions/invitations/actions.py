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
from conference.core.personal_data import person_of
from conference.correspondence.outbox.actions import Recipient
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.members.queries import head_of
from delegations.registration.models import Delegate, Delegation
from schedule.calendar.engagements.actions import engage_claim, release_engagements
from schedule.receptions.invitations import notices
from schedule.receptions.invitations.queries import (
    all_invitations,
    arrived_but_excluded,
    count_places,
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
SUBSTITUTE_COLUMNS = ("substitute_name", "substitute_function", "substitute_reason")


class PlacesTaken(NotPossible):
    """Others took places after the page was opened, so that the answer would have another effect than the page said."""


@lifecycle.use_case
def answer_invitation(
    *,
    invitation: Invitation,
    answer: Answer,
    expected_version: int | None = None,
    actor: Actor | None = None,
    shown_room: int | None = None,
) -> Invitation:
    """Record the answer of a focal point or of protocol (`actor`), or of the link's holder. It may change until the deadline.

    Whoever has a place keeps it: a companion without room waits, and so does a substitute. A first yes without room for all its persons
    waits as a whole: half a couple is never let in. After the deadline it waits for the host's word.

    Args:
        shown_room: How many places the page offered this invitation.

    Raises:
        NotFound: If the actor does not act for the delegation.
        NotAllowed: If an actor of the secretariat may not invite.
        PlacesTaken: If somebody would wait to whom the page promised a place.
        NotPossible: Once the reception has begun, for a guest who has left, an uninvited companion, or a substitute without name.
        AlreadyDecided: If it has changed.
        TimeTaken: If the guest is engaged then.
    """
    if actor is None:
        actor = bearer(_("Invitation of %(guest)s") % {"guest": invitation.person}, person_of(invitation))
    elif actor.is_staff:
        require_right(actor, "receptions.invite")
    else:
        delegation_for(actor, invitation.party.code if invitation.delegation_id else "", write=True)
    # Concurrent answers wait for this lock, so whatever can be read is read before it is taken.
    readers = notices.readers_of(invitation)
    reception = concurrency.lock_row(invitation.reception, None)
    locked_invitation = lock_answerable(invitation)
    if clock.now() > reception.begins:
        raise NotPossible(_("The reception has begun; please telephone the secretariat."))
    if clock.now() > invitation.answer_by:
        return _ask_late(invitation, reception, answer, actor, expected_version)
    if shown_room is not None:
        _require_room(locked_invitation, reception, answer, shown_room)
    return write_answer(invitation, locked_invitation, reception, answer, actor, expected_version, readers=readers)


def room_for(invitation: Invitation, reception: Reception) -> int:
    """Return how many persons the invitation may bring now: its own places and those that are free."""
    return max(reception.free, 0) + invitation.held_persons


def _require_room(invitation: Invitation, reception: Reception, answer: Answer, shown_room: int) -> None:
    """Refuse a yes that fitted into the room that the page showed and no longer does. Raises PlacesTaken."""
    persons = 2 if answer.companion.strip() else 1
    if answer.to == "yes" and room_for(invitation, reception) < persons <= shown_room:
        raise PlacesTaken(
            _(
                "Others have taken places in the meantime. Your answer was not sent; please read again what it means now."
            )
        )


def _ask_late(
    invitation: Invitation, reception: Reception, answer: Answer, actor: Actor, expected_version: int | None
) -> Invitation:
    """Store an answer after the deadline for the host to take or decline. The former answer stays valid until then."""
    answer_columns(answer, reception)  # raises for what no host could take
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
    to, fields, companion = _place_answer(locked_invitation, reception, answer)
    if locked_invitation.booking and "booking" in fields:
        release_engagements(subject=invitation)
    if to in ("accepted", "waiting"):
        fields["booking"] = engage_guest(locked_invitation, reception)
    fields |= columns
    held_persons = locked_invitation.held_persons
    if arrived := arrived_but_excluded(locked_invitation, to, companion):
        raise NotPossible(_("%(who)s is here already. First take the arrival back.") % {"who": arrived})
    fields["answered_at"] = clock.now()
    first = locked_invitation.version == 1
    locked_invitation.party = invitation.party  # with its names
    common: dict[str, Any] = {"actor": actor, "expected_version": expected_version, "locked": locked_invitation}
    common |= {"verb": verb or f"invitation.{to}", **fields}
    if locked_invitation.state == to:
        answered = lifecycle.change(invitation, details={"again": to}, **common)
    else:
        answered = lifecycle.move(invitation, to, **common)
    notices.confirm_answer(answered, can_be_undone=can_be_undone, first=first, readers=readers)
    if held_persons > answered.held_persons:
        admit_waiting(reception)
    return answered


def _place_answer(invitation: Invitation, reception: Reception, answer: Answer) -> tuple[str, dict[str, Any], str]:
    """Return the state to which an answer leads, the columns to write, and the companion. Whoever has a place keeps it."""
    fields, has_place = answer_columns(answer, reception), invitation.held_persons > 0
    companion = fields["companion_name"]
    if answer.to == "no":
        return "regretted", fields, ""
    if answer.to == "substitute":
        if has_place:  # all else stays as answered until the host has decided
            kept = {name: fields[name] for name in (*SUBSTITUTE_COLUMNS, "late_answer", "late_at")}
            fields = {**kept, "keeps_place": True}
        return "substitute", fields, ""
    if fields["persons"] <= room_for(invitation, reception):
        return "accepted", fields, companion
    if has_place:
        fields |= {"persons": 1, "companion_name": "", "waiting_companion": companion}
    return "accepted" if has_place else "waiting", fields, companion


def lock_answerable(invitation: Invitation) -> Invitation:
    """Return the invitation, locked. Raises NotPossible if its guest may no longer answer. Lock the reception first."""
    locked_invitation: Invitation = locked(invitation.pk)[0]
    if locked_invitation.is_guest_there:
        return locked_invitation
    if locked_invitation.outside_guest:
        message = _("This invitation to %(guest)s has ended.")
    elif locked_invitation.personal:
        message = _("This invitation was to %(guest)s in person, who has left the delegation. It has ended.")
    else:
        message = _("%(guest)s is no longer head of the delegation. The new head receives a new invitation.")
    raise NotPossible(message % {"guest": locked_invitation.person})


def answer_columns(answer: Answer, reception: Reception) -> dict[str, Any]:
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
        *(SUBSTITUTE_COLUMNS if substitute else ()),
    }
    return {
        "persons": 2 if companion else 1,
        "companion_name": companion,
        "waiting_companion": "",
        "keeps_place": False,
        **{name: getattr(answer if name in stated else NO, name) for name in COLUMNS},
        "booking": None,
        "late_answer": "",
        "late_at": None,
    }


def engage_guest(invitation: Invitation, reception: Reception) -> Any:
    """Book the time of a guest of a delegation, on the waiting list too: whoever is admitted later must be free."""
    if invitation.guest is None:
        return None
    return engage_claim(
        subject=invitation,
        kind="reception",
        label=reception.name,
        starts=reception.begins,
        ends=reception.ends,
        persons=[invitation.guest],
    )


def admit_waiting(reception: Reception) -> None:
    """Admit the waiting list in protocol order, as far as whole invitations fit, and companions of guests who have a place."""
    count_places(reception)
    free = reception.free
    if free <= 0:
        return
    for invitation in waiting_list(reception, free):
        persons = invitation.wanted_persons
        if persons <= free:
            common: dict[str, Any] = {"actor": SYSTEM, "expected_version": invitation.version}
            if companion := invitation.waiting_companion:
                common |= {"persons": 2, "companion_name": companion, "waiting_companion": ""}
                lifecycle.change(invitation, verb="invitation.companion_promoted", **common)
            else:
                lifecycle.move(invitation, "accepted", verb="invitation.promoted", **common)
            free -= persons
            notices.queue_notice(notices.PROMOTED, invitation)


def waiting_list(reception: Reception, most: int = 2) -> Sequence[Invitation]:
    """Return invitations of which at most `most` persons wait, in protocol order: by rank, then the party's English name. One query."""

    def place(invitation: Invitation) -> tuple[int, str]:
        rank = invitation.person.protocol_rank
        return rank.position if rank else 10_000, invitation.party.en_sort

    return sorted(waiting(reception.pk, most), key=place)


@lifecycle.use_case
def invite_anew(*, actor: Actor, invitation: Invitation, expected_version: int | None = None) -> Invitation:
    """Send a new link to the guest or, of an office, to its present head, as when a letter was lost. The old link becomes invalid.

    Where another is head now, the old answer holds no more either. Raises NotAllowed, AlreadyDecided, NotPossible without a head.
    """
    require_right(actor, "receptions.invite")
    head = require_head(invitation)
    if head is not None and head.pk != invitation.guest_id:
        return _to_new_head(invitation, head, actor, expected_version)
    secret, hashed = links.new_secret()
    fields: dict[str, Any] = {}
    if not notices.withdraw_mails(invitation, notices.INVITED):
        # If the mail with the current link was never sent, an undo restores the link before it.
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


def require_head(invitation: Invitation) -> Delegate | None:
    """Return the present head of an invited office; None where the invitation is to a person. Raises NotPossible without a head."""
    if invitation.personal or invitation.delegation is None:
        return None
    head = head_of(invitation.delegation)
    if head is None:
        raise NotPossible(_("%(party)s has no head of delegation now.") % {"party": invitation.party})
    return head


def address_of(secret: str) -> str:
    return settings.PUBLIC_URL + reverse("receptions:answer", args=[secret])


def _to_new_head(
    invitation: Invitation, guest: Delegate, actor: Actor, expected_version: int | None = None
) -> Invitation:
    """Invite the new head by a new link. The former head's link and answer become invalid."""
    secret, hashed = links.new_secret()
    invitation = _withdraw_answer(
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


def _withdraw_answer(
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
    fields = {**answer_columns(NO, invitation.reception), **emptied, **fields}
    common: dict[str, Any] = {"actor": actor, "verb": verb, "expected_version": expected_version}
    if invitation.state == to:
        return lifecycle.change(invitation, **common, **fields)
    invitation = lifecycle.move(invitation, to, **common, **fields)
    admit_waiting(Reception.objects.select_for_update().get(pk=invitation.reception_id))
    return invitation


def invite_new_head(delegation: Delegation, actor: Actor, **_kwargs: Any) -> None:
    """Receive `head_changed`: invite the new head to what the office is invited to, or withdraw answers when there is none."""
    head = head_of(delegation)
    for invitation in _lock_upcoming(Invitation.objects.filter(delegation=delegation, personal=False)):
        if head is not None and invitation.guest_id != head.pk:
            _to_new_head(invitation, head, actor)
        elif head is None and invitation.state in ("accepted", "waiting", "substitute"):
            _withdraw_answer(invitation, actor, "invitation.head_left")


def end_personal(member: Delegate, actor: Actor, **_kwargs: Any) -> None:
    """Receive `member_left`: end the person's own invitations."""
    for invitation in _lock_upcoming(Invitation.objects.filter(guest=member, personal=True)):
        _withdraw_answer(invitation, actor, "invitation.ended", to="ended")


def _lock_upcoming(invitations: QuerySet[Invitation]) -> Iterator[Invitation]:
    """Yield those of the invitations that are not over, each with its reception locked against simultaneous answers."""
    upcoming = invitations.exclude(state="ended").filter(reception__ends__gt=clock.now())
    for key, reception in list(upcoming.order_by("reception_id").values_list("pk", "reception_id")):
        Reception.objects.select_for_update().get(pk=reception)
        yield all_invitations().get(pk=key)
