"""Inscription by delegations, changes, withdrawal, and the organisers' decisions on late ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require
from conference.core.errors import NotPossible
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.models import PLACED_STATES, Capacity, Delegate, Delegation
from schedule.calendar.engagements.actions import release
from schedule.programme.models import CHANGEABLE, LIVE, SPEAKERS, Inscription, Sitting, SpeakersList
from schedule.programme.speaking import notices, order
from schedule.programme.speaking.actions.lists import overtake
from schedule.programme.speaking.flow import Flow, hold, retimed
from schedule.programme.speaking.order import Turn
from schedule.programme.speaking.queries import is_unsettled, open_to


@dataclass(frozen=True)
class Statement:
    """What a delegation says of its statement; the session is one of the list's, and the note is for the organisers."""

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
        head = self.speaker.capacity == Capacity.HEAD
        return {
            "speaker": self.speaker,
            "as_head": head,
            "language": self.language,
            "wish": self.wish,
            "note": self.note.strip(),
        }


def takes_inscriptions(speakers: SpeakersList) -> bool:
    """Return True while inscription is open; later ones are late requests."""
    return speakers.state == "open" and speakers.opens_at <= clock.now() < speakers.closes_at


@lifecycle.use_case
def inscribe(*, actor: Actor, speakers: SpeakersList, delegation: Delegation, statement: Statement) -> Inscription:
    """Inscribe a delegation; after the deadline this is a request for the organisers.

    Raises NotFound if the actor does not act for the delegation; NotPossible before inscription opens, after the list is over, for a
    speaker who may not speak, and if already inscribed.
    """
    delegation_for(actor, delegation.party.code, write=True)
    held = hold(speakers)
    statement.check(held, delegation)
    if not open_to(delegation.party):
        raise NotPossible(_("Media organizations make no statements."))
    if held.state == "over":
        raise NotPossible(_("The list is over."))
    if clock.now() < held.opens_at:
        raise NotPossible(_("The inscription has not opened yet."))
    in_time = takes_inscriptions(held)
    row = Inscription(
        list=held,
        delegation=delegation,
        state="inscribed" if in_time else "requested",
        inscribed_at=clock.now(),
        **statement.columns(),
    )
    details = {"list": held.key, "speaker": str(statement.speaker)}
    try:
        with transaction.atomic():
            lifecycle.create(
                row, actor=actor, verb="inscription.made" if in_time else "inscription.asked", details=details
            )
    except IntegrityError as problem:
        if Inscription.objects.filter(list=held, delegation=delegation, state__in=LIVE).exists():
            raise NotPossible(_("%(party)s is already on this list.") % {"party": delegation}) from problem
        raise
    if in_time:
        retimed(held)
        row.refresh_from_db()
    notices.inscribed(row)
    return row


@lifecycle.use_case
def change(*, actor: Actor, row: Inscription, statement: Statement, expected_version: int) -> Inscription:
    """Change speaker, wish, language or note, keeping the order of inscription.

    Until the deadline by the delegation, then by the organisers; but a delegation may always replace a speaker who can no longer speak.
    Raises NotFound, NotPossible, AlreadyDecided.
    """
    if not actor.may("speakers.edit"):
        delegation_for(actor, row.delegation.party.code, write=True)
    held = hold(row.list)
    statement.check(held, row.delegation)
    if row.state not in CHANGEABLE:
        raise NotPossible(_("%(what)s is %(state)s; nothing can be changed.") % _words(row))
    in_time = takes_inscriptions(held) or row.state == "requested"
    if not in_time and not actor.may("speakers.edit") and not is_unsettled(row):
        raise NotPossible(_("The inscription has closed; write to the organizers."))
    details = {"list": held.key, "speaker": str(statement.speaker)}
    row = lifecycle.change(
        row,
        actor=actor,
        verb="inscription.changed",
        expected_version=expected_version,
        details=details,
        **statement.columns(),
    )
    if row.state != "requested":
        retimed(held)
        row.refresh_from_db()
    return row


def _words(row: Inscription) -> dict[str, object]:
    return {"what": row, "state": lifecycle.state_word(row)}


@lifecycle.use_case
def withdraw(*, actor: Actor, row: Inscription, expected_version: int, reason: str = "") -> Inscription:
    """Take a delegation that has not spoken off the list; by itself or the organisers.

    Raises NotFound, NotPossible, AlreadyDecided.
    """
    if not actor.may("speakers.edit"):
        delegation_for(actor, row.delegation.party.code, write=True)
    held = hold(row.list)
    row = lifecycle.move(
        row,
        "withdrawn",
        actor=actor,
        verb="inscription.withdrawn",
        expected_version=expected_version,
        reason=reason,
        details={"list": held.key},
    )
    _free(row)
    overtake(held, [row.pk], actor)
    retimed(held)
    row.list = held
    notices.withdrawn(row, words=reason)
    return row


def _free(row: Inscription) -> None:
    """Give back the speaker's time, which the flow no longer handles."""
    release(subject=row)
    Inscription.objects.filter(pk=row.pk).update(
        position=0, starts=None, ends=None, sitting=None, clashes=False, by_hand=False
    )
    row.starts = row.ends = None


@lifecycle.use_case
def decide(*, actor: Actor, row: Inscription, admit: bool, expected_version: int, words: str = "") -> Inscription:
    """Admit a late inscription, by rank among those still to speak, or refuse it; tell the delegation.

    Raises NotAllowed, AlreadyDecided; NotPossible to refuse without words.
    """
    require(actor, "speakers.edit")
    if not admit and not words.strip():
        raise NotPossible(_("Give the reason for not admitting the inscription; the delegation reads it."))
    held = hold(row.list)
    to, verb = ("inscribed", "inscription.admitted") if admit else ("refused", "inscription.refused")
    row = lifecycle.move(
        row, to, actor=actor, verb=verb, expected_version=expected_version, reason=words, details={"list": held.key}
    )
    if admit:
        retimed(held, None if held.state == "open" else lambda flow: _with(flow, row))
        row.refresh_from_db()
    notices.answered(row, words=words)
    return row


def _with(flow: Flow, row: Inscription) -> list[Turn]:
    turns = flow.turns
    mine = next(turn for turn in turns if turn.key == row.pk)
    others = [turn for turn in turns if turn.key != row.pk]
    return order.insert(others, mine, flow.periods, flow.gap, flow.cursor)


@lifecycle.use_case
def settle(*, actor: Actor, row: Inscription, expected_version: int) -> Inscription:
    """Keep a speaker although another is now head of the delegation.

    Raises NotAllowed, AlreadyDecided; NotPossible for a member no longer in good standing.
    """
    require(actor, "speakers.edit")
    if row.speaker.state not in PLACED_STATES:
        raise NotPossible(_("%(who)s is not a submitted member of this delegation.") % {"who": row.speaker})
    return lifecycle.change(
        row, actor=actor, verb="inscription.settled", expected_version=expected_version, as_head=False
    )
