import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core.access import actor_of, staff
from conference.core.concurrency import VersionForm
from conference.core.errors import NotPossible, UserError
from conference.models import current_conference
from delegations.registration.delegations import access_log
from schedule.programme.sessions.clashes import clash_message
from schedule.programme.speaking import forms, queries
from schedule.programme.speaking.actions import inscribing
from schedule.programme.speaking.actions import lists as actions_lists
from schedule.programme.speaking.models import CHANGEABLE, UPCOMING, Inscription, Sitting, SpeakersList
from schedule.programme.speaking.notices import SPEAKING


@staff("speakers.see")
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    context = {
        "rows": [{"list": speakers, **queries.inscription_phase(speakers)} for speakers in queries.all_lists()],
        "may_edit": actor_of(request).may("speakers.edit"),
    }
    return render(request, "desk/programme/speaking/lists.html", context)


@staff("speakers.edit")
def new(request: HttpRequest) -> HttpResponse:
    return _form_page(request, None)


@staff("speakers.edit")
def edit(request: HttpRequest, key: str) -> HttpResponse:
    return _form_page(request, queries.get_list(key))


def _form_page(request: HttpRequest, speakers: SpeakersList | None) -> HttpResponse:
    # Times are typed and shown in the conference's zone; Django's fields take the current one.
    with timezone.override(current_conference().zone):
        form = forms.ListForm(request.POST or None, speakers=speakers)
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
    speakers, actor = queries.get_list(key), actor_of(request)
    may_edit = actor.may("speakers.edit") and speakers.state != "over"
    reason_form = forms.ReasonForm(request.GET if may_edit and "reason" in request.GET else None)
    reason = reason_form.cleaned_data["reason"] if reason_form.is_valid() else ""
    lines = queries.lines(speakers)
    context = {
        "list": speakers,
        "facts": queries.inscription_phase(speakers),
        "sittings": list(Sitting.objects.filter(list=speakers).select_related("session__room")),
        "moved": queries.moved_sittings().filter(list=speakers),
        "done": [line for line in lines if line.state not in UPCOMING],
        "coming": [line for line in lines if line.state in UPCOMING],
        "total": len(lines),
        "wishes": sum(not line.wish_met for line in lines),
        "late": queries.late_ones(speakers),
        "swaps": list(queries.all_swaps().filter(asking__list=speakers)[:20]),
        "may_edit": may_edit,
        "may_run": actor.may("speakers.run"),
        "may_read_texts": actor.may("statements.read"),
        "asks": {name: {"do": name} for name in ("close", "finish")},
        "reason": reason,
        "reason_form": reason_form,
        "order_url": _order_url(speakers, reason),
    }
    return render(request, "desk/programme/speaking/list.html", context)


def _order_url(speakers: SpeakersList, reason: str) -> str:
    query = urlencode({"expected_version": speakers.version, "reason": reason})
    return f"{reverse('programme:speakers_order', args=[speakers.key])}?{query}"


@staff("speakers.edit")
@require_POST
def order(request: HttpRequest, key: str) -> HttpResponse:
    """Put a speaker at another place. A script reads status and header; a plain form goes back to the page."""
    speakers = queries.get_list(key)
    by_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    reason = request.GET.get("reason") or request.POST.get("reason", "")
    # The reason mostly comes with the address, and is validated like a typed one.
    form = forms.OrderForm({**request.POST.dict(), "reason": reason})
    version = request.GET.get("expected_version") or request.POST.get("version", "")
    try:
        if form.errors.get("reason"):
            raise NotPossible(str(form.errors["reason"][0]))
        if not form.is_valid() or not version.isdecimal():
            raise NotPossible(_("The place is missing. Nothing was moved."))
        inscription = _get_inscription(speakers, form.cleaned_data["id"])
        values: dict[str, Any] = {
            "place": form.cleaned_data["place"],
            "reason": reason,
            "expected_version": int(version),
        }
        actor = actor_of(request)
        speakers = actions_lists.place(actor=actor, speakers=speakers, inscription=inscription, **values)
    except UserError as problem:
        if by_script:
            return HttpResponse(str(problem), status=problem.status, content_type="text/plain; charset=utf-8")
        messages.error(request, str(problem))
        return redirect("programme:speakers", key)
    if by_script:
        return HttpResponse(status=204, headers={"X-Order-Url": _order_url(speakers, reason)})
    messages.success(request, _("The order is changed."))
    return redirect(f"{reverse('programme:speakers', args=[key])}?{urlencode({'reason': reason})}")


def _get_inscription(speakers: SpeakersList, public_id: uuid.UUID) -> Inscription:
    inscription = queries.inscriptions().filter(list=speakers, public_id=public_id).first()
    if inscription is None:
        raise Http404
    return inscription


STEPS: dict[str, tuple[Any, Any]] = {
    "close": (
        actions_lists.close,
        gettext_lazy("The inscription is closed; every delegation is informed of its time."),
    ),
    "start": (actions_lists.start, gettext_lazy("The list is running.")),
    "finish": (actions_lists.finish, gettext_lazy("The list is over.")),
    "retime": (actions_lists.retime, gettext_lazy("The times are recalculated.")),
}


