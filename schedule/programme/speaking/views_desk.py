from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core.access import actor_of, staff
from conference.core.concurrency import VersionForm
from conference.core.errors import NotPossible, UserError
from conference.models import current_conference
from delegations.registration.delegations import access_log
from schedule.calendar.engagements.actions import clash_words
from schedule.programme.models import CHANGEABLE, UPCOMING, Inscription, Sitting, SpeakersList
from schedule.programme.speaking import queries
from schedule.programme.speaking.actions import inscribing
from schedule.programme.speaking.actions import lists as actions_lists
from schedule.programme.speaking.forms import (
    DecideForm,
    ListForm,
    OrderForm,
    ReasonForm,
    StatementForm,
    WithdrawForm,
)
from schedule.programme.speaking.notices import SPEAKING


@staff("speakers.see")
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    context = {
        "rows": [{"list": one, **queries.facts(one)} for one in queries.lists()],
        "may_edit": actor_of(request).may("speakers.edit"),
    }
    return render(request, "desk/programme/speaking/lists.html", context)


@staff("speakers.edit")
def new(request: HttpRequest) -> HttpResponse:
    return _form_page(request, None)


@staff("speakers.edit")
def edit(request: HttpRequest, key: str) -> HttpResponse:
    return _form_page(request, queries.list_of(key))


def _form_page(request: HttpRequest, speakers: SpeakersList | None) -> HttpResponse:
    # Times are typed and shown in the conference's zone; Django's fields take the current one.
    with timezone.override(current_conference().zone):
        form = ListForm(request.POST or None, speakers=speakers)
        status = 200
        if form.is_bound:
            status = 422
            if form.is_valid():
                actor, plan = actor_of(request), form.plan()
                try:
                    if speakers is None:
                        saved = actions_lists.create(actor=actor, plan=plan)
                    else:
                        expected_version = form.cleaned_data["version"] or 0
                        saved = actions_lists.edit(
                            actor=actor, speakers=speakers, plan=plan, expected_version=expected_version
                        )
                except UserError as refusal:
                    form.add_error(None, str(refusal))
                    status = refusal.status
                else:
                    messages.success(request, _("%(list)s is saved.") % {"list": saved})
                    return redirect("programme:speakers", saved.key)
        return render(request, "desk/programme/speaking/form.html", {"form": form, "list": speakers}, status=status)


@staff("speakers.see")
@require_safe
def speakers(request: HttpRequest, key: str) -> HttpResponse:
    """Show one list. With `?reason=` the order can be changed: each move carries the reason."""
    return _page(request, queries.list_of(key))


def _page(request: HttpRequest, found: SpeakersList, status: int = 200, **more: Any) -> HttpResponse:
    actor = actor_of(request)
    may_edit = actor.may("speakers.edit") and found.state != "over"
    typed = ReasonForm(request.GET if may_edit and "reason" in request.GET else None)
    reason = typed.cleaned_data["reason"] if typed.is_valid() else ""
    lines = queries.lines(found)
    shown = [{"line": line, "unsettled": queries.is_unsettled(line.row)} for line in lines]
    context = {
        "list": found,
        "facts": queries.facts(found),
        "sittings": list(Sitting.objects.filter(list=found).select_related("session__room")),
        "moved": [one for one in queries.moved_sittings() if one.list_id == found.pk],
        "done": [row for row in shown if row["line"].state not in UPCOMING],  # type: ignore[attr-defined]
        "coming": [row for row in shown if row["line"].state in UPCOMING],  # type: ignore[attr-defined]
        "first": next((n for n, line in enumerate(lines, 1) if line.state in UPCOMING), 1),
        "total": len(lines),
        "wishes": sum(not line.wish_met for line in lines),
        "asked": queries.asked(found),
        "decide_form": DecideForm(),
        "swaps": list(queries.all_swaps().filter(asking__list=found)[:20]),
        "may_edit": may_edit,
        "may_run": actor.may("speakers.run"),
        "asks": {name: {"do": name} for name in ("close", "finish")},
        "reason": reason,
        "reason_form": typed,
        "order_url": _order_url(found, reason),
        **more,
    }
    return render(request, "desk/programme/speaking/list.html", context, status=status)


def _order_url(found: SpeakersList, reason: str) -> str:
    query = urlencode({"expected_version": found.version, "reason": reason})
    return f"{reverse('programme:speakers_order', args=[found.key])}?{query}"


@staff("speakers.edit")
@require_POST
def order(request: HttpRequest, key: str) -> HttpResponse:
    """Put a speaker at another place. A script reads status and header; a plain form goes back to the page."""
    found = queries.list_of(key)
    by_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    reason = request.GET.get("reason") or request.POST.get("reason", "")
    # The reason mostly comes with the address, and is looked at as if it had been typed here.
    form = OrderForm({**request.POST.dict(), "reason": reason})
    seen = request.GET.get("expected_version") or request.POST.get("version", "")
    try:
        if form.errors.get("reason"):
            raise NotPossible(str(form.errors["reason"][0]))
        if not form.is_valid() or not seen.isdecimal():
            raise NotPossible(_("The place is missing. Nothing was moved."))
        row = _row(found, form.row_id)
        place = form.cleaned_data["place"]
        found = actions_lists.place(
            actor=actor_of(request), speakers=found, row=row, place=place, reason=reason, expected_version=int(seen)
        )
    except UserError as problem:
        if by_script:
            return HttpResponse(str(problem), status=problem.status, content_type="text/plain; charset=utf-8")
        messages.error(request, str(problem))
        return redirect("programme:speakers", key)
    if by_script:
        return HttpResponse(status=204, headers={"X-Order-Url": _order_url(found, reason)})
    messages.success(request, _("The order is changed."))
    return redirect(f"{reverse('programme:speakers', args=[key])}?{urlencode({'reason': reason})}")


