"""Undo a recent decision, also a colleague's: the person is as before, and its mails are not sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from conference.audit.models import AuditEntry
from conference.core import concurrency, lifecycle, undo
from conference.core.access import Actor, require_person, require_right
from conference.core.errors import NotPossible
from delegations.accreditation.review.actions import bulk
from delegations.registration.models import Delegate
from delegations.registration.signals import accreditation_ending

VERB = "delegate.decision_undone"
# What a decision writes besides the state.
MOMENTS, OTHERS = ("vetted_at", "decided_at"), ("vetted_by_id", "decided_by_id", "return_code", "return_words")


@dataclass(frozen=True)
class UndoableDecision:
    """The right that a decision takes, the state that it leads to, and the verb of its audit entry."""

    right: str
    state: str
    verb: str


# A refusal cannot be undone: it frees a place that somebody else may take.
UNDONE: Mapping[str, UndoableDecision] = {
    "vet": UndoableDecision("accreditation.vet", "vetted", "delegate.vetted"),
    "accredit": UndoableDecision("accreditation.decide", "accredited", "delegate.accredited"),
    "return": UndoableDecision("accreditation.return", "returned", "delegate.returned"),
}


def decision_of(delegate: Delegate) -> dict[str, Any]:
    """Return what a decision is about to overwrite, as JSON, for the details of its audit entry."""
    moments = {name: getattr(delegate, name) for name in MOMENTS}
    values = {name: getattr(delegate, name) for name in OTHERS}
    return {name: moment and moment.isoformat() for name, moment in moments.items()} | values


def act_of(delegate: Delegate, entry: AuditEntry | None) -> str:
    """Return the key of UNDONE of a person's last entry, when it is a decision that can still be undone; else nothing."""
    if entry is None or entry.ref != delegate.record_id or undo.late(entry.at) or not entry.details.get("before"):
        return ""
    return next((act for act, decision in UNDONE.items() if decision.verb == entry.verb), "")


@lifecycle.use_case
def undo_decision(*, actor: Actor, act: str, delegate: Delegate, expected_version: int) -> Delegate:
    """Undo a decision, a key of UNDONE, while its mails wait: state, vetting with its officer, return and badge are what they were.

    A badge that was not printed counts as never issued (issuing.py). One that was printed is dead, since its paper exists. The mails
    that wait are withdrawn (notices.py), and nobody is told. Whoever vetted still cannot accredit.
    """
    if act not in UNDONE:
        raise NotPossible(_("This decision cannot be undone. Nothing was changed."))
    require_right(require_person(actor), UNDONE[act].right)
    current = concurrency.lock_row(delegate, None)
    former_state, before = UNDONE[act].state, decision_of(current)
    if current.version == expected_version:
        entry = undo.require_recent_step(current, (UNDONE[act].verb,))
        former_state, before = entry.came_from, entry.details.get("before", {})
        if not before:  # decided by a version of this program that could not undo it
            raise NotPossible(_("This decision cannot be undone. Nothing was changed."))
        if act == "accredit":
            accreditation_ending.send(sender=Delegate, member=current, actor=actor, to=former_state)
    fields = before | {name: before[name] and datetime.fromisoformat(before[name]) for name in MOMENTS}
    # With another version `move` says who was faster.
    return lifecycle.move(delegate, former_state, actor=actor, verb=VERB, expected_version=expected_version, **fields)


@lifecycle.use_case
def undo_many(*, actor: Actor, act: str, expected_version: bulk.ExpectedVersions) -> bulk.BulkOutcome:
    """Undo a decision on these people. Those who changed since are left out and named. Arguments as for `undo_decision`, by person."""
    if act not in UNDONE:
        raise NotPossible(_("This decision cannot be undone. Nothing was changed."))
    require_right(actor, UNDONE[act].right)

    def undo_one(delegate: Delegate, version: int) -> None:
        undo_decision(actor=actor, act=act, delegate=delegate, expected_version=version)

    return bulk.decide_each(bulk.versions_of(expected_version), undo_one)
