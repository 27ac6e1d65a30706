"""Importing a programme from a file into the draft: all of it or none of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from conference import lifecycle
from conference.access import Actor, require
from conference.errors import NotPossible, UserError
from conference.models import current_conference
from conference.parties.models import Party
from conference.translated import FALLBACK
from schedule.calendar import actions as calendar
from schedule.calendar.actions import Engaged
from schedule.calendar.models import Engagement, Room
from schedule.programme import queries
from schedule.programme.actions.sessions import Content, claim_of, first_versions, hold_draft
from schedule.programme.models import Session
from schedule.programme.snapshot import data_of

KEY = re.compile(r"[-a-zA-Z0-9_]{1,60}")
MOST_NUMBER = 999


class BadSession(UserError):
    """A session of the file cannot be imported. The message names it, and nothing was imported."""

    def __init__(self, key: object, reason: object) -> None:
        super().__init__(_("Session “%(key)s”: %(reason)s Nothing was imported.") % {"key": key, "reason": reason})


@dataclass(frozen=True)
class Imported:
    """How many sessions of the file are new, were changed, and were so already."""

    added: int
    changed: int
    same: int


@lifecycle.use_case
def import_sessions(*, actor: Actor, source: Mapping[str, Any]) -> Imported:
    """Adds and changes the sessions of `source`; those of the draft that it does not name stay as they are.

    Arguments: source, `{"zone": IANA name, "sessions": [{key, type, title, room, starts, ends, …}]}` as in seeds/programme.json; times are
    in that zone (default: the conference's), rooms and organisers by their codes.
    Raises NotAllowed, BadSession.
    """
    require(actor, "programme.edit")
    hold_draft()
    reader = _Reader(source)
    sessions = {session.key: session for session in queries.for_release()}
    added: list[Session] = []
    changed: list[tuple[Session, dict[str, Any]]] = []
    rows = source.get("sessions")
    if not isinstance(rows, list):
        raise NotPossible(_("The file has no list of sessions."))
    contents = list(reader.contents(rows))
    versions = first_versions(key for key, _content in contents if key not in sessions)
    for key, content in contents:
        session = sessions.get(key)
        if session is None:
            session = Session(key=key, version=versions[key], **content.columns())
            added.append(session)
        elif differs := _differences(session, content):
            session.version += 1
            changed.append((session, differs))
        reader.organisers[key] = content.organisers
    _save(added, [session for session, _found in changed], reader)
    _take_time([*added, *(session for session, _found in changed)])
    for session in added:
        lifecycle.record(session, actor=actor, verb="session.added", details={"version": session.version})
    for session, differs in changed:
        details = {"version": session.version, "changed": differs}
        lifecycle.record(session, actor=actor, verb="session.changed", details=details)
    return Imported(len(added), len(changed), len(rows) - len(added) - len(changed))


def _differences(session: Session, content: Content) -> dict[str, list[Any]]:
    """Field → [before, after]; the session takes the new values. Its chair, of whom files know nothing, stays."""
    before = data_of(session)
    for name, value in content.columns().items():
        if name != "chair":
            setattr(session, name, value)
    after = data_of(session)
    codes = [[party["code"] for party in before["organisers"]], sorted(party.code for party in content.organisers)]
    found = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    return found if sorted(codes[0]) == codes[1] else {**found, "organisers": codes}


def _save(added: list[Session], changed: list[Session], reader: _Reader) -> None:
    Session.objects.bulk_create(added, batch_size=200)
    for session in changed:
        session.save()
    link = Session.organisers.through
    touched = [*added, *changed]
    link.objects.filter(session_id__in=[session.pk for session in changed]).delete()
    links = [link(session_id=one.pk, party_id=party.pk) for one in touched for party in reader.organisers[one.key]]
    link.objects.bulk_create(links, batch_size=500)


def _take_time(sessions: list[Session]) -> None:
    keys = [str(session.pk) for session in sessions]
    Engagement.objects.filter(subject_type=Session._meta.label_lower, subject_id__in=keys).delete()
    try:
        calendar.engage_all([claim_of(session) for session in sessions])
    except Engaged as clash:
        wanted = clash.claim.subject if clash.claim else None
        raise BadSession(getattr(wanted, "key", "?"), _in_the_way(clash, sessions)) from clash


def _in_the_way(clash: Engaged, sessions: Iterable[Session]) -> str:
    """Names the other session too, when it is one."""
    words = []
    for row in clash.clashes:
        said = calendar.clash_words(row)
        if row.subject_type == Session._meta.label_lower:
            other = next((one for one in sessions if str(one.pk) == row.subject_id), None)
            key = other.key if other else Session.objects.values_list("key", flat=True).get(pk=row.subject_id)
            said += " " + _("By session “%(key)s”.") % {"key": key}
        words.append(said)
    return " ".join(words)


class _Reader:
    """Turns the file's rows into contents, and says what is wrong with which."""

    def __init__(self, source: Mapping[str, Any]) -> None:
        self.conference = current_conference()
        self.zone = self.conference.zone
        try:
            if source.get("zone"):
                self.zone = ZoneInfo(str(source["zone"]))
        except (ZoneInfoNotFoundError, ValueError) as problem:
            raise NotPossible(_("“%(zone)s” is no time zone.") % {"zone": source["zone"]}) from problem
        self.rooms = {room.code: room for room in Room.objects.all()}
        self.parties = {party.code: party for party in Party.objects.all()}
        self.organisers: dict[str, Sequence[Party]] = {}

    def contents(self, rows: Iterable[Any]) -> Iterator[tuple[str, Content]]:
        """(key, content) of each row. Raises BadSession for the first that is wrong."""
        seen: set[str] = set()
        for number, row in enumerate(rows, 1):
            key = row.get("key") if isinstance(row, Mapping) else None
            name = key or f"#{number}"
            if not isinstance(key, str) or not KEY.fullmatch(key):
                raise BadSession(name, _("its key is missing or has other signs than letters, digits, - and _."))
            if key in seen:
                raise BadSession(name, _("it stands in the file twice."))
            seen.add(key)
            try:
                content = self._content(row)
                content.check(self.conference)
            except KeyError as problem:
                raise BadSession(name, _("“%(field)s” is missing.") % {"field": problem.args[0]}) from problem
            except NotPossible as problem:
                raise BadSession(name, problem) from problem
            yield key, content

    def _content(self, row: Mapping[str, Any]) -> Content:
        number = _typed(row, "number", int, None)
        if number is not None and not 0 < number <= MOST_NUMBER:
            raise NotPossible(_("“%(field)s” is %(value)s.") % {"field": "number", "value": number})
        return Content(
            type=_typed(row, "type", str),
            number=number,
            title=_texts("title", row["title"]),
            description=_texts("description", row.get("description") or {}),
            room=self._found(self.rooms, _typed(row, "room", str), _("there is no room “%(code)s”.")),
            starts=self._moment(_typed(row, "starts", str)),
            ends=self._moment(_typed(row, "ends", str)),
            all_day=_typed(row, "all_day", bool, False),
            for_heads=_typed(row, "for_heads", bool, False),
            is_open=_typed(row, "open", bool, True),
            webcast=_typed(row, "webcast", bool, False),
            interpretation=[str(code) for code in _typed(row, "languages", list, [])],
            agenda=[_texts("agenda", item) for item in _typed(row, "agenda", list, [])],
            organisers=[
                self._found(self.parties, code, _("there is no party “%(code)s”."))
                for code in _typed(row, "organisers", list, [])
            ],
        )

    def _found(self, known: Mapping[str, Any], code: Any, words: str) -> Any:
        if not isinstance(code, str) or code not in known:
            raise NotPossible(words % {"code": code})
        return known[code]

    def _moment(self, text: str) -> datetime:
        """A local time of the file's zone, or one with an offset. One that the clocks skip or strike twice is refused."""
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as problem:
            raise NotPossible(_("“%(text)s” is no date and time.") % {"text": text}) from problem
        if moment.tzinfo is not None:
            return moment
        early, late = moment.replace(tzinfo=self.zone), moment.replace(tzinfo=self.zone, fold=1)
        if early.utcoffset() != late.utcoffset():
            words = {"text": text, "zone": self.zone.key}
            raise NotPossible(_("“%(text)s” does not exist in %(zone)s, or is there twice.") % words)
        return early


def _typed(row: Mapping[str, Any], name: str, kind: type, *default: Any) -> Any:
    """The value of a field. Raises KeyError when it must be there and isn't, NotPossible when it is of another kind."""
    value = row.get(name, default[0]) if default else row[name]
    if (value is None and default and default[0] is None) or type(value) is kind:
        return value
    raise NotPossible(_("“%(field)s” is %(value)s.") % {"field": name, "value": json.dumps(value, ensure_ascii=False)})


def _texts(name: str, value: Any) -> dict[str, str]:
    """A text in English, or texts by language."""
    if isinstance(value, str):
        return {FALLBACK: value}
    if isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values()):
        return dict(value)
    raise NotPossible(_("“%(field)s” is %(value)s.") % {"field": name, "value": json.dumps(value, ensure_ascii=False)})
