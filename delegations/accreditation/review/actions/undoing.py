"""Undo a decision of just now, one's own or a colleague's: the person stands exactly as before, and no mail of it has gone or goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from conference.audit.models import AuditEntry
from conference.core import concurrency, lifecycle, undo
from conference.core.access import Actor, require, require_person
from conference.core.errors import NotPossible, UserError
from delegations.accreditation.review.actions import bulk
from delegations.registration.models import Delegate
from delegations.registration.signals import accreditation_ending

VERB = "delegate.decision_undone"
# What a decision writes besides the state.
MOMENTS, OTHERS = ("vetted_at", "decided_at"), ("vetted_by_id", "decided_by_id", "return_code", "return_words")


@dataclass(frozen=True)
class Act:
    """A decision that can be undone: the right that it took, the state that it led to, and the verb of its audit entry."""

    right: str
    state: str
    verb: str


# A refusal cannot: it frees a place that somebody else may take.
UNDONE: Mapping[str, Act] = {
    "vet": Act("accreditation.vet", "vetted", "delegate.vetted"),
    "accredit": Act("accreditation.decide", "accredited", "delegate.accredited"),
    "return": Act("accreditation.return", "returned", "delegate.returned"),
}


def standing(row: Delegate) -> dict[str, Any]:
    """Return what a decision is about to overwrite, as JSON, for the details of its audit entry."""
    moments = {name: getattr(row, name) for name in MOMENTS}
    return {name: at.isoformat() if at else None for name, at in moments.items()} | {
        name: getattr(row, name) for name in OTHERS
    }


def _restored(before: Mapping[str, Any]) -> dict[str, Any]:
    moments = {name: before[name] for name in MOMENTS}
    return {name: datetime.fromisoformat(at) if at else None for name, at in moments.items()} | {
        name: before[name] for name in OTHERS
    }


def act_of(delegate: Delegate, entry: AuditEntry | None) -> str:
    """Return the key of UNDONE of a person's last entry, when it is a decision of just now that can be undone; else nothing."""
    if entry is None or entry.ref != delegate.record_id or undo.late(entry.at) or not entry.details.get("before"):
        return ""
    return next((key for key, act in UNDONE.items() if act.verb == entry.verb), "")


@lifecycle.use_case
def undo_decision(*, actor: Actor, act: str, delegate: Delegate, expected_version: int) -> Delegate:
    """Undo a decision while its mails wait: state, vetting with its officer, return and badge are what they were.

    A badge that was not printed is as if there had been none (issuing.py); one that was is dead, since its paper exists. Mails that wait
    are withdrawn with the decision (notices.py), and nobody is told. Four eyes hold: who vetted
    stands again as before, and still cannot accredit.

    Args:
        act: A key of UNDONE.
        expected_version: As the decision left it.

    Raises:
        NotAllowed: Without the right that the decision takes.
        NotPossible: Too late.
        AlreadyDecided: When something was changed since.
    """
    if act not in UNDONE:
        raise NotPossible(_("This decision cannot be undone. Nothing was changed."))
    require(require_person(actor), UNDONE[act].right)
    row = concurrency.lock(delegate, None)
    back, before = UNDONE[act].state, standing(row)
    if row.version == expected_version:
        entry = undo.check(row, (UNDONE[act].verb,))
        back, before = entry.came_from, entry.details.get("before")
        if not before:  # decided by a version of this program that could not undo it
            raise NotPossible(_("This decision cannot be undone. Nothing was changed."))
        if act == "accredit":
            accreditation_ending.send(sender=Delegate, member=row, actor=actor, to=back)
    # With another version `move` says who was faster.
    return lifecycle.move(
        delegate, back, actor=actor, verb=VERB, expected_version=expected_version, **_restored(before)
    )


@lifecycle.use_case
def undo_many(*, actor: Actor, act: str, expected_version: bulk.Seen) -> bulk.Outcome:
    """Undo a decision on these people. Those who changed since are left out and named.

    Args:
        act: A key of UNDONE.
        expected_version: Public id and version of each as the decision left it.
    """
    if act not in UNDONE:
        raise NotPossible(_("This decision cannot be undone. Nothing was changed."))
    require(actor, UNDONE[act].right)
    versions = bulk.versions_of(expected_version)
    outcome = bulk.Outcome()
    for person in bulk.hold(versions):
        try:
            undo_decision(actor=actor, act=act, delegate=person, expected_version=versions[person.public_id])
        except UserError as problem:
            outcome.left_out.append((person, str(problem)))
        else:
            outcome.done.append(person)
    return outcome
