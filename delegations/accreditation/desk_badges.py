"""The print room's doors: what waits to be printed, batches, one badge, and the counter where they are handed out."""

from __future__ import annotations

import re
from dataclasses import replace as replace_in
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from conference.access import Actor, actor_of, staff
from conference.errors import UserError
from conference.files import send_file
from delegations.accreditation import actions, checks, queries_badges
from delegations.accreditation.actions import batches, printing
from delegations.accreditation.checks import FaultyBadges
from delegations.accreditation.forms import LAYOUT_NAMES, AgainForm, BatchForm, HandOutForm, ReplaceForm
from delegations.accreditation.models import Badge, PrintJob
from delegations.accreditation.papers import Choice, Makers, printable, rows_of
from delegations.registration import traces

# So many take about a second, which a person waits for; more are made by a worker.
AT_ONCE = 40
PRINT, HAND_OUT = "badges.print", "badges.hand_out"
# The papers that have measures of their own, and the one of the picture on a badge's page.
PAPERS, LOOKS = ("a6", "cr80"), "a6"


@staff(PRINT)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits to be printed and to be handed out, by delegation; one's own batches; a badge by number or name."""
    actor = actor_of(request)
    wanted = " ".join(request.GET.get("q", "").split())[:80]
    rows = queries_badges.by_delegation()
    found = queries_badges.find(wanted) if wanted else None
    traces.persons(request, None, len(found or ()), "accreditation:badges")
    context = {
        "rows": rows,
        "totals": queries_badges.totals(rows),
        "kinds": queries_badges.by_category(),
        "jobs": queries_badges.batches_of(actor.user_id),
        "batch": BatchForm(),
        "q": wanted,
        "found": found,
        "cut": len(found or ()) == queries_badges.FOUND,
        "may_hand_out": actor.may(HAND_OUT),
    }
    return render(request, "desk/badges/home.html", context)


@staff(PRINT)
@require_POST
@never_cache
def print_(request: HttpRequest) -> HttpResponse:
    """A batch: a small one comes back as a file (and is kept), a larger one goes to a worker. `check` looks it through alone."""
    form = BatchForm(request.POST)
    back = reverse("accreditation:badges")
    if not form.is_valid():
        refused = form.errors.get("words")
        messages.error(request, str(refused[0]) if refused else _("Choose a kind of paper. Nothing was printed."))
        return redirect(back)
    choice, way = form.choice(), form.way()
    if len(choice.badges) == 1:
        back = reverse("accreditation:badge", args=choice.badges)
    elif choice.badges and choice.delegation:  # with what was ticked
        page = reverse("accreditation:badges_of", args=[choice.delegation.lower()])
        back = f"{page}?{urlencode({'badges': choice.badges}, doseq=True)}"
    if before := queries_badges.printed_before(choice):
        messages.error(request, _say_why(before))
        return redirect(back)
    actor = actor_of(request)
    try:
        if "check" in request.POST:
            return _checked(request, form, printing.look_through(choice, way, refuse=False))
        if printable(choice).count() > AT_ONCE:
            job = actions.ask_for_batch(actor=actor, choice=choice, way=way)
            return redirect("accreditation:batch", job.public_id)
        job = actions.print_at_once(actor=actor, choice=choice, way=way)
    except FaultyBadges:
        return _checked(request, form, printing.look_through(choice, way, refuse=False), status=422)
    except UserError as problem:
        messages.error(request, str(problem))
        return redirect(back)
    with job.file.open("rb") as made:
        return _marked(request, _pdf(made.read(), f"badges-{choice.delegation.lower() or 'all'}.pdf"))


def _say_why(before: int) -> str:
    words = ngettext(
        "%(n)d of those you chose was printed before. Say why it is printed again, or leave it out. Nothing was printed.",
        "%(n)d of those you chose were printed before. Say why they are printed again, or leave them out. Nothing was printed.",
        before,
    )
    return words % {"n": before}


def _checked(request: HttpRequest, form: BatchForm, batch: printing.Looked, *, status: int = 200) -> HttpResponse:
    """What the check found, and the same batch to be printed, without the faulty when there are any."""
    kept = [(name, value) for name, values in request.POST.lists() for value in values if name in form.fields]
    context = {
        "faults": batch.faults,
        "faulty": len({one.pk for one in batch.faults}),
        "good": len(batch.rows),
        "kept": [*kept, *([("delegation", form.choice().delegation)] if request.POST.get("one") else [])],
    }
    return render(request, "desk/badges/check.html", context, status=status)


