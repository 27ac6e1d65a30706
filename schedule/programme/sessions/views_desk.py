from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference.core import concurrency
from conference.core.access import Actor, actor_of, staff
from conference.core.concurrency import EditConflict, FieldChange
from conference.core.errors import AlreadyDecided, NotPossible, UserError
from conference.files.responses import send_file
from conference.models import current_conference
from schedule.calendar.engagements.actions import TimeTaken
from schedule.calendar.models import Engagement
from schedule.programme.models import Session, SessionDocument
from schedule.programme.sessions import clashes, form_rows, queries
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.actions.cautions import CautionsRaised
from schedule.programme.sessions.field_words import field_text
from schedule.programme.sessions.forms import SessionForm, VersionForm, initial_of
from schedule.programme.speaking.queries import list_of_session


@staff("programme.edit")
def create_session(request: HttpRequest) -> HttpResponse:
    """Add a session. The address may place it, as the grid does: `?room=CR1&starts=2025-10-25T09:00&ends=…`."""
    return _form_page(request, None)


@staff("programme.edit")
def edit_session(request: HttpRequest, key: str) -> HttpResponse:
    """Edit a session. What others saved meanwhile stays, or is asked about field by field."""
    return _form_page(request, get_object_or_404(queries.sessions_for_release(), key=key))


def _form_page(request: HttpRequest, session: Session | None) -> HttpResponse:
    zone, actor = current_conference().zone, actor_of(request)
    context: dict[str, Any] = {}
    status = 200
    # Times are typed and shown in the conference's zone; Django's fields take the current one.
    with timezone.override(zone):
        if request.method == "POST":
            form, status = SessionForm(_read_post(request, session), request.FILES, session=session), 422
            if form.is_valid():
                try:
                    saved, accepted = _save(actor, form, session)
                except EditConflict as conflict:
                    session, status = queries.sessions_for_release().get(pk=conflict.row.pk), conflict.status
                    form = _merged_form(form, conflict, session)
                    context["conflicts"] = _describe_changes(conflict.conflicts, form, session)
                    context["accepted"] = _accepted_messages(conflict.theirs, form, session)
                except (TimeTaken, CautionsRaised, AlreadyDecided, NotPossible) as refusal:
                    context["free"] = _show_refusal(form, refusal, actor, session)
                    status = refusal.status
                else:
                    messages.success(request, _("%(title)s: the draft is saved.") % {"title": saved.title})
                    _show_accepted(request, accepted, saved)
                    return redirect("programme:desk", day=saved.starts.astimezone(zone).date())
        else:
            form = SessionForm(session=session, initial=_initial_from_query(request))
        context |= {
            "form": form,
            "session": session,
            "day": session.starts.astimezone(zone).date() if session else None,
            "version_form": VersionForm(initial={"version": session.version}, auto_id="remove_%s") if session else None,
            "speakers": list_of_session(session.key) if session and actor.may("speakers.see") else None,
            "people": [label for pk, label in form.fields["chair"].choices if pk],  # type: ignore[attr-defined]
        }
        return render(request, "desk/programme/sessions/session.html", context, status=status)


def _save(actor: Actor, form: SessionForm, session: Session | None) -> tuple[Session, list[FieldChange]]:
    content, despite = form.content(), form.reason_for_all
    if session is None:
        return editing.create_session(actor=actor, content=content, despite=despite), []
    expected_version = form.cleaned_data["version"] or 0
    return editing.edit_merged(
        actor=actor, session=session, content=content, expected_version=expected_version, despite=despite
    )


def _initial_from_query(request: HttpRequest) -> dict[str, Any]:
    initial = {name: request.GET[name] for name in ("starts", "ends") if _is_moment(request.GET.get(name, ""))}
    room = queries.find_room(request.GET.get("room", ""))
    return {**initial, **({"room": room.pk} if room else {})}


def _is_moment(text: str) -> bool:
    try:
        return bool(datetime.fromisoformat(text))
    except ValueError:
        return False


def _read_post(request: HttpRequest, session: Session | None) -> QueryDict:
    """Return what was sent, with both times of the button "Begin at …" and the chosen values of fields in conflict."""
    data = request.POST.copy()
    begin = data.get("begin", "")
    if "/" in begin:
        data["starts"], data["ends"] = begin.split("/", 1)
    if session:
        for name in request.POST.getlist("take"):
            _put_field(data, name, session)
    return data


