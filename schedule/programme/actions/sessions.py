"""Sessions of the draft: create, edit, move, remove."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models.fields.json import KeyTextTransform
from django.utils.text import slugify
from django.utils.translation import gettext as _

from conference import lifecycle
from conference.access import Actor, require
from conference.audit.models import Entry
from conference.errors import AlreadyDecided, NotPossible
from conference.models import Conference, current_conference
from conference.parties.models import Party
from conference.translated import FALLBACK, Translated
from delegations.registration.models import Delegate
from schedule.calendar import actions as calendar
from schedule.calendar.actions import Claim
from schedule.calendar.models import Room
from schedule.programme.models import Draft, ReleasedSession, Session, Type
from schedule.programme.snapshot import LANGUAGES, data_of

KIND = "session"
# Longer ones are typing errors: an exhibition stands in the programme of each of its days.
LONGEST = timedelta(hours=24)
# Further away it is a typing error too: of a month with preparatory and closing sessions, or of the year.
NEAR = timedelta(days=31)
KEY_LENGTH = 50


@dataclass(frozen=True)
class Content:
    """All that can be said of a session. Texts by language; `agenda`, a text by language each; `interpretation`, language codes."""

    type: str
    title: Mapping[str, str]
    room: Room
    starts: datetime
    ends: datetime
    description: Mapping[str, str] = field(default_factory=dict)
    number: int | None = None
    all_day: bool = False
    for_heads: bool = False
    is_open: bool = True
    webcast: bool = False
    interpretation: Sequence[str] = ()
    agenda: Sequence[Mapping[str, str]] = ()
    organisers: Sequence[Party] = ()
    chair: Delegate | None = None

    def check(self, conference: Conference) -> None:
        """Raises NotPossible for what no session of this conference can be, whichever door it came through."""
        if not self.title.get(FALLBACK):
            raise NotPossible(_("The English title is missing."))
        if self.ends <= self.starts:
            raise NotPossible(_("The session ends before it begins."))
        if self.ends - self.starts > LONGEST:
            raise NotPossible(_("The session would last longer than 24 hours."))
        if self.starts.date() < conference.starts_on - NEAR or self.ends.date() > conference.ends_on + NEAR:
            raise NotPossible(_("The session would be more than a month away from the conference. Check the year."))
        if self.type not in Type.values:
            raise NotPossible(_("There is no type of session “%(type)s”.") % {"type": self.type})
        unknown = [code for code in self.interpretation if code not in LANGUAGES]
        if unknown:
            raise NotPossible(_("“%(code)s” is no language of interpretation.") % {"code": unknown[0]})

    def columns(self) -> dict[str, Any]:
        """The values of the session's own columns."""
        return {
            "type": self.type,
            "number": self.number,
            "title": Translated({code: text for code, text in self.title.items() if text}),
            "description": Translated({code: text for code, text in self.description.items() if text}),
            "room": self.room,
            "starts": self.starts,
            "ends": self.ends,
            "all_day": self.all_day,
            "for_heads": self.for_heads,
            "is_open": self.is_open,
            "webcast": self.webcast,
            "interpretation": list(self.interpretation),
            "agenda": [dict(item) for item in self.agenda],
            "chair": self.chair,
        }


def content_of(session: Session) -> Content:
    """What the session says now."""
    agenda = [{FALLBACK: item} if isinstance(item, str) else item for item in session.agenda]
    return Content(
        type=session.type,
        title=session.title,
        room=session.room,
        starts=session.starts,
        ends=session.ends,
        description=session.description,
        number=session.number,
        all_day=session.all_day,
        for_heads=session.for_heads,
        is_open=session.is_open,
        webcast=session.webcast,
        interpretation=session.interpretation,
        agenda=agenda,
        organisers=list(session.organisers.all()),
        chair=session.chair,
    )


def hold_draft() -> Draft:
    """The draft's one row, locked until commit: editors and publishers pass one after the other, and meet the calendar in that order."""
    Draft.objects.get_or_create(pk=1)
    return Draft.objects.select_for_update().get(pk=1)


