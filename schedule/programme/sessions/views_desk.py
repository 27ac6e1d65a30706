from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference.core import concurrency
from conference.core.access import Actor, actor_of, staff
from conference.core.concurrency import EditConflict, FieldChange
from conference.core.errors import AlreadyDecided, NotPossible
from conference.files.responses import send_file
from conference.models import current_conference
from schedule.calendar.engagements.actions import TimeTaken
from schedule.calendar.models import Engagement
from schedule.programme.models import Session
from schedule.programme.sessions import clashes, form_rows, queries
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.actions.cautions import CautionsRaised
from schedule.programme.sessions.field_words import field_text
from schedule.programme.sessions.forms import SessionForm, VersionForm, initial_of
from schedule.programme.speaking.queries import list_of_session

Save = Callable[[SessionForm, Actor], tuple[Session, list[FieldChange]]]


@staff("programme.edit")
def new(request: HttpRequest) -> HttpResponse:
    """Add a session. The address may place it, as the grid does: `?room=CR1&starts=2025-10-25T09:00&ends=…`."""

    def save(form: SessionForm, actor: Actor) -> tuple[Session, list[FieldChange]]:
        return editing.create(actor=actor, content=form.content(), despite=form.reason_for_all), []

    return _form_page(request, None, save)


@staff("programme.edit")
def session(request: HttpRequest, key: str) -> HttpResponse:
    """Edit a session. What others saved meanwhile stays, or is asked about field by field."""
    session = get_object_or_404(queries.sessions_for_release(), key=key)

    def save(form: SessionForm, actor: Actor) -> tuple[Session, list[FieldChange]]:
        expected_version = form.cleaned_data["version"] or 0
        content = form.content()
        return editing.edit_merged(
            actor=actor,
            session=session,
            content=content,
            expected_version=expected_version,
            despite=form.reason_for_all,
        )

    return _form_page(request, session, save)


def _form_page(request: HttpRequest, session: Session | None, save: Save) -> HttpResponse:
    zone = current_conference().zone
    context: dict[str, Any] = {}
    status = 200
    # Times are typed and shown in the conference's zone; Django's fields take the current one.
    with timezone.override(zone):
        if request.method == "POST":
            form = SessionForm(_read_post(request, session), request.FILES, session=session)
            status = 422
            if form.is_valid():
                try:
                    saved, accepted = save(form, actor_of(request))
                except EditConflict as overtaken:
                    form, status = _merged_form(request, form, overtaken), overtaken.status
                    session = overtaken.row
                    context["overtaken"] = overtaken
                except (TimeTaken, CautionsRaised, AlreadyDecided, NotPossible) as refusal:
                    context |= _show_refusal(form, refusal, actor_of(request), session)
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
            "version_form": _version_form(session),
            "speakers": list_of_session(session.key) if session and actor_of(request).may("speakers.see") else None,
            "people": [label for pk, label in form.fields["chair"].choices if pk],  # type: ignore[attr-defined]
        }
        return render(request, "desk/programme/sessions/session.html", context, status=status)


def _initial_from_query(request: HttpRequest) -> dict[str, Any]:
    initial = {name: request.GET[name] for name in ("starts", "ends") if _is_moment(request.GET.get(name, ""))}
    room = queries.find_room(request.GET.get("room", ""))
    return {**initial, **({"room": room.pk} if room else {})}


def _is_moment(text: str) -> bool:
    try:
        return bool(datetime.fromisoformat(text))
    except ValueError:
        return False


def _version_form(session: Session | None) -> VersionForm | None:
    return VersionForm(initial={"version": session.version}, auto_id="remove_%s") if session else None


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
        for key, sent in form_rows.as_sent(name, session).items():
            data[key] = sent
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


