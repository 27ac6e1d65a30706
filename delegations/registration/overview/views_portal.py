from collections import Counter
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conference.core import clock, concurrency, parsing, undo
from conference.core.access import Actor, actor_of
from conference.core.errors import AlreadyDecided
from conference.look import lists
from conference.models import current_conference
from delegations.registration.delegations import access_log, places, queries
from delegations.registration.delegations import deadlines as delegations_deadlines
from delegations.registration.delegations.deadlines import DEADLINE, Lateness
from delegations.registration.delegations.opened import page_context
from delegations.registration.delegations.raw_queries import stamp_of
from delegations.registration.drafts import form_drafts
from delegations.registration.members import queries as members_queries
from delegations.registration.members.actions import ordering
from delegations.registration.members.queries import TRAVEL
from delegations.registration.members.views_leaving import WITHDRAWAL
from delegations.registration.models import Delegate, Delegation, FormDraft
from delegations.registration.overview import checklist, help_topics, waiting
from delegations.registration.overview import history as overview_history
from delegations.registration.overview.member_rows import build_member_rows, mark_without_place
from delegations.registration.overview.waiting import DeadlineRow, WaitingItem

# The order of the tally: the furthest state comes first.
TALLY = ("accredited", "vetted", "submitted", "returned", "draft", "refused")


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Redirect to the actor's own delegation; show a choice to those who act for several, and help to those who act for none."""
    delegations = list(queries.delegations_of(actor_of(request)))
    if len(delegations) == 1:
        return redirect("registration:delegation", code=delegations[0].party.slug)
    return render(request, "portal/registration/overview/choose.html", {"delegations": delegations})


