from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from conference.core.access import actor_of, staff
from conference.files.pasted_forms import PastedTableForm
from delegations.registration.focal_points import invitation_lists
from delegations.registration.focal_points.actions import invite_list
from delegations.registration.focal_points.invitation_lists import InvitationLine, ListRefused


class InviteListForm(PastedTableForm):
    most = invitation_lists.MOST
    about = gettext_lazy(
        "One line per person: party (its name in any language, or its code), e-mail address, "
        "name, language. Name and language may be left out. Paste from a spreadsheet, or "
        "separate by commas or semicolons."
    )


@staff("registration.invite")
@require_http_methods(["GET", "HEAD", "POST"])
def by_list(request: HttpRequest) -> HttpResponse:
    """Show each line with its result or its problems; `send` invites, when no line has a problem."""
    submitted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form: PastedTableForm = InviteListForm(*submitted)
    lines: list[InvitationLine] = []
    refused, status = "", 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        lines = invitation_lists.read_lines(form.rows)
        send = "send" in request.POST
        try:
            invite_list.invite_many(actor=actor_of(request), lines=lines, dry_run=not send)
        except ListRefused as refusal:
            refused = str(refusal)
        else:
            status = 200
            if send:
                message = ngettext(
                    "%(count)s invitation goes out by e-mail.", "%(count)s invitations go out by e-mail.", len(lines)
                )
                messages.success(request, message % {"count": len(lines)})
                return redirect("registration:desk_list")
        form = form.shown()
    context = {"form": form, "lines": lines, "refused": refused, "good": bool(lines) and not refused}
    return render(request, "desk/registration/focal_points/invite_list.html", context, status=status)
