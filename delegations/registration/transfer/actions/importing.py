"""Import a table of members: all rows, or none if a row has a problem."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from conference.core import days, lifecycle
from conference.core.access import Actor
from conference.core.concurrency import check_expected, fingerprint
from conference.core.errors import AlreadyDecided, NotPossible, UserError
from delegations.registration.delegations import places
from delegations.registration.members import consequences, questions, rules
from delegations.registration.members.actions import editing as single
from delegations.registration.members.choices import Choices
from delegations.registration.members.consequences import Effect, Step
from delegations.registration.members.questions import Question
from delegations.registration.models import Delegate, Delegation
from delegations.registration.signals import head_changed
from delegations.registration.transfer.actions import undoing
from delegations.registration.transfer.actions.matching import AmbiguousRow, ListedMembers, MemberIndex
from delegations.registration.transfer.answers import NO_ANSWERS, OF_CAPACITY, Answers
from delegations.registration.transfer.headings import COLUMNS, ID, VERSION
from delegations.registration.transfer.row_form import MemberRowForm
from delegations.registration.transfer.tables import MemberRow, TableProblem, TableRefused

ENTERED, CHANGED, UNCHANGED = "entered", "changed", "unchanged"


@dataclass
class RowPlan:
    """The result of a row: `after` is the member with its values, `before` as now, None for a new one; `fields` are written.

    `effect` is what the change means for a member who was decided already, and `ends` says what ends or is reopened with it.
    """

    row: MemberRow
    after: Delegate
    before: Delegate | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    effect: Effect = Effect.NONE
    ends: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        return ENTERED if self.before is None else CHANGED if self.fields else UNCHANGED

    @property
    def columns(self) -> list[str]:
        return [name for name in COLUMNS if name in self.fields] if self.before else []

    @property
    def settled(self) -> bool:
        """Return whether the row leaves the identity and the capacity of a known member as they are."""
        return self.before is not None and not ({"capacity", *single.IDENTITY} & set(self.fields))


@dataclass
class ImportResult:
    """What became of each row; `undo` takes the import back, None where it ended something (`undoing.py`)."""

    plans: list[RowPlan]
    undo: Callable[[], str] | None = None

    def _with_outcome(self, outcome: str) -> list[Delegate]:
        return [plan.after for plan in self.plans if plan.outcome == outcome]

    @property
    def entered(self) -> list[Delegate]:
        return self._with_outcome(ENTERED)

    @property
    def changed(self) -> list[Delegate]:
        return self._with_outcome(CHANGED)

    @property
    def unchanged(self) -> list[Delegate]:
        return self._with_outcome(UNCHANGED)

    @property
    def count(self) -> int:
        return sum(plan.outcome != UNCHANGED for plan in self.plans)

    @property
    def fingerprint(self) -> str:
        """Return a digest of the plans and the versions of the members they change: it differs when the preview is out of date."""
        return fingerprint(
            [
                (plan.row.number, plan.outcome, plan.columns, plan.ends, plan.before and plan.before.public_id.hex)
                + ((plan.before.version,) if plan.before and plan.fields else ())
                for plan in self.plans
            ]
        )


class RowsRefused(TableRefused):
    """A table of which nothing was imported, with the `plans` of the rows without problems."""

    def __init__(self, problems: Sequence[TableProblem], plans: Sequence[RowPlan]) -> None:
        self.plans = list(plans)
        super().__init__(problems)


class RowsUnconfirmed(UserError):
    """Some rows are unlikely (members/questions.py) or have consequences, so their sender has to confirm them. Nothing is written."""

    status = 422


class ImportConflict(AlreadyDecided):
    """Members were changed or entered since the preview, so that the rows would have another result. Nothing is written."""


@lifecycle.use_case
def import_members(
    *,
    actor: Actor,
    delegation: Delegation,
    rows: Sequence[MemberRow],
    dry_run: bool = False,
    expected_version: str | None = None,
    answers: Answers = NO_ANSWERS,
    sure: bool = True,
) -> ImportResult:
    """Enter the members of a table as drafts, after the present ones, in the order of the rows; and change known ones.

    A row names a member by reference, by document number and date of birth, or by name and date of birth. For a known one empty cells are
    ignored, and the rules of `edit` apply. The number of queries grows with the batches of 500 and with the members who go back to review,
    not with the rows; so it does with those of whom something else ends, such as full powers by a new name.

    Args:
        dry_run: True to check everything and write nothing.
        expected_version: The fingerprint of the preview that the actor had on the screen; None when there was none.
        answers: What the sender answered about the rows: which are left out, what is corrected, what values mean.
        sure: False to stop at rows that are unlikely, or end or reopen something.

    Raises:
        RowsUnconfirmed: Unless `sure`, for such rows.
        RowsRefused: With every problem, by row and column; nothing is written.
        ImportConflict: When the result differs from the preview; nothing is written.
    """
    delegation = single.lock_delegation(actor, delegation)
    members = delegation.members.select_related("category", "protocol_rank").order_by("pk")
    index = MemberIndex(
        members if dry_run else members.select_for_update(of=("self",)), answers.order_of("date_of_birth")
    )
    for member in index.by_id.values():
        member.delegation = delegation
    plans, problems = _Planner(delegation, index, answers).build_plans(answers.apply(rows))
    _find_ends(plans)
    if problems:
        raise RowsRefused(problems, plans)
    if not sure and any(plan.questions or plan.ends for plan in plans):
        raise RowsUnconfirmed(_("Some rows need your confirmation; nothing was imported."))
    result = ImportResult(plans)
    message = _("Members were changed or entered since the check. Please check the rows again. Nothing was imported.")
    check_expected(expected_version, result.fingerprint, lambda: ImportConflict(message))
    if not dry_run:
        result.undo = undoing.pack(plans)
        _write(plans, actor)
    return result


def _find_ends(plans: Sequence[RowPlan]) -> None:
    """Say in each plan what its change ends or reopens, as the member's page says it."""
    new_head = any(plan.after.is_head and not (plan.before and plan.before.is_head) for plan in plans)
    for plan in plans:
        if plan.before and plan.fields:
            step = Step(
                plan.before,
                replaced=new_head,
                stays_head=plan.after.is_head,
                effect=plan.effect,
                changed_fields=frozenset(plan.fields),
            )
            plan.ends = consequences.consequences_of(step)


