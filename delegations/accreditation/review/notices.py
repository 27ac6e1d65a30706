"""Messages about decisions to focal points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from conference.correspondence.letters.registry import Notice, register
from conference.correspondence.outbox.actions import queue
from delegations.accreditation.models import Badge
from delegations.registration.delegations.queries import focal_points_of
from delegations.registration.models import Delegate

ACCREDITED = register(
    Notice(
        kind="accreditation.accredited",
        title=_("Members accredited"),
        template="mail/accreditation/accredited",
        # A list, so that one letter can name everybody of one decision.
        variables=frozenset({"party", "persons", "liaison", "url"}),
        sample=lambda: {
            "party": "Kenya",
            "persons": [
                {"name": "Wanjiru Kamau", "capacity": "Delegate", "category": "Delegate", "badge": "A1-61803"},
                {"name": "Otieno Odhiambo", "capacity": "Adviser", "category": "Delegate", "badge": "A1-23606"},
            ],
            "liaison": "Ms. Trần Thu Hà",
            "url": f"{settings.PUBLIC_URL}/portal/ken/",
        },
    )
)


RETURNED = register(
    Notice(
        kind="accreditation.returned",
        title=_("Member returned for correction"),
        template="mail/accreditation/returned",
        variables=frozenset({"party", "person", "capacity", "words", "url"}),
        sample=lambda: {
            "party": "Kenya",
            "person": "Wanjiru Kamau",
            "capacity": "Delegate",
            "words": "The note verbale gives another functional title. Please correct the title or send a new note.",
            "url": f"{settings.PUBLIC_URL}/portal/ken/",
        },
    )
)


REFUSED = register(
    Notice(
        kind="accreditation.refused",
        title=_("Member not accredited"),
        template="mail/accreditation/refused",
        variables=frozenset({"party", "person", "capacity", "words", "url"}),
        sample=lambda: {
            "party": "Kenya",
            "person": "Wanjiru Kamau",
            "capacity": "Delegate",
            "words": "The party has not named this person as a member of its delegation.",
            "url": f"{settings.PUBLIC_URL}/portal/ken/",
        },
    )
)


REOPENED = register(
    Notice(
        kind="accreditation.reopened",
        title=_("A decision is taken back"),
        template="mail/accreditation/reopened",
        variables=frozenset({"party", "person", "capacity", "words", "badge", "url"}),
        sample=lambda: {
            "party": "Kenya",
            "person": "Wanjiru Kamau",
            "capacity": "Delegate",
            "words": "Accredited by mistake for another person of the same name.",
            "badge": "A1-61803",
            "url": f"{settings.PUBLIC_URL}/portal/ken/",
        },
    )
)


def tell_accredited(decided: Sequence[tuple[Delegate, Badge]]) -> int:
    """Queue one letter about accredited people of one delegation. Return how many letters are new."""
    first = decided[0][0]

    def context() -> dict[str, Any]:
        persons = [
            {
                "name": delegate.full_name,
                "capacity": delegate.get_capacity_display(),
                "category": str(delegate.category),
                "badge": badge.number,
            }
            for delegate, badge in decided
        ]
        return {"persons": persons, "liaison": first.delegation.liaison_name}

    return _tell(ACCREDITED, first, context, _page(first))


def tell_returned(delegate: Delegate) -> int:
    """Queue what is to be corrected, in the officer's words."""
    entry = reverse("registration:member", args=[delegate.delegation.party.slug, delegate.public_id])
    return _tell(RETURNED, delegate, lambda: _about(delegate), entry)


def tell_refused(delegate: Delegate) -> int:
    return _tell(REFUSED, delegate, lambda: _about(delegate), _page(delegate))


def tell_reopened(delegate: Delegate, words: str, badge: str = "") -> int:
    """Queue that a decision is taken back; `badge` is the number of the one that ended with it."""
    said = {"words": words, "badge": badge}
    return _tell(REOPENED, delegate, lambda: _about(delegate) | said, _page(delegate))


def _page(delegate: Delegate) -> str:
    return reverse("registration:delegation", args=[delegate.delegation.party.slug])


def _about(delegate: Delegate) -> dict[str, Any]:
    return {
        "person": delegate.full_name,
        "capacity": delegate.get_capacity_display(),
        "words": delegate.return_words,
    }


def _tell(notice: Notice, delegate: Delegate, context: Callable[[], Mapping[str, Any]], path: str) -> int:
    """Build the context once in each language of the readers, since names of parties and capacities differ by language.

    Args:
        path: Where the letter's button leads.
    """
    party = delegate.delegation.party
    readers = sorted(focal_points_of(delegate.delegation), key=lambda reader: reader.language)
    new = 0
    for language, group in groupby(readers, key=lambda reader: reader.language):
        with translation.override(language):
            said = {**context(), "party": party.short, "url": settings.PUBLIC_URL.rstrip("/") + path}
        new += queue(notice, subject=delegate, to=group, context=said, scope=party.code)
    return new
