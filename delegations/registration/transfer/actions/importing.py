"""Import a table of members: all rows, or none and the problems of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from conference.core import lifecycle
from conference.core.access import Actor
from conference.core.concurrency import check_expected, fingerprint
from conference.core.errors import AlreadyDecided, NotPossible, UserError
from delegations.registration.delegations import places
from delegations.registration.members import consequences, questions, rules
from delegations.registration.members.actions import editing as single
from delegations.registration.members.choices import Choices
from delegations.registration.members.consequences import Effect
from delegations.registration.members.questions import Question
from delegations.registration.models import Delegate, Delegation
from delegations.registration.signals import head_changed
from delegations.registration.transfer.headings import COLUMNS, ID, VERSION
from delegations.registration.transfer.matching import KnownMembers, NotClear, People
from delegations.registration.transfer.row_form import RowForm
from delegations.registration.transfer.tables import Problem, Row, TableRefused

ENTERED, CHANGED, UNCHANGED = "entered", "changed", "unchanged"


@dataclass(eq=False)
class Plan:
    """What a row does: `after` is the member as it will be; `before`, None for a new one; `fields`, what is written.

    `effect` is what the change means for a member who was decided already.
    """

    row: Row
    after: Delegate
    before: Delegate | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    effect: Effect = Effect.NONE
    questions: list[Question] = field(default_factory=list)

    @property
    def what(self) -> str:
        return ENTERED if self.before is None else CHANGED if self.fields else UNCHANGED

    @property
    def columns(self) -> list[str]:
        return [name for name in COLUMNS if name in self.fields] if self.before else []

    @property
    def settled(self) -> bool:
        """Return True when no change affects who the member is."""
        return self.before is not None and not ({"capacity", *single.IDENTITY} & set(self.fields))


@dataclass(frozen=True)
class ImportResult:
    plans: list[Plan]

    def those(self, what: str) -> list[Delegate]:
        return [plan.after for plan in self.plans if plan.what == what]

    @property
    def entered(self) -> list[Delegate]:
        return self.those(ENTERED)

    @property
    def changed(self) -> list[Delegate]:
        return self.those(CHANGED)

    @property
    def count(self) -> int:
        return sum(plan.what != UNCHANGED for plan in self.plans)

    @property
    def fingerprint(self) -> str:
        """Return a digest of what happens to whom, and to which version of each; it changes when something shown is out of date."""
        parts = [
            (plan.row.number, plan.what, plan.columns, plan.effect, plan.before and plan.before.public_id.hex)
            + ((plan.before.version,) if plan.before and plan.fields else ())
            for plan in self.plans
        ]
        return fingerprint(parts)

    @property
    def unchanged(self) -> list[Delegate]:
        return self.those(UNCHANGED)


class RowsRefused(TableRefused):
    """A table of which nothing was imported, although some rows are good: `plans` are those."""

    def __init__(self, problems: Sequence[Problem], plans: Sequence[Plan]) -> None:
        self.plans = list(plans)
        super().__init__(problems)


class RowsAsked(UserError):
    """Rows are good, and unlikely (members/questions.py) or with consequences: their sender has to look first. Nothing is written."""

    status = 422


class ImportConflict(AlreadyDecided):
    """The rows would not do what was shown: members were changed or entered meanwhile. Nothing is written."""


@lifecycle.use_case
def import_members(
    *,
    actor: Actor,
    delegation: Delegation,
    rows: Sequence[Row],
    dry_run: bool = False,
    expected_version: str | None = None,
    order: str = "",
    sure: bool = True,
) -> ImportResult:
    """Enter the members of a table as drafts, after those who are there, in the order of the rows; and change known ones.

    A row means a member by reference, by document number and date of birth, or by name and date of birth. For a known one only the cells
    with a value count, by the rules of `edit`. The number of queries grows with the batches of 500, and with those that go back to review,
    not with the rows.

    Args:
        dry_run: True to check everything and write nothing.
        expected_version: The digest of the check that the actor had on the screen; None when there was none.
        order: Of day and month in dates that can be read in two ways, `dmy` or `mdy`.
        sure: False to stop at what is unlikely, or ends a decision or a badge.

    Raises:
        RowsAsked: Unless `sure`, when something is to be asked.
        RowsRefused: With every problem, by row and column; nothing is written.
        ImportConflict: When something else would happen than was shown; nothing is written.
    """
    held = single.lock_delegation(actor, delegation)
    everybody = held.members.select_related("category", "protocol_rank").order_by("pk")
    people = People(everybody if dry_run else everybody.select_for_update(of=("self",)), order)
    for member in people.by_id.values():
        member.delegation = held
    plans, problems = _Planning(held, people).build_plans(rows)
    if problems:
        raise RowsRefused(problems, plans)
    if not sure and any(plan.questions or plan.effect for plan in plans):
        raise RowsAsked(_("Some rows need your confirmation; nothing was imported."))
    done = ImportResult(plans)
    words = _("Members were changed or entered since the check. Please check the rows again. Nothing was imported.")
    check_expected(expected_version, done.fingerprint, lambda: ImportConflict(words))
    if not dry_run:
        _write(plans, actor)
    return done


class _Planning:
    def __init__(self, held: Delegation, people: People) -> None:
        self.held, self.people = held, people
        self.form = RowForm(choices=Choices(held.party), order=people.order)
        self.place = max((one.position for one in people.by_id.values()), default=0)
        self.problems: list[Problem] = []
        self.taken: dict[int, int] = {}

    def build_plans(self, rows: Sequence[Row]) -> tuple[list[Plan], list[Problem]]:
        """Return the plans of the good rows, and the problems of the others."""
        plans = [plan for row in rows if (plan := self._plan(row))]
        plans = self._without_clashes(plans)
        self._check_places(plans)
        return plans, sorted(self.problems, key=lambda one: one.row)

    def _plan(self, row: Row) -> Plan | None:
        before = len(self.problems)
        self.problems += row.problems
        member = self._member(row)
        if len(self.problems) > before:
            return None
        given = {name: text for name, text in row.values.items() if name in COLUMNS and (text or member is None)}
        if not self.form.check(given, member):
            for name, errors in self.form.errors.as_data().items():
                self.problems += [
                    Problem(row.number, name, text, error.code or "") for error in errors for text in error.messages
                ]
            return None
        fields = {name: self.form.cleaned_data[name] for name in given}
        if fields.get("visa_support") is False:
            fields.setdefault("visa_post", "")  # as the page: without a letter there is no place to name
        plan = self._change(row, member, fields) if member else self._entry(row, fields)
        if plan:
            plan.questions = questions.find(fields, self.form.choices.conference, member)
            if member is not None and not row.values.get(ID):
                plan.questions += questions.of_other_number(member, plan.after)
        return plan

    def _member(self, row: Row) -> Delegate | None:
        try:
            member = self.people.meant_by(row.values)
        except NotClear as unclear:
            self.problems.append(Problem(row.number, unclear.column, unclear.reason, unclear.code))
            return None
        if member is not None and member.pk in self.taken:
            words = _("This is the same person as in row %(row)s.")
            self.problems.append(Problem(row.number, "family_name", words % {"row": self.taken[member.pk]}))
        elif member is not None:
            self.taken[member.pk] = row.number
        return member

    def _entry(self, row: Row, fields: Mapping[str, Any]) -> Plan:
        self.place += 1
        member = Delegate(delegation=self.held, position=self.place, **fields)
        for name, value in rules.derived(member).items():
            setattr(member, name, value)
        return Plan(row, member)

    def _change(self, row: Row, before: Delegate, fields: Mapping[str, Any]) -> Plan | None:
        after = copy(before)
        for name, value in fields.items():
            setattr(after, name, value)
        everything = {**fields, **rules.derived(after)}
        for name, value in everything.items():
            setattr(after, name, value)
        changed = single.differing(before, everything)
        if not changed & set(COLUMNS):
            return Plan(row, after, before)
        seen = row.values.get(VERSION, "")
        if seen and seen != str(before.version):
            words = _(
                "%(who)s was changed after this table was exported. Export the table again so that the "
                "newer data are not lost."
            )
            self.problems.append(Problem(row.number, VERSION, words % {"who": before}))
            return None
        effect = consequences.effect_of(before, changed)
        return Plan(row, after, before, {name: everything[name] for name in everything if name in changed}, effect)

    def _without_clashes(self, plans: list[Plan]) -> list[Plan]:
        known = KnownMembers()
        entries = questions.Entries(plan.after for plan in plans if plan.before)
        for member in self.people.living:
            if member.pk not in self.taken:
                known.add(member, str(member))
                entries.add(member)
        for plan in plans:
            if plan.settled:
                known.add(plan.after, str(plan.after))
        good = []
        for plan in plans:
            clashes = [] if plan.settled else list(_clashes(known, plan))
            self.problems += [Problem(plan.row.number, column, reason) for column, reason in clashes]
            if not clashes:
                good.append(plan)
                plan.questions += entries.ask(plan.after, plan.before)
                where = _("row %(row)s") % {"row": plan.row.number}
                if not plan.settled:
                    known.add(plan.after, where)
                if plan.before is None:
                    entries.add(plan.after, where)
        return good

    def _check_places(self, plans: list[Plan]) -> None:
        moving = [
            one
            for one in plans
            if one.before and "category" in one.fields and one.before.state not in ("draft", "returned")
        ]
        if not moving:
            return
        try:
            places.check(self.held, [one.after for one in moving])
        except NotPossible as problem:
            self.problems += [Problem(one.row.number, "category", str(problem)) for one in moving]


def _clashes(known: KnownMembers, plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the clashes that this row causes: an existing doubtful case is not the table's concern."""
    brought = {
        "capacity": {"capacity"},
        "document_number": {"document_number_index"},
        "family_name": {"search", "date_of_birth"},
    }
    for column, reason in known.clashes(plan.after):
        if plan.before is None or brought[column] & set(plan.fields):
            yield column, reason


def _write(plans: Sequence[Plan], actor: Actor) -> None:
    mark = {"import": True}
    changes = [plan for plan in plans if plan.before and plan.fields]
    # A head who ceases to be one comes first: the database allows one head at a time.
    changes.sort(key=lambda plan: not (plan.before and plan.before.is_head))
    # What has consequences is written by itself: a decision ends, a badge is printed anew, an office passes.
    alone = [plan for plan in changes if plan.effect or plan.after.is_head or (plan.before and plan.before.is_head)]
    for plan in alone:
        if plan.before:
            plan.after = single.write(plan.before, plan.before.version, actor, "delegate.changed", plan.fields)
    apart = set(alone)
    together = [(plan.before, plan.fields) for plan in changes if plan.before and plan not in apart]
    lifecycle.change_many(together, actor=actor, verb="delegate.changed", details=mark)
    new = [plan.after for plan in plans if plan.before is None]
    lifecycle.create_many(new, actor=actor, verb="delegate.entered", details=mark)
    for head in new:
        if head.is_head:
            head_changed.send(sender=Delegate, delegation=head.delegation, actor=actor)
