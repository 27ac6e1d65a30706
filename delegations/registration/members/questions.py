"""What a form asks about before it saves: unlikely, yet possible, so that its typist confirms it and nothing is refused."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, CharField, Q, QuerySet
from django.utils.translation import gettext as _

from conference.db.prepared import Parameter, Prepared
from conference.models import Conference
from conference.parties.models import search_key
from delegations.registration.members import rules
from delegations.registration.members.choices import Choices
from delegations.registration.members.rules import day_words
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Delegation

ADULT = 18  # years
_AND = re.compile(r"(?:^|\s)(?:[&+/]|and|et|und|avec|with|и|و|và)(?=\s|$)|;", re.IGNORECASE)  # between two persons
SURE = "sure"  # the boxes of the form, each with the key of what is confirmed
LATIN = ("family_name", "given_names", "name_on_badge")
# What tells whether an entry is another's; the others of its name are looked for when one of these is new.
TELLING = (*LATIN, "name_native", "date_of_birth", "category_id")


@dataclass(frozen=True)
class Question:
    """A question about `field`, with the value `about`: another value needs a new answer."""

    field: str
    code: str
    text: str
    about: str
    confirmed: bool = False
    answer: str = ""  # what one says by confirming; empty for "this is right"
    members: tuple[int, ...] = ()  # the keys of those whom a new entry may mean

    @property
    def key(self) -> str:
        return f"{self.field}.{self.code}.{hashlib.sha256(self.about.encode()).hexdigest()[:12]}"


def find_questions(values: Mapping[str, Any], choices: Choices, before: Delegate | None = None) -> list[Question]:
    """Return what is to be asked about these cleaned values, except those of the stored member, which were confirmed before."""
    fresh = {name: value for name, value in values.items() if before is None or getattr(before, name, None) != value}
    place = {
        name: values.get(name) or getattr(before, name, None) for name in ("capacity", "category", "date_of_birth")
    }
    questions = [*_of_names(fresh), *_of_days(fresh, choices.conference)]
    if not fresh.keys().isdisjoint(("capacity", "category")):
        questions += _of_category(place, choices)
    if not fresh.keys().isdisjoint(("capacity", "date_of_birth")):
        questions += _of_age(place, choices.conference)
    return questions


class Entries:
    """Those whom a new or changed entry may mean: members already entered, and earlier rows of the same table.

    Forms and imports ask in the same two cases, whatever the category: another entry has the same date of birth and one name in any of its
    spellings; or another entry has the full name of somebody new or renamed, but another date of birth, which may be mistyped.
    """

    def __init__(self, members: Iterable[Delegate] = ()) -> None:
        self._all: list[tuple[Delegate, str]] = []
        self._places_by_name: dict[tuple[str, ...], list[int]] = {}
        for member in members:
            self.add(member)

    def add(self, member: Delegate, row: str = "") -> None:
        """Add somebody with derived columns; `row` names a row of the table, and is empty for a member already entered."""
        for name in _spellings(member):
            self._places_by_name.setdefault(name, []).append(len(self._all))
        self._all.append((member, row))

    def ask(self, member: Delegate, before: Delegate | None = None) -> list[Question]:
        """Return what is asked about somebody with derived columns; nothing when the stored member has the same name, date and category."""
        if before is not None and all(getattr(member, name) == getattr(before, name) for name in TELLING):
            return []
        places = sorted({place for name in _spellings(member) for place in self._places_by_name.get(name, ())})
        others = [self._all[place] for place in places if before is None or self._all[place][0].pk != before.pk]
        born, full_name = member.date_of_birth, _full_name(member)
        if same_birth := [(other, row) for other, row in others if born and other.date_of_birth == born]:
            return _of_same(member, same_birth)
        if before is not None and _full_name(before) == full_name:
            return []
        return [_of_namesake(member, other, row) for other, row in others if _full_name(other) == full_name][:1]


def of_same_person(
    values: Mapping[str, Any], delegation: Delegation, before: Delegate | None = None, besides: Delegate | None = None
) -> list[Question]:
    """Return what `Entries` asks about these values of the stored member and the live members of the delegation, except `besides`.

    One query at most.
    """
    columns = (*TELLING[:-1], "category", "document_number")
    someone = Delegate(**{name: values[name] for name in columns if values.get(name)})
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
    condition = Q(search=search) | Q(alike=alike) | Q(alike_native=alike_native)
    for start in starts:
        condition |= Q(search__startswith=start)
    return (
        Delegate.objects.filter(condition, delegation=delegation, state__in=LIVE_STATES)
        .exclude(pk=besides)
        .order_by("pk")
    )


_ALIKE = Prepared(_alike, *[BigIntegerField()] * 2, *[CharField()] * 5)


def _of_same(member: Delegate, others: Sequence[tuple[Delegate, str]]) -> list[Question]:
    number = member.document_number_index
    same_number = [other for other, _row in others if number and other.document_number_index == number]
    if any(other.category_id == member.category_id for other in same_number):
        return []  # a form sent twice, which the action refuses
    other, row = others[0]
    if row:
        message = _("The same name and date of birth as %(who)s. Is this another person?") % {"who": row}
    else:
        message = _("%(who)s is entered already, with the same date of birth. Is this another person?")
        message %= {"who": other.full_name}
    keys = tuple(entry.pk for entry, _row in others if entry.pk)
    answer = "" if same_number else _("They are two persons: save")
    about = f"{member.full_name} {member.date_of_birth} {keys}"
    return [Question("family_name", "same", message, about, answer=answer, members=keys)]


def _of_namesake(member: Delegate, namesake: Delegate, row: str) -> Question:
    if row:
        message = _("The same name as %(who)s, and not the same date of birth. Is this another person?")
    elif not (member.date_of_birth and namesake.date_of_birth):
        message = _("%(who)s is already entered, and the dates of birth do not show whether this is the same person.")
    else:
        message = _("%(who)s is entered already, with another date of birth. Is this another person?")
    message %= {"who": row or namesake.full_name}
    answer = _("They are two persons: save")
    about = f"{member.full_name} {member.date_of_birth}"
    return Question("family_name", "namesake", message, about, answer=answer)


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
    message = _(
        "%(who)s has the same name and date of birth, and would get the document number of this row. "
        "If they are two persons, take the row out and enter the other person on the form."
    )
    return [Question("document_number", "other", message % {"who": before.full_name}, after.document_number_index)]


def _of_names(values: Mapping[str, Any]) -> Iterator[Question]:
    for name in (*LATIN, "name_native"):
        text = str(values.get(name) or "")
        letters = list(
            dict.fromkeys(letter for letter in text if unicodedata.category(letter) in ("Lu", "Ll", "Lt", "Lo"))
        )
        foreign = [letter for letter in letters if "LATIN" not in unicodedata.name(letter, "")]
        # A name on the badge may be in another script, but not half of it.
        if name in LATIN and foreign and (name != "name_on_badge" or foreign != letters):
            message = _(
                "“%(value)s” contains letters that are not Latin: %(letters)s. Lists, gates and "
                "passports use Latin letters; enter the original script in its own field."
            )
            yield Question(name, "script", message % {"value": text, "letters": " ".join(foreign)}, text)
        if name != "name_native" and _AND.search(text):
            message = _("“%(value)s” may be two persons. Enter each of them alone.")
            yield Question(name, "two", message % {"value": text}, text)
        if any(character.isdigit() for character in text):
            message = _("“%(value)s” has a figure in it. Is the name written so in the passport?")
            yield Question(name, "figure", message % {"value": text}, text)


def _of_category(place: Mapping[str, Any], choices: Choices) -> Iterator[Question]:
    capacity, category = place["capacity"], place["category"]
    usual = choices.usual_categories.get(capacity)
    if category and usual is not None and category.pk not in usual and not category.for_heads:
        message = _("“%(category)s” is not the usual category of this capacity (%(capacity)s).")
        values = {"category": category, "capacity": dict(Capacity.choices)[capacity]}
        yield Question("category", "unusual", message % values, f"{capacity} {category.pk}")


def _of_age(place: Mapping[str, Any], conference: Conference) -> Iterator[Question]:
    born = place["date_of_birth"]
    if not born or place["capacity"] == Capacity.COMPANION:
        return
    day = date.fromisoformat(born)
    first = conference.starts_on
    if (day.year + ADULT, day.month, day.day) > (first.year, first.month, first.day):
        message = _("Born on %(date)s, this person is younger than %(years)s at the conference. Check the year.")
        yield Question("date_of_birth", "young", message % {"date": day_words(day), "years": ADULT}, born)


def _of_days(values: Mapping[str, Any], conference: Conference) -> Iterator[Question]:
    arrival, departure = values.get("arrival"), values.get("departure")
    if arrival and (day := arrival.astimezone(conference.zone).date()) > conference.ends_on:
        message = _("The arrival (%(date)s) is after the last day of the conference (%(end)s).")
        about = {"date": day_words(day), "end": day_words(conference.ends_on)}
        yield Question("arrival", "after", message % about, arrival.isoformat())
    if departure and (day := departure.astimezone(conference.zone).date()) < conference.starts_on:
        message = _("The departure (%(date)s) is before the first day of the conference (%(start)s).")
        about = {"date": day_words(day), "start": day_words(conference.starts_on)}
        yield Question("departure", "before", message % about, departure.isoformat())
