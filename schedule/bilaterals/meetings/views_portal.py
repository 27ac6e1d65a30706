from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import clock, concurrency, parsing
from conference.core.access import actor_of
from conference.core.errors import AlreadyDecided, UserError
from conference.models import current_conference
from conference.parties.models import RECEIVED
from delegations.registration.delegations import access_log
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.members.queries import head_of
from delegations.registration.models import Delegate, Delegation
from schedule.bilaterals.meetings import actions, queries
from schedule.bilaterals.meetings.forms import AnswerForm, AskForm, CancelForm, PartnerForm
from schedule.bilaterals.meetings.notices import MEETING
from schedule.bilaterals.models import LIVE, Meeting
from schedule.calendar.engagements.actions import TimeTaken

SEE = "bilaterals.see"


@require_safe
def meetings(request: HttpRequest, code: str) -> HttpResponse:
    delegation = delegation_for(actor_of(request), code, see=SEE)
    found = queries.meetings_of(delegation)
    rows: list[dict[str, Any]] = [
        {"meeting": m, "other": m.other(delegation), "mine": m.asking_id == delegation.pk} for m in found
    ]
    context = {
        "delegation": delegation,
        "to_answer": [row for row in rows if row["meeting"].state == "requested" and not row["mine"]],
        "live": [
            row for row in rows if row["meeting"].state in LIVE and (row["mine"] or row["meeting"].state != "requested")
        ],
        "past": [row for row in rows if row["meeting"].state not in LIVE],
        "has_part": delegation.party.kind in RECEIVED,
        "loads": queries.loads(delegation, current_conference()),
    }
    return render(request, "portal/bilaterals/meetings/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    partners = queries.possible_partners(delegation)
    wanted = (request.POST or request.GET).get("party", "")
    partner = next((one for one in partners if one.party.code == wanted), None)
    has_part = delegation.party.kind in RECEIVED
    context: dict[str, Any] = {"delegation": delegation, "partner": partner if has_part else None, "has_part": has_part}
    context["partner_form"] = PartnerForm(request.GET if "party" in request.GET else None, partners=partners)
    own, other = head_of(delegation), head_of(partner) if partner else None
    if not has_part or partner is None or own is None or other is None:
        context["no_head"] = own is None
        return render(request, "portal/bilaterals/meetings/ask.html", context)
    form = AskForm(request.POST) if request.method == "POST" else AskForm(initial=_kept(request))
    if request.method == "POST" and form.is_valid():
        values = {"asking": delegation, "asked": partner, "starts": form.cleaned_data["start"], "wish": form.wish()}
        try:
            meeting = actions.request(actor=actor, length=timedelta(minutes=form.cleaned_data["length"]), **values)
        except (TimeTaken, UserError) as problem:
            form.add_error(None if not isinstance(problem, TimeTaken) else "start", str(problem))
        else:
            messages.success(request, _("The request was sent to %(party)s.") % {"party": partner})
            return redirect("bilaterals:meeting", delegation.party.slug, meeting.public_id)
    conference = current_conference()
    minutes = _minutes(request)
    days = queries.times(own=own, other=other, other_name=str(partner), conference=conference, minutes=minutes)
    chosen = _chosen(request, delegation, partner, minutes)
    context |= {
        "form": form,
        "own": own,
        "days": days,
        "minutes": minutes,
        "columns": [f":{step:02d}" for step in range(0, 60, minutes)],
        "loads": queries.loads(delegation, conference),
        # What is not free any more, or not at this length, is chosen by nobody.
        "chosen": chosen if chosen and any(day.has_free(chosen["starts"]) for day in days) else None,
    }
    return render(request, "portal/bilaterals/meetings/ask.html", context)


def _kept(request: HttpRequest) -> dict[str, Any]:
    """Return what was typed, for when a slot or length was chosen without scripts and the form comes back by GET."""
    names = AskForm.base_fields
    return {name: request.GET[name] for name in names if name in request.GET}


def _minutes(request: HttpRequest) -> int:
    value = (request.POST or request.GET).get("length", "20")
    return int(value) if value in {"15", "20", "30"} else 20


def _chosen(request: HttpRequest, delegation: Delegation, partner: Delegation, minutes: int) -> dict[str, Any] | None:
    """Return the slot in words, with the times in both capitals, the hold's end and suitable rooms; None if none is chosen."""
    starts = parsing.moment((request.POST or request.GET).get("start"))
    if starts is None:
        return None
    size = parsing.number((request.POST or request.GET).get("party_size"), 999)
    seats = 10 if size is None else 2 * size
    ends = starts + timedelta(minutes=minutes)
    return {
        "starts": starts,
        "ends": ends,
        "until": min(clock.now() + actions.HOLD, starts - actions.LEAST_HOLD / 2),
        "zones": [(delegation.party.zone, delegation), (partner.party.zone, partner)],
        "rooms": queries.rooms_for(starts, ends, seats),
        "seats": seats,
    }


@require_safe
def chosen(request: HttpRequest, code: str) -> HttpResponse:
    """Return the chosen slot in words, for the page of `ask` (htmx)."""
    delegation = delegation_for(actor_of(request), code, write=True)
    partner = next(
        (one for one in queries.possible_partners(delegation) if one.party.code == request.GET.get("party")), None
    )
    found = _chosen(request, delegation, partner, _minutes(request)) if partner else None
    return render(request, "portal/bilaterals/meetings/chosen.html", {"chosen": found, "partner": partner})


@require_safe
def meeting(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    delegation = delegation_for(actor_of(request), code, see=SEE)
    return _meeting_page(request, delegation, public_id)


def _meeting_page(
    request: HttpRequest, delegation: Delegation, public_id: uuid.UUID, status: int = 200, **forms: Any
) -> HttpResponse:
    found = queries.meeting_of(delegation, public_id)
    access_log.persons(request, found, 2, MEETING)
    seen = {"version": found.version}
    context = {
        "delegation": delegation,
        "meeting": found,
        "other": found.other(delegation),
        "own_principal": found.principal_of(delegation),
        "other_principal": found.principal_of(found.other(delegation)),
        "can_answer": found.state == "requested" and found.asked_id == delegation.pk,
        "can_cancel": found.state in LIVE and not (found.state == "requested" and found.asked_id == delegation.pk),
        "former": found.principal_of(delegation),
        "new_head": _new_head(found, delegation),
        "is_live": found.state in LIVE,
        "answer_form": AnswerForm(initial=seen),
        "cancel_form": CancelForm(initial=seen),
        **forms,
    }
    return render(request, "portal/bilaterals/meetings/meeting.html", context, status=status)


def _new_head(meeting: Meeting, delegation: Delegation) -> Delegate | None:
    """Return the delegation's head if a meeting to come was made with another one."""
    if meeting.state not in LIVE or meeting.ends <= clock.now():
        return None
    head = head_of(delegation)
    return head if head != meeting.principal_of(delegation) else None


def _overtaken(
    request: HttpRequest, delegation: Delegation, public_id: uuid.UUID, problem: AlreadyDecided
) -> HttpResponse:
    """Show the meeting as it now stands to somebody who acted on an outdated page."""
    messages.error(
        request, _("This meeting was changed in the meantime and is now as shown. Your change was not saved.")
    )
    return _meeting_page(request, delegation, public_id, problem.status)


@require_POST
def answer(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    found = queries.meeting_of(delegation, public_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _meeting_page(request, delegation, public_id, 422, answer_form=form)
    verb = actions.accept if request.POST.get("answer") == "accept" else actions.decline
    try:
        verb(
            actor=actor, meeting=found, expected_version=form.cleaned_data["version"], words=form.cleaned_data["words"]
        )
    except AlreadyDecided as problem:
        return _overtaken(request, delegation, public_id, problem)
    accepted = verb is actions.accept
    said = (
        _("Accepted. Protocol will assign a room and write to both delegations.")
        if accepted
        else _("Declined. The time is free again.")
    )
    messages.success(request, said)
    return redirect("bilaterals:meeting", delegation.party.slug, public_id)


@require_POST
def cancel(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    found = queries.meeting_of(delegation, public_id)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _meeting_page(request, delegation, public_id, 422, cancel_form=form)
    values = form.cleaned_data
    try:
        actions.cancel(
            actor=actor, meeting=found, by=delegation, reason=values["reason"], expected_version=values["version"]
        )
    except AlreadyDecided as problem:
        return _overtaken(request, delegation, public_id, problem)
    messages.success(request, _("Cancelled. Both delegations are informed."))
    return redirect("bilaterals:meetings", delegation.party.slug)


@require_POST
def keep(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Keep the meeting with the head who took the place of the one it was made with."""
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    found = queries.meeting_of(delegation, public_id)
    version = concurrency.posted_version(request.POST)
    try:
        actions.keep_with_new_head(actor=actor, meeting=found, by=delegation, expected_version=version)
    except AlreadyDecided as problem:
        return _overtaken(request, delegation, public_id, problem)
    except UserError as problem:
        messages.error(request, str(problem))
        return _meeting_page(request, delegation, public_id, problem.status)
    messages.success(request, _("Kept with the new head. Both sides are told."))
    return redirect("bilaterals:meeting", delegation.party.slug, public_id)