def _row(found: SpeakersList, public_id: uuid.UUID) -> Inscription:
    row = queries.inscriptions().filter(list=found, public_id=public_id).first()
    if row is None:
        raise Http404
    return row


STEPS = {"close": actions_lists.close, "start": actions_lists.start, "finish": actions_lists.finish}


@staff("speakers.edit")
@require_POST
def step(request: HttpRequest, key: str) -> HttpResponse:
    """Close, start, end or retime the list, by the button pressed."""
    found = queries.list_of(key)
    actor = actor_of(request)
    form = VersionForm(request.POST)
    do = request.POST.get("do", "")
    if not form.is_valid() or (do not in STEPS and do != "retime"):
        raise NotPossible(_("The page was incomplete; open the list again."))
    if do == "retime":
        actions_lists.retime(actor=actor, speakers=found)
        messages.success(request, _("The times are recalculated."))
        return redirect("programme:speakers", key)
    STEPS[do](actor=actor, speakers=found, expected_version=form.cleaned_data["version"])
    said = {
        "close": _("The inscription is closed; every delegation is informed of its time."),
        "start": _("The list is running."),
        "finish": _("The list is over."),
    }
    messages.success(request, said[do])
    return redirect("programme:podium" if do == "start" else "programme:speakers", key)


@staff("speakers.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, key: str, public_id: uuid.UUID) -> HttpResponse:
    found = queries.list_of(key)
    row = _row(found, public_id)
    if request.method != "POST":
        return _one_page(request, found, row)
    form = _statement_form(request.POST, found, row)
    if not form.is_valid():
        return _one_page(request, found, row, 422, form=form)
    expected_version = form.cleaned_data["version"] or 0
    try:
        inscribing.change(
            actor=actor_of(request), row=row, statement=form.statement(), expected_version=expected_version
        )
    except UserError as problem:
        form.add_error(None, str(problem))
        return _one_page(request, found, row, problem.status, form=form)
    messages.success(request, _("The inscription is changed."))
    return redirect("programme:speakers", key)


def _statement_form(data: Any, found: SpeakersList, row: Inscription) -> StatementForm:
    persons = queries.who_may_speak(row.delegation)
    sittings = list(Sitting.objects.filter(list=found))
    return StatementForm(data, speakers=found, sittings=sittings, persons=persons, row=row)


def _one_page(
    request: HttpRequest, found: SpeakersList, row: Inscription, status: int = 200, **more: Any
) -> HttpResponse:
    form = more.pop("form", None) or _statement_form(None, found, row)
    access_log.persons(request, row.delegation, len(form.persons), SPEAKING)
    seen = {"version": row.version}
    lines = [line for line in queries.lines(found) if line.state in UPCOMING]
    may_read = actor_of(request).may("bilaterals.see")
    clashes = queries.in_the_way(row) if row.state in UPCOMING else []
    context = {
        "list": found,
        "row": row,
        "unsettled": queries.is_unsettled(row),
        "clashes": [f"{clash_words(one)} {one.label if may_read else ''}" for one in clashes],
        "form": form,
        "decide_form": DecideForm(initial=seen, auto_id="decide_%s"),
        "settle_form": VersionForm(initial=seen, auto_id="settle_%s"),
        "withdraw_form": WithdrawForm(initial=seen, auto_id="withdraw_%s"),
        "reason_form": ReasonForm(auto_id="order_%s"),
        "place": next((n for n, line in enumerate(lines, 1) if line.row.pk == row.pk), 0),
        "places": len(lines),
        "may_change": row.state in CHANGEABLE,
        "may_withdraw": row.may_move("withdrawn"),
        **more,
    }
    return render(request, "desk/programme/speaking/one.html", context, status=status)


@staff("speakers.edit")
@require_POST
def decide(request: HttpRequest, key: str, public_id: uuid.UUID) -> HttpResponse:
    """Admit or refuse, keep a speaker, or take a delegation off the list, by the button pressed."""
    found = queries.list_of(key)
    row = _row(found, public_id)
    actor = actor_of(request)
    do = request.POST.get("do", "")
    form: Any = WithdrawForm(request.POST) if do == "withdraw" else DecideForm(request.POST)
    if not form.is_valid() or do not in ("admit", "refuse", "settle", "withdraw"):
        raise NotPossible(_("The page was incomplete; open the list again."))
    values = form.cleaned_data
    expected_version = values["version"]
    try:
        if do in ("admit", "refuse"):
            inscribing.decide(
                actor=actor, row=row, admit=do == "admit", expected_version=expected_version, words=values["words"]
            )
        elif do == "settle":
            inscribing.settle(actor=actor, row=row, expected_version=expected_version)
        else:
            inscribing.withdraw(actor=actor, row=row, expected_version=expected_version, reason=values["reason"])
    except UserError as problem:
        messages.error(request, str(problem))
        return _one_page(request, found, _row(found, public_id), problem.status)
    said = {
        "admit": _("%(who)s is on the list."),
        "refuse": _("%(who)s was not admitted and is informed."),
        "settle": _("%(who)s keeps its speaker."),
        "withdraw": _("%(who)s is off the list."),
    }
    messages.success(request, said[do] % {"who": row})
    return redirect("programme:speakers", key)