def _put_field(data: QueryDict, name: str, session: Session) -> None:
    if name in ("panel", "documents"):
        for key in [key for key in data if key.startswith(f"{name}-")]:
            del data[key]
        data.update(form_rows.as_sent(name, session))
        return
    initial = initial_of(session)
    names = [name, *(key for key in initial if key.startswith("agenda_"))] if name == "agenda" else [name]
    for field in names:
        value = initial.get(field)
        if isinstance(value, datetime):
            data[field] = _input_text(value)
        elif isinstance(value, bool):
            data.pop(field, None)
            data |= {field: "on"} if value else {}
        elif isinstance(value, list):
            data.setlist(field, value)
        else:
            data[field] = "" if value is None else str(value)


def _merged_form(form: SessionForm, conflict: EditConflict, session: Session) -> SessionForm:
    """Return the form again: fields only others changed have theirs, fields both changed keep what was typed and show both."""
    data = cast("QueryDict", form.data).copy()  # a PDF that came with it is kept there
    for change in conflict.theirs:
        _put_field(data, change.name, session)
    data["version"] = str(session.version)
    merged = SessionForm(data, session=session)
    merged.is_valid()
    message = _(
        "%(who)s changed this to “%(theirs)s” in the meantime. What you typed is shown here; if "
        "you save, it replaces that change."
    )
    for described in _describe_changes(conflict.conflicts, merged, session):
        merged.add_error(described["name"] if described["name"] in merged.fields else None, message % described)
    message = _("Somebody else changed %(what)s while you were typing. Nothing was saved yet.")
    merged.add_error(None, message % {"what": session})
    return merged


def _describe_changes(changes: Iterable[FieldChange], form: SessionForm, session: Session) -> list[dict[str, str]]:
    """Return each field's name, its label, what it is now in words, and who changed it."""
    labels = {"panel": _("Panel"), "documents": _("Documents")}  # they have none in the form
    return [
        {
            "name": change.name,
            "label": labels.get(change.name) or str(form[change.name].label),
            "theirs": field_text(session, change.name),
            "who": change.who,
        }
        for change in changes
    ]


def _accepted_messages(changes: Iterable[FieldChange], form: SessionForm, session: Session) -> list[str]:
    described = _describe_changes(changes, form, session)
    return [concurrency.kept_change_message(change["label"], change["who"], change["theirs"]) for change in described]


def _show_accepted(request: HttpRequest, changes: list[FieldChange], saved: Session) -> None:
    if changes:
        session = queries.sessions_for_release().get(pk=saved.pk)
        for message in _accepted_messages(changes, SessionForm(session=session), session):
            messages.info(request, message)


def _show_refusal(
    form: SessionForm, refusal: UserError, actor: Actor, session: Session | None
) -> dict[str, Any] | None:
    """Show the refusal at its fields and above. Return the next free time, if it is one of time."""
    if isinstance(refusal, TimeTaken):
        return _show_clash(form, refusal, actor, session)
    if isinstance(refusal, CautionsRaised):
        form.cautions = refusal.cautions
        form.fields["despite"].required = True  # so that its label does not call it optional
        for caution in refusal.cautions:
            form.add_error(caution.field, caution.message)
        form.add_error(None, _("Nothing was changed yet. Save nevertheless with a reason, or change the entry."))
    else:
        form.add_error(None, str(refusal))
    return None


def _show_clash(form: SessionForm, clash: TimeTaken, actor: Actor, session: Session | None) -> dict[str, Any] | None:
    """Show who is engaged; return when all are next free, None if not within hours."""
    starts, ends = form.cleaned_data["starts"], form.cleaned_data["ends"]
    for engagement in clash.clashes:
        form.add_error(_field_of(engagement, form), clashes.clash_message(engagement, actor))
    form.add_error(None, _("Nothing was changed: the draft is as it was."))
    at = clashes.find_next_start(clash, starts, ends, session)
    return {"at": at, "value": f"{_input_text(at)}/{_input_text(at + (ends - starts))}"} if at else None


def _input_text(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def _field_of(engagement: Engagement, form: SessionForm) -> str | None:
    """Return the field of a clash: room or chair; None for the panel."""
    if engagement.room_id:
        return "room"
    chair = form.cleaned_data["chair"]
    return "chair" if chair and chair.pk == engagement.person_id else None


@staff("programme.edit")
@require_safe
def document(request: HttpRequest, key: str, place: int) -> FileResponse:
    document = get_object_or_404(SessionDocument, session__key=key, position=place)
    return send_file(document.file, name=f"{document}.pdf".replace("/", "-"))