def _marked(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Tells the page that asked (forms.js, data-file) that its file has come: the badges on it are printed by now."""
    mark = request.POST.get("mark", "")
    if re.fullmatch("[0-9a-f]{16}", mark):
        path = reverse("accreditation:badges")
        response.set_cookie("file", mark, max_age=120, path=path, secure=request.is_secure(), samesite="Strict")
    return response


def _pdf(body: bytes, name: str, *, inline: bool = False) -> HttpResponse:
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    return response


@staff(PRINT)
@require_safe
@never_cache
def batch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How far one's own batch is; htmx asks for the middle of the page until it is done."""
    return _batch(request, _own_job(public_id, actor_of(request)), AgainForm())


def _batch(request: HttpRequest, job: PrintJob, form: AgainForm, *, status: int = 200, **more: Any) -> HttpResponse:
    part = bool(request.htmx)  # type: ignore[attr-defined]
    page = "desk/badges/_batch.html" if part else "desk/badges/batch.html"
    return render(request, page, {"job": job, "form": form, **more}, status=status)


@staff(PRINT)
@require_safe
def batch_file(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The file of one's own batch, while it is kept."""
    job = _own_job(public_id, actor_of(request))
    return send_file(job.file, name=f"badges-{job.total}.pdf")


@staff(PRINT)
@require_POST
def print_rest(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One's own batch once more, without those that cannot be printed."""
    actor = actor_of(request)
    job = _own_job(public_id, actor)
    way = replace_in(batches.way_of(job), rest=True)
    try:
        new = actions.ask_for_batch(actor=actor, choice=Choice.from_json(job.wanted), way=way)
    except UserError as problem:
        messages.error(request, str(problem))
        return redirect("accreditation:batch", job.public_id)
    return redirect("accreditation:batch", new.public_id)


@staff(PRINT)
@require_POST
def print_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The rest of one's own batch once more, after a jam."""
    actor, form = actor_of(request), AgainForm(request.POST)
    job = _own_job(public_id, actor)
    if not form.is_valid():
        return _batch(request, job, form, status=422)
    try:
        new = actions.print_again(actor=actor, job=job, **form.cleaned_data)
    except UserError as problem:
        return _batch(request, job, form, problem=problem, status=problem.status)
    return redirect("accreditation:batch", new.public_id)


def _own_job(public_id: UUID, actor: Actor) -> PrintJob:
    return get_object_or_404(PrintJob, public_id=public_id, owner_id=actor.user_id)


@staff(PRINT)
@require_safe
def badge(request: HttpRequest, pk: int) -> HttpResponse:
    """One badge: its bearer, every copy there was, print, hand out, replace."""
    return badge_page(request, found_badge(pk))


def badge_page(request: HttpRequest, found: Badge, *, status: int = 200, **more: Any) -> HttpResponse:
    traces.person(request, found.delegate, "accreditation:badge")
    lacks, blank = _lacks(found)
    context = {
        "badge": found,
        "lacks": lacks,
        "pictured": LOOKS not in blank,
        "copies": queries_badges.copies_of(found),
        "history": queries_badges.history_of(found),
        "batch": BatchForm(),
        "hand_out_form": HandOutForm(),
        "replace_form": ReplaceForm(initial={"version": found.version}),
        "may_hand_out": actor_of(request).may(HAND_OUT),
        **more,
    }
    return render(request, "desk/badges/badge.html", context, status=status)


def _lacks(found: Badge) -> tuple[list[tuple[checks.Lack, str]], set[str]]:
    """What keeps this badge from being printed, each with the papers meant, if not all; and where it has no picture. Seven queries."""
    makers, rows = Makers(), rows_of(Badge.objects.filter(pk=found.pk))
    lacks, blank = checks.lacks_of(makers, rows[0], PAPERS)
    return [(lack, "; ".join(str(LAYOUT_NAMES[one]) for one in lack.layouts)) for lack in lacks], blank


def found_badge(pk: int) -> Badge:
    found = queries_badges.badge(pk)
    if found is None:
        raise Http404
    return found


@staff(PRINT)
@require_POST
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends this copy and queues the next."""
    found, form = found_badge(pk), ReplaceForm(request.POST)
    if not form.is_valid():
        return badge_page(request, found, replace_form=form, status=422)
    cleaned = form.cleaned_data
    try:
        new = actions.replace(
            actor=actor_of(request), badge=found, code=cleaned["code"], words=cleaned["words"], seen=cleaned["version"]
        )
    except UserError as problem:
        return badge_page(request, found_badge(pk), replace_form=form, problem=problem, status=problem.status)
    words = _("Copy %(old)d is dead from now on; copy %(new)d waits to be printed.")
    messages.success(request, words % {"old": found.copy, "new": new.copy})
    return redirect("accreditation:badge", new.pk)
