"""Views of batches of badges: requested, checked, printed at once or by a worker, fetched again."""

import re
from dataclasses import replace as replace_in
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from conference.core import parsing
from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.files.responses import send_file, send_made
from delegations.accreditation.badges import queries
from delegations.accreditation.badges.actions import batches, printing
from delegations.accreditation.badges.checks import FaultyBadges
from delegations.accreditation.badges.contents import BadgeChoice, printable_badges
from delegations.accreditation.badges.forms import AgainForm, BatchForm
from delegations.accreditation.badges.views_desk import PRINT, badge_page, home_page
from delegations.accreditation.collection.views_desk import delegation_page
from delegations.accreditation.models import Badge, PrintJob
from delegations.registration.delegations import access_log
from delegations.registration.models import Delegation

# So many take about a second, which a person waits for; more are printed by a worker.
AT_ONCE = 40


@staff(PRINT)
@require_POST
@never_cache
def print_(request: HttpRequest) -> HttpResponse:
    """Print a batch: a small one is returned as a file, a larger one goes to a worker. `check` only checks it."""
    form = BatchForm(request.POST)
    if not form.is_valid():
        return _again(request, form, status=422)
    choice, way = form.choice(), form.way()
    if before := queries.count_printed_before(choice):
        message = ngettext(
            "%(n)d of those you chose was printed before. Ask for those too and say why, or leave it out. Nothing was printed.",
            "%(n)d of those you chose were printed before. Ask for those too and say why, or leave them out. Nothing was printed.",
            before,
        )
        form.add_error("which", message % {"n": before})
        return _again(request, form, status=422)
    actor = actor_of(request)
    try:
        if "check" in request.POST:
            return _checked(request, form, printing.check_batch(choice, way, refuse=False))
        if printable_badges(choice).count() > AT_ONCE:
            job = batches.ask_for_batch(actor=actor, choice=choice, way=way)
            return redirect("accreditation:batch", job.public_id)
        job = batches.print_at_once(actor=actor, choice=choice, way=way)
    except FaultyBadges:
        return _checked(request, form, printing.check_batch(choice, way, refuse=False), status=422)
    except UserError as problem:
        return _again(request, form, status=problem.status, problem=problem)
    count = len(BadgeChoice.from_json(job.wanted).badges)
    message = ngettext(
        "%(n)d badge is on the file and marked as printed.",
        "%(n)d badges are on the file and marked as printed.",
        count,
    )
    messages.success(request, message % {"n": count})
    with job.file.open("rb") as file:
        single = Badge.objects.get(pk=choice.badges[0]).number if len(choice.badges) == 1 else ""
        name = f"badge-{single}.pdf" if single else f"badges-{choice.delegation.lower() or 'all'}.pdf"
        return _marked(request, send_made(file.read(), name=name, kind="application/pdf"))


def _again(request: HttpRequest, form: BatchForm, *, status: int, problem: UserError | None = None) -> HttpResponse:
    party = Delegation.objects.select_related("party").filter(party__code=request.POST.get("delegation", "").upper())
    if request.POST.get("page") == "delegation" and (delegation := party.first()):
        return delegation_page(request, delegation, batch=form, problem=problem, status=status)
    ticked = request.POST.getlist("badges")
    key = parsing.number(ticked[0]) if len(ticked) == 1 else None
    if key is not None and (badge := queries.badges_in_detail().filter(pk=key).first()):
        return badge_page(request, badge, batch=form, problem=problem, status=status)
    return home_page(request, batch=form, problem=problem, status=status)


def _checked(request: HttpRequest, form: BatchForm, batch: printing.BatchCheck, *, status: int = 200) -> HttpResponse:
    hidden_fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if (name in form.fields or name == "page") and (name != "badges" or form.cleaned_data["badges"])
    ]
    context = {
        "faults": batch.faults,
        "faulty": len({fault.pk for fault in batch.faults}),
        "good": len(batch.rows),
        "hidden_fields": [
            *hidden_fields,
            *([("delegation", form.choice().delegation)] if request.POST.get("one") else []),
        ],
    }
    return render(request, "desk/accreditation/badges/check.html", context, status=status)


def _marked(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Mark the response for forms.js (data-file): the badges on the file are printed by now."""
    mark = request.POST.get("mark", "")
    if re.fullmatch("[0-9a-f]{16}", mark):
        path = reverse("accreditation:badges")
        response.set_cookie("file", mark, max_age=120, path=path, secure=request.is_secure(), samesite="Strict")
    return response


@staff(PRINT)
@require_safe
@never_cache
def batch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the progress of a batch and its badges; htmx polls it."""
    return _batch(request, _job(public_id), AgainForm())


def _batch(request: HttpRequest, job: PrintJob, form: AgainForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"job": job, "form": form, **more}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/accreditation/badges/_batch.html", context, status=status)
    context["listed"] = queries.get_batch_page(job, parsing.number(request.GET.get("from")) or 0)
    access_log.log_persons(request, None, len(context["listed"].rows), "accreditation:batch")
    return render(request, "desk/accreditation/badges/batch.html", context, status=status)


@staff(PRINT)
@require_safe
def batch_file(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    job = _job(public_id)
    return send_file(job.file, name=f"badges-{job.total}.pdf")


@staff(PRINT)
@require_POST
# no action: starts a job
def print_rest(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    job = _job(public_id)
    way = replace_in(batches.print_mode_of(job), rest=True)
    try:
        new = batches.ask_for_batch(actor=actor, choice=BadgeChoice.from_json(job.wanted), way=way)
    except UserError as problem:
        messages.error(request, str(problem))
        return redirect("accreditation:batch", job.public_id)
    return redirect("accreditation:batch", new.public_id)


@staff(PRINT)
@require_POST
# no action: starts a job
def print_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor, form = actor_of(request), AgainForm(request.POST)
    job = _job(public_id)
    if not form.is_valid():
        return _batch(request, job, form, status=422)
    try:
        new = batches.print_again(actor=actor, job=job, **form.cleaned_data)
    except UserError as problem:
        return _batch(request, job, form, problem=problem, status=problem.status)
    return redirect("accreditation:batch", new.public_id)


def _job(public_id: UUID) -> PrintJob:
    """Return a batch, whoever asked for it: the shifts of the print room share them."""
    return get_object_or_404(PrintJob.objects.select_related("owner"), public_id=public_id)
