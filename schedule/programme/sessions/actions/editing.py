from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

from django.db.models.fields.json import KeyTextTransform
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.audit.models import AuditEntry
from conference.core import concurrency, lifecycle, reasons
from conference.core.access import Actor, require_right
from conference.core.concurrency import FieldChange
from conference.core.errors import NotPossible
from conference.models import current_conference
from conference.translated import FALLBACK
from delegations.registration.models import Delegate
from schedule.calendar.engagements import actions as calendar
from schedule.calendar.engagements.actions import Claim
from schedule.calendar.engagements.queries import of_subject
from schedule.calendar.models import Engagement, Room
from schedule.programme.models import Draft, Panellist, ReleasedSession, Session, SessionDocument
from schedule.programme.sessions.actions import cautions, merging
from schedule.programme.sessions.content import SessionContent, get_content
from schedule.programme.sessions.snapshot import data_of

KIND = "session"
KEY_LENGTH = 50
MOVE_UNDONE = "session.move_undone"
PLACE = ("starts", "ends", "room")
reasons.register_reasons({MOVE_UNDONE: gettext_lazy("Move undone")})


def lock_draft() -> Draft:
    """Return the draft's one row, locked until commit: editors and publishers take turns here, before the calendar."""
    Draft.objects.get_or_create(pk=1)
    return Draft.objects.select_for_update().get(pk=1)


def build_claim(session: Session, persons: Iterable[Delegate]) -> Claim:
    """Return what a session takes: its room, and the time of its chair and panel's delegates."""
    where, times = [session.room], (session.starts, session.ends)
    return Claim(session, KIND, session.title, *times, where, list(persons), for_heads=session.for_heads)


@lifecycle.use_case
def create_session(*, actor: Actor, content: SessionContent, key: str = "", despite: str = "") -> Session:
    """Add a session to the draft.

    Args:
        key: Its permanent name (default: from the English title).
        despite: The reason for saving in spite of cautions, for the audit log.

    Raises NotAllowed, NotPossible, CautionsRaised without that reason, and TimeTaken if the room or a person is not free.
    """
    require_right(actor, "programme.edit")
    raised = _find_cautions(None, content, actor)
    lock_draft()
    session = Session(key=key or _unused_key(content.title[FALLBACK]), **content.columns())
    session.version = first_versions([session.key])[session.key]
    session.save(force_insert=True)
    _write_relations(session, content)
    calendar.engage_all([build_claim(session, content.persons())])
    entry = _entry_with_override(raised, despite, version=session.version)
    lifecycle.log(session, actor=actor, verb="session.added", **entry)
    return session


@lifecycle.use_case
def edit_session(
    *, actor: Actor, session: Session, content: SessionContent, expected_version: int | None, despite: str = ""
) -> Session:
    """Change a session to `content`; write nothing if nothing differs. Arguments as of `create_session`.

    Raises NotAllowed, NotPossible, AlreadyDecided if somebody else changed or removed it, CautionsRaised, TimeTaken.
    """
    current = _lock_for(actor, session, expected_version)
    own = of_subject(Session._meta.label_lower, [current.pk])
    raised = _find_cautions(get_content(current), content, actor, own)
    differs = apply_content(current, content)
    if not differs:
        return current
    current.version += 1
    current.save()
    _write_relations(current, content)
    calendar.rebook_claims([build_claim(current, content.persons())], subject=current)
    entry = _entry_with_override(raised, despite, version=current.version, changed=differs)
    lifecycle.log(current, actor=actor, verb="session.changed", **entry)
    return current


@lifecycle.use_case
def move_session(
    *,
    actor: Actor,
    session: Session,
    expected_version: int,
    starts: datetime,
    ends: datetime,
    room: Room | None = None,
    despite: str = "",
) -> Session:
    """Give a session another time, or room too. Errors as `edit_session`."""
    content = replace(get_content(session), starts=starts, ends=ends, room=room or session.room)
    return edit_session(
        actor=actor, session=session, content=content, expected_version=expected_version, despite=despite
    )


@lifecycle.use_case
def edit_merged(
    *, actor: Actor, session: Session, content: SessionContent, expected_version: int, despite: str = ""
) -> tuple[Session, list[FieldChange]]:
    """Do as `edit_session`, keeping what others saved since in fields that the actor left alone, and return it too.

    Raises EditConflict if both changed one field differently; nothing is saved then. Otherwise as `edit_session`.
    """
    current = _lock_for(actor, session, None)
    accepted: list[FieldChange] = []
    if current.version != expected_version:
        content, accepted = merging.merge_content(current, content, expected_version)
    saved = edit_session(
        actor=actor, session=current, content=content, expected_version=current.version, despite=despite
    )
    return saved, accepted


@lifecycle.use_case
def move_merged(*, actor: Actor, session: Session, expected_version: int, **move_values: Any) -> Session:
    """Do as `move_session`, keeping others' changes except of time and room. Raises AlreadyDecided if they moved it too."""
    current = _lock_for(actor, session, None)
    if current.version != expected_version and set(merging.changes_since(current, expected_version)) & set(PLACE):
        concurrency.lock_row(session, expected_version)  # its error names who moved it
    return move_session(actor=actor, session=current, expected_version=current.version, **move_values)


