import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import clock, concurrency, parsing, undo
from conference.core.access import actor_of
from conference.core.errors import AlreadyDecided, NotFound, UserError
from conference.look.lists import join_sentences
from conference.models import current_conference
from conference.parties.models import RECEIVED
from delegations.registration.delegations import access_log, raw_queries
from delegations.registration.delegations.queries import delegation_for, may_open
from delegations.registration.members.queries import head_of
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Delegation
from schedule.bilaterals.meetings import actions, queries, times
from schedule.bilaterals.meetings.actions.answering import is_lost
from schedule.bilaterals.meetings.forms import AskForm, CancelForm, PartnerForm, PrincipalForm
from schedule.bilaterals.meetings.notices import MEETING
from schedule.bilaterals.meetings.offered_times import TimesWanted, get_times
from schedule.bilaterals.meetings.views_answers import SideAnswer
from schedule.bilaterals.models import AGREED, LENGTHS, LIVE, OPEN, Meeting
from schedule.calendar.engagements.actions import TimeTaken

SEE = "bilaterals.see"


@require_safe
def meetings(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, see=SEE)
    rows: list[dict[str, Any]] = [
        {
            "meeting": meeting,
            "others": meeting.others(delegation),
            "mine": meeting.asking_id == delegation.pk,
            "due": _is_due(meeting, delegation),
            "lost": _has_replaced_principal(meeting, delegation),
        }
        for meeting in queries.meetings_of(delegation)
    ]
    has_part = delegation.party.kind in RECEIVED
    has_new_head = any(row["lost"] for row in rows) and head_of(delegation) is not None
    context = {
        "delegation": delegation,
        "has_part": has_part,
        "remedy": _("Keep it with the new head, or cancel it") if has_new_head else _("Cancel it, or ask again"),
        "to_answer": [row for row in rows if row["due"] or row["lost"]],
        "live": [row for row in rows if row["meeting"].state in LIVE and not (row["due"] or row["lost"])],
        "past": [row for row in rows if row["meeting"].state not in LIVE],
        "may_ask": has_part and may_open(actor, delegation, write=True),
        "loads": queries.loads(delegation, current_conference()),
    }
    return render(request, "portal/bilaterals/meetings/list.html", context)


def _is_due(meeting: Meeting, delegation: Delegation) -> bool:
    """Return whether the delegation has to answer: an offer, another time, or a change of what was agreed."""
    return SideAnswer(meeting, delegation).awaited or _must_agree(meeting, delegation)


