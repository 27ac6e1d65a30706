"""The choices of a member's fields: read once for a form, or for a whole import."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy, to_locale
from django.utils.translation import gettext as _

from conference.db import reference_tables
from conference.models import Category, Conference, Rank, current_conference
from conference.parties.models import STATES, Party, PartyName, strip_article
from conference.parties.queries import place_of_name
from conference.parties.spellings import fold
from conference.translated import FALLBACK, short_code
from delegations.registration.delegations import places
from delegations.registration.models import Capacity, Deadline, DocumentType, Sex, UsualCategory

YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
MARKS = {"y": "yes", "true": "yes", "1": "yes", "x": "yes", "n": "no", "false": "no", "0": "no"}
LISTED: dict[str, type[Capacity] | type[DocumentType] | type[Sex]] = {
    "capacity": Capacity,
    "document_type": DocumentType,
    "sex": Sex,
}
FIXED: dict[str, list[tuple[str, Any]]] = {"visa_support": YES_NO} | {name: LISTED[name].choices for name in LISTED}
DIVIDERS = re.compile(r"[/|\n(（)）]| [-–] ")  # between the same in two languages
OTHER_NATIONALITY = "XX"  # reserved by ISO 3166-1 for what a table doesn't list


def _read_nationalities(reader_language: str) -> list[tuple[str, str]]:
    names = PartyName.objects.filter(party__kind__in=STATES, language__in={reader_language, FALLBACK}).exclude(
        party__alpha2=""
    )
    states: dict[str, tuple[str, str]] = {}
    for alpha2, language, short, sort in names.values_list("party__alpha2", "language", "short", "sort"):
        if language == reader_language or alpha2 not in states:
            states[alpha2] = (place_of_name(sort, language, reader_language), short)
    nationalities = [(code, short) for code, (_place, short) in sorted(states.items(), key=lambda state: state[1])]
    return [*nationalities, (OTHER_NATIONALITY, _("Another, or none"))]


_conference = reference_tables.CachedTable(current_conference)
_deadlines = reference_tables.CachedTable(lambda: dict(Deadline.objects.values_list("code", "at")))
_ranks = reference_tables.CachedTable(lambda: {rank.pk: rank for rank in Rank.objects.all()})
_usual = reference_tables.CachedTable(lambda: list(UsualCategory.objects.values_list("capacity", "category_id")))
_nationalities = reference_tables.CachedTable(_read_nationalities)


@dataclass(frozen=True)
class Choices:
    """The choices of a delegation of `party`, as at the first query. The values are shared: don't change them."""

    party: Party
    stamp: str = ""  # empty: read when needed

    @cached_property
    def _stamp(self) -> str:
        return self.stamp or reference_tables.stamp()

    @property
    def conference(self) -> Conference:
        return _conference.get(self._stamp)

    @property
    def zone(self) -> ZoneInfo:
        return self.conference.zone

    @property
    def categories(self) -> dict[int, tuple[Category, int | None]]:
        return places.OPEN_CATEGORIES.get(self._stamp, self.party.kind, self.party.is_host)

    @cached_property
    def usual_categories(self) -> dict[str, list[int]]:
        """Return the open categories of each capacity that has usual ones, the one to propose first."""
        pairs = _usual.get(self._stamp)
        usual: dict[str, list[int]] = {capacity: [] for capacity, _category in pairs}
        for capacity, category in pairs:
            if category in self.categories:
                usual[capacity].append(category)
        return usual

    @property
    def capacities(self) -> list[tuple[str, Any]]:
        """Return the capacities that such a delegation has."""
        return [(value, label) for value, label in Capacity.choices if self.usual_categories.get(value) != []]

    @cached_property
    def every_category(self) -> dict[int, Category]:
        return {category.pk: category for category in Category.objects.all()}

    @property
    def deadlines(self) -> dict[str, datetime]:
        return _deadlines.get(self._stamp)

    @property
    def ranks(self) -> dict[int, Rank]:
        return _ranks.get(self._stamp)

    @property
    def heads_have_own(self) -> bool:
        return any(category.for_heads for category, _places in self.categories.values())

    @property
    def nationalities(self) -> list[tuple[str, str]]:
        """Return alpha-2 codes and protocol's names of the States, in the order of the active language; then "another"."""
        return _nationalities.get(self._stamp, short_code(get_language()))

    @cached_property
    def _states(self) -> dict[str, str]:
        """Return alpha-2 codes of the States by all their names: short, formal and common in each language, KEN, KE.

        A name that two States share is left out.
        """
        names = PartyName.objects.filter(party__kind__in=STATES).exclude(party__alpha2="")
        codes: dict[str, str] = {}
        columns = ("party__alpha2", "party__code", "short", "formal", "language")
        for alpha2, code, short, formal, language in names.values_list(*columns):
            for text in (alpha2, code, short, formal, strip_article(formal, language)):
                key = fold(text)
                codes[key] = alpha2 if codes.get(key, alpha2) == alpha2 else ""
        common = {name: code for name, code in _common_names().items() if code in {*codes.values()}}
        return {**self._adjectives({*codes.values()}), **common, **codes, fold(OTHER_NATIONALITY): OTHER_NATIONALITY}

    def _adjectives(self, known: set[str]) -> dict[str, str]:
        """Return alpha-2 codes by adjectives such as “togolaise”. One that two States share means the delegation's own, or is left out."""
        own, meanings = self.party.alpha2, {}
        for word, codes in _demonyms().items():
            possible = codes & known
            if own in possible or len(possible) == 1:
                meanings[word] = own if own in possible else next(iter(possible))
        return meanings

    @cached_property
    def _spellings(self) -> dict[str, dict[str, str]]:
        spellings = {
            "category": {
                fold(text): str(category.pk)
                for category, _places in self.categories.values()
                for text in (*category.name.values(), category.code, category.letter)
            },
            "protocol_rank": {
                fold(text): str(rank.pk) for rank in self.ranks.values() for text in (*rank.name.values(), rank.code)
            },
            "capacity": _by_label(Capacity.choices),
            "document_type": _by_label(DocumentType.choices),
            "sex": _by_label(Sex.choices) | {fold(str(sex.label).partition(", ")[2]): str(sex.value) for sex in Sex},
            "visa_support": MARKS | _by_label(YES_NO),
        }
        return {name: {**_spellings_elsewhere().get(name, {}), **known} for name, known in spellings.items()}

    @cached_property
    def categories_by_capacity(self) -> dict[str, str]:
        """Return each capacity's usual category, as the member's form proposes it; without one, the category of the same name."""
        spellings = self._spellings["category"]
        keys = {value: spellings[text] for text, value in self._spellings["capacity"].items() if text in spellings}
        own = [str(key) for key, (category, _places) in self.categories.items() if category.for_heads]
        keys |= {capacity: str(usual[0]) for capacity, usual in self.usual_categories.items() if usual}
        return {**keys, Capacity.HEAD.value: own[0]} if own else keys

    def find_spelling(self, column: str, spellings: Iterable[str], value: str) -> str:
        """Return the first of `spellings` that `meant` resolves to `value`; the value itself when there is none."""
        return next((text for text in spellings if self.meant(column, text) == value), value)

    def named(self, column: str) -> list[str]:
        """Return what may be chosen in a column of a table, as it may be written there; empty for free text."""
        return [
            self.find_spelling(column, (label, code), self.meant(column, code)) for code, label in self.options(column)
        ]

    def options(self, column: str) -> list[tuple[str, str]]:
        """Return the codes of what may be chosen in a column, with their names; empty for free text."""
        if column == "category":
            return [(category.code, str(category)) for category, _places in self.categories.values()]
        if column == "protocol_rank":
            return [(rank.code, str(rank)) for rank in self.ranks.values()]
        if column == "nationality":
            return self.nationalities
        if column == "capacity":
            return [(str(value), str(label)) for value, label in self.capacities]
        return [(str(value), str(label)) for value, label in FIXED.get(column, ())]

    def allowed(self, column: str) -> str:
        """Return what may be written in a column, for people: the names to choose from, or an example."""
        if column in FIXED:
            options = self.capacities if column == "capacity" else FIXED[column]
            return "; ".join(str(label) for _value, label in options)
        if column == "category":
            return "; ".join(f"{category.letter} ({category})" for category, _places in self.categories.values())
        if column == "protocol_rank":
            return "; ".join(map(str, self.ranks.values()))
        if column == "nationality":
            return _("The name of a State, or its code: Kenya, KEN or KE.")
        if column in ("date_of_birth", "document_issue_date", "document_expiry"):
            return _("A date: 2029-06-30 or 30.06.2029.")
        if column in ("arrival", "departure"):
            return _("A date and time in conference time: 2025-10-24 18:40.")
        if column == "visa_post":
            return _(
                "Only for persons who need visa support: the embassy or consulate that issues the visa, with its city."
            )
        return ""

    def meant(self, column: str, text: str) -> str:
        """Return the form's value for a table's text: a code, a letter or a name in any language; unknown text stays as it is."""
        values = self._states if column == "nationality" else self._spellings.get(column)
        if values is None:
            return text
        return values.get(fold(text)) or _meant_by_parts(values, text, every=column == "nationality") or text


