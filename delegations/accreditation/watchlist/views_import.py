from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from conference.core.access import actor_of, staff
from conference.files.pasted_tables import PastedTableForm
from conference.look.lists import sentences
from delegations.accreditation.watchlist import actions, tables
from delegations.accreditation.watchlist.tables import ListRefused, WatchLine


class WatchListForm(PastedTableForm):
    most = tables.MOST
    about = gettext_lazy(
        "One line per person or document: name, other names (separated by |), date of birth, document number, reason, "
        "valid until. The reason and either name or number are needed. Paste from a spreadsheet, or separate by commas "
        "or semicolons; a first line may name the columns in another order."
    )


@staff(actions.RIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def by_list(request: HttpRequest) -> HttpResponse:
    """Show every line with what would happen or what is wrong; `send` enters them, when all of them are good."""
    form: PastedTableForm = WatchListForm(
        *((request.POST, request.FILES) if request.method == "POST" else (None, None))
    )
    lines: list[WatchLine] = []
    refused, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            lines, send = tables.lines(form.rows), "send" in request.POST
            try:
                actions.enter_list(actor=actor_of(request), lines=lines, dry_run=not send)
            except ListRefused as problem:
                refused = str(problem)
            else:
                status = 200
                if send:
                    _say(request, lines)
                    return redirect("accreditation:watch_list")
            form = form.shown()
    context = {
        "form": form,
        "lines": lines,
        "refused": refused,
        "new": 0 if refused else sum(not line.known for line in lines),
        "good": bool(lines) and not refused,
    }
    return render(request, "desk/accreditation/watchlist/watch_import.html", context, status=status)


def _say(request: HttpRequest, lines: list[WatchLine]) -> None:
    new = sum(not line.known for line in lines)
    words = [ngettext("%(n)d entry was added.", "%(n)d entries were added.", new) % {"n": new}]
    if left := len(lines) - new:
        stood = ngettext("%(n)d line was in the list already.", "%(n)d lines were in the list already.", left)
        words.append(stood % {"n": left})
    messages.success(request, sentences([*words, _("Possible matches are shown beside each entry.")]))
