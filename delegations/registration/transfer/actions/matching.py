"""Match the rows of a table with existing members."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conference.core import days, lifecycle
from conference.look.lists import join_sentences
from conference.parties.models import search_key
from delegations.registration.members import rules
from delegations.registration.models import LIVE_STATES, Capacity, Delegate
from delegations.registration.transfer.headings import ID


class AmbiguousRow(Exception):
    """A row that may mean an existing member or somebody else: `reason` says why, to be corrected in `column`."""

    def __init__(self, column: str, reason: str, code: str = "") -> None:
        self.column, self.reason, self.code = column, reason, code
        super().__init__(reason)


@dataclass
class MemberIndex:
    """The members of a delegation by what a row may name them by."""

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
    def live(self) -> list[Delegate]:
        return [member for member in self.by_id.values() if member.state in LIVE_STATES]

    def find(self, values: Mapping[str, str]) -> Delegate | None:
        """Return the live member whom a row means, None for a new one. Raises AmbiguousRow."""
        if values.get(ID):
            return self._find_by_reference(values[ID])
        born = _day(values.get("date_of_birth", ""), self.order)
        namesakes = self.by_name.get(_name(values.get("family_name", ""), values.get("given_names", "")), [])
        same = [member for member in namesakes if born and member.date_of_birth == born]
        if by_number := self.by_number.get(_number_index(values.get("document_number", "")), []):
            return self._pick_by_birth(by_number, same, born)
        if len(same) == 1:
            return same[0]
        if unclear := same or [member for member in namesakes if not (born and member.date_of_birth)]:
            reason = _(
                "%(who)s is already entered, and the dates of birth do not show whether this is the same person."
            )
            raise _ambiguous("family_name", reason % {"who": unclear[0]})
        return None

    def _pick_by_birth(self, by_number: list[Delegate], same: list[Delegate], born: str) -> Delegate:
        members = [member for member in by_number if born and member.date_of_birth == born]
        if not members:
            reason = _("The same document number as %(who)s, but not the same date of birth.")
            raise _ambiguous("document_number", reason % {"who": by_number[0]})
        if len(members) > 1:
            raise _ambiguous("document_number", _("Two members have this document number."))
        if same and members[0] not in same:
            reason = _("The document number is that of %(one)s, the name and date of birth are those of %(other)s.")
            raise _ambiguous("document_number", reason % {"one": members[0], "other": same[0]})
        return members[0]

    def _find_by_reference(self, text: str) -> Delegate:
        try:
            member = self.by_id.get(UUID(text))
        except ValueError:
            member = None
        if member is None:
            reason = _(
                "“%(value)s” is not the reference of a member of this delegation. Leave it empty for a new member."
            )
            raise AmbiguousRow(ID, reason % {"value": text[:40]})
        if member.state not in LIVE_STATES:
            reason = _("%(who)s is %(state)s and can no longer be changed.")
            raise AmbiguousRow(ID, reason % {"who": member, "state": lifecycle.state_word(member)})
        return member


def _ambiguous(column: str, reason: str) -> AmbiguousRow:
    remedy = _("Export the delegation and take the reference (id) from there.")
    return AmbiguousRow(column, join_sentences([reason, remedy]))


def _name(family_name: str, given_names: str) -> str:
    try:
        return search_key(" ".join(f"{rules.clean_name(family_name)} {rules.clean_name(given_names)}".split()))
    except ValidationError:
        return ""


def _day(text: str, order: str) -> str:
    try:
        return days.read(text, order).isoformat() if text else ""
    except ValidationError as error:
        if error.code == days.TWO_WAYS:
            raise AmbiguousRow("date_of_birth", error.messages[0], days.TWO_WAYS) from error
        return ""


def _number_index(text: str) -> str:
    try:
        return rules.number_index(rules.clean_number(text))
    except ValidationError:
        return ""


class ListedMembers:
    """The members of a table and of its delegation, with which further rows may clash."""

    def __init__(self) -> None:
        self._head = ""
        self._by_number: dict[str, list[tuple[Delegate, str]]] = {}
        self._by_person: dict[tuple[str, str], list[tuple[Delegate, str]]] = {}

    def add(self, member: Delegate, where: str) -> None:
        """Add a member; a clash names that one by `where`."""
        if member.capacity == Capacity.HEAD:
            self._head = where
        if member.document_number_index:
            self._by_number.setdefault(member.document_number_index, []).append((member, where))
        self._by_person.setdefault((member.search, member.date_of_birth), []).append((member, where))

    def clashes(self, member: Delegate) -> Iterator[tuple[str, str]]:
        """Yield column and reason of each value that another member has already."""
        if member.capacity == Capacity.HEAD and self._head:
            yield "capacity", _("There is already a head of delegation: %(who)s.") % {"who": self._head}
        for other, where in self._by_number.get(member.document_number_index, []):
            if not _is_one_person_in_two_categories(member, other):
                yield "document_number", _("The same document number as %(who)s.") % {"who": where}
                return
        for other, where in self._by_person.get((member.search, member.date_of_birth), []):
            if _is_same_entry(member, other):
                yield "family_name", _("The same name and date of birth as %(who)s.") % {"who": where}
                return


def _is_one_person_in_two_categories(member: Delegate, other: Delegate) -> bool:
    """Return True for an entry that the organisers may decide, such as a delegate who also comes as media."""
    same = (member.search, member.date_of_birth) == (other.search, other.date_of_birth)
    return same and member.category_id != other.category_id


def _is_same_entry(member: Delegate, other: Delegate) -> bool:
    """Return False for another category, and for two documents with different numbers: that may be two persons."""
    numbers = {member.document_number_index, other.document_number_index} - {""}
    return member.category_id == other.category_id and len(numbers) < 2