def _meant_by_parts(values: Mapping[str, str], text: str, *, every: bool) -> str:
    """Return what a text in two languages means, as “Nam / Male”; empty unless its known parts mean the same.

    With `every`, all parts are known: “Kenyan / X” may be two nationalities.
    """
    parts = [part for part in map(str.strip, DIVIDERS.split(text)) if part]
    meanings = [values.get(fold(part), "") for part in parts] if len(parts) > 1 else []
    known = {*meanings} - {""}
    return known.pop() if len(known) == 1 and not (every and "" in meanings) else ""


def read_meanings(text: str) -> Iterator[tuple[str, str]]:
    """Yield what people write, and what it means: lines of `MEANING: SPELLING; SPELLING`, each continued by indented ones."""
    meaning = ""
    for line in text.splitlines():
        before, colon, after = line.partition(": ")
        meaning = before if colon else meaning
        for spelling in (after if colon else line).strip().split("; "):
            yield spelling, meaning


@lru_cache(maxsize=1)
def _spellings_elsewhere() -> Mapping[str, Mapping[str, str]]:
    """Return the values of each column by what people write in tables of their own; what may mean two choices is left out, and asked."""
    values: dict[str, dict[str, str]] = {}
    for spelling, meaning in read_meanings(Path(__file__).with_name("spellings.txt").read_text(encoding="utf-8")):
        column, _space, value = meaning.partition(" ")
        values.setdefault(column, {})[fold(spelling)] = value
    return values


