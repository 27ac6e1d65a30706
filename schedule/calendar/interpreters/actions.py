"""Editing of interpreters. One who was engaged is not removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from conference.core import concurrency, lifecycle
from conference.core.access import Actor, require
from conference.core.errors import NotPossible
from schedule.calendar.models import DutyHours, Interpreter

# Theirs alone: the audit log says that they changed, not to what.
PRIVATE = ("email", "phone")


@dataclass(frozen=True)
class Facts:
    """All that organisers say of an interpreter. `hours`: from and to by day; a day without is off duty."""

    name: str
    languages: Sequence[str]
    email: str = ""
    phone: str = ""
    position: int = 0
    hours: Mapping[date, tuple[time, time]] = field(default_factory=dict)

    def check(self) -> None:
        if len(set(self.languages)) < 2:
            raise NotPossible(_("An interpreter works between at least two languages."))
        if any(until <= opens for opens, until in self.hours.values()):
            raise NotPossible(_("The hours on duty end before they begin."))

    def columns(self) -> dict[str, Any]:
        languages = sorted(set(self.languages))
        return {
            "name": self.name,
            "languages": languages,
            "email": self.email,
            "phone": self.phone,
            "position": self.position,
        }


@lifecycle.use_case
def create_interpreter(*, actor: Actor, facts: Facts) -> Interpreter:
    """Add an interpreter. Raises NotAllowed, NotPossible for fewer than two languages or hours out of order."""
    require(actor, "calendar.edit")
    facts.check()
    row = Interpreter.objects.create(**facts.columns())
    _set_hours(row, facts.hours)
    lifecycle.log(row, actor=actor, verb="interpreter.added", details={"languages": row.languages})
    return row


@lifecycle.use_case
def edit_interpreter(*, actor: Actor, interpreter: Interpreter, facts: Facts, expected_version: int) -> Interpreter:
    """Change an interpreter to `facts`; write nothing if nothing differs. What is engaged already stays.

    Raises NotAllowed, NotPossible, AlreadyDecided.
    """
    require(actor, "calendar.edit")
    facts.check()
    row = concurrency.lock(interpreter, expected_version)
    changed = _differences(row, facts)
    if not changed:
        return row
    for name, value in facts.columns().items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    _set_hours(row, facts.hours)
    lifecycle.log(row, actor=actor, verb="interpreter.changed", details={"version": row.version, "changed": changed})
    return row


@lifecycle.use_case
def remove_interpreter(*, actor: Actor, interpreter: Interpreter, expected_version: int) -> None:
    """Remove an interpreter who was never engaged. Raises NotAllowed, AlreadyDecided, NotPossible."""
    require(actor, "calendar.edit")
    row = concurrency.lock(interpreter, expected_version)
    lifecycle.log(row, actor=actor, verb="interpreter.removed")
    try:
        row.delete()
    except ProtectedError as problem:
        words = _("%(who)s is or was engaged and cannot be removed. Take away the hours on duty instead.")
        raise NotPossible(words % {"who": row}) from problem


def _differences(row: Interpreter, facts: Facts) -> dict[str, Any]:
    found = {
        name: ["", ""] if name in PRIVATE else [getattr(row, name), value]
        for name, value in facts.columns().items()
        if getattr(row, name) != value
    }
    before = {one.day: (one.opens, one.until) for one in row.hours.all()}
    if before != dict(facts.hours):
        found["hours"] = [_spelt(before), _spelt(facts.hours)]
    return found


def _spelt(hours: Mapping[date, tuple[time, time]]) -> str:
    return ", ".join(f"{day} {opens:%H:%M}–{until:%H:%M}" for day, (opens, until) in sorted(hours.items()))


def _set_hours(row: Interpreter, hours: Mapping[date, tuple[time, time]]) -> None:
    row.hours.all().delete()
    DutyHours.objects.bulk_create(
        [DutyHours(interpreter=row, day=day, opens=opens, until=until) for day, (opens, until) in sorted(hours.items())]
    )
