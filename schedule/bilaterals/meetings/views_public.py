"""The page of the link in a mail, by which one side answers once without signing in. Opening it changes nothing.

A link that is used or out of date, or whose meeting awaits no answer any more, says so and nothing else: mails are forwarded, and kept. An
undo in the portal lets it answer once more, and shows the meeting again until it is out of date.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conference.core import clock
from conference.core.access import actor_of, public
from conference.core.errors import AlreadyDecided, UserError
from conference.core.links import hash_of, opened_by_secret
from delegations.registration.delegations import access_log
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.meetings.notices import MEETING
from schedule.bilaterals.meetings.views_answers import SideAnswer
from schedule.bilaterals.models import AnswerLink

PAGE, OVER = "public/bilaterals/meetings/answer.html", "public/bilaterals/meetings/over.html"


@public
@opened_by_secret
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the meeting to the side that the link was sent to, and take its answer. An invalid link gets an explanation."""
    link = AnswerLink.objects.select_related("delegation__party").filter(secret_hash=hash_of(secret)).first()
    if link is None:
        return render(request, "public/bilaterals/meetings/no_link.html", status=404)
    meeting = queries.all_meetings().get(pk=link.meeting_id)
    answering = SideAnswer(meeting, link.delegation, link)
    message, problem, status, keep_typed = "", "", 200, False
    if request.method == "POST":
        try:
            message = answering.carry_out(request, actor_of(request))
            status, keep_typed = (200, False) if message else (422, True)
        except UserError as refusal:
            # After a decision by somebody else the page is fresh; after any other refusal it keeps what was typed.
            problem, status, keep_typed = str(refusal), refusal.status, not isinstance(refusal, AlreadyDecided)
        link.refresh_from_db()
        answering.meeting = meeting = queries.all_meetings().get(pk=link.meeting_id)
    if link.is_over(clock.now()) or not answering.awaited:
        said = {"message": message, "why": "" if message else _why(link)}
        return render(request, OVER, said, status=status)
    context: dict[str, Any] = {
        "meeting": meeting,
        "delegation": link.delegation,
        "others": answering.others(),
        "own_principal": meeting.principal_of(link.delegation),
        "problem": problem,
        "of_change": answering.of_change,
        "engaged_then": answering.engaged_then(),
        "asked_side": meeting.asking_id != link.delegation.pk,
        "answer_form": answering.answer_form(),
    }
    if not meeting.further():
        context["times_form"] = answering.times_form(request)
    context |= answering.typed_forms(request) if keep_typed else {}
    access_log.log_persons(request, meeting, 1, MEETING)
    return render(request, PAGE, context, status=status)


def _why(link: AnswerLink) -> str:
    if link.used_at is not None:
        return _("This link has been used already. Its answer was recorded.")
    if link.is_over(clock.now()):
        return _("This link is out of date: the time for the answer is over.")
    return _("This meeting does not await your answer any more.")
