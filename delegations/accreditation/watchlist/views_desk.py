from typing import Any

from django.contrib import messages
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import clock, concurrency
from conference.core.access import actor_of, confirm_identity, staff
from conference.files.pasted_tables import PastedTableForm
from conference.look.lists import join_sentences
from conference.parties import queries
from delegations.accreditation.models import WatchEntry, WatchMatch
from delegations.accreditation.review.risks import mask_number
from delegations.accreditation.watchlist import actions, tables
from delegations.accreditation.watchlist.actions import RIGHT
from delegations.accreditation.watchlist.forms import WatchForm
from delegations.accreditation.watchlist.tables import ListRefused, WatchLine

PAGE = 100


@staff(RIGHT)
@require_safe
@never_cache
def list_entries(request: HttpRequest) -> HttpResponse:
    """List every entry, those in force first, without the reasons. Three queries besides the actor's."""
    force = WatchEntry.in_force(clock.now().date())
    counted = Count("matches", distinct=True), Count("matches", filter=Q(matches__aside_at=None), distinct=True)
    rows = WatchEntry.objects.select_related("entered_by").annotate(n_matches=counted[0], n_open=counted[1])
    context = {"now": list(rows.filter(force)[:PAGE]), "past": list(rows.exclude(force)[:PAGE]), "form": WatchForm()}
    return render(request, "desk/accreditation/watchlist/watch.html", context)


@staff(RIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def create_entry(request: HttpRequest) -> HttpResponse:
    form = WatchForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(
            request, "desk/accreditation/watchlist/watch_one.html", {"form": form}, status=422 if form.is_bound else 200
        )
    entry = actions.enter_watch(actor=actor_of(request), values=form.values())
    _say(request, entry)
    return redirect("accreditation:watch_one", pk=entry.pk)


@staff(RIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def watch_entry(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _found(pk)
    form = WatchForm(request.POST if request.method == "POST" else None, entry=entry)
    if request.method != "POST" or not form.is_valid():
        return _page(request, entry, form=form, status=422 if form.is_bound else 200)
    expected_version = form.cleaned_data["version"] or 0
    entry = actions.edit_watch(
        actor=actor_of(request), entry=entry, values=form.values(), expected_version=expected_version
    )
    _say(request, entry)
    return redirect("accreditation:watch_one", pk=pk)


@staff(RIGHT)
@require_POST
@never_cache
def reason(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the reason; each look is logged."""
    entry = _found(pk)
    actions.read_watch(actor=actor_of(request), entries=[entry])
    return _page(request, entry, why=entry.why)


@staff(RIGHT)
@require_POST
def end_entry(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(WatchEntry, pk=pk)
    actions.end_watch(
        actor=actor_of(request), entry=entry, expected_version=concurrency.posted_version(request.POST) or 0
    )
    messages.success(request, _("Entry %(entry)s has ended; it no longer flags anybody.") % {"entry": entry})
    return redirect("accreditation:watch_list")


def _found(pk: int) -> WatchEntry:
    people = queries.prefetch_names(
        WatchMatch.objects.select_related("delegate__delegation__party", "aside_by"), "delegate__delegation__party"
    )
    rows = WatchEntry.objects.select_related("entered_by").prefetch_related(Prefetch("matches", people))
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, entry: WatchEntry, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "entry": entry,
        "in_force": entry.state == "active" and (not entry.valid_until or entry.valid_until >= clock.now().date()),
        "number": mask_number(entry.document_number) if entry.document_number else "",
        "form": WatchForm(entry=entry),
        **more,
    }
    return render(request, "desk/accreditation/watchlist/watch_one.html", context, status=status)


def _say(request: HttpRequest, entry: WatchEntry) -> None:
    count = entry.matches.count()
    message = ngettext("Saved. %(n)d possible match.", "Saved. %(n)d possible matches.", count)
    messages.success(request, message % {"n": count} if count else _("Saved. There is no possible match at present."))


class WatchListForm(PastedTableForm):  # not checked here: each cell is checked, and its line is named
    most = tables.MOST
    about = gettext_lazy(
        "One line per person or document: name, other names (separated by |), date of birth, document number, reason, "
        "valid until. The reason and either name or number are needed. Paste from a spreadsheet, or separate by commas "
        "or semicolons; a first line may name the columns in another order."
    )


@confirm_identity(bulk=True)
@staff(RIGHT)
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
            lines, send = tables.parse_lines(form.rows), "send" in request.POST
            try:
                actions.enter_list(actor=actor_of(request), lines=lines, dry_run=not send)
            except ListRefused as problem:
                refused = str(problem)
            else:
                status = 200
                if send:
                    _say_entered(request, lines)
                    return redirect("accreditation:watch_list")
            form = form.shown()
    context = {
        "form": form,
        "lines": lines,
        "refused": refused,
        "new": 0 if refused else sum(not line.listed_as for line in lines),
        "good": bool(lines) and not refused,
    }
    return render(request, "desk/accreditation/watchlist/watch_import.html", context, status=status)


def _say_entered(request: HttpRequest, lines: list[WatchLine]) -> None:
    new = sum(not line.listed_as for line in lines)
    sentences_shown = [ngettext("%(n)d entry was added.", "%(n)d entries were added.", new) % {"n": new}]
    if repeated := len(lines) - new:
        stood = ngettext("%(n)d line was in the list already.", "%(n)d lines were in the list already.", repeated)
        sentences_shown.append(stood % {"n": repeated})
    messages.success(request, join_sentences([*sentences_shown, _("Possible matches are shown beside each entry.")]))
