"""The preview of the badge beside a member's form, without a code: there is none before accreditation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import override

from conference.core.registry import Registry
from conference.look import honorifics, lists
from conference.look.names import script_of
from conference.models import Category, Zone
from conference.parties.models import Party
from conference.printing.badges.words import badge_names
from conference.translated import FALLBACK
from delegations.registration.members.choices import Choices
from delegations.registration.members.forms import MemberForm
from delegations.registration.models import Delegate

LONG_STATE, LONG_NAME = 16, 24  # characters from which on the preview uses smaller type


@dataclass(frozen=True)
class BadgeIssuer:
    """What issues badges.

    Args:
        number_of: Returns the live badge's number, with its copy; empty for who has none.
        language: Returns the language in which badges are printed.
    """

    number_of: Callable[[Delegate], str]
    language: Callable[[], str]


issuers: Registry[BadgeIssuer] = Registry("issuers of badges")


@dataclass(frozen=True)
class Kind:
    category: Category
    zones: list[tuple[str, bool]]
    days: list[date]


@dataclass(frozen=True)
class Preview:
    state: str
    name: str
    native: str
    function: str
    kind: Kind | None
    kinds: list[Kind]
    number: str = ""
    language: str = FALLBACK

    @property
    def spoken(self) -> dict[str, Any]:
        """Return what badge.js needs to place an honorific as the badge does."""
        with override(self.language):
            return {
                "honorifics": honorifics.known(),
                "after": honorifics.stand_after(),
                "script": script_of(self.language),
            }

    @property
    def says(self) -> str:
        """Return what the badge says, for a reader who does not see it; an attribute names nobody in another script."""
        return lists.beside([self.state, self.name, str(self.kind.category) if self.kind else ""])

    @property
    def state_is_long(self) -> bool:
        return len(self.state) > LONG_STATE

    @property
    def name_is_long(self) -> bool:
        return len(self.name) > LONG_NAME


def preview(party: Party, member: Delegate | None, form: MemberForm, choices: Choices) -> Preview:
    """Return the preview of the form's present values, in the language of the badges.

    Two queries for the zones, one for the language of the badges, and one for the number of somebody accredited.
    """
    conference = choices.conference
    length = (conference.ends_on - conference.starts_on).days + 1
    all_days = [conference.starts_on + timedelta(days=number) for number in range(length)]
    kinds = _kinds([category for category, _places in choices.categories.values()], member, all_days)

    def now(name: str) -> str:
        value: Any = form[name].value()
        return "" if value is None else str(value)

    typed = now("name_on_badge") or f"{now('given_names')} {now('family_name')}".strip()
    language = next((issuer.language() for issuer in issuers.values()), FALLBACK)
    with override(language):
        state = party.short
        name, native = badge_names(now("honorific"), typed, now("name_native")) if typed else ("", now("name_native"))
    chosen = now("category")
    kind = next((kind for kind in kinds if str(kind.category.pk) == chosen), None)
    found = [issuer.number_of(member) for issuer in issuers.values()] if member is not None else []
    number = next(filter(None, found), "")
    return Preview(state, name, native, now("functional_title"), kind, kinds, number, language)


def _kinds(categories: list[Category], member: Delegate | None, all_days: list[date]) -> list[Kind]:
    if member is not None and member.category not in categories:
        categories = [*categories, member.category]
    zones = list(Zone.objects.all())
    granted: dict[int, set[int]] = {}
    for category_id, zone_id in Category.zones.through.objects.values_list("category_id", "zone_id"):
        granted.setdefault(category_id, set()).add(zone_id)
    return [
        Kind(
            category,
            [(zone.letter, zone.pk in granted.get(category.pk, set())) for zone in zones],
            [date.fromisoformat(day) for day in category.days] or all_days,
        )
        for category in categories
    ]