def _must_agree(meeting: Meeting, delegation: Delegation) -> bool:
    return meeting.state in AGREED and meeting.ends > clock.now() and not meeting.agrees(delegation)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_meeting(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    is_sent = request.method == "POST" and delegation.party.kind in RECEIVED
    partner = queries.possible_partner(delegation, request.POST.get("party", "")) if is_sent else None
    if partner is None:
        return _asking_page(request, delegation)
    form = _posted_form(request, delegation, partner)
    if not form.is_valid():
        return _asking_page(request, delegation, form)
    try:
        meeting = actions.request_meeting(actor=actor, asking=delegation, asked=partner, **form.terms())
    except UserError as problem:
        form.add_error(form.time_field if isinstance(problem, TimeTaken) else None, str(problem))
        return _asking_page(request, delegation, form)
    if meeting.requested_by_id != actor.user_id or meeting.asking != delegation:
        message = _("%(party)s had asked you already. Both requests are one meeting now.")
    else:
        message = _("The request was sent to %(party)s.")
    messages.success(request, _with_undo(message % {"party": partner}))
    return redirect("bilaterals:meeting", delegation.party.slug, meeting.public_id)


def _with_undo(message: str) -> str:
    """Return what was done, and that its mail waits as long as it can be undone."""
    return join_sentences([message, undo.mail_note()])


def _posted_form(request: HttpRequest, delegation: Delegation, partner: Delegation) -> AskForm:
    """Return the form that was sent. Skips the queries that only the page needs."""
    named = request.POST.getlist("further")
    others = [other for other in queries.possible_partners(delegation) if other != partner] if named else []
    return AskForm(request.POST, **_choices(delegation, others))


def _asking_page(request: HttpRequest, delegation: Delegation, form: AskForm | None = None) -> HttpResponse:
    """Show the partners to choose from, then the times and the form; `form`: the one that was sent, with its errors."""
    has_part = delegation.party.kind in RECEIVED
    partners, partner = _get_partners(request, delegation)
    context: dict[str, Any] = {"delegation": delegation, "partner": partner if has_part else None, "has_part": has_part}
    context["partner_form"] = PartnerForm(request.GET if "party" in request.GET else None, partners=partners)
    own, other = head_of(delegation), head_of(partner) if partner else None
    if not has_part or partner is None or own is None or other is None:
        context["no_head"] = own is None
        return render(request, "portal/bilaterals/meetings/ask.html", context)
    conference = current_conference()
    others = [other for other in partners if other != partner]
    if form is None:
        form = AskForm(initial={"principal": str(own.pk), **_typed(request)}, **_choices(delegation, others))
    else:
        form.list_partners(others)
    minutes = _minutes(request)
    own = form.principals.get(_typed_value(request, "principal"), own)
    offered = get_times(actor_of(request), TimesWanted(delegation, own, partner, other, minutes), conference)
    chosen = _chosen(request, delegation, partner, minutes)
    # A time that is not offered any more, or not for this length, counts as not chosen.
    is_gone = chosen is not None and chosen["starts"] not in offered.starts
    context |= {
        "form": form,
        "own": own,
        "days": times.build_days(offered.starts, offered.own, conference, minutes),
        "offered": offered,
        "minutes": minutes,
        "loads": queries.loads(delegation, conference),
        "chosen": None if is_gone else chosen,
        "is_gone": is_gone and not form.errors.get("start"),
    }
    return render(request, "portal/bilaterals/meetings/ask.html", context, status=422 if form.errors else 200)


def _get_partners(request: HttpRequest, delegation: Delegation) -> tuple[list[Delegation], Delegation | None]:
    """Return whom the delegation can ask, and the one that was chosen."""
    partners, code = queries.possible_partners(delegation, shown_only=True), _typed_value(request, "party")
    return partners, next((partner for partner in partners if partner.party.code == code), None)


def _choices(delegation: Delegation, partners: list[Delegation]) -> dict[str, Any]:
    return {
        "principals": queries.principals_of(delegation),
        "partners": partners,
        "windows": queries.windows(raw_queries.conference(raw_queries.stamp_of(delegation))),
    }


def _typed_value(request: HttpRequest, name: str) -> str:
    return (request.POST or request.GET).get(name, "")


def _typed(request: HttpRequest) -> dict[str, Any]:
    """Return what was typed, for when a slot or length was chosen without scripts and the form comes back by GET."""
    several = ("further", "preferred", "impossible")
    typed: dict[str, Any] = {name: request.GET[name] for name in AskForm.base_fields if name in request.GET}
    typed |= {name: request.GET.getlist(name) for name in several}
    # Browsers do not send an empty box, so its absence from a returned form means no.
    return typed | ({"flags": "flags" in request.GET} if "topics" in request.GET else {})


def _minutes(request: HttpRequest) -> int:
    minutes = parsing.number(_typed_value(request, "length"), 60)
    return minutes if minutes in dict(LENGTHS) else 20


def _chosen(request: HttpRequest, delegation: Delegation, partner: Delegation, minutes: int) -> dict[str, Any] | None:
    """Return the time in words, with those in capitals where clocks show another and the end of the offer; None if none is chosen."""
    starts = parsing.moment(_typed_value(request, "start"))
    if starts is None:
        return None
    here = starts.astimezone(current_conference().zone).utcoffset()
    sides = [(side.party.zone, side) for side in (delegation, partner)]
    return {
        "starts": starts,
        "ends": starts + timedelta(minutes=minutes),
        "until": actions.get_offer_end(starts),
        "zones": [(zone, side) for zone, side in sides if starts.astimezone(zone).utcoffset() != here],
    }


@require_safe
def chosen(request: HttpRequest, code: str) -> HttpResponse:
    """Return the chosen slot in words, for the page of `ask_for_meeting` (htmx)."""
    delegation = delegation_for(actor_of(request), code, write=True)
    _partners, partner = _get_partners(request, delegation)
    chosen = _chosen(request, delegation, partner, _minutes(request)) if partner else None
    return render(request, "portal/bilaterals/meetings/chosen.html", {"chosen": chosen})


@require_safe
def meeting(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    delegation = delegation_for(actor_of(request), code, see=SEE)
    return _meeting_page(request, delegation, public_id)


def _meeting_page(
    request: HttpRequest, delegation: Delegation, public_id: uuid.UUID, status: int = 200, **forms: Any
) -> HttpResponse:
    meeting = queries.meeting_of(delegation, public_id)
    access_log.log_persons(request, meeting, 2, MEETING)
    answering = SideAnswer(meeting, delegation)
    awaited, agreed = answering.awaited, meeting.state in AGREED and meeting.ends > clock.now()
    own_offer = agreed and meeting.offered_by_id == delegation.pk
    may_propose = len(meeting.parties()) == 2 and not own_offer and (awaited or agreed)
    context = {
        "delegation": delegation,
        "meeting": meeting,
        "others": answering.others(),
        "own_principal": meeting.principal_of(delegation),
        "can_answer": awaited,
        "of_change": answering.of_change,
        "own_offer": own_offer,
        "proposed": answering.proposed(),
        "is_held": meeting.state in OPEN and not awaited,
        "must_agree": _must_agree(meeting, delegation),
        "asked_side": meeting.asking_id != delegation.pk,
        "can_cancel": meeting.state in LIVE and not meeting.awaits(delegation),
        "former": meeting.principal_of(delegation),
        "new_head": _new_head(meeting, delegation),
        "is_live": meeting.state in LIVE,
        "undoable": actions.find_undoable_step(meeting, delegation)
        if may_open(actor_of(request), delegation, write=True)
        else None,
        "principal_form": _principal_form(meeting, delegation) if not awaited else None,
        "answer_form": answering.answer_form() if awaited else None,
        "engaged_then": answering.engaged_then() if awaited else [],
        "times_form": answering.times_form(request) if may_propose else None,
        "cancel_form": CancelForm(initial={"version": meeting.version}),
    }
    # Show a posted form again, unless the meeting no longer allows it.
    context |= {name: form for name, form in forms.items() if context[name] is not None}
    return render(request, "portal/bilaterals/meetings/meeting.html", context, status=status)


def _has_replaced_principal(meeting: Meeting, delegation: Delegation) -> bool:
    """Return whether the meeting is to come and the delegation's principal has left, or is no longer the head that it came as. No query."""
    principal = meeting.principal_of(delegation)
    heads = {delegation.pk: principal} if principal and principal.capacity == Capacity.HEAD else {}
    gone = principal is None or principal.state not in LIVE_STATES
    return meeting.state in LIVE and meeting.ends > clock.now() and (gone or is_lost(meeting, delegation, heads))


def _new_head(meeting: Meeting, delegation: Delegation) -> Delegate | None:
    """Return the delegation's head if a meeting to come was made with another one."""
    if not _has_replaced_principal(meeting, delegation):
        return None
    head = head_of(delegation)
    return head if head != meeting.principal_of(delegation) else None


def _principal_form(meeting: Meeting, delegation: Delegation, data: Any = None) -> PrincipalForm | None:
    """Return the choice of another principal; None if there is nobody else, or the meeting is not to come."""
    if meeting.state not in LIVE or meeting.ends <= clock.now():
        return None
    present = meeting.principal_of(delegation)
    others = [other for other in queries.principals_of(delegation) if other != present]
    initial = {"version": meeting.version}
    return PrincipalForm(data, principals=others, initial=initial, auto_id="principal_%s") if others else None


def _show_refusal(
    request: HttpRequest, delegation: Delegation, public_id: uuid.UUID, problem: UserError, **forms: Any
) -> HttpResponse:
    """Show the meeting with the reason for the refusal; after a change by somebody else, without what was typed."""
    message = str(problem)
    if isinstance(problem, AlreadyDecided):
        message = _("This meeting was changed in the meantime and is now as shown. Your change was not saved.")
        forms = {}
    messages.error(request, message)
    return _meeting_page(request, delegation, public_id, problem.status, **forms)


def _get_both(request: HttpRequest, code: str, public_id: uuid.UUID) -> tuple[Delegation, Meeting]:
    delegation = delegation_for(actor_of(request), code, write=True)
    return delegation, queries.meeting_of(delegation, public_id)


@require_POST
def answer(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    delegation, meeting = _get_both(request, code, public_id)
    answering = SideAnswer(meeting, delegation)
    try:
        message = answering.carry_out(request, actor_of(request))
    except NotFound:
        raise
    except UserError as problem:
        return _show_refusal(request, delegation, public_id, problem, **answering.typed_forms(request))
    if not message:
        return _meeting_page(request, delegation, public_id, 422, **answering.typed_forms(request))
    messages.success(request, _with_undo(message))
    return redirect("bilaterals:meeting", delegation.party.slug, public_id)


@require_POST
def undo_step(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Take back what the delegation sent just now."""
    delegation, meeting = _get_both(request, code, public_id)
    actor, version = actor_of(request), concurrency.posted_version(request.POST)
    try:
        actions.undo_step(actor=actor, meeting=meeting, by=delegation, expected_version=version)
    except NotFound:
        raise
    except UserError as problem:
        return _show_refusal(request, delegation, public_id, problem)
    messages.success(request, _("Undone. Nobody is told of it."))
    if not Meeting.objects.filter(public_id=public_id).exists():
        return redirect("bilaterals:meetings", delegation.party.slug)
    return redirect("bilaterals:meeting", delegation.party.slug, public_id)


@require_POST
def cancel(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    delegation, meeting = _get_both(request, code, public_id)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _meeting_page(request, delegation, public_id, 422, cancel_form=form)
    reason, version = form.cleaned_data["reason"], form.cleaned_data["version"]
    try:
        actions.cancel(actor=actor_of(request), meeting=meeting, by=delegation, reason=reason, expected_version=version)
    except AlreadyDecided as problem:
        return _show_refusal(request, delegation, public_id, problem)
    messages.success(request, _("Cancelled. All delegations are informed."))
    return redirect("bilaterals:meetings", delegation.party.slug)


@require_POST
def keep_meeting(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Keep the meeting with the head who took the place of the one it was made with."""
    delegation, meeting = _get_both(request, code, public_id)
    actor, version = actor_of(request), concurrency.posted_version(request.POST)
    try:
        actions.keep_with_new_head(actor=actor, meeting=meeting, by=delegation, expected_version=version)
    except UserError as problem:
        return _show_refusal(request, delegation, public_id, problem)
    messages.success(request, _("Kept with the new head. All sides are informed."))
    return redirect("bilaterals:meeting", delegation.party.slug, public_id)


@require_POST
def principal(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Send another person than was agreed: the other side is told and agrees again."""
    delegation, meeting = _get_both(request, code, public_id)
    form = _principal_form(meeting, delegation, request.POST)
    if form is None or not form.is_valid():
        return _meeting_page(request, delegation, public_id, 422, principal_form=form)
    actor, person, version = actor_of(request), form.chosen(), form.cleaned_data["version"]
    try:
        actions.change_principal(
            actor=actor, meeting=meeting, by=delegation, principal=person, expected_version=version
        )
    except UserError as problem:
        return _show_refusal(request, delegation, public_id, problem)
    messages.success(request, _("%(who)s comes instead. All sides are informed.") % {"who": person.full_name})
    return redirect("bilaterals:meeting", delegation.party.slug, public_id)
