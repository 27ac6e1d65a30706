from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from conference.core.access import actor_of, staff
from conference.files.pasted_tables import PastedTableForm
from delegations.registration.focal_points import invitation_lists
from delegations.registration.focal_points.actions import invite_list
from delegations.registration.focal_points.invitation_lists import InvitationLine, ListRefused


class ListForm(PastedTableForm):
    most = invitation_lists.MOST
    about = gettext_lazy(
        "One line per person: party (its name in any language, or its code), e-mail address, "
        "name, language. Name and language may be left out. Paste from a spreadsheet, or "
        "separate by commas or semicolons."
    )


@staff("registration.invite")
@require_http_methods(["GET", "HEAD", "POST"])
def by_list(request: HttpRequest) -> HttpResponse:
    """Show every line with what would happen or what is wrong; `send` invites, when all of them are good."""
    form: PastedTableForm = ListForm(*((request.POST, request.FILES) if request.method == "POST" else (None, None)))
    lines: list[InvitationLine] = []
    refused = ""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            lines = invitation_lists.lines(form.rows)
            send = "send" in request.POST
            try:
                done = invite_list.invite_many(actor=actor_of(request), lines=lines, dry_run=not send)
            except ListRefused as problem:
                refused = str(problem)
            else:
                status = 200
                if send:
                    words = ngettext(
                        "%(count)s invitation goes out by e-mail.", "%(count)s invitations go out by e-mail.", len(done)
                    )
                    messages.success(request, words % {"count": len(done)})
                    return redirect("registration:desk_list")
            form = form.shown()
    context = {
        "form": form,
        "lines": lines,
        "refused": refused,
        "good": bool(lines) and not refused,
    }
    return render(request, "desk/registration/focal_points/invite_list.html", context, status=status)