def _merged_form(request: HttpRequest, form: SessionForm, overtaken: EditConflict) -> SessionForm:
    """Return the form again: fields only others changed have theirs, fields both changed keep what was typed and show both."""
    row = queries.sessions_for_release().get(pk=overtaken.row.pk)
    overtaken.row = row
    data = cast("QueryDict", form.data).copy()  # a PDF that came with it is kept there
    for change in overtaken.taken:
        _put_field(data, change.name, row)
    data["version"] = str(row.version)
    merged = SessionForm(data, session=row)
    merged.is_valid()
    for change in overtaken.both:
        values = {"who": change.who, "theirs": field_text(row, change.name)}
        sentence = _(
            "%(who)s changed this to “%(theirs)s” in the meantime. What you typed is shown here; if "
            "you save, it replaces that change."
        )
        merged.add_error(change.name if change.name in merged.fields else None, sentence % values)
    message = _("Somebody else changed %(what)s while you were typing. Nothing was saved yet.") % {"what": row}
    merged.add_error(None, message)
    merged.choices_left = [  # type: ignore[attr-defined]
        {
            "name": change.name,
            "label": _field_label(merged, change.name),
            "theirs": field_text(row, change.name),
            "who": change.who,
        }
        for change in overtaken.both
    ]
    merged.taken = list(_accepted_messages(overtaken.taken, merged, row))  # type: ignore[attr-defined]
    return merged


def _field_label(form: SessionForm, name: str) -> str:
    """Return a field's label; panel and documents have none."""
    return {"panel": _("Panel"), "documents": _("Documents")}.get(name) or str(form[name].label)


def _accepted_messages(changes: Iterable[FieldChange], form: SessionForm, row: Session) -> Iterable[str]:
    for change in changes:
        yield concurrency.taken_words(_field_label(form, change.name), change.who, field_text(row, change.name))


def _show_accepted(request: HttpRequest, changes: list[FieldChange], saved: Session) -> None:
    if changes:
        row = queries.sessions_for_release().get(pk=saved.pk)
        for message in _accepted_messages(changes, SessionForm(session=row), row):
            messages.info(request, message)


def _show_refusal(form: SessionForm, refusal: Any, actor: Actor, session: Session | None) -> dict[str, Any]:
    """Show the refusal at its fields and above. Returns what the page offers."""
    if isinstance(refusal, TimeTaken):
        return {"free": _show_clash(form, refusal, actor, session)}
    if isinstance(refusal, CautionsRaised):
        form.cautions = refusal.cautions
        form.fields["despite"].required = True  # nobody calls it optional any more
        for caution in refusal.cautions:
            form.add_error(caution.field, caution.words)
        form.add_error(None, _("Nothing was changed yet. Save nevertheless with a reason, or change the entry."))
        return {}
    form.add_error(None, str(refusal))
    return {}


def _show_clash(form: SessionForm, clash: TimeTaken, actor: Actor, session: Session | None) -> dict[str, Any] | None:
    """Show who is engaged; return when all are next free, None if not within hours."""
    starts, ends = form.cleaned_data["starts"], form.cleaned_data["ends"]
    for row in clash.clashes:
        form.add_error(_field_of(row, form), clashes.clash_message(row, actor))
    form.add_error(None, _("Nothing was changed: the draft is as it was."))
    at = clashes.find_next_start(clash, starts, ends, session)
    return {"at": at, "value": f"{_input_text(at)}/{_input_text(at + (ends - starts))}"} if at else None


def _input_text(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def _field_of(row: Engagement, form: SessionForm) -> str | None:
    """Return the field of a clash: room or chair; None for the panel."""
    if row.room_id:
        return "room"
    chair = form.cleaned_data["chair"]
    return "chair" if chair and chair.pk == row.person_id else None


@staff("programme.edit")
@require_safe
def document(request: HttpRequest, key: str, place: int) -> FileResponse:
    session = get_object_or_404(Session.objects.prefetch_related("documents"), key=key)
    paper = next((document for document in session.documents.all() if document.position == place), None)
    if paper is None:
        raise Http404
    return send_file(paper.file, name=f"{paper.symbol or paper.title}.pdf".replace("/", "-"))
