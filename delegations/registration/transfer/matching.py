"""Whom a row of a table means: an existing member, or somebody new. What is not clear is a problem of the row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conference.core import days, lifecycle
from conference.look.lists import sentences
from conference.parties.models import search_key
from delegations.registration.members import rules
from delegations.registration.models import LIVE_STATES, Capacity, Delegate
from delegations.registration.transfer.headings import ID


class NotClear(Exception):
    """It is not clear who is meant: `column` is where to correct it, `reason` why; `code` as of `tables.Problem`."""

    def __init__(self, column: str, reason: str, code: str = "") -> None:
        self.column, self.reason, self.code = column, reason, code
        super().__init__(reason)


@dataclass
class People:
    everybody: Iterable[Delegate]
    order: str = ""  # of day and month, as in `days.read`
    by_id: dict[UUID, Delegate] = field(default_factory=dict)
    by_number: dict[str, list[Delegate]] = field(default_factory=dict)
    by_name: dict[str, list[Delegate]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for member in self.everybody:
            self.by_id[member.public_id] = member
            if member.state in LIVE_STATES:
                if member.document_number_index:
                    self.by_number.setdefault(member.document_number_index, []).append(member)
                self.by_name.setdefault(_name(member.family_name, member.given_names), []).append(member)

    @property
    def living(self) -> list[Delegate]:
        return [member for member in self.by_id.values() if member.state in LIVE_STATES]

    def meant_by(self, values: Mapping[str, str]) -> Delegate | None:
        """Return the living member whom a row means, None for a new one. Raises NotClear."""
        if values.get(ID):
            return self._referred(values[ID])
        born = _day(values.get("date_of_birth", ""), self.order)
        alike = self.by_name.get(_name(values.get("family_name", ""), values.get("given_names", "")), [])
        same = [one for one in alike if born and one.date_of_birth == born]
        numbered = self.by_number.get(_number_index(values.get("document_number", "")), [])
        if numbered:
            return self._numbered(numbered, same, born)
        if len(same) == 1:
            return same[0]
        unclear = same or [one for one in alike if not (born and one.date_of_birth)]
        if unclear:
            words = _("%(who)s is already entered, and the dates of birth do not show whether this is the same person.")
            raise NotClear("family_name", sentences([words % {"who": unclear[0]}, _way_out()]))
        return None

    def _numbered(self, numbered: list[Delegate], same: list[Delegate], born: str) -> Delegate:
        found = [one for one in numbered if born and one.date_of_birth == born]
        if not found:
            words = _("The same document number as %(who)s, but not the same date of birth.")
            raise NotClear("document_number", sentences([words % {"who": numbered[0]}, _way_out()]))
        if len(found) > 1:
            words = _("Two members have this document number.")
            raise NotClear("document_number", sentences([words, _way_out()]))
        if same and found[0] not in same:
            words = _("The document number is that of %(one)s, the name and date of birth are those of %(other)s.")
            raise NotClear("document_number", sentences([words % {"one": found[0], "other": same[0]}, _way_out()]))
        return found[0]

    def _referred(self, text: str) -> Delegate:
        try:
            member = self.by_id.get(UUID(text))
        except ValueError:
            member = None
        if member is None:
            words = _(
                "“%(value)s” is not the reference of a member of this delegation. Leave it empty for a new member."
            )
            raise NotClear(ID, words % {"value": text[:40]})
        if member.state not in LIVE_STATES:
            words = _("%(who)s is %(state)s and can no longer be changed.")
            raise NotClear(ID, words % {"who": member, "state": lifecycle.state_word(member)})
        return member


def _way_out() -> str:
    return _("Export the delegation and take the reference (id) from there.")


def _name(family: str, given: str) -> str:
    try:
        return search_key(" ".join(f"{rules.clean_name(family)} {rules.clean_name(given)}".split()))
    except ValidationError:
        return ""


def _day(text: str, order: str) -> str:
    try:
        return days.read(text, order).isoformat() if text else ""
    except ValidationError as problem:
        if problem.code == days.TWO_WAYS:
            raise NotClear("date_of_birth", problem.messages[0], days.TWO_WAYS) from problem
        return ""


def _number_index(text: str) -> str:
    try:
        return rules.number_index(rules.clean_number(text))
    except ValidationError:
        return ""


@dataclass(frozen=True)
class _Known:
    category_id: int
    number: str
    where: str

    def is_same_entry(self, member: Delegate) -> bool:
        """Return False for another category, and for two documents with different numbers: that may be two persons."""
        numbers = (self.number, member.document_number_index)
        return self.category_id == member.category_id and not (all(numbers) and numbers[0] != numbers[1])


@dataclass
class KnownMembers:
    head: str = ""
    numbers: dict[tuple[int, str], str] = field(default_factory=dict)
    people: dict[tuple[str, str], list[_Known]] = field(default_factory=dict)

    def add(self, member: Delegate, where: str) -> None:
        """Add a member; `where` is how a clash names that one."""
        if member.capacity == Capacity.HEAD:
            self.head = where
        if member.document_number_index:
            self.numbers[(member.category_id, member.document_number_index)] = where
        known = _Known(member.category_id, member.document_number_index, where)
        self.people.setdefault((member.search, member.date_of_birth), []).append(known)

    def clashes(self, member: Delegate) -> Iterator[tuple[str, str]]:
        """Yield column and reason of each value that another member has already."""
        if member.capacity == Capacity.HEAD and self.head:
            yield "capacity", _("There is already a head of delegation: %(who)s.") % {"who": self.head}
        same = self.numbers.get((member.category_id, member.document_number_index))
        if same:
            yield "document_number", _("The same document number as %(who)s.") % {"who": same}
        elif twice := next((one for one in self._called(member) if one.is_same_entry(member)), None):
            yield "family_name", _("The same name and date of birth as %(who)s.") % {"who": twice.where}

    def _called(self, member: Delegate) -> list[_Known]:
        return self.people.get((member.search, member.date_of_birth), [])
