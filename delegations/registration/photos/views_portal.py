from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conference.core import parsing
from conference.core.access import Actor, actor_of
from conference.core.errors import UserError
from conference.files import stored_files
from conference.files.uploads import Photo, read_photo, refuse_large
from conference.look.lists import join_sentences
from conference.models import current_conference
from delegations.registration.delegations import access_log, queries
from delegations.registration.delegations.opened import page_context
from delegations.registration.drafts import photo_drafts
from delegations.registration.members import queries as members_queries
from delegations.registration.members.actions import editing
from delegations.registration.models import LIVE_STATES, Delegation
from delegations.registration.photos.forms import PhotosForm
from delegations.registration.photos.matching import MOST, PhotoFile, find_choosable, match_photos


@require_http_methods(["GET", "HEAD", "POST"])
def photos(request: HttpRequest, code: str) -> HttpResponse:
    """Take many photos, and say of each file whose it is now, or why it was not saved.

    A photo that is named after nobody waits until somebody chooses whose it is.
    """
    actor = actor_of(request)
    delegation = queries.delegation_for(actor, code, write=True)
    outcomes: list[PhotoFile] | None = None
    form = PhotosForm()
    if "key" in request.POST:
        outcomes = _read_choices(delegation, actor, request.POST)
    elif request.method == "POST":
        form = PhotosForm(request.POST, request.FILES)
        if form.is_valid():
            outcomes = match_photos(delegation, form.cleaned_data["photos"], replace=form.cleaned_data["replace"])
            form = PhotosForm()
    for outcome in outcomes or ():
        if outcome.member is None and outcome.file is not None:
            _keep_photo(outcome, delegation, actor)
        outcome.problem = outcome.problem or _save_photo(outcome, actor)
    choosable = find_choosable(delegation) if any(outcome.draft for outcome in outcomes or ()) else {}
    conference = current_conference()
    lacking = [
        member
        for member in members_queries.members_of(delegation)
        if member.state in LIVE_STATES
        and any(lack.field == "photo" for lack in members_queries.missing_fields(member, conference))
    ]
    access_log.log_persons(request, delegation, max(len(lacking), len(choosable)), "registration:delegation")
    context = page_context(
        delegation,
        form=form,
        outcomes=outcomes,
        saved=sum(not outcome.problem for outcome in outcomes or ()),
        choosable=choosable,
        lacking=lacking,
        most=MOST,
    )
    return render(request, "portal/registration/photos/photos.html", context, status=422 if form.errors else 200)


def _keep_photo(outcome: PhotoFile, delegation: Delegation, actor: Actor) -> None:
    """Keep a good photo that is named after nobody; say of another what is wrong with it."""
    assert outcome.file is not None
    assert actor.user_id is not None  # whoever is here has signed in
    try:
        outcome.draft = photo_drafts.save_photo(_read(outcome.file), delegation=delegation, user_id=actor.user_id)
    except ValidationError as error:
        outcome.problem = join_sentences(error.messages)


def _read(file: UploadedFile) -> Photo:
    refuse_large(file)
    return read_photo(file)


def _read_choices(delegation: Delegation, actor: Actor, posted: QueryDict) -> list[PhotoFile]:
    """Return the photos that wait, with the member chosen for each; without one it waits on."""
    choosable, chosen, outcomes = find_choosable(delegation), set[str](), []
    for key in posted.getlist("key")[:MOST]:
        draft = photo_drafts.find_photo(parsing.public_id(key), delegation=delegation, actor=actor)
        choice = posted.get(f"member-{key}", "")
        outcome = PhotoFile(None, posted.get(f"name-{key}", "")[:120], choosable.get(choice), draft=draft)
        if draft is None:
            outcome.problem = _gone()
        elif outcome.member is None:
            outcome.problem = _("Nobody was chosen; the photo waits.")
        elif choice in chosen:
            outcome.problem = _("Another of these files is this member's.")
        chosen.add(choice)
        outcomes.append(outcome)
    return outcomes


def _gone() -> str:
    return _("This photo is saved already, or was kept for too long. Choose the file again if it is missing.")


def _save_photo(outcome: PhotoFile, actor: Actor) -> str:
    """Save the file as its member's photo. Return what is wrong with it, empty when it is saved."""
    member, draft = outcome.member, outcome.draft
    assert member is not None  # a file without a member has a problem already
    try:
        if outcome.file is not None:
            photo = _read(outcome.file)
            name = stored_files.store_file(photo.name, photo.body)
        elif draft is None or not (name := photo_drafts.claim(draft) or ""):
            return _gone()
        editing.edit_member(actor=actor, member=member, expected_version=member.version, values={}, photo=name)
    except ValidationError as error:
        return join_sentences(error.messages)
    except UserError as error:
        return str(error)
    if draft is not None:
        photo_drafts.delete(draft)
        outcome.draft = None
    return ""