class _Planner:
    def __init__(self, delegation: Delegation, index: MemberIndex, answers: Answers) -> None:
        self.delegation, self.index, self.answers = delegation, index, answers
        self.form = MemberRowForm(choices=Choices(delegation.party), order_of=answers.order_of)
        self.position = max((member.position for member in index.by_id.values()), default=0)
        self.problems: list[TableProblem] = []
        self.row_numbers: dict[int, int] = {}  # by the key of the member that a row names

    def build_plans(self, rows: Sequence[MemberRow]) -> tuple[list[RowPlan], list[TableProblem]]:
        """Return the plans of the good rows, and the problems of the others."""
        plans = [plan for row in rows if (plan := self._plan(row))]
        plans = self._without_clashes(plans)
        self._check_places(plans)
        return plans, sorted(self.problems, key=lambda problem: problem.row)

    def _plan(self, row: MemberRow) -> RowPlan | None:
        count = len(self.problems)
        self.problems += row.problems
        member = self._find_member(row)
        if len(self.problems) > count:
            return None
        texts = {name: text for name, text in row.values.items() if name in COLUMNS and (text or member is None)}
        if member is None:
            texts |= self._defaults(texts)
        if not self.form.check(texts, member):
            self.problems += self._errors(row)
            return None
        fields = {name: self.form.cleaned_data[name] for name in texts}
        if fields.get("visa_support") is False:
            fields.setdefault("visa_post", "")  # as on the page: who asks for no letter names no embassy
            fields["birth_place"] = ""
        elif "birth_place" in fields and not fields.get("visa_support", member and member.visa_support):
            fields["birth_place"] = ""  # printed on the letter, and asked for no other reason
        plan = self._change(row, member, fields) if member else self._entry(row, fields)
        if plan:
            plan.questions = questions.find_questions(fields, self.form.choices, member)
            if member is not None and not row.values.get(ID):
                plan.questions += questions.of_other_number(member, plan.after)
        return plan

    def _errors(self, row: MemberRow) -> list[TableProblem]:
        """Return the form's errors. While a date can be read in two ways, it is open whom the row means, so what it lacks is not named."""
        problems = [
            TableProblem(row.number, name, reason, error.code or "")
            for name, errors in self.form.errors.as_data().items()
            for error in errors
            for reason in error.messages
        ]
        is_open = any(problem.code == days.TWO_WAYS for problem in problems)
        return [problem for problem in problems if not (is_open and problem.code == "required")]

    def _defaults(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Return capacity and category of a new member whose row lacks them: as answered, or the category of the capacity."""
        choices, answered = self.form.choices, self.answers.values
        capacity = texts.get("capacity") or answered.get("capacity", {}).get("", "")
        value = choices.meant("capacity", capacity)
        category = texts.get("category") or answered.get("category", {}).get(f"{OF_CAPACITY}{value}", "")
        return {"capacity": capacity, "category": category or choices.categories_by_capacity.get(value, "")}

    def _find_member(self, row: MemberRow) -> Delegate | None:
        try:
            member = self.index.find(row.values)
        except AmbiguousRow as error:
            if error.code == days.TWO_WAYS:
                return None  # the form says so, and of each other date too
            self.problems.append(TableProblem(row.number, error.column, error.reason, error.code))
            return None
        if member is not None and self.row_numbers.setdefault(member.pk, row.number) != row.number:
            reason = _("This is the same person as in row %(row)s.") % {"row": self.row_numbers[member.pk]}
            self.problems.append(TableProblem(row.number, "family_name", reason))
        return member

    def _entry(self, row: MemberRow, fields: Mapping[str, Any]) -> RowPlan:
        self.position += 1
        member = Delegate(delegation=self.delegation, position=self.position, **fields)
        _set(member, rules.derived(member))
        return RowPlan(row, member)

    def _change(self, row: MemberRow, before: Delegate, fields: Mapping[str, Any]) -> RowPlan | None:
        after = copy(before)
        _set(after, fields)
        fields = {**fields, **rules.derived(after)}
        _set(after, fields)
        changed = single.differing_fields(before, fields)
        if not changed & set(COLUMNS):
            return RowPlan(row, after, before)
        if row.values.get(VERSION, "") not in ("", str(before.version)):
            reason = _(
                "%(who)s was changed after this table was exported. Export the table again so that the "
                "newer data are not lost."
            )
            self.problems.append(TableProblem(row.number, VERSION, reason % {"who": before}))
            return None
        differing = {name: value for name, value in fields.items() if name in changed}
        return RowPlan(row, after, before, differing, consequences.effect_of(before, changed, after))

    def _without_clashes(self, plans: list[RowPlan]) -> list[RowPlan]:
        listed = ListedMembers()
        entries = questions.Entries(plan.after for plan in plans if plan.before)
        for member in self.index.live:
            if member.pk not in self.row_numbers:
                listed.add(member, str(member))
                entries.add(member)
        for plan in plans:
            if plan.settled:
                listed.add(plan.after, str(plan.after))
        good = []
        for plan in plans:
            clashes = [] if plan.settled else list(_clashes(listed, plan))
            self.problems += [TableProblem(plan.row.number, column, reason) for column, reason in clashes]
            if not clashes:
                good.append(plan)
                plan.questions += entries.ask(plan.after, plan.before)
                where = _("row %(row)s") % {"row": plan.row.number}
                if not plan.settled:
                    listed.add(plan.after, where)
                if plan.before is None:
                    entries.add(plan.after, where)
        return good

    def _check_places(self, plans: list[RowPlan]) -> None:
        moving = [
            plan
            for plan in plans
            if plan.before and "category" in plan.fields and plan.before.state not in ("draft", "returned")
        ]
        if not moving:
            return
        try:
            places.check_places(self.delegation, [plan.after for plan in moving])
        except NotPossible as refusal:
            self.problems += [TableProblem(plan.row.number, "category", str(refusal)) for plan in moving]


def _set(member: Delegate, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(member, name, value)


def _clashes(listed: ListedMembers, plan: RowPlan) -> Iterator[tuple[str, str]]:
    """Yield the clashes that this row causes; existing ones are ignored."""
    causes = {
        "capacity": {"capacity"},
        "document_number": {"document_number_index"},
        "family_name": {"search", "date_of_birth"},
    }
    for column, reason in listed.clashes(plan.after):
        if plan.before is None or causes[column] & set(plan.fields):
            yield column, reason


def _write(plans: Sequence[RowPlan], actor: Actor) -> None:
    details = {"import": True}
    changes = [(plan, plan.before) for plan in plans if plan.before and plan.fields]
    # A head who ceases to be one comes first: the database allows one head at a time.
    changes.sort(key=lambda change: not change[1].is_head)
    together = []
    for plan, before in changes:
        # A change with consequences is written alone: a decision ends, a badge is printed again, or the head changes.
        if plan.effect or plan.after.is_head or before.is_head:
            plan.after = single.write_fields(before, before.version, actor, "delegate.changed", plan.fields)
        else:
            together.append((before, plan.fields))
    lifecycle.change_many(together, actor=actor, verb="delegate.changed", details=details)
    entered = [plan.after for plan in plans if plan.before is None]
    lifecycle.create_many(entered, actor=actor, verb="delegate.entered", details=details)
    for member in entered:
        if member.is_head:
            head_changed.send(sender=Delegate, delegation=member.delegation, actor=actor)
