from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy, ngettext

from conference.core import clock
from conference.look import lists
from delegations.registration.delegations.notices import deadlines_context, declare, write
from delegations.registration.members import queries
from delegations.registration.models import (
    Delegate,
    Delegation,
)

if TYPE_CHECKING:
    from delegations.registration.members.actions.submission import Submission


SUBMITTED = declare(
    "submitted",
    gettext_lazy("Delegation submitted"),
    ["headline", "received_words", "lacking_words", "received", "lacking", "at", "deadlines", "zone"],
)


BACK_IN_REVIEW = declare("back_in_review", gettext_lazy("A change goes back to review"), ["name", "at"])


WITHDRAWN = declare("withdrawn", gettext_lazy("Member withdrawn"), ["name", "at"])


REPLACED = declare("replaced", gettext_lazy("Member replaced"), ["name", "instead", "at"])


def submitted(delegation: Delegation, submission: Submission, everybody: list[Delegate]) -> None:
    """Write who was received and who still lacks what, once for each submission, by its number."""
    at = submission.at
    numbers = {member.pk: number for number, member in enumerate(everybody, 1)}

    def own() -> dict[str, Any]:
        received, lacking = submission.received, submission.lacking
        words = _submission_words(delegation, len(received), len(lacking))
        entered = [
            {"number": numbers[one.pk], "name": called(one), "what": one.get_capacity_display()} for one in received
        ]
        lacks = [
            {"number": numbers[one.pk], "name": called(one), "what": lists.in_words(_lacks(one, found))}
            for one, found in lacking
        ]
        common = deadlines_context(delegation) | {"at": at.isoformat()}
        return {**words, **common, "received": entered, "lacking": lacks}

    write(SUBMITTED, delegation, delegation, own, version=submission.number)


def _lacks(member: Delegate, found: list[queries.MissingField]) -> list[queries.MissingField]:
    """Return what is missing, in the active language; an officer's own words are not translated."""
    return [*queries.missing_fields(member), *(lack for lack in found if not lack.field)]


def _submission_words(delegation: Delegation, received: int, lacking: int) -> dict[str, str]:
    entered = ngettext("%(count)s member received", "%(count)s members received", received) % {"count": received}
    lacks = ngettext("%(count)s still incomplete", "%(count)s still incomplete", lacking) % {"count": lacking}
    parts = [entered, lacks] if lacking else [entered]
    return {
        "headline": f"{delegation.party.short}: {lists.in_words(parts)}",
        "received_words": ngettext("%(count)s member", "%(count)s members", received) % {"count": received},
        "lacking_words": ngettext("%(count)s member still lacks something.", "%(count)s members still lack something.", lacking)
        % {"count": lacking}
        if lacking
        else "",
    }  # fmt: skip


def called(member: Delegate) -> str:
    """Return the member as letters name them: honorific and full name."""
    return member.called


def back_in_review(member: Delegate) -> None:
    write(BACK_IN_REVIEW, member.delegation, member, lambda: _member(member))


def withdrawn(member: Delegate) -> None:
    write(WITHDRAWN, member.delegation, member, lambda: _member(member))


def _member(member: Delegate) -> dict[str, Any]:
    return {"name": called(member), "at": clock.now().isoformat()}


def replaced(old: Delegate, new: Delegate) -> None:
    write(REPLACED, new.delegation, new, lambda: _member(new) | {"instead": called(old)})
