from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models.fields.json import KeyTextTransform
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.audit.models import AuditEntry
from conference.core import concurrency, lifecycle, reasons
from conference.core.access import Actor, require
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
reasons.register({MOVE_UNDONE: gettext_lazy("Move undone")})


def lock_draft() -> Draft:
    """Return the draft's one row, locked until commit: editors and publishers take turns here, before the calendar."""
    Draft.objects.get_or_create(pk=1)
    return Draft.objects.select_for_update().get(pk=1)


def build_claim(session: Session, persons: Iterable[Delegate]) -> Claim:
    """Return what a session takes: its room, and the time of its chair and panel's delegates."""
    heads = session.for_heads
    title, starts, ends = session.title, session.starts, session.ends
    return Claim(session, KIND, title, starts, ends, [session.room], list(persons), for_heads=heads)


@lifecycle.use_case
def create(*, actor: Actor, content: SessionContent, key: str = "", despite: str = "") -> Session:
    """Add a session to the draft.

    Args:
        key: Its name for ever (default: from the English title).
        despite: The reason for saving in spite of cautions, for the audit log.

    Raises NotAllowed, NotPossible, CautionsRaised without that reason, and TimeTaken if the room or a person is not free.
    """
    require(actor, "programme.edit")
    raised = _find_cautions(None, content)
    lock_draft()
    session = Session(key=key or _unused_key(content.title[FALLBACK]), **content.columns())
    session.version = first_versions([session.key])[session.key]
    session.save(force_insert=True)
    _write_relations(session, content)
    calendar.engage_all([build_claim(session, content.persons())])
    why = _check_override(raised, despite)
    details = {"version": session.version, **why.details}
    lifecycle.log(session, actor=actor, verb="session.added", reason=why.reason, details=details)
    return session


@lifecycle.use_case
def edit(
    *, actor: Actor, session: Session, content: SessionContent, expected_version: int, despite: str = ""
) -> Session:
    """Change a session to `content`; write nothing if nothing differs.

    Args:
        expected_version: The version on the actor's screen.
        despite: As of `create`.

    Raises NotAllowed, NotPossible, AlreadyDecided if somebody else changed or removed it, CautionsRaised, TimeTaken.
    """
    require(actor, "programme.edit")
    lock_draft()
    current = lock_session(session, expected_version)
    raised = _find_cautions(get_content(current), content, of_subject(Session._meta.label_lower, [current.pk]))
    before = data_of(current)
    after = content.data(current)
    differs = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not differs:
        return current
    for name, value in content.columns().items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    _write_relations(current, content)
    calendar.rebook([build_claim(current, content.persons())], subject=current)
    why = _check_override(raised, despite)
    details = {"version": current.version, "changed": differs, **why.details}
    lifecycle.log(current, actor=actor, verb="session.changed", reason=why.reason, details=details)
    return current


@lifecycle.use_case
def move(
    *,
    actor: Actor,
    session: Session,
    expected_version: int,
    starts: datetime,
    ends: datetime,
    room: Room | None = None,
    despite: str = "",
) -> Session:
    """Give a session another time, or room too. Arguments and errors as `edit`."""
    content = replace(get_content(session), starts=starts, ends=ends, room=room or session.room)
    return edit(actor=actor, session=session, content=content, expected_version=expected_version, despite=despite)


@lifecycle.use_case
def edit_merged(
    *, actor: Actor, session: Session, content: SessionContent, expected_version: int, despite: str = ""
) -> tuple[Session, list[FieldChange]]:
    """Do as `edit`, keeping what others saved since in fields that the actor left alone.

    Returns:
        The session as it now is, and what was kept of the others.

    Raises:
        EditConflict: If both changed one field differently; nothing is saved. Otherwise as `edit`.
    """
    require(actor, "programme.edit")
    lock_draft()
    row = lock_session(session, None)
    if row.version == expected_version:
        return edit(actor=actor, session=row, content=content, expected_version=expected_version, despite=despite), []
    wanted, accepted = merging.merge_content(row, content, expected_version)
    return edit(actor=actor, session=row, content=wanted, expected_version=row.version, despite=despite), accepted


@lifecycle.use_case
def move_merged(
    *,
    actor: Actor,
    session: Session,
    expected_version: int,
    starts: datetime,
    ends: datetime,
    room: Room,
    despite: str = "",
) -> Session:
    """Do as `move`, keeping others' changes except of time and room. Raises AlreadyDecided if they moved it too."""
    require(actor, "programme.edit")
    lock_draft()
    row = lock_session(session, None)
    if row.version != expected_version and set(merging.changes_since(row, expected_version)) & set(PLACE):
        lock_session(session, expected_version)  # says by whom
    return move(
        actor=actor, session=row, expected_version=row.version, starts=starts, ends=ends, room=room, despite=despite
    )