@staff("speakers.edit")
@require_POST
def step(request: HttpRequest, key: str) -> HttpResponse:
    """Close, start, end or retime the list, by the button pressed."""
    speakers = queries.get_list(key)
    form = VersionForm(request.POST)
    do = request.POST.get("do", "")
    if not form.is_valid() or do not in STEPS:
        raise NotPossible(_("The page was incomplete; open the list again."))
    action, message = STEPS[do]
    expected = {} if do == "retime" else {"expected_version": form.cleaned_data["version"]}
    action(actor=actor_of(request), speakers=speakers, **expected)
    messages.success(request, message)
    return redirect("programme:podium" if do == "start" else "programme:speakers", key)


@staff("speakers.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def inscription(request: HttpRequest, key: str, public_id: uuid.UUID) -> HttpResponse:
    speakers = queries.get_list(key)
    inscription = _get_inscription(speakers, public_id)
    if request.method != "POST":
        return _render_inscription(request, speakers, inscription)
    form = _statement_form(request.POST, speakers, inscription)
    if not form.is_valid():
        return _render_inscription(request, speakers, inscription, 422, form=form)
    actor, statement = actor_of(request), form.statement()
    expected_version = form.cleaned_data["version"] or 0
    try:
        inscribing.change_inscription(
            actor=actor, inscription=inscription, statement=statement, expected_version=expected_version
        )
    except UserError as problem:
        form.add_error(None, str(problem))
        return _render_inscription(request, speakers, inscription, problem.status, form=form)
    messages.success(request, _("The inscription is changed."))
    return redirect("programme:speakers", key)


def _statement_form(data: Any, speakers: SpeakersList, inscription: Inscription) -> forms.StatementForm:
    persons = queries.possible_speakers(inscription.delegation)
    return forms.StatementForm(data, speakers=speakers, persons=persons, inscription=inscription)


def _render_inscription(
    request: HttpRequest, speakers: SpeakersList, inscription: Inscription, status: int = 200, **more: Any
) -> HttpResponse:
    form = more.pop("form", None) or _statement_form(None, speakers, inscription)
    access_log.log_persons(request, inscription.delegation, len(form.persons), SPEAKING)
    initial = {"version": inscription.version}
    lines = [line for line in queries.lines(speakers) if line.state in UPCOMING]
    clashes = queries.in_the_way(inscription) if inscription.state in UPCOMING else []
    context = {
        "list": speakers,
        "row": inscription,
        "unsettled": queries.is_unsettled(inscription),
        "clashes": [clash_message(engagement, actor_of(request)) for engagement in clashes],
        "form": form,
        "decide_form": forms.DecideForm(initial=initial, auto_id="decide_%s"),
        "settle_form": VersionForm(initial=initial, auto_id="settle_%s"),
        "withdraw_form": forms.WithdrawForm(initial=initial, auto_id="withdraw_%s"),
        "reason_form": forms.ReasonForm(auto_id="order_%s"),
        "place": next((n for n, line in enumerate(lines, 1) if line.row.pk == inscription.pk), 0),
        "places": len(lines),
        "may_change": inscription.state in CHANGEABLE,
        "may_withdraw": inscription.may_move("withdrawn"),
        **more,
    }
    return render(request, "desk/programme/speaking/one.html", context, status=status)


@staff("speakers.edit")
@require_POST
def decide(request: HttpRequest, key: str, public_id: uuid.UUID) -> HttpResponse:
    """Admit or refuse, keep a speaker, or take a delegation off the list, by the button pressed."""
    speakers = queries.get_list(key)
    inscription = _get_inscription(speakers, public_id)
    actor = actor_of(request)
    do = request.POST.get("do", "")
    form: Any = forms.WithdrawForm(request.POST) if do == "withdraw" else forms.DecideForm(request.POST)
    if not form.is_valid() or do not in ("admit", "refuse", "settle", "withdraw"):
        raise NotPossible(_("The page was incomplete; open the list again."))
    values = form.cleaned_data
    common: dict[str, Any] = {"actor": actor, "inscription": inscription, "expected_version": values["version"]}
    try:
        if do == "settle":
            inscribing.confirm_speaker(**common)
        elif do == "withdraw":
            inscribing.withdraw_inscription(reason=values["reason"], **common)
        else:
            inscribing.decide_late_inscription(admit=do == "admit", message=values["words"], **common)
    except UserError as problem:
        messages.error(request, str(problem))
        return _render_inscription(request, speakers, _get_inscription(speakers, public_id), problem.status)
    results = {
        "admit": _("%(who)s is on the list."),
        "refuse": _("%(who)s was not admitted and is informed."),
        "settle": _("%(who)s keeps its speaker."),
        "withdraw": _("%(who)s is off the list."),
    }
    messages.success(request, results[do] % {"who": inscription})
    return redirect("programme:speakers", key)
