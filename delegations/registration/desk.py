"""The organisers' doors: all delegations, one of them, its notes verbales, and the invitation of focal points."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference import clock
from conference.access import Actor, actor_of, staff
from conference.errors import NotPossible
from conference.models import current_conference
from conference.parties.models import Kind, Party
from delegations.registration import actions, history, lateness, overview, participants, places, portal, queries, traces
from delegations.registration.forms import InviteForm
from delegations.registration.models import Delegation, LateRequest

METHODS = ["GET", "HEAD", "POST"]
# The desks beside the list: right, address, label.
DESKS = (
    ("registration.see", "registration:desk_progress", gettext_lazy("Progress")),
    ("registration.license", "registration:desk_equipment", gettext_lazy("Arms and radios")),
    ("registration.merge", "registration:desk_doubles", gettext_lazy("Likely doubles")),
    ("registration.write", "registration:desk_circulars", gettext_lazy("Circulars")),
    ("registration.see_travel", "registration:desk_travel", gettext_lazy("Arrivals and departures")),
    ("registration.issue_visa_letter", "registration:desk_visa", gettext_lazy("Visa support letters")),
)


@staff("registration.see")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All delegations, by name in any spelling, kind, and what they lack."""
    chosen = overview.Filter.read(request.GET)
    after = request.GET.get("after", "")
    page = overview.page(chosen, after)
    context = {
        "filter": chosen,
        "rows": page.rows,
        "kinds": Kind.choices,
        "show": overview.SHOW,
        "sort": overview.SORT,
        "may_write": actor_of(request).may("registration.write"),
        "write_all": reverse("registration:desk_circular") + chosen.query(),
        "narrowed": bool(chosen.q or chosen.kind or chosen.show),
        "pager": {
            "next": chosen.query(after=page.after) if page.after else "",
            "previous": chosen.query() if after else "",
        },
        "may_invite": actor_of(request).may("registration.invite"),
        "desks": [(reverse(name), label) for right, name, label in DESKS if actor_of(request).may(right)],
        "export_who": [(value, label) for value, (_states, label) in participants.WHO.items()],
    }
    return render(request, "desk/registration/list.html", context)


@staff("registration.see")
@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One delegation: its members, notes verbales, focal points, and what happened."""
    actor = actor_of(request)
    found = queries.delegation_for(actor, code)
    page = _page(found, actor)
    traces.persons(request, found, len(page["rows"]), "registration:delegation")
    return render(request, "desk/registration/one.html", page)


def _page(found: Delegation, actor: Actor) -> dict[str, Any]:
    conference, members = current_conference(), queries.members_of(found)
    invitations = found.invitations.filter(used_at__isnull=True, withdrawn_at__isnull=True).order_by("-sent_at")
    points = found.focal_points.filter(until__isnull=True).select_related("user").order_by("since")
    return {
        "delegation": found,
        "party": found.party,
        "capital": portal.capital_of(found, conference),
        "rows": portal.member_rows(found, members, conference),
        "places": places.of(members, places.open_to(found.party)),
        "notes": list(lateness.counting(found.notes.select_related("accepted_by"))),
        "late_requests": _late_requests(found),
        "may_admit_late": actor.may("registration.admit_late"),
        "focal_points": list(points),
        "invitations": list(invitations),
        "lately": history.lines(found, actor, limit=10),
        "now": clock.now(),
        "may_invite": actor.may("registration.invite"),
        "may_take_note": actor.may("registration.take_note"),
        "may_act": actor.may("registration.act_for"),
        "may_exempt": actor.may("accreditation.exempt"),
    }


def _late_requests(found: Delegation) -> list[LateRequest]:
    """Those that wait come first. Two queries."""
    sent = found.late_requests.select_related("note", "decided_by").prefetch_related("members")
    return sorted(sent.order_by("-asked_at"), key=lambda one: one.state != "asked")


@staff("registration.invite")
@require_http_methods(METHODS)
def invite_party(request: HttpRequest) -> HttpResponse:
    """Invites a focal point of a party that has no delegation yet, or of any other."""
    parties = list(Party.objects.prefetch_related("names"))
    form = InviteForm(request.POST if request.method == "POST" else None, parties=parties)
    if request.method == "POST" and form.is_valid():
        return _invite(request, form, form.cleaned_data["party"])
    return render(request, "desk/registration/invite.html", {"form": form})


@staff("registration.invite")
@require_http_methods(METHODS)
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """Invites a focal point of this delegation."""
    found = queries.delegation_for(actor_of(request), code)
    form = InviteForm(request.POST if request.method == "POST" else None, initial={"language": found.party.language})
    if request.method == "POST" and form.is_valid():
        return _invite(request, form, found.party)
    return render(request, "desk/registration/invite.html", {"form": form, "party": found.party})


def _invite(request: HttpRequest, form: InviteForm, party: Party) -> HttpResponse:
    values = form.cleaned_data
    try:
        invitation = actions.invite(
            actor=actor_of(request),
            party=party,
            email=values["email"],
            name=values["name"],
            language=values["language"],
        )
    except NotPossible as problem:
        form.add_error("email", str(problem))
        context = {"form": form, "party": None if "party" in form.fields else party}
        return render(request, "desk/registration/invite.html", context, status=422)
    messages.success(request, _("The invitation goes to %(email)s by mail.") % {"email": invitation.email})
    return redirect("registration:desk_one", code=party.slug)


@staff("registration.invite")
@require_POST
def withdraw_invitation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Makes an invitation's link useless."""
    actor = actor_of(request)
    found = queries.delegation_for(actor, code)
    invitation = get_object_or_404(found.invitations, pk=pk)
    actions.withdraw_invitation(actor=actor, invitation=invitation)
    messages.success(
        request, _("The invitation of %(email)s is withdrawn; its link no longer works.") % {"email": invitation.email}
    )
    return redirect("registration:desk_one", code=found.party.slug)


@staff("registration.take_note")
@require_POST
def accept_note(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Accepts a note verbale."""
    actor = actor_of(request)
    found = queries.delegation_for(actor, code)
    note = actions.accept_note(actor=actor, note=get_object_or_404(found.notes, pk=pk))
    messages.success(request, _("Note verbale %(note)s is accepted.") % {"note": note})
    return redirect("registration:desk_one", code=found.party.slug)
