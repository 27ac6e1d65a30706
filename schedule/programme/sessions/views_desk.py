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
from schedule.programme.sessions.field_words import shown
from schedule.programme.sessions.forms import SessionForm, VersionForm, initial_of
from schedule.programme.speaking.queries import list_over

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
    found = get_object_or_404(queries.for_release(), key=key)

    def save(form: SessionForm, actor: Actor) -> tuple[Session, list[FieldChange]]:
        expected_version = form.cleaned_data["version"] or 0
        content = form.content()
        return editing.edit_merged(
            actor=actor, session=found, content=content, expected_version=expected_version, despite=form.reason_for_all
        )

    return _form_page(request, found, save)


def _form_page(request: HttpRequest, found: Session | None, save: Save) -> HttpResponse:
    zone = current_conference().zone
    context: dict[str, Any] = {}
    status = 200
    # Times are typed and shown in the conference's zone; Django's fields take the current one.
    with timezone.override(zone):
        if request.method == "POST":
            form = SessionForm(_given(request, found), request.FILES, session=found)
            status = 422
            if form.is_valid():
                try:
                    saved, taken = save(form, actor_of(request))
                except EditConflict as overtaken:
                    form, status = _merged_form(request, form, overtaken), overtaken.status
                    found = overtaken.row
                    context["overtaken"] = overtaken
                except (TimeTaken, CautionsRaised, AlreadyDecided, NotPossible) as refusal:
                    context |= _refused(form, refusal, actor_of(request), found)
                    status = refusal.status
                else:
                    messages.success(request, _("%(title)s: the draft is saved.") % {"title": saved.title})
                    _tell_taken(request, taken, saved)
                    return redirect("programme:desk", day=saved.starts.astimezone(zone).date())
        else:
            form = SessionForm(session=found, initial=_asked(request))
        context |= {
            "form": form,
            "session": found,
            "day": found.starts.astimezone(zone).date() if found else None,
            "version_form": _version_form(found),
            "speakers": list_over(found.key) if found and actor_of(request).may("speakers.see") else None,
            "people": [words for pk, words in form.fields["chair"].choices if pk],  # type: ignore[attr-defined]
        }
        return render(request, "desk/programme/sessions/session.html", context, status=status)


def _asked(request: HttpRequest) -> dict[str, Any]:
    asked = {name: request.GET[name] for name in ("starts", "ends") if _is_moment(request.GET.get(name, ""))}
    room = queries.room_of(request.GET.get("room", ""))
    return {**asked, **({"room": room.pk} if room else {})}


def _is_moment(text: str) -> bool:
    try:
        return bool(datetime.fromisoformat(text))
    except ValueError:
        return False


def _version_form(found: Session | None) -> VersionForm | None:
    return VersionForm(initial={"version": found.version}, auto_id="remove_%s") if found else None


def _given(request: HttpRequest, found: Session | None) -> QueryDict:
    """Return what was sent, with both times of the button "Begin at …" and the chosen values of fields in conflict."""
    data = request.POST.copy()
    begin = data.get("begin", "")
    if "/" in begin:
        data["starts"], data["ends"] = begin.split("/", 1)
    if found:
        for name in request.POST.getlist("take"):
            _put(data, name, found)
    return data


def _put(data: QueryDict, name: str, found: Session) -> None:
    if name in ("panel", "documents"):
        for key in [key for key in data if key.startswith(f"{name}-")]:
            del data[key]
        for key, sent in form_rows.as_sent(name, found).items():
            data[key] = sent
        return
    initial = initial_of(found)
    names = [name, *(key for key in initial if key.startswith("agenda_"))] if name == "agenda" else [name]
    for one in names:
        value = initial.get(one)
        if isinstance(value, datetime):
            data[one] = _typed(value)
        elif isinstance(value, bool):
            data.pop(one, None)
            data |= {one: "on"} if value else {}
        elif isinstance(value, list):
            data.setlist(one, value)
        else:
            data[one] = "" if value is None else str(value)


def _merged_form(request: HttpRequest, form: SessionForm, overtaken: EditConflict) -> SessionForm:
    """Return the form again: fields only others changed have theirs, fields both changed keep what was typed and show both."""
    row = queries.for_release().get(pk=overtaken.row.pk)
    overtaken.row = row
    data = cast("QueryDict", form.data).copy()  # a PDF that came with it is kept there
    for one in overtaken.theirs:
        _put(data, one.name, row)
    data["version"] = str(row.version)
    merged = SessionForm(data, session=row)
    merged.is_valid()
    for one in overtaken.conflicts:
        words = {"who": one.who, "theirs": shown(row, one.name)}
        sentence = _(
            "%(who)s changed this to “%(theirs)s” in the meantime. What you typed is shown here; if "
            "you save, it replaces that change."
        )
        merged.add_error(one.name if one.name in merged.fields else None, sentence % words)
    said = _("Somebody else changed %(what)s while you were typing. Nothing was saved yet.") % {"what": row}
    merged.add_error(None, said)
    merged.choices_left = [  # type: ignore[attr-defined]
        {"name": one.name, "label": label_of(merged, one.name), "theirs": shown(row, one.name), "who": one.who}
        for one in overtaken.conflicts
    ]
    merged.taken = list(_taken_words(overtaken.theirs, merged, row))  # type: ignore[attr-defined]
    return merged


def label_of(form: SessionForm, name: str) -> str:
    """Return a field's label; panel and documents have none."""
    return {"panel": _("Panel"), "documents": _("Documents")}.get(name) or str(form[name].label)


def _taken_words(taken: Iterable[FieldChange], form: SessionForm, row: Session) -> Iterable[str]:
    for one in taken:
        yield concurrency.kept_change_message(label_of(form, one.name), one.who, shown(row, one.name))


def _tell_taken(request: HttpRequest, taken: list[FieldChange], saved: Session) -> None:
    if taken:
        row = queries.for_release().get(pk=saved.pk)
        for words in _taken_words(taken, SessionForm(session=row), row):
            messages.info(request, words)


def _refused(form: SessionForm, refusal: Any, actor: Actor, found: Session | None) -> dict[str, Any]:
    """Show the refusal at its fields and above. Returns what the page offers."""
    if isinstance(refusal, TimeTaken):
        return {"free": _explain(form, refusal, actor, found)}
    if isinstance(refusal, CautionsRaised):
        form.cautions = refusal.cautions
        form.fields["despite"].required = True  # nobody calls it optional any more
        for one in refusal.cautions:
            form.add_error(one.field, one.words)
        form.add_error(None, _("Nothing was changed yet. Save nevertheless with a reason, or change the entry."))
        return {}
    form.add_error(None, str(refusal))
    return {}


def _explain(form: SessionForm, clash: TimeTaken, actor: Actor, found: Session | None) -> dict[str, Any] | None:
    """Show who is engaged; return when all are next free, None if not within hours."""
    starts, ends = form.cleaned_data["starts"], form.cleaned_data["ends"]
    for row in clash.clashes:
        form.add_error(_field_of(row, form), clashes.words_of(row, actor))
    form.add_error(None, _("Nothing was changed: the draft is as it was."))
    at = clashes.next_start(clash, starts, ends, found)
    return {"at": at, "value": f"{_typed(at)}/{_typed(at + (ends - starts))}"} if at else None


def _typed(moment: datetime) -> str:
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
    found = get_object_or_404(Session.objects.prefetch_related("documents"), key=key)
    paper = next((one for one in found.documents.all() if one.position == place), None)
    if paper is None:
        raise Http404
    return send_file(paper.file, name=f"{paper.symbol or paper.title}.pdf".replace("/", "-"))
