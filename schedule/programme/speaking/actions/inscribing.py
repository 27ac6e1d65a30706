"""Inscription by delegations, changes, withdrawal, and the organisers' decisions on late ones."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from conference.core.personal_data import PersonalText
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.models import PLACED_STATES, Capacity, Delegate, Delegation
from schedule.calendar.engagements.actions import release_engagements
from schedule.programme.speaking import notices, order
from schedule.programme.speaking.actions.lists import end_open_swaps
from schedule.programme.speaking.flow import Flow, lock_list, update_list
from schedule.programme.speaking.models import CHANGEABLE, LIVE, SPEAKERS, Inscription, Sitting, SpeakersList
from schedule.programme.speaking.order import Turn
from schedule.programme.speaking.queries import is_unsettled, may_make_statements


@dataclass(frozen=True)
class Statement:
    """What a delegation enters for its statement. `wish` is a sitting of the list; `note` is for the organizers."""

    speaker: Delegate
    language: str = ""
    wish: Sitting | None = None
    note: str = ""

    def check(self, speakers: SpeakersList, delegation: Delegation) -> None:
        """Raise NotPossible for a wrong speaker, a language without interpretation, another list's session."""
        person = self.speaker
        if person.delegation_id != delegation.pk or person.state not in PLACED_STATES:
            raise NotPossible(_("%(who)s is not a submitted member of this delegation.") % {"who": person})
        if person.capacity not in SPEAKERS:
            raise NotPossible(_("Only the head, an alternate head or a delegate may speak for a delegation."))
        if self.language and self.language not in speakers.languages:
            raise NotPossible(_("Statements are made in the languages of the list."))
        if self.wish is not None and self.wish.list_id != speakers.pk:
            raise NotPossible(_("This session is not one of the list."))

    def columns(self) -> dict[str, Any]:
        is_head = self.speaker.capacity == Capacity.HEAD
        return {**vars(self), "as_head": is_head, "note": self.note.strip()}


def is_open_for_inscription(speakers: SpeakersList) -> bool:
    """Return True while inscription is open; later ones are late requests."""
    return speakers.state == "open" and speakers.opens_at <= clock.now() < speakers.closes_at


@lifecycle.use_case
def inscribe_delegation(
    *, actor: Actor, speakers: SpeakersList, delegation: Delegation, statement: Statement
) -> Inscription:
    """Inscribe a delegation; after the deadline this is a request to the organizers.

    Raises NotFound; NotPossible before inscription opens, after the list is over, for a wrong speaker, and if already inscribed.
    """
    delegation_for(actor, delegation.party.code, write=True)
    locked = lock_list(speakers)
    statement.check(locked, delegation)
    if not may_make_statements(delegation.party):
        raise NotPossible(_("Media organizations make no statements."))
    if locked.state == "over":
        raise NotPossible(_("The list is over."))
    if clock.now() < locked.opens_at:
        raise NotPossible(_("The inscription has not opened yet."))
    in_time = is_open_for_inscription(locked)
    state, verb = ("inscribed", "inscription.made") if in_time else ("requested", "inscription.asked")
    inscription = Inscription(
        list=locked, delegation=delegation, state=state, inscribed_at=clock.now(), **statement.columns()
    )
    try:
        with transaction.atomic():
            lifecycle.create(inscription, actor=actor, verb=verb, details=_details(locked, statement))
    except IntegrityError as problem:
        if Inscription.objects.filter(list=locked, delegation=delegation, state__in=LIVE).exists():
            raise NotPossible(_("%(party)s is already on this list.") % {"party": delegation}) from problem
        raise
    if in_time:
        update_list(locked)
        inscription.refresh_from_db()
    notices.queue_notice(notices.INSCRIBED, inscription)
    return inscription


