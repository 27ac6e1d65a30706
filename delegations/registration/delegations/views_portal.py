from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from conference.core import clock, concurrency, parsing
from conference.core.access import Actor, actor_of
from conference.core.errors import AlreadyDecided, UserError
from conference.look import lists
from conference.look.lists import sentences
from conference.models import Category, Conference, current_conference
from delegations.registration.delegations import access_log, places, queries
from delegations.registration.delegations import deadlines as delegations_deadlines
from delegations.registration.delegations.deadlines import DEADLINE, Lateness
from delegations.registration.drafts import form_drafts
from delegations.registration.members import queries as members_queries
from delegations.registration.members.actions import ordering, submission
from delegations.registration.members.actions.submission import OPEN_STATES, LateRequestNeeded
from delegations.registration.members.queries import TRAVEL, together
from delegations.registration.models import Delegate, Delegation, FormDraft
from delegations.registration.overview import checklist, history, waiting
from delegations.registration.overview.waiting import DeadlineRow, WaitingItem
from delegations.registration.own_page import queries as own_page_queries

# The order of the tally: the furthest state comes first.
TALLY = ("accredited", "vetted", "submitted", "returned", "draft", "refused")


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Redirect to the actor's own delegation; show a choice to those who act for several, and help to those who act for none."""
    mine = list(queries.delegations_of(actor_of(request)))
    if len(mine) == 1:
        return redirect("registration:delegation", code=mine[0].party.slug)
    return render(request, "portal/registration/delegations/choose.html", {"delegations": mine})


