from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.audit.chain import Draft
from conference.core import reasons
from conference.core.undo import mails_wait
from conference.correspondence.letters.registry import Notice, register_notice
from conference.correspondence.outbox.actions import lock_undoable_messages, queue_messages, withdraw_messages
from delegations.accreditation.badges.numbers import number_for
from delegations.accreditation.models import Badge
from delegations.registration.delegations.queries import focal_points_of
from delegations.registration.members.consequences import rule_in_words
from delegations.registration.models import Delegate, Delegation

ACCREDITED = register_notice(
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


def _register_about_person(name: str, title: Promise, text: str, **more: str) -> Notice:
    """Register a notice about one person, with a text of the officer's."""
    sample = {"party": "Kenya", "person": "Wanjiru Kamau", "capacity": "Delegate", "words": text, **more}
    return register_notice(
        Notice(
            kind=f"accreditation.{name}",
            title=title,
            template=f"mail/accreditation/{name}",
            variables=frozenset({*sample, "url"}),
            sample=lambda: {**sample, "url": f"{settings.PUBLIC_URL}/portal/ken/"},
        )
    )


RETURNED = _register_about_person(
    "returned",
    _("Member returned for correction"),
    "The note verbale gives a different functional title. Please correct the title or send a new note.",
)
REFUSED = _register_about_person(
    "refused", _("Member not accredited"), "The party has not named this person as a member of its delegation."
)
REOPENED = _register_about_person(
    "reopened",
    _("A decision was withdrawn"),
    "Accredited by mistake for another person of the same name.",
    badge="A1-61803",
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

    return tell_focal_points(ACCREDITED, first, first.delegation, context, after=mails_wait())


def tell_returned(delegate: Delegate) -> int:
    path = reverse("registration:member", args=[delegate.delegation.party.slug, delegate.public_id])
    return _tell_about(RETURNED, delegate, path=path, after=mails_wait())


def tell_refused(delegate: Delegate) -> int:
    return _tell_about(REFUSED, delegate)


def tell_reopened(delegate: Delegate, explanation: str, badge: str = "") -> int:
    """Queue that a decision is taken back; `badge` is the number of the one that ended with it."""
    return _tell_about(REOPENED, delegate, {"words": explanation, "badge": badge})


def _tell_about(notice: Notice, delegate: Delegate, values: Mapping[str, str] | None = None, **more: Any) -> int:
    def context() -> dict[str, Any]:
        return {
            "person": delegate.full_name,
            "capacity": delegate.get_capacity_display(),
            "words": reasons.read(delegate.return_words),
            **(values or {}),
        }

    return tell_focal_points(notice, delegate, delegate.delegation, context, **more)


def tell_focal_points(
    notice: Notice,
    subject: Model,
    delegation: Delegation,
    context: Callable[[], Mapping[str, Any]],
    *,
    path: str = "",
    after: timedelta = timedelta(),
) -> int:
    """Queue a letter to each focal point. Return how many are new.

    Args:
        context: Builds the variables besides `party` and `url`, once in each language of the readers.
        path: Where the letter's button leads; by default to the delegation's page.
    """
    party = delegation.party
    url = settings.PUBLIC_URL.rstrip("/") + (path or reverse("registration:delegation", args=[party.slug]))
    readers = sorted(focal_points_of(delegation), key=lambda reader: reader.language)
    new = 0
    for language, group in groupby(readers, key=lambda reader: reader.language):
        with translation.override(language):
            values = {**context(), "party": party.short, "url": url}
        new += queue_messages(notice, subject=subject, to=group, context=values, scope=party.code, after=after)
    return new


def withdraw_outdated(drafts: Sequence[Draft], **_kwargs: Any) -> None:
    """Receive `use_case_ending`: cancel waiting letters about decisions that were undone or overtaken, or shorten those about several."""
    label = Delegate._meta.label_lower
    people = {
        draft.subject_id: draft.scope
        for draft in drafts
        if draft.subject_type == label and draft.came_from in {"accredited", "returned"}
    }
    if not people:
        return
    numbers = {number_for(int(key)) for key in people}
    for message in lock_undoable_messages((ACCREDITED, RETURNED), set(people.values())):
        if message.kind == RETURNED.kind:
            if message.subject_id in people:
                withdraw_messages([message])
            continue
        persons = [person for person in message.context["persons"] if person["badge"] not in numbers]
        if not persons:
            withdraw_messages([message])
        elif len(persons) < len(message.context["persons"]):
            message.context["persons"] = persons
            message.save(update_fields=["context"])