def claim_of(session: Session) -> Claim:
    """What a session takes in the calendar."""
    chair = [session.chair] if session.chair else []
    heads = session.for_heads
    return Claim(session, KIND, session.title, session.starts, session.ends, [session.room], chair, for_heads=heads)


@lifecycle.use_case
def create(*, actor: Actor, content: Content, key: str = "") -> Session:
    """Adds a session to the draft.

    Arguments: key, its name for ever (default: made from the English title).
    Raises NotAllowed, NotPossible, and calendar.Engaged when room or chair is not free.
    """
    require(actor, "programme.edit")
    content.check(current_conference())
    hold_draft()
    session = Session(key=key or _free_key(content.title[FALLBACK]), **content.columns())
    session.version = first_versions([session.key])[session.key]
    session.save(force_insert=True)
    session.organisers.set(content.organisers)
    calendar.engage_all([claim_of(session)])
    lifecycle.record(session, actor=actor, verb="session.added", details={"version": session.version})
    return session


@lifecycle.use_case
def edit(*, actor: Actor, session: Session, content: Content, seen: int) -> Session:
    """Changes a session of the draft to what `content` says; when nothing differs, nothing is written.

    Arguments: seen, the version that the actor had on the screen.
    Raises NotAllowed, NotPossible, AlreadyDecided when somebody else has changed or removed it, and calendar.Engaged.
    """
    require(actor, "programme.edit")
    content.check(current_conference())
    hold_draft()
    row = _lock(session, seen)
    before = data_of(row)
    for name, value in content.columns().items():
        setattr(row, name, value)
    row.organisers.set(content.organisers)
    after = data_of(row)
    differs = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not differs:
        return row
    row.version += 1
    row.save()
    calendar.rebook([claim_of(row)], subject=row)
    lifecycle.record(row, actor=actor, verb="session.changed", details={"version": row.version, "changed": differs})
    return row


@lifecycle.use_case
def move(
    *, actor: Actor, session: Session, seen: int, starts: datetime, ends: datetime, room: Room | None = None
) -> Session:
    """Gives a session another time, or another room too. Errors as `edit`."""
    content = replace(content_of(session), starts=starts, ends=ends, room=room or session.room)
    return edit(actor=actor, session=session, content=content, seen=seen)


@lifecycle.use_case
def remove(*, actor: Actor, session: Session, seen: int, reason: str = "") -> None:
    """Takes a session out of the draft and gives back its time. Errors as `edit`."""
    require(actor, "programme.edit")
    hold_draft()
    row = _lock(session, seen)
    calendar.release(subject=row)
    details = {"version": row.version, "was": data_of(row)}
    lifecycle.record(row, actor=actor, verb="session.removed", reason=reason, details=details)
    row.delete()


def _lock(session: Session, seen: int) -> Session:
    """The session as it now is, locked. Raises AlreadyDecided when it is not what the actor saw."""
    row = Session.objects.select_for_update().filter(pk=session.pk).first()
    if row is None or row.version != seen:
        last = Entry.objects.filter(subject_type="programme.session", subject_id=str(session.pk)).last()
        words = {"what": session, "who": last.actor_label if last else "?"}
        if row is None:
            raise AlreadyDecided(_("%(what)s: already taken out by %(who)s. Nothing was changed.") % words)
        raise AlreadyDecided(_("%(what)s: already changed by %(who)s. Nothing was changed.") % words)
    return row


def _free_key(title: str) -> str:
    """A key that no session has or ever had: calendar files that know one must not take it for the other."""
    stem = slugify(title)[:KEY_LENGTH].strip("-") or "session"
    taken = set(Session.objects.filter(key__startswith=stem).values_list("key", flat=True))
    taken |= set(ReleasedSession.objects.filter(key__startswith=stem).values_list("key", flat=True))
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


def first_versions(keys: Iterable[str]) -> dict[str, int]:
    """The version that a new session of each key begins with: 1, or two more than the last released one of that key had. One query.

    Calendar programs drop what seems older than what they know; the number between is that of its cancellation.
    """
    wanted = list(keys)
    known = ReleasedSession.objects.filter(key__in=wanted).order_by("release__number")
    last = dict(known.values_list("key", KeyTextTransform("version", "data")))
    return {key: int(last[key]) + 2 if key in last else 1 for key in wanted}
