"""The preview of the badge beside a member's form, without a code: there is none before accreditation."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import override

from conference.core.registry import Registry
from conference.look import honorifics, lists
from conference.look.names import on_badge, script_of
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
class BadgeKind:
    category: Category
    zones: list[tuple[str, bool]]
    days: list[date]


@dataclass(frozen=True)
class BadgePreview:
    state: str
    name: str
    native: str
    function: str
    kind: BadgeKind | None
    kinds: list[BadgeKind]
    number: str = ""
    language: str = FALLBACK

    @property
    def spoken(self) -> dict[str, Any]:
        """Return what badge.js needs to place an honorific as the badge does."""
        with override(self.language):
            return {
                "honorifics": honorifics.in_active_language(),
                "after": honorifics.stand_after(),
                "script": script_of(self.language),
            }

    @property
    def description(self) -> str:
        """Return what the badge says, for a reader who does not see it, in one script."""
        return lists.join_facts([self.state, self.name, str(self.kind.category) if self.kind else ""])


def preview(party: Party, member: Delegate | None, form: MemberForm, choices: Choices) -> BadgePreview:
    """Return the preview of the form's present values, in the language of the badges.

    Two queries for the zones, one for the language of the badges, and one for the number of somebody accredited.
    """

    def text(name: str) -> str:
        value: Any = form[name].value()
        return "" if value is None else str(value)

    kinds = _kinds(choices, member)
    kind = next((kind for kind in kinds if str(kind.category.pk) == text("category")), None)
    name, native = on_badge(*map(text, ("name_on_badge", "family_name", "given_names", "name_native")))
    language = next((issuer.language() for issuer in issuers.values()), FALLBACK)
    with override(language):
        state = party.short
        if name:
            name, native = badge_names(text("honorific"), name, native)
    numbers = [issuer.number_of(member) for issuer in issuers.values()] if member is not None else []
    number = next(filter(None, numbers), "")
    return BadgePreview(state, name, native, text("functional_title"), kind, kinds, number, language)


def _kinds(choices: Choices, member: Delegate | None) -> list[BadgeKind]:
    categories = [category for category, _places in choices.categories.values()]
    if member is not None and member.category not in categories:
        categories.append(member.category)
    conference = choices.conference
    length = (conference.ends_on - conference.starts_on).days + 1
    all_days = [conference.starts_on + timedelta(days=number) for number in range(length)]
    zones = list(Zone.objects.all())
    grants = set(Category.zones.through.objects.values_list("category_id", "zone_id"))
    return [
        BadgeKind(
            category,
            [(zone.letter, (category.pk, zone.pk) in grants) for zone in zones],
            [date.fromisoformat(day) for day in category.days] or all_days,
        )
        for category in categories
    ]
