"""Why a delegation has no meeting, or none with a place, as protocol reads it on the delegation's page: computed from what is so now."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from delegations.registration.models import Delegation
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.models import LIVE, Meeting, PinnedMeeting
from schedule.bilaterals.planning.assembling import assemble_problem
from schedule.bilaterals.planning.models import Why
from schedule.bilaterals.planning.reasons import find_why_not
from schedule.bilaterals.planning.solving.measure import find_standing


@dataclass(frozen=True)
class Explanation:
    """Why a meeting has no place today; `others` are the meetings that the reason means."""

    meeting: Meeting
    why: str
    others: list[Meeting] = field(default_factory=list)


def explain_without_place(delegation: Delegation) -> list[Explanation]:
    """Return the delegation's meetings that wait for a place, and why. A constant number of queries."""
    context = assemble_problem()
    standing = find_standing(context.problem)
    pinned = PinnedMeeting.objects.filter(meeting__state__in=LIVE, meeting__room=None, meeting__pull_aside=False)
    own = queries.all_meetings().filter(queries.of_party(delegation), pk__in=pinned.values("meeting"))
    explanations = [
        Explanation(meeting, _("Protocol has refused its change; the planner leaves it.")) for meeting in own
    ]
    for key, meeting in context.meetings.items():
        if delegation not in meeting.parties() or key in standing:
            continue
        reason = find_why_not(context.problem, standing, context.problem.by_key[key])
        why = Why(reason.code).label if reason.code else _("A place is free for it. Let the planner run.")
        explanations.append(Explanation(meeting, str(why), [context.meetings[other] for other in reason.others]))
    return explanations


def explain_no_meetings(delegation: Delegation) -> str:
    """Return why a delegation has no meeting that is to come or was held. Two queries."""
    if not queries.with_heads().filter(pk=delegation.pk).exists():
        return _("It has no head of delegation who could meet others.")
    ended = queries.all_meetings().filter(queries.of_party(delegation)).count()
    if not ended:
        return _("It has asked for no meeting, and nobody has asked it for one.")
    message = ngettext(
        "%(n)d request or meeting of it was declined, cancelled, not answered in time, or did not take place.",
        "%(n)d requests or meetings of it were declined, cancelled, not answered in time, or did not take place.",
        ended,
    )
    return message % {"n": ended}


def named_meetings(keys: Iterable[int]) -> dict[int, Meeting]:
    """Return these meetings by key, to be named."""
    return {meeting.pk: meeting for meeting in queries.all_meetings().filter(pk__in=set(keys))}