@require_safe
def delegation(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    delegation = queries.delegation_for(actor, code)
    context = _delegation_context(request, delegation, actor)
    access_log.log_persons(request, delegation, len(context["rows"]), "registration:delegation")
    return render(request, "portal/registration/overview/delegation.html", context)


def _delegation_context(request: HttpRequest, delegation: Delegation, actor: Actor) -> dict[str, Any]:
    conference = current_conference()
    members = members_queries.members_of(delegation)
    notes = list(delegations_deadlines.counting(delegation.notes.all()))
    deadlines = queries.deadlines_for(delegation.party, queries.deadlines(), stamp_of(delegation))
    closed = any(deadline.code == DEADLINE and deadline.at <= clock.now() for deadline in deadlines)
    lateness = delegations_deadlines.get_lateness(delegation, members, closed=closed)
    travel_by = next((deadline.at for deadline in deadlines if deadline.code == TRAVEL), None)
    rows = build_member_rows(delegation, members, conference, lateness, travel_by)
    open_to = places.open_to(delegation.party)
    mark_without_place(rows, members, open_to)
    counts = Counter(member.state for member in members)
    recipients = queries.focal_points_of(delegation)
    deadline_rows = waiting.deadlines_of(delegation, actor, deadlines, members, notes)
    may_act = queries.may_open(actor, delegation, write=True)
    steps = checklist.steps_of(delegation, members, notes, deadline_rows, lateness) if may_act else []
    not_in_steps = [row for row in deadline_rows if not steps or row.deadline.code not in checklist.DEADLINES]
    return page_context(
        delegation,
        steps=steps,
        waiting=_waiting_items(request, delegation, not_in_steps, members, lateness),
        own_clock=own_clock(delegation),
        rows=rows,
        ready=sum(row.ready for row in rows),
        closed=closed,
        late=sum(row.needs_request for row in rows),
        late_requests=lateness.asked,
        tally=[(state, counts[state]) for state in TALLY if counts[state]],
        deadlines=deadline_rows,
        next_deadline=queries.next_deadline(row.deadline for row in deadline_rows if not row.met),
        places=places.build_places(members, open_to),
        notes=notes if queries.may_open(actor, delegation, see="registration.take_note") else [],
        note_state=queries.note_state(notes),
        activity=overview_history.find_lines(delegation, actor),
        focal_points=lists.in_words(recipient.name or recipient.email for recipient in recipients),
        may_act=may_act,
        form_drafts=[_draft_link(draft, delegation) for draft in form_drafts.find_all(delegation, actor)],
        order_url=_order_url(delegation),
        withdrawal=_withdrawal(request, delegation) if may_act else None,
    )


def _withdrawal(request: HttpRequest, delegation: Delegation) -> dict[str, Any] | None:
    """Return the reader's last withdrawal of a member of this delegation while it can be undone. No query."""
    step = undo.offered(request, WITHDRAWAL)
    return step if step and step["code"] == delegation.party.slug else None


def _waiting_items(
    request: HttpRequest,
    delegation: Delegation,
    deadline_rows: list[DeadlineRow],
    members: list[Delegate],
    lateness: Lateness,
) -> list[WaitingItem]:
    """Return what waits; the members' deadline is left out once it has passed and no late request has to be made for anybody.

    Those who have made one wait for the organizers, and what the others lack is said of each of them.
    """
    needs_requests = not members or any(lateness.needs_request(member) for member in members)
    due = [row for row in deadline_rows if row.deadline.code != DEADLINE or not row.passed or needs_requests]
    items = [
        *waiting.items_of(request, delegation),
        *waiting.of_deadlines(due),
        *_admitted(delegation, members, lateness),
    ]
    return waiting.in_order(items)


def _admitted(delegation: Delegation, members: list[Delegate], lateness: Lateness) -> Iterator[WaitingItem]:
    """Yield those whose late request was granted and whom nobody has submitted."""
    for member in members:
        if member.state == "draft" and member.pk in lateness.admitted:
            title = _("The late request for %(who)s was granted; the entry is not submitted yet.")
            url = reverse("registration:member", args=[delegation.party.slug, member.public_id])
            yield WaitingItem(title % {"who": member.full_name}, _("Complete and submit"), url, tone="no")


def _draft_link(draft: FormDraft, delegation: Delegation) -> tuple[str, str]:
    code = delegation.party.slug
    if draft.member is None:
        return _("Add a member"), reverse("registration:member_new", args=[code])
    if draft.replacing:
        label = _("Replace %(name)s") % {"name": draft.member.full_name}
        return label, reverse("registration:replace", args=[code, draft.member.public_id])
    return draft.member.full_name, reverse("registration:member", args=[code, draft.member.public_id])


def own_clock(delegation: Delegation) -> ZoneInfo | None:
    """Return the zone of the party's own clock; None when it is unknown."""
    return None if delegation.party.zone_name == "UTC" else delegation.party.zone


@require_POST
def show_order(request: HttpRequest, code: str) -> HttpResponse:
    """Move a member to another place. A script reads the status and the header; a plain form returns to the page."""
    actor = actor_of(request)
    delegation = queries.delegation_for(actor, code, write=True)
    by_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    member = get_object_or_404(delegation.members, public_id=parsing.public_id(request.POST.get("id")))
    place = parsing.number(request.POST.get("place"), 10**6)
    version = concurrency.posted_version(request.GET, "expected_version")
    try:
        if place is None or version is None:
            raise AlreadyDecided(_("The place is missing. Nothing was moved."))
        delegation.order_version = ordering.reorder(
            actor=actor, delegation=delegation, member=member, place=place, expected_version=version
        )
    except AlreadyDecided as error:
        if by_script:
            return HttpResponse(str(error), status=error.status, content_type="text/plain")
        messages.error(request, str(error))
    if by_script:
        return HttpResponse(status=204, headers={"X-Order-Url": _order_url(delegation)})
    return redirect(f"{reverse('registration:delegation', args=[delegation.party.slug])}#members")


def _order_url(delegation: Delegation) -> str:
    return f"{reverse('registration:order', args=[delegation.party.slug])}?expected_version={delegation.order_version}"


@require_safe
def history(request: HttpRequest, code: str) -> HttpResponse:
    """Show what happened, the newest first; `before` in the address is the number of the last entry of the page before."""
    actor = actor_of(request)
    delegation = queries.delegation_for(actor, code)
    before = parsing.number(request.GET.get("before"), 10**15)
    page = overview_history.find_events(delegation, actor, before=before)
    pager = {
        "next": f"?before={page.before}" if page.before else "",
        "previous": "?" if before is not None else "",
    }
    context = page_context(delegation, lines=page.lines, pager=pager)
    return render(request, "portal/registration/overview/history.html", context)


@require_safe
def help_page(request: HttpRequest, code: str) -> HttpResponse:
    delegation = queries.delegation_for(actor_of(request), code)
    context = page_context(delegation, topics=help_topics.topics_for(request, delegation))
    return render(request, "portal/registration/overview/help.html", context)
