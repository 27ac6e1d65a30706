from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from conference.core.access import actor_of
from conference.models import current_conference
from delegations.registration.delegations import access_log, queries
from delegations.registration.delegations.opened import page_context
from delegations.registration.members import queries as members_queries
from delegations.registration.members.actions import editing
from delegations.registration.models import LIVE_STATES
from delegations.registration.photos import actions
from delegations.registration.photos.forms import PhotosForm


@require_http_methods(["GET", "HEAD", "POST"])
def photos(request: HttpRequest, code: str) -> HttpResponse:
    """Take many photos, and say of each file whose it is now, or why it was not saved."""
    actor = actor_of(request)
    delegation = queries.delegation_for(actor, code, write=True)
    form = PhotosForm(request.POST, request.FILES) if request.method == "POST" else PhotosForm()
    outcomes: list[actions.PhotoOutcome] | None = None
    if request.method == "POST" and form.is_valid():
        files, replace = form.cleaned_data["photos"], form.cleaned_data["replace"]
        edit = partial(editing.edit_member, actor=actor)
        outcomes = actions.add_photos(delegation=delegation, files=files, replace=replace, edit=edit)
        form = PhotosForm()
    conference = current_conference()
    lacking = [
        member
        for member in members_queries.members_of(delegation)
        if member.state in LIVE_STATES
        and any(lack.field == "photo" for lack in members_queries.missing_fields(member, conference))
    ]
    access_log.log_persons(request, delegation, len(lacking), "registration:delegation")
    context = page_context(
        delegation,
        form=form,
        outcomes=outcomes,
        saved=sum(not outcome.problem for outcome in outcomes or ()),
        lacking=lacking,
        most=actions.MOST,
    )
    return render(request, "portal/registration/photos/photos.html", context, status=422 if form.errors else 200)
