"""What a form asks about before it saves: unlikely, yet possible, so that its typist confirms it and nothing is refused."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from conference.models import Conference
from delegations.registration.members.rules import day_words
from delegations.registration.models import Delegate

SURE = "sure"  # the boxes of the form, each with the key of what is confirmed
LATIN = ("family_name", "given_names", "name_on_badge")


@dataclass(frozen=True)
class Question:
    """What is asked about `field`, with the value `about`: another value is asked about anew."""

    field: str
    code: str
    words: str
    about: str
    confirmed: bool = False

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


def of_namesake(member: Delegate, namesake: Delegate) -> Question:
    """Return what is asked about a new member who is called as one who is there already: a date may be mistyped."""
    words = _("%(who)s is entered already, with another date of birth. Is this another person?")
    return Question("family_name", "namesake", words % {"who": namesake.full_name}, member.full_name)


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
