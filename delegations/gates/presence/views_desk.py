from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import access_log as core_access_log
from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.models import Zone, current_conference
from delegations.accreditation.badges.actions import issuing as accreditation
from delegations.accreditation.models import Badge
from delegations.gates.models import SITE
from delegations.gates.presence import actions, queries
from delegations.gates.presence.forms import LostForm
from delegations.registration.delegations import access_log as delegations_access_log
from delegations.registration.models import Delegate, Delegation

SEE, FOLLOW = "gates.see", "gates.follow"
# Badges that can be lost: one that was never printed nobody has.
HELD = ("printed", "collected")


@staff(SEE)
@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Show who is inside, by zone and delegation; htmx polls it."""
    actor = actor_of(request)
    places = queries.places()
    context = {
        "places": places,
        "rows": queries.by_delegation(places),
        "may_follow": actor.may(FOLLOW),
        "may_manage": actor.may("gates.manage"),
    }
    part = bool(request.htmx)  # type: ignore[attr-defined]
    return render(request, "desk/gates/presence/_inside.html" if part else "desk/gates/presence/home.html", context)


@staff(FOLLOW)
@require_safe
@never_cache
def list_inside(request: HttpRequest, mark: str) -> HttpResponse:
    zone = _zone(mark)
    code = request.GET.get("delegation", "").upper()[:20]
    delegation = Delegation.objects.select_related("party").filter(party__code=code).first() if code else None
    if code and delegation is None:
        raise Http404
    rows = queries.find_inside(zone.pk if zone else SITE, code)
    core_access_log.log_read(
        actor=actor_of(request), of=zone or current_conference(), verb="place.names_read", right=FOLLOW, names=len(rows)
    )
    context = {"zone": zone, "mark": mark, "delegation": delegation, "rows": rows, "most": queries.LISTED}
    return render(request, "desk/gates/presence/inside.html", context)


def _zone(mark: str) -> Zone | None:
    return None if mark == "site" else get_object_or_404(Zone, letter=mark)


@staff("gates.manage")
@require_POST
def clear_zone(request: HttpRequest, mark: str) -> HttpResponse:
    try:
        clearing = actions.clear(actor=actor_of(request), zone=_zone(mark))
    except UserError as problem:
        messages.error(request, str(problem))
    else:
        message = ngettext(
            "%(count)d person is no longer counted inside.",
            "%(count)d persons are no longer counted inside.",
            clearing.people,
        )
        messages.success(request, message % {"count": clearing.people})
    return redirect("gates:home")


@staff(FOLLOW)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    query = " ".join(request.GET.get("q", "").split())[:80]
    people = queries.find_people(query) if query else []
    delegations_access_log.log_persons(request, None, len(people), "gates:people")
    may_report = actor_of(request).may("badges.report_lost")
    context = {"q": query, "people": people, "held": HELD, "may_report": may_report}
    return render(request, "desk/gates/presence/people.html", context)


@staff(FOLLOW)
@require_safe
def show_person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Redirect to the scans on the person's page."""
    return redirect(scans_of(_get_person(public_id)))


def scans_of(member: Delegate) -> str:
    return reverse("registration:desk_person", args=[member.public_id]) + "?open=scans#scans"


def _get_person(public_id: UUID) -> Delegate:
    person = queries.find_person(public_id)
    if person is None:
        raise Http404
    return person


@staff("badges.report_lost")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report_lost_badge(request: HttpRequest, public_id: UUID) -> HttpResponse:
    person = _get_person(public_id)
    delegations_access_log.log_person(request, person, "gates:lost")
    badge = next((copy for copy in person.copies if copy.state in HELD), None)  # type: ignore[attr-defined]
    form, problem, status = LostForm(request.POST or None), None, 200
    if request.method == "POST":
        status = 422
        if badge is not None and form.is_valid():
            try:
                return redirect(_back_from(request, person, _report_lost(request, badge, form)))
            except UserError as refusal:
                problem, status = refusal, refusal.status
    elif badge is not None:
        form = LostForm(initial={"badge": badge.pk, "version": badge.version})
    back = _back_from(request, person, badge.pk if badge else None)
    context = {"person": person, "badge": badge, "form": form, "problem": problem, "back": back}
    return render(request, "desk/gates/presence/lost.html", context, status=status)


def _report_lost(request: HttpRequest, badge: Badge, form: LostForm) -> int:
    """Report the badge of the page as lost. Return the key of its next copy."""
    values = form.cleaned_data
    if values["badge"] != badge.pk:
        raise UserError(_("A newer copy exists in the meantime. Please check again. Nothing was changed."))
    new = accreditation.report_lost(
        actor=actor_of(request), badge=badge, explanation=values["words"], expected_version=values["version"]
    )
    message = _("Badge %(number)s, copy %(copy)d, is no longer valid; copy %(new)d is in the print queue.")
    messages.success(request, message % {"number": badge.number, "copy": badge.copy, "new": new.copy})
    return new.pk


def _back_from(request: HttpRequest, person: Delegate, badge: int | None) -> str:
    """Return the person's page, or the badge's for the print room, which may not see scans."""
    if actor_of(request).may(FOLLOW):
        return reverse("registration:desk_person", args=[person.public_id])
    return reverse("accreditation:badge", args=[badge]) if badge else reverse("accreditation:badges")