@lru_cache(maxsize=1)
def _common_names() -> Mapping[str, str]:
    """Return alpha-2 codes by the names that are common in the site's languages, as Unicode's CLDR gives them."""
    codes = dict(_spellings_elsewhere()["nationality"])
    for language, _name in settings.LANGUAGES:
        for code, name in Locale.parse(to_locale(language)).territories.items():
            if len(code) == 2 and code.isalpha():
                codes.setdefault(fold(name), code)
    return codes


@lru_cache(maxsize=1)
def _demonyms() -> Mapping[str, frozenset[str]]:
    """Return the alpha-2 codes that each adjective of a nationality may mean, for men and women, folded."""
    words: dict[str, set[str]] = {}
    for word, code in read_meanings(Path(__file__).with_name("demonyms.txt").read_text(encoding="utf-8")):
        plain = fold(word)
        endings = {"en": "ne", "es": "a", "an": "a", "ol": "a", "in": "a"}
        for form in (plain, f"{plain}e", plain + endings.get(plain[-2:], ""), re.sub("o$", "a", plain)):
            words.setdefault(form, set()).add(code)
    for code, name in Locale.parse("ar").territories.items():
        if len(code) == 2 and code.isalpha() and " " not in name:
            stem = re.sub("(?:ي?ا|ة)$", "", name.removeprefix("ال"))
            for form in (f"{stem}ي", f"{stem}ية"):
                words.setdefault(fold(form), set()).add(code)
                words.setdefault(fold(f"ال{form}"), set()).add(code)
    return {word: frozenset(codes) for word, codes in words.items()}


def _by_label(choices: list[tuple[str, Any]]) -> dict[str, str]:
    """Return the values by themselves and by their labels in each language."""
    values = {fold(value): value for value, _label in choices}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            values |= {fold(str(label)): value for value, label in choices}
    return values
