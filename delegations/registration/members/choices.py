"""What the fields of a member may be chosen from: read once for a form, or for a whole import."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from conference.db import reference_tables
from conference.models import Category, Conference, Rank, current_conference
from conference.parties.models import STATES, Party, PartyName, search_key
from conference.parties.queries import place_of_name
from conference.translated import FALLBACK, short_code
from delegations.registration.delegations import places
from delegations.registration.models import Capacity, Deadline, DocumentType, Sex

YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
LISTED: dict[str, type[Capacity] | type[DocumentType] | type[Sex]] = {
    "capacity": Capacity,
    "document_type": DocumentType,
    "sex": Sex,
}
OTHER_NATIONALITY = "XX"  # reserved by ISO 3166-1 for what a table doesn't list


def _read_nationalities(wanted: str) -> list[tuple[str, str]]:
    names = PartyName.objects.filter(party__kind__in=STATES, language__in={wanted, FALLBACK}).exclude(party__alpha2="")
    found: dict[str, tuple[str, str]] = {}
    for alpha2, language, short, sort in names.values_list("party__alpha2", "language", "short", "sort"):
        if language == wanted or alpha2 not in found:
            found[alpha2] = (place_of_name(sort, language, wanted), short)
    listed = [(code, short) for code, (_place, short) in sorted(found.items(), key=lambda item: item[1])]
    return [*listed, (OTHER_NATIONALITY, _("Another, or none"))]


_conference = reference_tables.CachedTable(current_conference)
_deadlines = reference_tables.CachedTable(lambda: dict(Deadline.objects.values_list("code", "at")))
_ranks = reference_tables.CachedTable(lambda: {rank.pk: rank for rank in Rank.objects.all()})
_nationalities = reference_tables.CachedTable(_read_nationalities)


@dataclass(frozen=True)
class Choices:
    """What a delegation of `party` may choose from, as at the first query. The values are shared: don't change them."""

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
        return places.OPEN.get(self._stamp, self.party.kind, self.party.is_host)

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
        """Return alpha-2 codes of the States by all their names: short and formal in each language, KEN, KE.

        A name that two States share is left out.
        """
        names = PartyName.objects.filter(party__kind__in=STATES).exclude(party__alpha2="")
        found: dict[str, str] = {}
        for alpha2, code, short, formal in names.values_list("party__alpha2", "party__code", "short", "formal"):
            for text in (alpha2, code, short, formal):
                key = _fold(text)
                found[key] = alpha2 if found.get(key, alpha2) == alpha2 else ""
        return found | {_fold(OTHER_NATIONALITY): OTHER_NATIONALITY}

    @cached_property
    def _spellings(self) -> dict[str, dict[str, str]]:
        return {
            "category": _by_spelling(
                (one.pk, [*one.name.values(), one.code, one.letter]) for one, _places in self.categories.values()
            ),
            "protocol_rank": _by_spelling((one.pk, [*one.name.values(), one.code]) for one in self.ranks.values()),
            "capacity": _by_label(Capacity),
            "document_type": _by_label(DocumentType),
            "sex": _by_label(Sex) | {_fold(str(one.label).partition(", ")[2]): str(one.value) for one in Sex},
            "visa_support": _yes_and_no(),
        }

    def spelt(self, column: str, spellings: Iterable[str], value: str) -> str:
        """Return the first of `spellings` that `meant` resolves to `value`; the value itself when there is none."""
        return next((text for text in spellings if self.meant(column, text) == value), value)

    def named(self, column: str) -> list[str]:
        """Return what may be chosen in a column of a table, as it may be written there; empty for free text."""
        if column == "category":
            found = [(str(pk), [str(one), one.code]) for pk, (one, _places) in self.categories.items()]
        elif column == "protocol_rank":
            found = [(str(pk), [str(one), one.code]) for pk, one in self.ranks.items()]
        elif column in LISTED:
            options = LISTED[column].choices
            found = [(str(value), [str(label), str(value)]) for value, label in options]
        elif column == "nationality":
            found = [(code, [short, code]) for code, short in self.nationalities]
        elif column == "visa_support":
            found = [(value, [str(label), value]) for value, label in YES_NO]
        else:
            return []
        return [self.spelt(column, spellings, value) for value, spellings in found]

    def allowed(self, column: str) -> str:
        """Return what may be written in a column, for people: the names to choose from, or an example."""
        listed: dict[str, Iterable[object]] = {
            "capacity": (choice.label for choice in Capacity),
            "category": (f"{one.letter} ({one})" for one, _places in self.categories.values()),
            "protocol_rank": self.ranks.values(),
            "document_type": (choice.label for choice in DocumentType),
            "sex": (choice.label for choice in Sex),
            "visa_support": (label for _value, label in YES_NO),
        }
        if column in listed:
            return "; ".join(str(one) for one in listed[column])
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
        spelt = self._states if column == "nationality" else self._spellings.get(column)
        return text if spelt is None else spelt.get(_fold(text), text)


def _fold(text: str) -> str:
    return " ".join(search_key(text).replace("_", " ").replace("-", " ").split())


def _by_spelling(rows: Iterable[tuple[int, list[str]]]) -> dict[str, str]:
    return {_fold(text): str(pk) for pk, spellings in rows for text in spellings}


def _yes_and_no() -> dict[str, str]:
    found = {"y": "yes", "true": "yes", "1": "yes", "x": "yes", "n": "no", "false": "no", "0": "no"}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            found |= {_fold(text): value for value, label in YES_NO for text in (value, str(label))}
    return found


def _by_label(choices: type[Capacity] | type[DocumentType] | type[Sex]) -> dict[str, str]:
    found = {_fold(choice.value): str(choice.value) for choice in choices}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            found |= {_fold(str(choice.label)): str(choice.value) for choice in choices}
    return found
