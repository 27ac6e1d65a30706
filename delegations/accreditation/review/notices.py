"""Messages about decisions to focal points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from conference.audit.chain import Draft
from conference.core import reasons
from conference.core.undo import mails_wait
from conference.correspondence.letters.registry import Notice, register
from conference.correspondence.outbox.actions import queue, still_waiting, withdraw
from delegations.accreditation.badges.numbers import number_for
from delegations.accreditation.models import Badge
from delegations.registration.delegations.queries import focal_points_of
from delegations.registration.members.consequences import rule_in_words
from delegations.registration.models import Delegate

ACCREDITED = register(
    Notice(
        kind="accreditation.accredited",
        title=_("Members accredited"),
        template="mail/accreditation/accredited",
        # A list, so that one letter can name everybody of one decision. `rule` is what a change of which field means.
        variables=frozenset({"party", "persons", "liaison", "rule", "url"}),
        sample=lambda: {
            "party": "Kenya",
            "persons": [
                {"name": "Wanjiru Kamau", "capacity": "Delegate", "category": "Delegate", "badge": "A1-61803"},
                {"name": "Otieno Odhiambo", "capacity": "Adviser", "category": "Delegate", "badge": "A1-23606"},
            ],
            "liaison": "Ms. Trần Thu Hà",
            "rule": rule_in_words(),
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
            "words": (
                "The note verbale gives a different functional title. Please correct the title or send a new note."
            ),
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
        title=_("A decision was withdrawn"),
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
        return {"persons": persons, "liaison": first.delegation.liaison, "rule": rule_in_words()}

    return _tell(ACCREDITED, first, context, _page(first), after=mails_wait())


def tell_returned(delegate: Delegate) -> int:
    entry = reverse("registration:member", args=[delegate.delegation.party.slug, delegate.public_id])
    return _tell(RETURNED, delegate, lambda: _about(delegate), entry, after=mails_wait())


def tell_refused(delegate: Delegate) -> int:
    return _tell(REFUSED, delegate, lambda: _about(delegate), _page(delegate))


def tell_reopened(delegate: Delegate, explanation: str, badge: str = "") -> int:
    """Queue that a decision is taken back; `badge` is the number of the one that ended with it."""
    said = {"words": explanation, "badge": badge}
    return _tell(REOPENED, delegate, lambda: _about(delegate) | said, _page(delegate))


def withdraw_outdated(drafts: Sequence[Draft], **_kwargs: Any) -> None:
    """Receive `use_case_ending`: cancel waiting letters about decisions that were undone or overtaken.

    A letter about several goes on without those concerned.
    """
    label = Delegate._meta.label_lower
    overtaken = [
        draft for draft in drafts if draft.subject_type == label and draft.came_from in {"accredited", "returned"}
    ]
    if not overtaken:
        return
    keys, numbers = (
        {draft.subject_id for draft in overtaken},
        {number_for(int(draft.subject_id)) for draft in overtaken},
    )
    for message in still_waiting((ACCREDITED, RETURNED), {draft.scope for draft in overtaken}):
        if message.kind == RETURNED.kind:
            if message.subject_id in keys:
                withdraw([message])
            continue
        persons = [person for person in message.context["persons"] if person["badge"] not in numbers]
        if not persons:
            withdraw([message])
        elif len(persons) < len(message.context["persons"]):
            message.context["persons"] = persons
            message.save(update_fields=["context"])


def _page(delegate: Delegate) -> str:
    return reverse("registration:delegation", args=[delegate.delegation.party.slug])


def _about(delegate: Delegate) -> dict[str, Any]:
    return {
        "person": delegate.full_name,
        "capacity": delegate.get_capacity_display(),
        "words": reasons.read(delegate.return_words),
    }


def _tell(
    notice: Notice,
    delegate: Delegate,
    context: Callable[[], Mapping[str, Any]],
    path: str,
    *,
    after: timedelta = timedelta(),
) -> int:
    """Build the context once in each language of the readers, since names of parties and capacities differ by language.

    Args:
        path: Where the letter's button leads.
    """
    party = delegate.delegation.party
    readers = sorted(focal_points_of(delegate.delegation), key=lambda reader: reader.language)
    new = 0
    for language, group in groupby(readers, key=lambda reader: reader.language):
        with translation.override(language):
            values = {**context(), "party": party.short, "url": settings.PUBLIC_URL.rstrip("/") + path}
        new += queue(notice, subject=delegate, to=group, context=values, scope=party.code, after=after)
    return new