@lifecycle.use_case
def change_inscription(
    *, actor: Actor, inscription: Inscription, statement: Statement, expected_version: int
) -> Inscription:
    """Change speaker, wish, language or note, keeping the order of inscription.

    The delegation may until the deadline, and later to replace a speaker who can no longer speak; the organizers may always.
    Raises NotFound, NotPossible, AlreadyDecided.
    """
    if not actor.may("speakers.edit"):
        delegation_for(actor, inscription.delegation.party.code, write=True)
    locked = lock_list(inscription.list)
    statement.check(locked, inscription.delegation)
    if inscription.state not in CHANGEABLE:
        message = _("%(what)s is %(state)s; nothing can be changed.")
        raise NotPossible(message % {"what": inscription, "state": lifecycle.state_word(inscription)})
    in_time = is_open_for_inscription(locked) or inscription.state == "requested"
    if not in_time and not actor.may("speakers.edit") and not is_unsettled(inscription):
        raise NotPossible(_("The inscription has closed; write to the organizers."))
    values: dict[str, Any] = {**statement.columns(), "details": _details(locked, statement)}
    inscription = lifecycle.change(
        inscription, actor=actor, verb="inscription.changed", expected_version=expected_version, **values
    )
    if inscription.state != "requested":
        update_list(locked)
        inscription.refresh_from_db()
    return inscription


def _details(speakers: SpeakersList, statement: Statement) -> dict[str, str]:
    return {"list": speakers.key, "speaker": PersonalText.name_of(statement.speaker)}


@lifecycle.use_case
def withdraw_inscription(
    *, actor: Actor, inscription: Inscription, expected_version: int, reason: str = ""
) -> Inscription:
    """Take a delegation that has not spoken off the list. Raises NotFound, NotPossible, AlreadyDecided."""
    if not actor.may("speakers.edit"):
        delegation_for(actor, inscription.delegation.party.code, write=True)
    locked = lock_list(inscription.list)
    entry: dict[str, Any] = {"verb": "inscription.withdrawn", "reason": reason, "details": {"list": locked.key}}
    inscription = lifecycle.move(inscription, "withdrawn", actor=actor, expected_version=expected_version, **entry)
    _free_time(inscription)
    end_open_swaps(locked, [inscription.pk], actor)
    update_list(locked)
    inscription.list = locked
    notices.queue_notice(notices.WITHDRAWN, inscription, words=reason)
    return inscription


def _free_time(inscription: Inscription) -> None:
    """Free the speaker's time: `Flow` no longer knows the inscription."""
    release_engagements(subject=inscription)
    Inscription.objects.filter(pk=inscription.pk).update(
        position=0, starts=None, ends=None, sitting=None, clashes=False, by_hand=False
    )
    inscription.starts = inscription.ends = None


@lifecycle.use_case
def decide_late_inscription(
    *, actor: Actor, inscription: Inscription, admit: bool, expected_version: int, message: str = ""
) -> Inscription:
    """Admit a late inscription, by rank among those still to speak, or refuse it; tell the delegation.

    Raises NotAllowed, AlreadyDecided; NotPossible to refuse without a message.
    """
    require_right(actor, "speakers.edit")
    if not admit and not message.strip():
        raise NotPossible(_("Give the reason for not admitting the inscription; the delegation reads it."))
    locked = lock_list(inscription.list)
    to, verb = ("inscribed", "inscription.admitted") if admit else ("refused", "inscription.refused")
    entry: dict[str, Any] = {"verb": verb, "reason": message, "details": {"list": locked.key}}
    inscription = lifecycle.move(inscription, to, actor=actor, expected_version=expected_version, **entry)
    if admit:
        update_list(locked, None if locked.state == "open" else lambda flow: _insert_turn(flow, inscription))
        inscription.refresh_from_db()
    notices.queue_notice(notices.ANSWERED, inscription, words=message, yes=admit)
    return inscription


def _insert_turn(flow: Flow, inscription: Inscription) -> list[Turn]:
    turns = flow.turns
    mine = next(turn for turn in turns if turn.key == inscription.pk)
    others = [turn for turn in turns if turn.key != inscription.pk]
    return order.insert(others, mine, flow.periods, flow.gap, flow.cursor)


@lifecycle.use_case
def confirm_speaker(*, actor: Actor, inscription: Inscription, expected_version: int) -> Inscription:
    """Keep a speaker who is no longer head. Raises NotAllowed, AlreadyDecided, NotPossible for a member not in good standing."""
    require_right(actor, "speakers.edit")
    if inscription.speaker.state not in PLACED_STATES:
        raise NotPossible(_("%(who)s is not a submitted member of this delegation.") % {"who": inscription.speaker})
    return lifecycle.change(
        inscription, actor=actor, verb="inscription.settled", expected_version=expected_version, as_head=False
    )