@lifecycle.use_case
def move_back(*, actor: Actor, session: Session, expected_version: int) -> Session:
    """Undo the last move: the session has the time and room again that it had before.

    Raises NotAllowed; AlreadyDecided if it was changed since; NotPossible if its last change was no move; TimeTaken if the place is taken.
    """
    require(actor, "programme.edit")
    lock_draft()
    row = lock_session(session, expected_version)
    entries = AuditEntry.objects.filter(subject_type=Session._meta.label_lower, subject_id=str(row.pk))
    last = entries.filter(verb="session.changed").order_by("-number").first()
    changed = last.details.get("changed", {}) if last and last.details.get("version") == row.version else {}
    if not changed or set(changed) - set(PLACE):
        raise NotPossible(_("There is no move to undo; the session was changed otherwise since."))
    starts, ends = (
        datetime.fromisoformat(changed[name][0]) if name in changed else getattr(row, name) for name in PLACE[:2]
    )
    room = Room.objects.filter(code=changed["room"][0]["code"]).first() if "room" in changed else row.room
    if room is None:
        raise NotPossible(_("This room no longer exists. Open the programme again."))
    # Where it was, somebody has looked at it before.
    return move(
        actor=actor,
        session=row,
        expected_version=row.version,
        starts=starts,
        ends=ends,
        room=room,
        despite=MOVE_UNDONE,
    )


def _find_cautions(
    before: SessionContent | None, after: SessionContent, own: Sequence[Engagement] = ()
) -> list[cautions.Caution]:
    conference = current_conference()
    after.check(conference)
    return cautions.all_new_cautions(before, after, conference, own)


@dataclass(frozen=True)
class _Override:
    """What the audit log keeps of an override: nothing without cautions."""

    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def _check_override(raised: Sequence[cautions.Caution], despite: str) -> _Override:
    """Raise CautionsRaised without a reason. Comes after the calendar: what is impossible needs no reason."""
    if not raised:
        return _Override()
    if not despite.strip():
        raise cautions.CautionsRaised(raised)
    return _Override(despite.strip(), {"despite": [caution.words for caution in raised]})


def _write_relations(session: Session, content: SessionContent) -> None:
    session.organisers.set(content.organisers)
    replace_rows([session], {session.pk: content.panellists(session)}, {session.pk: content.papers(session)})


def replace_rows(
    sessions: Sequence[Session],
    panels: dict[int, list[Panellist]],
    papers: dict[int, list[SessionDocument]],
) -> None:
    """Replace panels and documents, by the sessions' keys. Four statements for every 500 rows."""
    keys = [session.pk for session in sessions]
    Panellist.objects.filter(session_id__in=keys).delete()
    SessionDocument.objects.filter(session_id__in=keys).delete()
    Panellist.objects.bulk_create([row for key in keys for row in panels[key]], batch_size=500)
    SessionDocument.objects.bulk_create([row for key in keys for row in papers[key]], batch_size=500)
    for session in sessions:
        getattr(session, "_prefetched_objects_cache", {}).clear()


@lifecycle.use_case
def remove(*, actor: Actor, session: Session, expected_version: int, reason: str = "") -> None:
    """Take a session out of the draft and free its time. Errors as `edit`."""
    require(actor, "programme.edit")
    lock_draft()
    row = lock_session(session, expected_version)
    calendar.release(subject=row)
    details = {"version": row.version, "was": data_of(row)}
    lifecycle.log(row, actor=actor, verb="session.removed", reason=reason, details=details)
    row.delete()


def lock_session(session: Session, expected_version: int | None) -> Session:
    """Return the session locked; raise AlreadyDecided unless it is what the actor saw (None: only if it is gone)."""
    return concurrency.lock(session, expected_version, removed=_removed_message)


def _removed_message(session: Session) -> str:
    values = {"what": session, "who": concurrency.last_author(session)}
    return _("%(what)s: already removed by %(who)s. Nothing was changed.") % values


def _unused_key(title: str) -> str:
    """Return a key never used: calendar files that know one must not mistake it."""
    stem = slugify(title)[:KEY_LENGTH].strip("-") or "session"
    used = set(Session.objects.filter(key__startswith=stem).values_list("key", flat=True))
    used |= set(ReleasedSession.objects.filter(key__startswith=stem).values_list("key", flat=True))
    number, key = 1, stem
    while key in used:
        number += 1
        key = f"{stem}-{number}"
    return key


def first_versions(keys: Iterable[str]) -> dict[str, int]:
    """Return each new session's first version: 1, or two more than the key's last released one. One query.

    Calendar programs drop what seems older than what they know; the number between is the cancellation's.
    """
    wanted = list(keys)
    released = ReleasedSession.objects.filter(key__in=wanted).order_by("release__number")
    last = dict(released.values_list("key", KeyTextTransform("version", "data")))
    return {key: int(last[key]) + 2 if key in last else 1 for key in wanted}
