from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from conference.core import clock
from conference.core.access import actor_of, staff
from conference.models import current_conference
from conference.parties.models import Kind, RegionalGroup
from conference.parties.queries import prefetch_names
from delegations.registration.delegations import access_log, deadlines, places
from delegations.registration.delegations import queries as delegations_queries
from delegations.registration.members import consequences
from delegations.registration.members import queries as members_queries
from delegations.registration.models import Deadline, Delegate, Delegation, LateRequest
from delegations.registration.overview import history
from delegations.registration.overview import listing as overview_listing
from delegations.registration.overview import person as overview_person
from delegations.registration.overview import progress as overview_progress
from delegations.registration.overview.member_rows import build_member_rows
from delegations.registration.overview.views_portal import own_clock
from delegations.registration.transfer import participants

METHODS = ["GET", "HEAD", "POST"]
PERSON = "registration:desk_person"
PRIVATE_FIELDS = ("date_of_birth", "document_number")

# The desks beside the list: right, address, label.
DESKS = (
    ("registration.see", "registration:desk_progress", gettext_lazy("Progress")),
    ("registration.merge", "registration:desk_doubles", gettext_lazy("Possible duplicates")),
    ("registration.write", "registration:desk_circulars", gettext_lazy("Circulars")),
    ("registration.see_travel", "registration:desk_travel", gettext_lazy("Arrivals and departures")),
    ("registration.issue_visa_letter", "registration:desk_visa", gettext_lazy("Visa support letters")),
)


@staff("registration.see")
@require_safe
def list_delegations(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    chosen = overview_listing.Filter.read(request.GET)
    after = request.GET.get("after", "")
    page = overview_listing.find_page(chosen, after)
    context = {
        "filter": chosen,
        "rows": page.rows,
        "kinds": Kind.choices,
        "groups": RegionalGroup.choices,
        "show": overview_listing.shows(),
        "sort": overview_listing.SORT,
        "may_write": actor.may("registration.write"),
        "write_all": reverse("registration:desk_circular") + chosen.query(),
        "narrowed": bool(chosen.q or chosen.kind or chosen.show or chosen.group),
        "pager": {
            "next": chosen.query(after=page.after) if page.after else "",
            "previous": chosen.query() if after else "",
        },
        "may_invite": actor.may("registration.invite"),
        "desks": [(reverse(name), label) for right, name, label in DESKS if actor.may(right)],
        "export_who": [(value, label) for value, (_states, label) in participants.WHO.items()],
    }
    return render(request, "desk/registration/overview/list.html", context)


@staff("registration.see")
@require_safe
def delegation(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegations_queries.delegation_for(actor, code)
    conference, members = current_conference(), members_queries.members_of(delegation)
    # When flights had to be known, as the delegation's own page reckons.
    travel_by = Deadline.objects.filter(code=members_queries.TRAVEL).values_list("at", flat=True).first()
    rows = build_member_rows(delegation, members, conference, travel_by=travel_by)
    access_log.log_persons(request, delegation, len(rows), "registration:delegation")
    invitations = delegation.invitations.filter(used_at__isnull=True, withdrawn_at__isnull=True)
    context = {
        "delegation": delegation,
        "party": delegation.party,
        "own_clock": own_clock(delegation),
        "rows": rows,
        "places": places.build_places(members, places.open_to(delegation.party)),
        "notes": list(deadlines.counting(delegation.notes.select_related("accepted_by", "late_request"))),
        "late_requests": _late_requests(delegation),
        "may_admit_late": actor.may("registration.admit_late"),
        "focal_points": list(
            delegation.focal_points.filter(until__isnull=True).select_related("user").order_by("since")
        ),
        "invitations": list(invitations.order_by("-sent_at")),
        "activity": history.find_lines(delegation, actor, limit=10),
        "unsettled": consequences.unsettled_for(delegation, actor),
        "now": clock.now(),
        "may_invite": actor.may("registration.invite"),
        "may_take_note": actor.may("registration.take_note"),
        "may_act": actor.may("registration.act_for"),
        "may_exempt": actor.may("accreditation.exempt"),
    }
    return render(request, "desk/registration/overview/one.html", context)


def _late_requests(delegation: Delegation) -> list[LateRequest]:
    requests = delegation.late_requests.select_related("note", "decided_by").prefetch_related("members")
    return sorted(requests.order_by("-asked_at"), key=lambda late_request: late_request.state != "asked")


@staff("registration.see")
@require_safe
@never_cache
def show_member(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one person: who, state, what the role may do next, and the sections of every topic that it may read."""
    actor = actor_of(request)
    joins = ("delegation__party", "category", "protocol_rank", "replaces", "replaced_by")
    rows = Delegate.objects.select_related(*joins).defer(*PRIVATE_FIELDS)
    delegate = get_object_or_404(prefetch_names(rows, "delegation__party"), public_id=public_id)
    access_log.log_person(request, delegate, PERSON)
    has_photo = delegate.photo and actor.may("accreditation.see") and delegate.state != "draft"
    context = {
        "person": delegate,
        "party": delegate.delegation.party,
        "photo_url": reverse("accreditation:photo", args=[public_id]) if has_photo else "",
        "who_acts": overview_person.WHO_ACTS.get(delegate.state, ""),
        "steps": overview_person.steps_for(delegate, actor),
        "documents": overview_person.documents_for(delegate, actor),
        "sections": overview_person.sections_for(request, delegate, aside=False),
        "beside": overview_person.sections_for(request, delegate, aside=True),
        "may_see_travel": actor.may("registration.see_travel"),
    }
    return render(request, "desk/registration/overview/person.html", context)


@staff("registration.see")
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    by_group = request.GET.get("by") == "group"
    context = {
        "progress": overview_progress.get_progress(by_group=by_group),
        "steps": [label for label, _verb in overview_progress.STEPS.values()],
        "now": clock.now(),
        "by_group": by_group,
    }
    return render(request, "desk/registration/overview/progress.html", context)
