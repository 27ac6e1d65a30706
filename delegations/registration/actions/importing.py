"""Entering many members from a table: all of them, or none and what is wrong with which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from conference import lifecycle
from conference.access import Actor
from delegations.registration import rules, tables
from delegations.registration.actions.members import acting_for
from delegations.registration.choices import Choices
from delegations.registration.forms import MemberForm
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Delegation
from delegations.registration.tables import Problem, Refused


@dataclass
class _Known:
    """Who is in the delegation already, by row of the table: the head, the document numbers, the names with birth dates."""

    head: str = ""
    numbers: dict[str, str] = field(default_factory=dict)
    people: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, member: Delegate, where: str) -> None:
        if member.capacity == Capacity.HEAD:
            self.head = where
        if member.document_number_index:
            self.numbers[member.document_number_index] = where
        self.people[(member.search, member.date_of_birth)] = where

    def clashes(self, member: Delegate) -> Iterator[tuple[str, str]]:
        """Column and reason of each thing that another one has already."""
        if member.capacity == Capacity.HEAD and self.head:
            yield "capacity", _("There is a head of delegation already: %(who)s.") % {"who": self.head}
        same = self.numbers.get(member.document_number_index) if member.document_number_index else None
        if same:
            yield "document_number", _("The same document number as %(who)s.") % {"who": same}
        elif same := self.people.get((member.search, member.date_of_birth)):
            yield "family_name", _("The same name and date of birth as %(who)s.") % {"who": same}


@lifecycle.use_case
def import_members(*, actor: Actor, delegation: Delegation, body: bytes, dry_run: bool = False) -> Sequence[Delegate]:
    """Enters the members of a CSV (columns: `tables.COLUMNS`) as drafts, after those who are there, in the order of the rows.

    Arguments: body, the file's bytes; dry_run, True to check everything and write nothing.
    Returns the members as entered. The number of queries does not grow with the rows but by the batches of 500.
    Raises NotFound for another's delegation, Refused with every problem, by row and column; nothing is entered then.
    """
    held = acting_for(actor, delegation)
    rows = tables.read(body)
    members, problems = _check(held, rows)
    if problems:
        raise Refused(problems)
    if dry_run:
        return members
    return lifecycle.create_many(members, actor=actor, verb="delegate.entered", details={"import": True})


def _check(delegation: Delegation, rows: list[tuple[int, dict[str, str]]]) -> tuple[list[Delegate], list[Problem]]:
    choices = Choices(delegation.party)
    form = MemberForm(choices=choices)
    known, place = _known(delegation)
    members: list[Delegate] = []
    problems: list[Problem] = []
    for number, values in rows:
        if not form.check_row({name: choices.meant(name, value) for name, value in values.items()}):
            problems += [Problem(number, name, str(text)) for name, texts in form.errors.items() for text in texts]
            continue
        member = Delegate(delegation=delegation, position=place + 1, **_given(form.cleaned_data, values))
        for name, value in rules.derived(member).items():
            setattr(member, name, value)
        clashes = [Problem(number, column, reason) for column, reason in known.clashes(member)]
        if clashes:
            problems += clashes
            continue
        known.add(member, _("row %(row)s") % {"row": number})
        members.append(member)
        place += 1
    return members, problems


def _given(cleaned: dict[str, Any], values: dict[str, str]) -> dict[str, Any]:
    """Of the form's values, those of the table's columns."""
    return {name: cleaned[name] for name in values}


def _known(delegation: Delegation) -> tuple[_Known, int]:
    """Who is there, and the last place taken. One query."""
    known, last = _Known(), 0
    for member in delegation.members.only(
        "family_name", "given_names", "name_on_badge", "capacity", "document_number_index", "search", "date_of_birth",
        "position", "state",
    ):  # fmt: skip
        last = max(last, member.position)
        if member.state in LIVE_STATES:
            known.add(member, str(member))
    return known, last
