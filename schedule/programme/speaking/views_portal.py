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
from conference.look.lists import join_sentences
from delegations.registration.delegations import access_log
from delegations.registration.delegations.queries import delegation_for, may_open
from delegations.registration.models import Delegation
from schedule.calendar.engagements import hooks
from schedule.calendar.engagements.actions import clash_words
from schedule.programme.speaking import queries
from schedule.programme.speaking.actions import inscribing, interruptions, replies, swaps
from schedule.programme.speaking.forms import ReplyForm, StatementForm, SwapForm, WithdrawForm
from schedule.programme.speaking.models import CHANGEABLE, UPCOMING, Inscription, SpeakersList, Swap
from schedule.programme.speaking.notices import SPEAKING
from schedule.programme.statements import portal_section

SEE = "speakers.see"


@require_safe
def lists(request: HttpRequest, code: str) -> HttpResponse:
    delegation = delegation_for(actor_of(request), code, see=SEE)
    inscriptions = queries.inscriptions().filter(delegation=delegation).order_by("pk")
    own = {inscription.list_id: inscription for inscription in inscriptions}
    lists = queries.all_lists() if queries.may_make_statements(delegation.party) else []
    if len(lists) == 1:
        return _redirect(delegation, lists[0])
    rows = [
        {"list": speakers, "inscription": own.get(speakers.pk), **queries.inscription_phase(speakers)}
        for speakers in lists
    ]
    return render(request, "portal/programme/speaking/lists.html", {"delegation": delegation, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def speaking_list(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show a list with the delegation's place; POST inscribes it, or changes its inscription."""
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=request.method == "POST", see=SEE)
    speakers = queries.get_list(key)
    if request.method != "POST":
        return render_page(request, delegation, speakers)
    inscription = _live(queries.find_inscription(delegation, speakers))
    form = _statement_form(request.POST, delegation, speakers, inscription)
    if not form.is_valid():
        return render_page(request, delegation, speakers, 422, form=form)
    statement = form.statement()
    try:
        if inscription is None:
            made = inscribing.inscribe_delegation(
                actor=actor, speakers=speakers, delegation=delegation, statement=statement
            )
            is_late = made.state == "requested"
            message = (
                _("Your request was sent; the organizers decide.") if is_late else _("Your delegation is on the list.")
            )
        else:
            expected_version = form.cleaned_data["version"] or 0
            inscribing.change_inscription(
                actor=actor, inscription=inscription, statement=statement, expected_version=expected_version
            )
            message = _("The inscription is changed.")
    except AlreadyDecided as problem:
        return render_outdated(request, delegation, speakers, problem)
    except UserError as problem:
        form.add_error(None, str(problem))
        return render_page(request, delegation, speakers, problem.status, form=form)
    messages.success(request, message)
    return _redirect(delegation, speakers)


def _live(inscription: Inscription | None) -> Inscription | None:
    return None if inscription is None or inscription.state in ("withdrawn", "refused") else inscription


def _statement_form(
    data: Any, delegation: Delegation, speakers: SpeakersList, inscription: Inscription | None
) -> StatementForm:
    persons = queries.possible_speakers(delegation)
    if inscription and inscription.speaker not in persons and not queries.is_unsettled(inscription):
        persons.append(inscription.speaker)
    return StatementForm(data, speakers=speakers, persons=persons, inscription=inscription)


def render_page(
    request: HttpRequest, delegation: Delegation, speakers: SpeakersList, status: int = 200, **forms: Any
) -> HttpResponse:
    actor = actor_of(request)
    latest = queries.find_inscription(delegation, speakers)
    inscription = _live(latest)
    facts, sittings = queries.inscription_phase(speakers), list(speakers.sittings.all())
    lines = queries.lines(speakers)
    partners = queries.swap_partners(inscription) if inscription else []
    form = forms.get("form") or _statement_form(None, delegation, speakers, inscription)
    access_log.log_persons(request, delegation, len(form.persons), SPEAKING)
    context = {
        "delegation": delegation,
        "list": speakers,
        "facts": facts,
        "sittings": sittings,
        "row": inscription,
        "latest": latest,
        "mine": next((line for line in lines if line.row == inscription), None),
        "lines": lines,
        "form": form,
        "no_speaker": not form.persons,
        "may_act": may_open(actor, delegation, write=True),
        "may_inscribe": facts["phase"] in ("open", "late") and queries.may_make_statements(delegation.party),
        "withdraw_form": WithdrawForm(
            initial={"version": inscription.version if inscription else 0}, auto_id="withdraw_%s"
        ),
        "swap_form": SwapForm(partners=partners, auto_id="swap_%s"),
        "may_swap": bool(partners),
        **(_inscription_context(actor, delegation, inscription, facts["phase"]) if inscription else {}),
        **(portal_section.build_context(actor, delegation, inscription, sittings) if inscription else {}),
        **_reply_context(delegation, speakers),
        **forms,
    }
    return render(request, "portal/programme/speaking/one.html", context, status=status)


def _inscription_context(actor: Actor, delegation: Delegation, inscription: Inscription, phase: str) -> dict[str, Any]:
    """Return what the page shows of an inscription on the list, and what may be done with it."""
    unsettled = queries.is_unsettled(inscription)
    in_time = phase == "open" or inscription.state == "requested" or unsettled
    return {
        "clashes": _clashes(actor, delegation, inscription) if inscription.state in UPCOMING else [],
        "unsettled": unsettled,
        "may_inscribe": False,
        "may_change": inscription.state in CHANGEABLE and in_time,
        "may_withdraw": inscription.may_move("withdrawn"),
        "swaps": [_swap_context(swap, inscription) for swap in queries.swaps_of(inscription)],
    }


def _reply_context(delegation: Delegation, speakers: SpeakersList) -> dict[str, Any]:
    """Return the delegation's rights of reply: the request that waits, those settled, and the form while the list runs."""
    requests = replies.requests_of_delegation(delegation, speakers) if speakers.state in ("running", "over") else []
    runs = speakers.state == "running" and queries.may_make_statements(delegation.party)
    heard = replies.statements_heard(speakers, delegation) if runs else []
    replied = interruptions.count_replies_today(speakers, delegation) if runs else 0
    return {
        "reply_open": next((request for request in requests if request.is_open), None),
        "replies_settled": [request for request in requests if not request.is_open],
        "reply_runs": runs,
        "replies_left": len(interruptions.REPLY_MINUTES) - replied if runs else 0,
        "reply_form": ReplyForm(heard=heard, auto_id="reply_%s"),
        "anything_heard": bool(heard),
    }


def _clashes(actor: Actor, delegation: Delegation, inscription: Inscription) -> list[str]:
    """Return what keeps the speaker elsewhere, with its name for those alone who may read it."""
    return [
        f"{clash_words(clash)} {clash.label if delegation.is_mine or hooks.is_readable(clash, actor) else ''}".strip()
        for clash in queries.in_the_way(inscription)
    ]


def _swap_context(swap: Swap, inscription: Inscription) -> dict[str, Any]:
    ours = swap.asking_id == inscription.pk
    return {"swap": swap, "ours": ours, "other": swap.asked if ours else swap.asking}


def render_outdated(
    request: HttpRequest, delegation: Delegation, speakers: SpeakersList, problem: AlreadyDecided
) -> HttpResponse:
    """Show the page as it now stands to somebody who acted on an outdated one."""
    messages.error(request, join_sentences([problem, _("The page shows the current state.")]))
    return render_page(request, delegation, speakers, problem.status)


@require_POST
def withdraw(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    inscription = queries.get_inscription(delegation, public_id)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return render_page(request, delegation, inscription.list, 422, withdraw_form=form)
    expected_version, reason = form.cleaned_data["version"], form.cleaned_data["reason"]
    try:
        inscribing.withdraw_inscription(
            actor=actor, inscription=inscription, expected_version=expected_version, reason=reason
        )
    except AlreadyDecided as problem:
        return render_outdated(request, delegation, inscription.list, problem)
    messages.success(request, _("Your delegation is off the list."))
    return _redirect(delegation, inscription.list)


@require_POST
def swap(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    inscription = queries.get_inscription(delegation, public_id)
    form = SwapForm(request.POST, partners=queries.swap_partners(inscription), auto_id="swap_%s")
    if not form.is_valid():
        return render_page(request, delegation, inscription.list, 422, swap_form=form)
    partner = form.partners[form.cleaned_data["other"]]
    try:
        swaps.ask_swap(actor=actor, asking=inscription, partner=partner, message=form.cleaned_data["words"])
    except UserError as problem:
        form.add_error(None, str(problem))
        return render_page(request, delegation, inscription.list, problem.status, swap_form=form)
    message = _("%(party)s has been asked. You will be informed as soon as it answers.")
    messages.success(request, message % {"party": partner.delegation})
    return _redirect(delegation, inscription.list)


@require_POST
def answer(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Agree to an exchange, decline it, or take the own request back, by the button pressed."""
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    swap = queries.get_swap(delegation, public_id)
    choice, expected_version = request.POST.get("answer", ""), concurrency.posted_version(request.POST)
    results = {
        "agree": _("The places are exchanged."),
        "decline": _("Declined. Both delegations keep their places."),
        "take_back": _("The request is withdrawn."),
    }
    if choice not in results:
        raise NotPossible(_("The page was incomplete; open the list again."))
    try:
        if choice == "take_back":
            swaps.take_back_swap(actor=actor, swap=swap, expected_version=expected_version)
        else:
            swaps.answer_swap(actor=actor, swap=swap, agree=choice == "agree", expected_version=expected_version)
    except UserError as problem:
        messages.error(request, str(problem))
        return render_page(request, delegation, swap.asked.list, problem.status)
    messages.success(request, results[choice])
    return _redirect(delegation, swap.asked.list)


@require_POST
def ask_reply(request: HttpRequest, code: str, key: str) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    speakers = queries.get_list(key)
    form = ReplyForm(request.POST, heard=replies.statements_heard(speakers, delegation), auto_id="reply_%s")
    if not form.is_valid():
        return render_page(request, delegation, speakers, 422, reply_form=form)
    about, message = form.heard[form.cleaned_data["about"]], form.cleaned_data["words"]
    try:
        replies.ask(actor=actor, delegation=delegation, about=about, message=message)
    except UserError as problem:
        form.add_error(None, str(problem))
        return render_page(request, delegation, speakers, problem.status, reply_form=form)
    message = _("The podium has received your request and decides when you reply. You will be informed by e-mail.")
    messages.success(request, message)
    return _redirect(delegation, speakers)


@require_POST
def withdraw_reply(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    reply_request = replies.get_request(public_id, delegation=delegation)
    expected_version = concurrency.posted_version(request.POST)
    try:
        replies.withdraw(actor=actor, request=reply_request, expected_version=expected_version)
    except AlreadyDecided as problem:
        return render_outdated(request, delegation, reply_request.list, problem)
    messages.success(request, _("The request for the right of reply is withdrawn."))
    return _redirect(delegation, reply_request.list)


def _redirect(delegation: Delegation, speakers: SpeakersList) -> HttpResponse:
    return redirect("programme:speaking_one", delegation.party.slug, speakers.key)
