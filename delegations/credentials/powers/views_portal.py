from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import concurrency
from conference.core.access import actor_of
from conference.core.errors import UserError
from conference.files.responses import send_file
from conference.treaties.models import Treaty
from conference.treaties.queries import current_treaty, may_sign
from delegations.credentials.powers import actions, queries, texts
from delegations.credentials.powers.forms import PowersForm, SignatoryForm
from delegations.credentials.powers.models import FullPowers, PowersState
from delegations.registration.delegations import access_log
from delegations.registration.delegations.queries import FULL_POWERS, delegation_for
from delegations.registration.members.queries import members_of
from delegations.registration.models import LIVE_STATES, Deadline, Delegation

SEE = "powers.see"


@require_http_methods(["GET", "HEAD", "POST"])
def powers(request: HttpRequest, code: str) -> HttpResponse:
    """Show who is to sign and how the full powers stand; name somebody."""
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=request.method == "POST", see=SEE)
    treaty = current_treaty()
    opens = treaty is not None and may_sign(treaty, delegation.party)
    rows = list(queries.with_related(delegation.full_powers.all()).order_by("pk"))
    named = {powers.representative_id for powers in rows if powers.state != PowersState.WITHDRAWN}
    members = (
        [member for member in members_of(delegation) if member.state in LIVE_STATES and member.pk not in named]
        if opens
        else []
    )
    form = SignatoryForm(request.POST if request.method == "POST" else None, members=members)
    if treaty is not None and form.is_bound and form.is_valid():
        person = form.cleaned_data["person"]
        try:
            powers = actions.name_signatory(actor=actor, delegation=delegation, person=person, treaty=treaty)
        except UserError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Named to sign: %(what)s.") % {"what": person.full_name})
            return redirect("credentials:own_paper", code=delegation.party.slug, public_id=powers.public_id)
    shown = [powers for powers in rows if powers.state != PowersState.WITHDRAWN]
    access_log.log_persons(request, delegation, len(shown) + len(members), "credentials:powers")
    context = {
        **_common(delegation, treaty),
        "opens": opens,
        "rows": [_shown(powers) for powers in shown],
        "members": members,
        "form": form,
    }
    return render(request, "portal/credentials/powers/powers.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    """Take the scan and what it says; show the status and how each defect is cured."""
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=request.method == "POST", see=SEE)
    powers = _row(delegation, public_id)
    posted = request.method == "POST"
    form = PowersForm(request.POST if posted else None, request.FILES if posted else None, powers=powers)
    if posted and form.is_valid():
        try:
            actions.hand_in(
                actor=actor,
                powers=powers,
                facts=form.cleaned_data,
                document=form.document,
                expected_version=concurrency.posted_version(request.POST),
            )
        except UserError as problem:
            form.add_error(None, str(problem))
            powers = _row(delegation, public_id)
        else:
            messages.success(request, _("The full powers were received. You will hear from us when they are checked."))
            return redirect("credentials:own_paper", code=delegation.party.slug, public_id=public_id)
    access_log.log_person(request, powers.representative, "credentials:powers")
    context = {**_common(delegation, powers.treaty), **_shown(powers), "form": form}
    return render(request, "portal/credentials/powers/paper.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    powers = _row(delegation, public_id)
    actions.withdraw(actor=actor, powers=powers, expected_version=concurrency.posted_version(request.POST))
    messages.success(request, _("%(who)s is no longer named to sign.") % {"who": powers.representative.full_name})
    return redirect("credentials:own_powers", code=delegation.party.slug)


@require_safe
def scan(request: HttpRequest, code: str, public_id: UUID) -> HttpResponseBase:
    delegation = delegation_for(actor_of(request), code, see=SEE)
    powers = _row(delegation, public_id)
    access_log.log_confidential(request, powers, verb="powers.read", right=SEE)
    return send_file(powers.file, name=powers.file_name)


def _row(delegation: Delegation, public_id: UUID) -> FullPowers:
    return get_object_or_404(queries.with_related(delegation.full_powers.all()), public_id=public_id)


def _shown(powers: FullPowers) -> dict[str, object]:
    """Return a row with its status, and the defects that an officer decided or the checklist finds."""
    status = queries.get_status(powers, powers.representative, powers.treaty)
    is_checked = powers.state == PowersState.RECEIVED and powers.representative.state in LIVE_STATES
    defects = queries.assess_powers(powers).defects if is_checked else ()
    return {
        "row": powers,
        "status": status,
        "reasons": texts.reasons_for(code for code in status.reasons if code != texts.OTHER),
        "defects": texts.reasons_for(defects),
        "remarks": texts.reasons_for(code for code in status.remarks if code != "office_unconfirmed"),
        "has_left": powers.representative.state not in LIVE_STATES,
        "is_proposed": status.standing == queries.PowersStanding.PROPOSED,
    }


def _common(delegation: Delegation, treaty: Treaty | None) -> dict[str, object]:
    due = Deadline.objects.filter(code=FULL_POWERS).values_list("at", flat=True).first()
    return {
        "delegation": delegation,
        "party": delegation.party,
        "treaty": treaty,
        "due": due,
        "nav_label": delegation.party.short,
    }
