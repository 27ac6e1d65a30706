"""What a form asks about before it saves: unlikely, yet possible, so that its typist confirms it and nothing is refused."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, CharField, Q, QuerySet
from django.utils.translation import gettext as _

from conference.db.prepared import Parameter, Prepared
from conference.models import Conference
from conference.parties.models import search_key
from delegations.registration.members import rules
from delegations.registration.members.rules import day_words
from delegations.registration.models import LIVE_STATES, Delegate, Delegation

SURE = "sure"  # the boxes of the form, each with the key of what is confirmed
LATIN = ("family_name", "given_names", "name_on_badge")
# What tells whether an entry is another's; the others of its name are looked for when one of these is new.
TELLING = (*LATIN, "name_native", "date_of_birth", "category_id")


@dataclass(frozen=True)
class Question:
    """What is asked about `field`, with the value `about`: another value is asked about anew.

    Args:
        answer: What one says by confirming; empty for "this is right".
        members: The keys of those whom a new entry may mean.
    """

    field: str
    code: str
    words: str
    about: str
    confirmed: bool = False
    answer: str = ""
    members: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.field}.{self.code}.{hashlib.sha256(self.about.encode()).hexdigest()[:12]}"


def find(values: Mapping[str, Any], conference: Conference, before: Delegate | None = None) -> list[Question]:
    """Return what is to be asked about these values.

    Args:
        values: Cleaned, by field name.
        before: The member as stored, whose values were confirmed when they were entered.
    """
    fresh = {name: value for name, value in values.items() if before is None or getattr(before, name, None) != value}
    return [*_of_names(fresh), *_of_days(fresh, conference)]


class Entries:
    """Those whom a new or changed entry may mean: members who are there, and rows of a table before it.

    The one rule of form and import. Asked about is who has a name, in any of its spellings, and the date of birth of another, in any
    category; and who is new, or has a new name, and has another's full name with another date of birth, which may be mistyped.
    """

    def __init__(self, members: Iterable[Delegate] = ()) -> None:
        self._all: list[tuple[Delegate, str]] = []
        self._named: dict[tuple[str, ...], list[int]] = {}
        for member in members:
            self.add(member)

    def add(self, member: Delegate, row: str = "") -> None:
        """Add somebody with derived columns; `row` names a row of the table, and is empty for a member who is there."""
        for name in _spellings(member):
            self._named.setdefault(name, []).append(len(self._all))
        self._all.append((member, row))

    def ask(self, member: Delegate, before: Delegate | None = None) -> list[Question]:
        """Return what is asked about somebody with derived columns; nothing when neither name nor date nor category is new.

        Args:
            before: The member as stored.
        """
        if before is not None and all(getattr(member, name) == getattr(before, name) for name in TELLING):
            return []
        places = sorted({place for name in _spellings(member) for place in self._named.get(name, ())})
        found = [self._all[place] for place in places if before is None or self._all[place][0].pk != before.pk]
        if same := [one for one in found if member.date_of_birth and one[0].date_of_birth == member.date_of_birth]:
            return _of_same(member, same)
        if before is not None and _full_name(before) == _full_name(member):
            return []
        return [_of_namesake(member, *one) for one in found if _full_name(one[0]) == _full_name(member)][:1]


def of_same_person(
    values: Mapping[str, Any], delegation: Delegation, before: Delegate | None = None, besides: Delegate | None = None
) -> list[Question]:
    """Return what `Entries` asks about these values and the living members of the delegation. One query at most.

    Args:
        before: The member as stored.
        besides: The member who is being replaced.
    """
    named = (*TELLING[:-1], "category", "document_number")
    someone = Delegate(**{name: values[name] for name in named if values.get(name)})
    for name, value in rules.derived(someone).items():
        setattr(someone, name, value)
    if before is not None and all(getattr(someone, name) == getattr(before, name) for name in TELLING):
        return []
    names = [search_key(name) for name in (someone.family_name, someone.given_names) if name]
    starts = [" ".join(dict.fromkeys(order)) or None for order in (names, names[::-1])]
    index = (someone.search, someone.alike or None, someone.alike_native or None)
    return Entries(_ALIKE(delegation.pk, besides.pk if besides else 0, *index, *starts)).ask(someone, before)


def _alike(
    delegation: Parameter,
    besides: Parameter,
    search: Parameter,
    alike: Parameter,
    alike_native: Parameter,
    *starts: Parameter,
) -> QuerySet[Delegate]:
    """Build the query of living members whose names may be the same as somebody's.

    The indexes have one value for many names, and know only equal dates of birth: `Entries` compares what they find.
    """
    same = Q(search=search) | Q(alike=alike) | Q(alike_native=alike_native)
    for start in starts:
        same |= Q(search__startswith=start)
    return (
        Delegate.objects.filter(same, delegation=delegation, state__in=LIVE_STATES).exclude(pk=besides).order_by("pk")
    )


_ALIKE = Prepared(_alike, *[BigIntegerField()] * 2, *[CharField()] * 5)


def _of_same(member: Delegate, others: Sequence[tuple[Delegate, str]]) -> list[Question]:
    number = member.document_number_index
    numbered = [one for one, _row in others if number and one.document_number_index == number]
    if any(one.category_id == member.category_id for one in numbered):
        return []  # a form sent twice, which the action refuses
    other, row = others[0]
    if row:
        words = _("The same name and date of birth as %(who)s. Is this another person?") % {"who": row}
    else:
        words = _("%(who)s is entered already, with the same date of birth. Is this another person?")
        words %= {"who": other.full_name}
    keys = tuple(one.pk for one, _row in others if one.pk)
    answer = "" if numbered else _("They are two persons: save")
    about = f"{member.full_name} {member.date_of_birth} {keys}"
    return [Question("family_name", "same", words, about, answer=answer, members=keys)]


def _of_namesake(member: Delegate, namesake: Delegate, row: str) -> Question:
    if row:
        words = _("The same name as %(who)s, and not the same date of birth. Is this another person?")
    elif not (member.date_of_birth and namesake.date_of_birth):
        words = _("%(who)s is already entered, and the dates of birth do not show whether this is the same person.")
    else:
        words = _("%(who)s is entered already, with another date of birth. Is this another person?")
    words %= {"who": row or namesake.full_name}
    answer = _("They are two persons: save")
    about = f"{member.full_name} {member.date_of_birth}"
    return Question("family_name", "namesake", words, about, answer=answer)


def _spellings(member: Delegate) -> set[tuple[str, ...]]:
    """Return each name of a member as its folded words, in whatever order they were written, and all of them together."""
    names = (member.name_native, member.name_on_badge)
    return {_full_name(member), (member.search,), *(_words(name) for name in names if name)}


def _full_name(member: Delegate) -> tuple[str, ...]:
    return _words(f"{member.family_name} {member.given_names}")


def _words(name: str) -> tuple[str, ...]:
    return tuple(sorted(search_key(name).split()))


def of_other_number(before: Delegate, after: Delegate) -> list[Question]:
    """Return what is asked when a row means a member by name and date of birth, and brings another document number."""
    numbers = (before.document_number_index, after.document_number_index)
    if not all(numbers) or numbers[0] == numbers[1]:
        return []
    words = _(
        "%(who)s has the same name and date of birth, and would get the document number of this row. "
        "If they are two persons, take the row out and enter the other person on the form."
    )
    return [Question("document_number", "other", words % {"who": before.full_name}, after.document_number_index)]


def _of_names(values: Mapping[str, Any]) -> Iterator[Question]:
    for name in (*LATIN, "name_native"):
        text = str(values.get(name) or "")
        if name in LATIN and (foreign := _not_latin(text)) and (name != "name_on_badge" or foreign != _letters(text)):
            words = _(
                "“%(value)s” contains letters that are not Latin: %(letters)s. Lists, gates and "
                "passports use Latin letters; enter the original script in its own field."
            )
            yield Question(name, "script", words % {"value": text, "letters": " ".join(foreign)}, text)
        if any(character.isdigit() for character in text):
            words = _("“%(value)s” has a figure in it. Is the name written so in the passport?")
            yield Question(name, "figure", words % {"value": text}, text)


def _letters(text: str) -> list[str]:
    return list(dict.fromkeys(one for one in text if unicodedata.category(one) in ("Lu", "Ll", "Lt", "Lo")))


def _not_latin(text: str) -> list[str]:
    return [one for one in _letters(text) if "LATIN" not in unicodedata.name(one, "")]


def _of_days(values: Mapping[str, Any], conference: Conference) -> Iterator[Question]:
    arrival, departure = values.get("arrival"), values.get("departure")
    if arrival and (day := arrival.astimezone(conference.zone).date()) > conference.ends_on:
        words = _("The arrival (%(date)s) is after the last day of the conference (%(end)s).")
        about = {"date": day_words(day), "end": day_words(conference.ends_on)}
        yield Question("arrival", "after", words % about, arrival.isoformat())
    if departure and (day := departure.astimezone(conference.zone).date()) < conference.starts_on:
        words = _("The departure (%(date)s) is before the first day of the conference (%(start)s).")
        about = {"date": day_words(day), "start": day_words(conference.starts_on)}
        yield Question("departure", "before", words % about, departure.isoformat())
