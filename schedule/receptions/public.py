"""The page of an invitation's link: reads as a printed card, then the answers. Opening it changes nothing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from conference import clock
from conference.access import public
from conference.errors import UserError
from schedule.receptions import actions, queries
from schedule.receptions.forms import AnswerForm
from schedule.receptions.models import Invitation


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """The card and its answer, for whoever holds the link."""
    return answer_page(
        request, queries.by_secret(secret), "public/receptions/answer.html", {"base": "public/base.html"}
    )


def answer_page(request: HttpRequest, invitation: Invitation, template: str, more: dict[str, Any]) -> HttpResponse:
    """Shows an invitation and takes its answer; the portal's door uses it too."""
    form = AnswerForm(request.POST or None, invitation=invitation)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.answer(invitation=invitation, answer=form.answer(), seen=form.cleaned_data["version"])
                return redirect(f"{request.path}?thanks")
            except UserError as problem:
                form.add_error(None, str(problem))
                status = problem.status
                invitation.refresh_from_db()
        else:
            status = 422
    context = {
        "invitation": invitation,
        "reception": invitation.reception,
        "form": form,
        "thanks": "thanks" in request.GET and invitation.state != "sent",
        "closed": clock.now() > invitation.reception.answer_by,
        **more,
    }
    return render(request, template, context, status=status)
