from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from conference.core.access import Actor, actor_of
from conference.core.errors import UserError
from conference.files import stored_files
from conference.files.uploads import read_photo, refuse_large
from conference.look.lists import join_sentences
from conference.models import current_conference
from delegations.registration.delegations import access_log, queries
from delegations.registration.delegations.opened import page_context
from delegations.registration.members import queries as members_queries
from delegations.registration.members.actions import editing
from delegations.registration.models import LIVE_STATES
from delegations.registration.photos.forms import PhotosForm
from delegations.registration.photos.matching import MOST, PhotoFile, match_photos


@require_http_methods(["GET", "HEAD", "POST"])
def photos(request: HttpRequest, code: str) -> HttpResponse:
    """Take many photos, and say of each file whose it is now, or why it was not saved."""
    actor = actor_of(request)
    delegation = queries.delegation_for(actor, code, write=True)
    form = PhotosForm(request.POST, request.FILES) if request.method == "POST" else PhotosForm()
    outcomes: list[PhotoFile] | None = None
    if request.method == "POST" and form.is_valid():
        outcomes = match_photos(delegation, form.cleaned_data["photos"], replace=form.cleaned_data["replace"])
        for outcome in outcomes:
            outcome.problem = outcome.problem or _save_photo(outcome, actor)
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
        most=MOST,
    )
    return render(request, "portal/registration/photos/photos.html", context, status=422 if form.errors else 200)


def _save_photo(photo_file: PhotoFile, actor: Actor) -> str:
    """Save the file as its member's photo. Return what is wrong with it, empty when it is saved."""
    member = photo_file.member
    assert member is not None  # a file without a member has a problem already
    try:
        refuse_large(photo_file.file)
        photo = read_photo(photo_file.file)
        name = stored_files.store_file(photo.name, photo.body)
        editing.edit_member(actor=actor, member=member, expected_version=member.version, values={}, photo=name)
    except ValidationError as error:
        return join_sentences(error.messages)
    except UserError as error:
        return str(error)
    return ""
