from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import concurrency
from conference.core.access import Actor, actor_of
from conference.core.errors import AlreadyDecided, NotPossible, UserError
from conference.look.lists import sentences
from delegations.registration.delegations import access_log
from delegations.registration.delegations.queries import delegation_for, may_open
from delegations.registration.models import Delegation
from schedule.calendar.engagements.actions import clash_words
from schedule.programme.models import CHANGEABLE, UPCOMING, Inscription, Sitting, SpeakersList
from schedule.programme.speaking import queries
from schedule.programme.speaking.actions import inscribing, interruptions, replies, swaps
from schedule.programme.speaking.forms import ReplyForm, StatementForm, SwapForm, WithdrawForm
from schedule.programme.speaking.notices import SPEAKING

SEE = "speakers.see"


@require_safe
def lists(request: HttpRequest, code: str) -> HttpResponse:
    delegation = delegation_for(actor_of(request), code, see=SEE)
    own = {row.list_id: row for row in queries.inscriptions().filter(delegation=delegation).order_by("pk")}
    lists = queries.all_lists() if queries.may_make_statements(delegation.party) else []
    if len(lists) == 1:
        return redirect("programme:speaking_one", delegation.party.slug, lists[0].key)
    rows = [
        {"list": speakers, "row": own.get(speakers.pk), **queries.inscription_phase(speakers)} for speakers in lists
    ]
    return render(request, "portal/programme/speaking/lists.html", {"delegation": delegation, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def speaking_list(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show a list with the delegation's place; POST inscribes it, or changes its inscription."""
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=request.method == "POST", see=SEE)
    speakers = queries.get_list(key)
    if request.method != "POST":
        return _render_page(request, delegation, speakers)
    inscription = _live(queries.find_inscription(delegation, speakers))
    form = _statement_form(request.POST, delegation, speakers, inscription)
    if not form.is_valid():
        return _render_page(request, delegation, speakers, 422, form=form)
    try:
        if inscription is None:
            inscription = inscribing.inscribe(
                actor=actor, speakers=speakers, delegation=delegation, statement=form.statement()
            )
            late = inscription.state == "requested"
            message = (
                _("Your request was sent; the organizers decide.") if late else _("Your delegation is on the list.")
            )
        else:
            expected_version = form.cleaned_data["version"] or 0
            inscribing.change(
                actor=actor, inscription=inscription, statement=form.statement(), expected_version=expected_version
            )
            message = _("The inscription is changed.")
    except AlreadyDecided as problem:
        return _render_outdated(request, delegation, speakers, problem)
    except UserError as problem:
        form.add_error(None, str(problem))
        return _render_page(request, delegation, speakers, problem.status, form=form)
    messages.success(request, message)
    return redirect("programme:speaking_one", delegation.party.slug, speakers.key)


def _live(row: Inscription | None) -> Inscription | None:
    return None if row is None or row.state in ("withdrawn", "refused") else row


def _statement_form(
    data: Any, delegation: Delegation, speakers: SpeakersList, row: Inscription | None
) -> StatementForm:
    sittings = list(Sitting.objects.filter(list=speakers))
    persons = queries.possible_speakers(delegation)
    if row is not None and row.speaker not in persons and not queries.is_unsettled(row):
        persons.append(row.speaker)
    return StatementForm(data, speakers=speakers, sittings=sittings, persons=persons, row=row)


def _render_page(
    request: HttpRequest, delegation: Delegation, speakers: SpeakersList, status: int = 200, **forms: Any
) -> HttpResponse:
    actor = actor_of(request)
    latest = queries.find_inscription(delegation, speakers)
    row = _live(latest)
    facts = queries.inscription_phase(speakers)
    lines = queries.lines(speakers)
    mine = next((line for line in lines if row is not None and line.row.pk == row.pk), None)
    to_come = row is not None and row.state in UPCOMING
    partners = queries.swap_partners(row) if row is not None and to_come else []
    unsettled = row is not None and queries.is_unsettled(row)
    may_change = row is not None and row.state in CHANGEABLE
    may_change = may_change and (facts["phase"] == "open" or row.state == "requested" or unsettled)  # type: ignore[union-attr]
    may_inscribe = row is None and facts["phase"] in ("open", "late") and queries.may_make_statements(delegation.party)
    form = forms.get("form") or _statement_form(None, delegation, speakers, row)
    access_log.persons(request, delegation, len(form.persons), SPEAKING)
    context = {
        "delegation": delegation,
        "list": speakers,
        "facts": facts,
        "sittings": list(Sitting.objects.filter(list=speakers).select_related("session__room")),
        "row": row,
        "latest": latest,
        "mine": mine,
        "lines": lines,
        "clashes": _clashes(row, delegation, actor) if row is not None and to_come else [],
        "unsettled": unsettled,
        "form": form,
        "no_speaker": not form.persons,
        "may_act": may_open(actor, delegation, write=True),
        "may_change": may_change,
        "may_inscribe": may_inscribe,
        "may_withdraw": row is not None and row.may_move("withdrawn"),
        "withdraw_form": WithdrawForm(initial={"version": row.version if row else 0}, auto_id="withdraw_%s"),
        "swap_form": SwapForm(partners=partners, auto_id="swap_%s"),
        "may_swap": bool(partners),
        "swaps": [_swap_context(swap, row) for swap in queries.swaps_of(row)] if row is not None else [],
        "staff": actor.is_staff,
        **_reply_context(delegation, speakers),
        **forms,
    }
    return render(request, "portal/programme/speaking/one.html", context, status=status)


def _reply_context(delegation: Delegation, speakers: SpeakersList) -> dict[str, Any]:
    """Return the delegation's rights of reply: the request that waits, those settled, and the form while the list runs."""
    requests = replies.requests_of_delegation(delegation, speakers) if speakers.state in ("running", "over") else []
    runs = speakers.state == "running" and queries.may_make_statements(delegation.party)
    heard = replies.statements_heard(speakers, delegation) if runs else []
    replies_left = (
        len(interruptions.REPLY_MINUTES) - interruptions.count_replies_today(speakers, delegation) if runs else 0
    )
    return {
        "reply_open": next((request for request in requests if request.is_open), None),
        "replies_settled": [request for request in requests if not request.is_open],
        "reply_runs": runs,
        "replies_left": replies_left,
        "reply_form": ReplyForm(heard=heard, auto_id="reply_%s"),
        "anything_heard": bool(heard),
    }


def _clashes(row: Inscription, delegation: Delegation, actor: Actor) -> list[str]:
    """Return what keeps the speaker elsewhere, with its name for those alone who may read of meetings."""
    named = may_open(actor, delegation, see="bilaterals.see")
    return [f"{clash_words(clash)} {clash.label if named else ''}".strip() for clash in queries.in_the_way(row)]


def _swap_context(swap: Any, row: Inscription) -> dict[str, Any]:
    ours = swap.asking_id == row.pk
    return {"swap": swap, "ours": ours, "other": swap.asked if ours else swap.asking}


def _render_outdated(
    request: HttpRequest, delegation: Delegation, speakers: SpeakersList, problem: AlreadyDecided
) -> HttpResponse:
    """Show the page as it now stands to somebody who acted on an outdated one."""
    messages.error(request, sentences([problem, _("The page shows the current state.")]))
    return _render_page(request, delegation, speakers, problem.status)


@require_POST
def withdraw(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    row = queries.get_inscription(delegation, public_id)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _render_page(request, delegation, row.list, 422, withdraw_form=form)
    values = form.cleaned_data
    try:
        inscribing.withdraw(actor=actor, inscription=row, expected_version=values["version"], reason=values["reason"])
    except AlreadyDecided as problem:
        return _render_outdated(request, delegation, row.list, problem)
    messages.success(request, _("Your delegation is off the list."))
    return redirect("programme:speaking_one", delegation.party.slug, row.list.key)


@require_POST
def swap(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    row = queries.get_inscription(delegation, public_id)
    form = SwapForm(request.POST, partners=queries.swap_partners(row), auto_id="swap_%s")
    if not form.is_valid():
        return _render_page(request, delegation, row.list, 422, swap_form=form)
    other = form.partners[form.cleaned_data["other"]]
    try:
        swaps.ask_swap(actor=actor, asking=row, partner=other, message=form.cleaned_data["words"])
    except UserError as problem:
        form.add_error(None, str(problem))
        return _render_page(request, delegation, row.list, problem.status, swap_form=form)
    messages.success(
        request,
        _("%(party)s has been asked. You will be informed as soon as it answers.") % {"party": other.delegation},
    )
    return redirect("programme:speaking_one", delegation.party.slug, row.list.key)


@require_POST
def answer(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Agree to an exchange, decline it, or take the own request back, by the button pressed."""
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    swap = queries.get_swap(delegation, public_id)
    speakers = swap.asked.list
    said_so = request.POST.get("answer", "")
    expected_version = concurrency.posted_version(request.POST)
    if said_so not in ("agree", "decline", "take_back"):
        raise NotPossible(_("The page was incomplete; open the list again."))
    try:
        if said_so == "take_back":
            swaps.take_back_swap(actor=actor, swap=swap, expected_version=expected_version)
            message = _("The request is withdrawn.")
        else:
            swaps.answer_swap(actor=actor, swap=swap, agree=said_so == "agree", expected_version=expected_version)
            message = (
                _("The places are exchanged.")
                if said_so == "agree"
                else _("Declined. Both delegations keep their places.")
            )
    except UserError as problem:
        messages.error(request, str(problem))
        return _render_page(request, delegation, speakers, problem.status)
    messages.success(request, message)
    return redirect("programme:speaking_one", delegation.party.slug, speakers.key)


@require_POST
def ask_reply(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Ask for the right of reply to a statement that was begun."""
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    speakers = queries.get_list(key)
    heard = replies.statements_heard(speakers, delegation)
    form = ReplyForm(request.POST, heard=heard, auto_id="reply_%s")
    if not form.is_valid():
        return _render_page(request, delegation, speakers, 422, reply_form=form)
    about, message = form.heard[form.cleaned_data["about"]], form.cleaned_data["words"]
    try:
        replies.ask(actor=actor, delegation=delegation, about=about, message=message)
    except UserError as problem:
        form.add_error(None, str(problem))
        return _render_page(request, delegation, speakers, problem.status, reply_form=form)
    messages.success(
        request, _("The podium has received your request and decides when you reply. You will be informed by e-mail.")
    )
    return redirect("programme:speaking_one", delegation.party.slug, speakers.key)


@require_POST
def withdraw_reply(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    row = replies.get_request(public_id, delegation=delegation)
    try:
        replies.withdraw(actor=actor, request=row, expected_version=concurrency.posted_version(request.POST))
    except AlreadyDecided as problem:
        return _render_outdated(request, delegation, row.list, problem)
    messages.success(request, _("The request for the right of reply is withdrawn."))
    return redirect("programme:speaking_one", delegation.party.slug, row.list.key)