@lifecycle.use_case
def move_back(*, actor: Actor, session: Session, expected_version: int) -> Session:
    """Undo the last move: give the session the time and room that it had before.

    Raises NotAllowed; AlreadyDecided if it was changed since; NotPossible if its last change was no move; TimeTaken if the place is taken.
    """
    current = _lock_for(actor, session, expected_version)
    entries = AuditEntry.objects.filter(subject_type=Session._meta.label_lower, subject_id=str(current.pk))
    last = entries.filter(verb="session.changed").order_by("-number").first()
    changed = last.details.get("changed", {}) if last and last.details.get("version") == current.version else {}
    if not changed or set(changed) - set(PLACE):
        raise NotPossible(_("There is no move to undo; the session was changed otherwise since."))
    times = {
        name: datetime.fromisoformat(changed[name][0]) if name in changed else getattr(current, name)
        for name in ("starts", "ends")
    }
    room = Room.objects.filter(code=changed["room"][0]["code"]).first() if "room" in changed else current.room
    if room is None:
        raise NotPossible(_("This room no longer exists. Open the programme again."))
    # Its former place was approved before, so cautions need no new reason.
    return move_session(
        actor=actor, session=current, expected_version=current.version, room=room, despite=MOVE_UNDONE, **times
    )


@lifecycle.use_case
def remove_session(*, actor: Actor, session: Session, expected_version: int, reason: str = "") -> None:
    """Take a session out of the draft and free its time. Errors as `edit_session`."""
    current = _lock_for(actor, session, expected_version)
    calendar.release_engagements(subject=current)
    details = {"version": current.version, "was": data_of(current)}
    lifecycle.log(current, actor=actor, verb="session.removed", reason=reason, details=details)
    current.delete()


def _lock_for(actor: Actor, session: Session, expected_version: int | None) -> Session:
    """Return the session, locked after the draft. Raises NotAllowed and AlreadyDecided."""
    require_right(actor, "programme.edit")
    lock_draft()
    return concurrency.lock_row(session, expected_version)


def apply_content(session: Session, content: SessionContent) -> dict[str, list[Any]]:
    """Set the session's columns. Return each data field that differs, with its values before and after."""
    before, after = data_of(session), content.data(session)
    for name, value in content.columns().items():
        setattr(session, name, value)
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def _find_cautions(
    before: SessionContent | None, after: SessionContent, actor: Actor, own: Sequence[Engagement] = ()
) -> list[cautions.Caution]:
    conference = current_conference()
    after.check(conference)
    return cautions.all_new_cautions(before, after, conference, actor, own)


def _entry_with_override(raised: Sequence[cautions.Caution], despite: str, **details: Any) -> dict[str, Any]:
    """Return the audit entry's reason and details, after the calendar. Raise CautionsRaised for cautions without a reason."""
    if not raised:
        return {"details": details}
    if not despite.strip():
        raise cautions.CautionsRaised(raised)
    return {"reason": despite.strip(), "details": {**details, "despite": [caution.message for caution in raised]}}


def _write_relations(session: Session, content: SessionContent) -> None:
    session.organisers.set(content.organisers)
    replace_rows([(session, content)])


def replace_rows(contents: Sequence[tuple[Session, SessionContent]]) -> None:
    """Replace the sessions' panels and documents. Four statements for every 500 rows."""
    keys = [session.pk for session, _content in contents]
    Panellist.objects.filter(session_id__in=keys).delete()
    SessionDocument.objects.filter(session_id__in=keys).delete()
    panels = [row for session, content in contents for row in content.panellists(session)]
    Panellist.objects.bulk_create(panels, batch_size=500)
    papers = [row for session, content in contents for row in content.papers(session)]
    SessionDocument.objects.bulk_create(papers, batch_size=500)
    for session, _content in contents:
        getattr(session, "_prefetched_objects_cache", {}).clear()


def _unused_key(title: str) -> str:
    """Return a key that no session ever had: calendar files still know the former ones."""
    stem = slugify(title)[:KEY_LENGTH].strip("-") or "session"
    used = set(Session.objects.filter(key__startswith=stem).values_list("key", flat=True))
    used |= set(ReleasedSession.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return next(key for n in count(1) if (key := stem if n == 1 else f"{stem}-{n}") not in used)


def first_versions(keys: Iterable[str]) -> dict[str, int]:
    """Return each new session's first version: 1, or two more than the key's last released one. One query.

    Calendar programs drop what seems older than what they know; the number between is the cancellation's.
    """
    wanted = list(keys)
    released = ReleasedSession.objects.filter(key__in=wanted).order_by("release__number")
    last = dict(released.values_list("key", KeyTextTransform("version", "data")))
    return {key: int(last[key]) + 2 if key in last else 1 for key in wanted}
