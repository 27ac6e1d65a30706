"""Editing of interpreters. One who was engaged is not removed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from conference.core import concurrency, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from schedule.calendar.models import Interpreter
from schedule.calendar.rooms.actions import get_differences
from schedule.calendar.rooms.hours import DayHours, replace_hours

# The audit log says that these changed, but not to what.
PRIVATE = ("email", "phone")


@dataclass(frozen=True)
class InterpreterFacts:
    """All that organisers say of an interpreter. `hours`: a day without is off duty."""

    name: str
    languages: Sequence[str]
    email: str = ""
    phone: str = ""
    position: int = 0
    hours: DayHours = field(default_factory=dict)

    def check(self) -> None:
        if len(set(self.languages)) < 2:
            raise NotPossible(_("An interpreter works between at least two languages."))
        if any(until <= opens for opens, until in self.hours.values()):
            raise NotPossible(_("The hours on duty end before they begin."))

    def columns(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in INTERPRETER_COLUMNS}
        return values | {"languages": sorted(set(self.languages))}


INTERPRETER_COLUMNS = tuple(column.name for column in fields(InterpreterFacts) if column.name != "hours")


@lifecycle.use_case
def create_interpreter(*, actor: Actor, facts: InterpreterFacts) -> Interpreter:
    """Add an interpreter, one when it is sent twice. Raises NotAllowed, NotPossible for fewer than two languages or hours out of order."""
    require_right(actor, "calendar.edit")
    facts.check()
    interpreter = Interpreter(**facts.columns())
    first = concurrency.made_before(interpreter, actor=actor, verb="interpreter.added")
    if first is not None and not get_differences(first, facts.columns(), facts.hours):
        return first
    interpreter.save()
    replace_hours(interpreter, facts.hours)
    details = {"languages": interpreter.languages}
    lifecycle.log(interpreter, actor=actor, verb="interpreter.added", details=details)
    return interpreter


@lifecycle.use_case
def edit_interpreter(
    *, actor: Actor, interpreter: Interpreter, facts: InterpreterFacts, expected_version: int
) -> Interpreter:
    """Change an interpreter to `facts`; what is engaged already stays. Raises NotAllowed, NotPossible, AlreadyDecided."""
    require_right(actor, "calendar.edit")
    facts.check()
    interpreter = concurrency.lock_row(interpreter, expected_version)
    changed = get_differences(interpreter, facts.columns(), facts.hours, private=PRIVATE)
    if not changed:
        return interpreter
    for name, value in facts.columns().items():
        setattr(interpreter, name, value)
    interpreter.version += 1
    interpreter.save()
    replace_hours(interpreter, facts.hours)
    details = {"version": interpreter.version, "changed": changed}
    lifecycle.log(interpreter, actor=actor, verb="interpreter.changed", details=details)
    return interpreter


@lifecycle.use_case
def remove_interpreter(*, actor: Actor, interpreter: Interpreter, expected_version: int) -> None:
    """Remove an interpreter who was never engaged. Raises NotAllowed, AlreadyDecided, NotPossible."""
    require_right(actor, "calendar.edit")
    interpreter = concurrency.lock_row(interpreter, expected_version)
    lifecycle.log(interpreter, actor=actor, verb="interpreter.removed")
    try:
        interpreter.delete()
    except ProtectedError as problem:
        message = _("%(who)s is or was engaged and cannot be removed. Take away the hours on duty instead.")
        raise NotPossible(message % {"who": interpreter}) from problem