@require_safe
def delegation(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.delegation_for(actor, code)
    page = _page(request, found, actor)
    access_log.persons(request, found, len(page["rows"]), "registration:delegation")
    return render(request, "portal/registration/delegations/delegation.html", page)


def _page(request: HttpRequest, delegation: Delegation, actor: Actor) -> dict[str, Any]:
    conference = current_conference()
    members, notes = (
        members_queries.members_of(delegation),
        list(delegations_deadlines.counting(delegation.notes.all())),
    )
    deadlines = queries.deadlines_for(delegation.party, queries.deadlines())
    closed = any(deadline.code == DEADLINE and deadline.at <= clock.now() for deadline in deadlines)
    standing = delegations_deadlines.get_lateness(delegation, members, closed=closed)
    travel_by = next((deadline.at for deadline in deadlines if deadline.code == TRAVEL), None)
    rows = member_rows(delegation, members, conference, standing, travel_by)
    open_to = places.open_to(delegation.party)
    _mark_without_place(rows, members, open_to)
    counts = Counter(member.state for member in members)
    recipients = queries.focal_points_of(delegation)
    ready = sum(row["ready"] for row in rows)
    dated = waiting.deadlines_of(delegation, actor, deadlines, members, notes)
    may_act = queries.may_open(actor, delegation, write=True)
    steps = checklist.steps_of(delegation, members, notes, dated, standing) if may_act else []
    left = [row for row in dated if not steps or row.deadline.code not in checklist.DEADLINES]
    return {
        "steps": steps,
        "waiting": _waiting(request, delegation, left, members, standing),
        "delegation": delegation,
        "party": delegation.party,
        "own_clock": clock_of(delegation, conference),
        "rows": rows,
        "ready": ready,
        "closed": closed,
        "late": sum(row["needs_request"] for row in rows),
        "asked": standing.asked,
        "tally": [(state, counts[state]) for state in TALLY if counts[state]],
        "deadlines": dated,
        "next_deadline": queries.next_deadline(row.deadline for row in dated if not row.met),
        "places": places.build_places(members, open_to),
        "notes": notes,
        "note_state": queries.note_state(notes),
        "lately": history.lines(delegation, actor),
        "focal_points": lists.in_words(recipient.name or recipient.email for recipient in recipients),
        "may_act": may_act,
        "typed": [_typed(draft, delegation) for draft in form_drafts.waiting(delegation=delegation, actor=actor)],
        "order_url": _order_url(delegation),
        "nav_label": delegation.party.short,
    }


def _waiting(
    request: HttpRequest,
    delegation: Delegation,
    dated: list[DeadlineRow],
    members: list[Delegate],
    standing: Lateness,
) -> list[WaitingItem]:
    """Return what waits; the members' deadline is left out where nobody is asked for."""
    left = [row for row in dated if row.deadline.code != DEADLINE or _asks_for_somebody(row, members, standing)]
    return waiting.in_order(
        [
            *waiting.items_of(request, delegation),
            *waiting.of_deadlines(left),
            *_admitted(delegation, members, standing),
        ]
    )


def _asks_for_somebody(row: DeadlineRow, members: list[Delegate], standing: Lateness) -> bool:
    """Return False once the members' deadline has passed and nobody is left for whom a late request is to be made.

    For the others one waits for the organizers, or what is left is said of the person.
    """
    return not (row.passed and members) or any(standing.needs_request(member) for member in members)


def _admitted(delegation: Delegation, members: list[Delegate], standing: Lateness) -> Iterator[WaitingItem]:
    """Yield those whose late request was granted and whom nobody has submitted."""
    for member in members:
        if member.state == "draft" and member.pk in standing.admitted:
            words = _("The late request for %(who)s was granted; the entry is not submitted yet.")
            url = reverse("registration:member", args=[delegation.party.slug, member.public_id])
            yield WaitingItem(words % {"who": member.full_name}, _("Complete and submit"), url, tone="no")


def _typed(draft: FormDraft, delegation: Delegation) -> tuple[str, str]:
    code = delegation.party.slug
    if draft.member is None:
        return _("Add a member"), reverse("registration:member_new", args=[code])
    if draft.replacing:
        words = _("Replace %(name)s") % {"name": draft.member.full_name}
        return words, reverse("registration:replace", args=[code, draft.member.public_id])
    return draft.member.full_name, reverse("registration:member", args=[code, draft.member.public_id])


def _order_url(delegation: Delegation) -> str:
    return f"{reverse('registration:order', args=[delegation.party.slug])}?expected_version={delegation.order_version}"


def clock_of(delegation: Delegation, conference: Conference) -> ZoneInfo | None:
    """Return the zone of the party's own clock; None when that is the conference's, or nobody has said."""
    party = delegation.party
    return None if party.zone_name in (conference.zone_name, "UTC") else party.zone


def member_rows(
    delegation: Delegation,
    members: list[Delegate],
    conference: Conference,
    standing: Lateness | None = None,
    travel_by: datetime | None = None,
) -> list[dict[str, Any]]:
    """Return what a list shows of each member.

    Args:
        standing: How the deadline applies to them; None means that it has not passed.
        travel_by: When flights had to be known.
    """
    standing = standing or Lateness()
    code = delegation.party.slug
    rows, as_returned, links = [], members_queries.as_returned(members), own_page_queries.own_links(members)
    for number, member in enumerate(members, 1):
        lacks = members_queries.missing_fields(member, conference)
        overdue = members_queries.overdue_travel(member, travel_by)
        parts = {"code": code, "public_id": member.public_id}
        is_open = member.state in OPEN_STATES and standing.is_free(member)
        rows.append(
            {
                "member": member,
                "number": number,
                "lacks": lists.in_words(together(lacks, overdue), capital=True),
                "lacks_photo": any(lack.field == "photo" for lack in lacks),
                "as_returned": member.pk in as_returned,
                "whole": is_open and not lacks,
                "ready": is_open and not lacks and member.pk not in as_returned,
                "no_place": False,
                "needs_request": standing.needs_request(member),
                "asked": member.pk in standing.asked,
                "called": member.called,
                "url": reverse("registration:member", kwargs=parts),
                "photo_url": reverse("registration:photo", kwargs=parts) if member.photo else "",
                "withdraw_url": reverse("registration:withdraw", kwargs=parts),
                "link": links.get(member.pk),
                "ask_url": reverse("registration:ask_member", kwargs=parts),
                "replace_url": reverse("registration:replace", kwargs=parts),
            }
        )
    return rows


def _mark_without_place(
    rows: list[dict[str, Any]], members: list[Delegate], open_to: dict[int, tuple[Category, int | None]]
) -> None:
    """Say of the complete members of a category with too few places that none of them is submitted with all."""
    ready = [member for member, row in zip(members, rows, strict=True) if row["ready"]]
    placeless = places.without_place(members, ready, open_to)
    for row in rows:
        if row["member"] in placeless:
            row |= {"ready": False, "no_place": True}


@require_POST
def order(request: HttpRequest, code: str) -> HttpResponse:
    """Move a member to another place. A script reads the status and the header; a plain form returns to the page."""
    actor = actor_of(request)
    found = queries.delegation_for(actor, code, write=True)
    by_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    member = get_object_or_404(found.members, public_id=_uuid(request.POST.get("id", "")))
    place, expected_version = (
        parsing.number(request.POST.get("place"), 10**6),
        concurrency.posted_version(request.GET, "expected_version"),
    )
    try:
        if place is None or expected_version is None:
            raise AlreadyDecided(_("The place is missing. Nothing was moved."))
        found.order_version = ordering.reorder(
            actor=actor, delegation=found, member=member, place=place, expected_version=expected_version
        )
    except AlreadyDecided as problem:
        if by_script:
            return HttpResponse(str(problem), status=problem.status, content_type="text/plain")
        messages.error(request, str(problem))
    if by_script:
        return HttpResponse(status=204, headers={"X-Order-Url": _order_url(found)})
    return redirect(f"{reverse('registration:delegation', args=[found.party.slug])}#members")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_POST
def submit(request: HttpRequest, code: str) -> HttpResponse:
    """Submit all complete members, or the chosen ones (`member`, several times)."""
    actor = actor_of(request)
    found = queries.delegation_for(actor, code, write=True)
    chosen = [key for text in request.POST.getlist("member") if (key := _uuid(text))]
    members = list(found.members.filter(public_id__in=chosen)) if "member" in request.POST else None
    return submit_and_say(request, found, members)


def submit_and_say(request: HttpRequest, delegation: Delegation, members: list[Delegate] | None) -> HttpResponse:
    """Submit them (None: all complete ones), say what became of them and lead on."""
    try:
        done = submission.submit(actor=actor_of(request), delegation=delegation, members=members)
    except LateRequestNeeded as problem:
        messages.warning(request, str(problem))
        return redirect("registration:late", code=delegation.party.slug)
    except UserError as problem:
        messages.error(request, str(problem))
    else:
        count = len(done.received)
        words = ngettext("%(count)s member was submitted.", "%(count)s members were submitted.", count)
        text = sentences([words % {"count": count}, _("A confirmation goes to the focal points by e-mail.")])
        messages.success(request, text)
        if done.without_place:
            words = _("Not submitted, since their category has too few places left: %(who)s.")
            messages.warning(request, words % {"who": lists.in_words(done.without_place)})
    return redirect("registration:delegation", code=delegation.party.slug)
