from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from conference.core import clock
from conference.core.access import Actor, actor_of, staff
from conference.models import current_conference
from conference.parties.models import Kind, RegionalGroup
from delegations.registration.delegations import access_log, deadlines, places, views_portal
from delegations.registration.delegations import queries as delegations_queries
from delegations.registration.members import consequences
from delegations.registration.members import queries as members_queries
from delegations.registration.models import Deadline, Delegation, LateRequest
from delegations.registration.overview import history
from delegations.registration.overview import listing as overview_listing
from delegations.registration.transfer import participants

METHODS = ["GET", "HEAD", "POST"]


# The desks beside the list: right, address, label.
DESKS = (
    ("registration.see", "registration:desk_progress", gettext_lazy("Progress")),
    ("registration.license", "registration:desk_equipment", gettext_lazy("Arms and radios")),
    ("registration.merge", "registration:desk_doubles", gettext_lazy("Possible duplicates")),
    ("registration.write", "registration:desk_circulars", gettext_lazy("Circulars")),
    ("registration.see_travel", "registration:desk_travel", gettext_lazy("Arrivals and departures")),
    ("registration.issue_visa_letter", "registration:desk_visa", gettext_lazy("Visa support letters")),
)


@staff("registration.see")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    chosen = overview_listing.Filter.read(request.GET)
    after = request.GET.get("after", "")
    page = overview_listing.page(chosen, after)
    context = {
        "filter": chosen,
        "rows": page.rows,
        "kinds": Kind.choices,
        "groups": RegionalGroup.choices,
        "show": overview_listing.shows(),
        "sort": overview_listing.SORT,
        "may_write": actor_of(request).may("registration.write"),
        "write_all": reverse("registration:desk_circular") + chosen.query(),
        "narrowed": bool(chosen.q or chosen.kind or chosen.show or chosen.group),
        "pager": {
            "next": chosen.query(after=page.after) if page.after else "",
            "previous": chosen.query() if after else "",
        },
        "may_invite": actor_of(request).may("registration.invite"),
        "desks": [(reverse(name), label) for right, name, label in DESKS if actor_of(request).may(right)],
        "export_who": [(value, label) for value, (_states, label) in participants.WHO.items()],
    }
    return render(request, "desk/registration/overview/list.html", context)


@staff("registration.see")
@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    found = delegations_queries.delegation_for(actor, code)
    page = _page(found, actor)
    access_log.persons(request, found, len(page["rows"]), "registration:delegation")
    return render(request, "desk/registration/overview/one.html", page)


def _page(found: Delegation, actor: Actor) -> dict[str, Any]:
    conference, members = current_conference(), members_queries.members_of(found)
    invitations = found.invitations.filter(used_at__isnull=True, withdrawn_at__isnull=True).order_by("-sent_at")
    points = found.focal_points.filter(until__isnull=True).select_related("user").order_by("since")
    return {
        "delegation": found,
        "party": found.party,
        "own_clock": views_portal.clock_of(found, conference),
        "rows": views_portal.member_rows(found, members, conference, travel_by=_travel_by()),
        "places": places.build_places(members, places.open_to(found.party)),
        "notes": list(deadlines.counting(found.notes.select_related("accepted_by", "late_request"))),
        "late_requests": _late_requests(found),
        "may_admit_late": actor.may("registration.admit_late"),
        "focal_points": list(points),
        "invitations": list(invitations),
        "lately": history.lines(found, actor, limit=10),
        "unsettled": consequences.unsettled_for(found, actor),
        "now": clock.now(),
        "may_invite": actor.may("registration.invite"),
        "may_take_note": actor.may("registration.take_note"),
        "may_act": actor.may("registration.act_for"),
        "may_exempt": actor.may("accreditation.exempt"),
    }


def _travel_by() -> datetime | None:
    """Return when flights had to be known, as the delegation's own page reckons."""
    return Deadline.objects.filter(code=members_queries.TRAVEL).values_list("at", flat=True).first()


def _late_requests(found: Delegation) -> list[LateRequest]:
    sent = found.late_requests.select_related("note", "decided_by").prefetch_related("members")
    return sorted(sent.order_by("-asked_at"), key=lambda one: one.state != "asked")
