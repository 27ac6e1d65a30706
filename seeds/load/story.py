"""Audit entries of the seeds, drafted in any order and linked by time."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from conference.accounts.models import User
from conference.audit.chain import Draft, append_drafts
from conference.core.lifecycle import AuditedModel
from conference.core.personal_data import person_of
from conference.fields import bulk_update


@dataclass(frozen=True)
class Step:
    """One change of a row. Without `who` the system made it."""

    at: datetime
    who: User | None
    verb: str
    to: str
    reason: str = ""
    label: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Move:
    """A further step of a saved row, with the fields that it writes besides the state."""

    row: AuditedModel
    step: Step
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Story:
    drafts: list[Draft] = field(default_factory=list)
    waiting: list[tuple[AuditedModel, Sequence[Step], Sequence[uuid.UUID]]] = field(default_factory=list)

    def begin(self, row: AuditedModel, steps: Sequence[Step]) -> None:
        """Set version and record of an unsaved row as after its steps. Call `tell` when it is saved."""
        refs = [uuid.uuid4() for _ in steps]
        row.version, row.record_id = len(steps), refs[-1]
        self.waiting.append((row, steps, refs))

    def tell(self, scopes: Mapping[int, str]) -> None:
        """Draft the entries of all rows that were begun and are saved now. `scopes` are by `id()` of the row."""
        for row, steps, refs in self.waiting:
            before = ""
            for version, (step, ref) in enumerate(zip(steps, refs, strict=True), 1):
                self.drafts.append(_draft(row, step, ref, version, before, scopes.get(id(row), "")))
                before = step.to
        self.waiting.clear()

    def go_on(self, moves: Sequence[Move]) -> None:
        """Move saved rows of one model by one UPDATE for every 500, and draft their entries. All moves write the same fields."""
        if not moves:
            return
        for move in moves:
            row, ref = move.row, uuid.uuid4()
            before, row.state = row.state, move.step.to
            row.version += 1
            row.record_id = ref
            for name, value in move.fields.items():
                setattr(row, name, value)
            self.drafts.append(_draft(row, move.step, ref, row.version, before, row.scope))
        names = ["state", "version", "record", *moves[0].fields]
        bulk_update([move.row for move in moves], names)

    def link(self) -> None:
        """Append everything to the chain, oldest first."""
        self.drafts.sort(key=lambda draft: (draft.at, draft.subject_type, int(draft.subject_id), draft.subject_version))
        append_drafts(self.drafts)
        self.drafts.clear()


def _draft(row: AuditedModel, step: Step, ref: uuid.UUID, version: int, before: str, scope: str) -> Draft:
    return Draft(
        at=step.at,
        actor_id=step.who.pk if step.who else None,
        actor_label=step.label or (str(step.who) if step.who else "system"),
        verb=step.verb,
        subject_type=row._meta.label_lower,
        subject_id=str(row.pk),
        subject_label=str(row)[:200],
        subject_version=version,
        scope=scope,
        came_from=before if before != step.to else "",
        went_to=step.to if before != step.to else "",
        reason=step.reason,
        details=dict(step.details),
        ref=ref,
        person=person_of(row),
    )
