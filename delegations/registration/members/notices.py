from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from conference.core import clock
from conference.correspondence.outbox.actions import lock_undoable_messages_about, withdraw_messages
from conference.look import lists
from delegations.registration.delegations.notices import deadlines_context, declare_notice, write_to_focal_points
from delegations.registration.members import queries
from delegations.registration.members.queries import Submission
from delegations.registration.models import Delegate, Delegation

SUBMITTED = declare_notice(
    "submitted",
    gettext_lazy("Delegation submitted"),
    ["headline", "received_words", "lacking_words", "received", "lacking", "at", "deadlines", "zone"],
)
BACK_IN_REVIEW = declare_notice("back_in_review", gettext_lazy("A change goes back to review"), ["name", "at"])
WITHDRAWN = declare_notice("withdrawn", gettext_lazy("Member withdrawn"), ["name", "at"])
REPLACED = declare_notice("replaced", gettext_lazy("Member replaced"), ["name", "instead", "at"])


def confirm_submission(delegation: Delegation, submission: Submission, everybody: list[Delegate]) -> None:
    """Write who was received and who still lacks what, once for each submission, by its number."""
    numbers = {member.pk: number for number, member in enumerate(everybody, 1)}

    def line(member: Delegate, detail: str) -> dict[str, Any]:
        return {"number": numbers[member.pk], "name": member.called, "what": detail}

    def context() -> dict[str, Any]:
        received, lacking = submission.received, submission.lacking
        return {
            **_counts(delegation, len(received), len(lacking)),
            **deadlines_context(delegation),
            "at": submission.at.isoformat(),
            "received": [line(member, member.get_capacity_display()) for member in received],
            "lacking": [line(member, lists.in_words(_in_readers_language(member, lacks))) for member, lacks in lacking],
        }

    write_to_focal_points(SUBMITTED, delegation, delegation, context, version=submission.number)


def _in_readers_language(member: Delegate, lacks: list[queries.MissingField]) -> list[queries.MissingField]:
    """Return what is missing, in the active language; an officer's own words are not translated."""
    return [*queries.missing_fields(member), *(lack for lack in lacks if not lack.field)]


def _counts(delegation: Delegation, received: int, lacking: int) -> dict[str, str]:
    headline = [ngettext("%(count)s member received", "%(count)s members received", received) % {"count": received}]
    lacking_words = ""
    if lacking:
        headline.append(
            ngettext("%(count)s still incomplete", "%(count)s still incomplete", lacking) % {"count": lacking}
        )
        lacking_words = ngettext(
            "%(count)s member still lacks something.", "%(count)s members still lack something.", lacking
        ) % {"count": lacking}
    return {
        "headline": f"{delegation.party.short}: {lists.in_words(headline)}",
        "received_words": ngettext("%(count)s member", "%(count)s members", received) % {"count": received},
        "lacking_words": lacking_words,
    }


def called(member: Delegate) -> str:
    """Return the member as letters name them: honorific and full name."""
    return member.called


def back_in_review(member: Delegate) -> None:
    write_to_focal_points(BACK_IN_REVIEW, member.delegation, member, lambda: _context(member))


def confirm_withdrawal(member: Delegate, *, after: timedelta = timedelta()) -> None:
    write_to_focal_points(WITHDRAWN, member.delegation, member, lambda: _context(member), after=after)


def withdraw_confirmation(member: Delegate) -> None:
    """Cancel the mail about a withdrawal that is undone."""
    withdraw_messages(lock_undoable_messages_about((WITHDRAWN,), member))


def confirm_replacement(old: Delegate, new: Delegate) -> None:
    write_to_focal_points(REPLACED, new.delegation, new, lambda: _context(new) | {"instead": old.called})


def _context(member: Delegate) -> dict[str, Any]:
    return {"name": member.called, "at": clock.now().isoformat()}
