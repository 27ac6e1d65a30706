"""What a form asks about before it saves: unlikely, yet possible, so that its typist confirms it and nothing is refused."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from conference.models import Conference
from conference.parties.models import search_key
from delegations.registration.members import rules
from delegations.registration.members.rules import day_words
from delegations.registration.models import LIVE_STATES, Delegate, Delegation

SURE = "sure"  # the boxes of the form, each with the key of what is confirmed
LATIN = ("family_name", "given_names", "name_on_badge")


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


def of_same_person(
    values: Mapping[str, Any], delegation: Delegation, before: Delegate | None = None, besides: Delegate | None = None
) -> list[Question]:
    """Return what is asked about somebody whose name and date of birth another living member of the delegation has, in any category.

    One query, none when neither the name nor the date nor the category is new.

    Args:
        before: The member as stored.
        besides: The member who is being replaced.
    """
    named = ("family_name", "given_names", "name_native", "name_on_badge", "date_of_birth", "category")
    if before is not None and all(values.get(name) == getattr(before, name) for name in named if name in values):
        return []
    someone = Delegate(**{name: values[name] for name in (*named[:-1], "document_number") if values.get(name)})
    if not someone.date_of_birth:
        return []
    found = rules.derived(someone)
    same = Q(search=found["search"])
    for column in ("alike", "alike_native"):
        if found[column]:
            same |= Q(**{column: found[column]})
    living = delegation.members.filter(same, state__in=LIVE_STATES).exclude(
        pk__in=[one.pk for one in (before, besides) if one]
    )
    # The date of birth is encrypted, so it is compared here; and the indexes have one value for many names.
    others = [
        one
        for one in living.order_by("pk")
        if one.date_of_birth == someone.date_of_birth
        and (one.search == found["search"] or _spellings(one) & _spellings(someone))
    ]
    number, category = found["document_number_index"], values.get("category")
    numbered = [one for one in others if number and one.document_number_index == number]
    if not others or any(category and one.category_id == category.pk for one in numbered):
        return []  # a form sent twice, which the action refuses
    words = _("%(who)s is entered already, with the same date of birth. Is this another person?")
    keys = tuple(one.pk for one in others)
    answer = "" if numbered else _("They are two persons, save it so")
    about = f"{someone.full_name} {someone.date_of_birth} {keys}"
    return [Question("family_name", "same", words % {"who": others[0].full_name}, about, answer=answer, members=keys)]


def of_namesake(member: Delegate, namesake: Delegate) -> Question:
    """Return what is asked about a new member who is called as one who is there already: a date may be mistyped."""
    words = _("%(who)s is entered already, with another date of birth. Is this another person?")
    return Question("family_name", "namesake", words % {"who": namesake.full_name}, member.full_name)


def _spellings(member: Delegate) -> set[tuple[str, ...]]:
    """Return each name of a member as its folded words, in whatever order they were written."""
    names = (f"{member.family_name} {member.given_names}", member.name_native, member.name_on_badge)
    return {tuple(sorted(search_key(name).split())) for name in names if name}


def of_same_in_table(member: Delegate, where: str) -> Question:
    """Return what is asked about a row of a table with the name and date of birth of another row or member, `where`."""
    words = _("The same name and date of birth as %(who)s. Is this another person?")
    return Question("family_name", "same", words % {"who": where}, member.full_name)


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
