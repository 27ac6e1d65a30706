import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from conference.core import lifecycle, parsing
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible, UserError
from conference.look.lists import join_sentences
from conference.models import current_conference
from conference.parties.models import Party
from conference.translated import FALLBACK
from delegations.registration.models import LIVE_STATES, Delegate
from schedule.calendar.engagements import actions as calendar
from schedule.calendar.engagements.actions import TimeTaken
from schedule.calendar.models import Engagement, Room
from schedule.programme.sessions import queries
from schedule.programme.sessions.actions import cautions, editing
from schedule.programme.sessions.content import DocumentContent, PanelSeat, SessionContent, get_content
from schedule.programme.sessions.models import PanelRole, PublicDetail, Session

KEY = re.compile(r"[-a-zA-Z0-9_]{1,60}")
REFERENCE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
IS_ADDRESS = URLValidator(schemes=["https", "http"])
MOST_NUMBER = 999
MOST_PERSONS = 100_000
LONGEST = {"title": 200, "agenda": 4000, "description": 2000}  # characters, as in the form


class BadSession(UserError):
    """A session of the file cannot be imported. The message names it; nothing was imported."""

    def __init__(self, key: object, reason: object) -> None:
        super().__init__(_("Session “%(key)s”: %(reason)s Nothing was imported.") % {"key": key, "reason": reason})


@dataclass(frozen=True)
class ImportedSession:
    """A session that the file adds or changes. `fields` names what differs, and is empty for a new one."""

    session: Session
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportResult:
    """How many of the file's sessions are new, changed or the same; cautions to read; the sessions written."""

    added: int
    changed: int
    same: int
    cautions: tuple[str, ...] = ()
    rows: tuple[ImportedSession, ...] = field(default=(), compare=False)


def read_source(body: bytes, name: str) -> dict[str, Any]:
    """Return the object in a JSON file called `name`. Raises NotPossible, with the line, if it is no JSON object in UTF-8."""
    try:
        source = parsing.read_json(body.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise NotPossible(_("%(file)s is not in UTF-8.") % {"file": name}) from problem
    except json.JSONDecodeError as problem:
        values = {"file": name, "line": problem.lineno, "what": problem.msg}
        raise NotPossible(_("%(file)s, line %(line)s: %(what)s.") % values) from problem
    except parsing.RepeatedKeyError as problem:
        raise NotPossible(
            _("%(file)s names “%(key)s” twice in one object.") % {"file": name, "key": problem.key}
        ) from problem
    except ValueError as problem:
        raise NotPossible(_("%(file)s is nested deeper than a programme is.") % {"file": name}) from problem
    if not isinstance(source, dict):
        raise NotPossible(_("%(file)s has no list of sessions.") % {"file": name})
    return source


class _PreviewRollback(Exception):
    """Rolls back what a preview wrote."""

    def __init__(self, result: ImportResult) -> None:
        super().__init__()
        self.result = result


def preview_import(*, actor: Actor, source: Mapping[str, Any]) -> ImportResult:
    """Return or raise what `import_sessions` would, the database's rules included, and write nothing."""

    @lifecycle.use_case
    def import_and_roll_back() -> None:
        raise _PreviewRollback(import_sessions(actor=actor, source=source))

    try:
        import_and_roll_back()
    except _PreviewRollback as preview:
        return preview.result
    raise AssertionError("unreachable")


@lifecycle.use_case
def import_sessions(*, actor: Actor, source: Mapping[str, Any]) -> ImportResult:
    """Add and change the sessions of `source`; other sessions of the draft stay.

    Args:
        source: `{"zone": IANA name, "sessions": [{key, type, title, room, starts, ends, …}]}` as in seeds/programme.json. Times are in that
            zone (default: the conference's), rooms and organisers codes; `panel` is [{name, function, role} or {delegate: a member's
            reference, role}], `documents` [{title, language, symbol, link}]. An existing session keeps its chair, and a panel and documents
            not in the row.

    Raises NotAllowed, BadSession.
    """
    require_right(actor, "programme.edit")
    editing.lock_draft()
    rows = source.get("sessions")
    if not isinstance(rows, list):
        raise NotPossible(_("The file has no list of sessions."))
    sessions = {session.key: session for session in queries.sessions_for_release()}
    reader = _FileReader(source, rows, sessions)
    contents = dict(reader.contents(rows))
    versions = editing.first_versions(key for key in contents if key not in sessions)
    added: list[Session] = []
    changed: dict[Session, dict[str, list[Any]]] = {}
    raised: list[str] = []
    for key, content in contents.items():
        session = sessions.get(key)
        before = get_content(session) if session else None
        new = cautions.new_cautions(before, content, reader.conference)
        raised += [f"{key}: {caution.message}" for caution in new]
        if session is None:
            added.append(Session(key=key, version=versions[key], **content.columns()))
        elif differs := editing.apply_content(session, content):
            session.version += 1
            changed[session] = differs
    touched = [*added, *changed]
    _save_sessions(added, touched, contents)
    _engage(touched, contents)
    for session in added:
        lifecycle.log(session, actor=actor, verb="session.added", details={"version": session.version})
    for session, differs in changed.items():
        details = {"version": session.version, "changed": differs}
        lifecycle.log(session, actor=actor, verb="session.changed", details=details)
    written = tuple(ImportedSession(session, tuple(changed.get(session, ()))) for session in touched)
    return ImportResult(len(added), len(changed), len(rows) - len(touched), tuple(raised), written)


def _save_sessions(added: list[Session], touched: list[Session], contents: Mapping[str, SessionContent]) -> None:
    Session.objects.bulk_create(added, batch_size=200)
    for session in touched[len(added) :]:
        session.save()
    link = Session.organisers.through
    link.objects.filter(session_id__in=[session.pk for session in touched]).delete()
    links = [
        link(session_id=session.pk, party_id=party.pk)
        for session in touched
        for party in contents[session.key].organisers
    ]
    link.objects.bulk_create(links, batch_size=500)
    editing.replace_rows([(session, contents[session.key]) for session in touched])


def _engage(sessions: list[Session], contents: Mapping[str, SessionContent]) -> None:
    keys = [str(session.pk) for session in sessions]
    Engagement.objects.filter(subject_type=Session._meta.label_lower, subject_id__in=keys).delete()
    try:
        calendar.engage_all([editing.build_claim(session, contents[session.key].persons()) for session in sessions])
    except TimeTaken as clash:
        messages = []
        for engagement in clash.clashes:
            messages.append(calendar.clash_words(engagement))
            if engagement.subject_type == Session._meta.label_lower:
                key = Session.objects.values_list("key", flat=True).get(pk=engagement.subject_id)
                messages.append(_("By session “%(key)s”.") % {"key": key})
        wanted = clash.claim.subject if clash.claim else None
        raise BadSession(getattr(wanted, "key", "?"), join_sentences(messages)) from clash


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """Return `2025-10-25T09:00` in `zone`, or a moment with an offset of its own.

    Raises NotPossible for no date and time, and for a local time that does not exist or occurs twice.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        raise NotPossible(_("“%(text)s” is not a date and time.") % {"text": text[:60]}) from problem
    if moment.tzinfo is not None:
        return moment
    early, late = moment.replace(tzinfo=zone), moment.replace(tzinfo=zone, fold=1)
    if early.utcoffset() != late.utcoffset():
        values = {"text": text, "zone": zone.key}
        raise NotPossible(_("“%(text)s” does not exist in %(zone)s or is ambiguous there.") % values)
    return early


class _FileReader:
    def __init__(self, source: Mapping[str, Any], rows: Iterable[Any], sessions: Mapping[str, Session]) -> None:
        self.sessions = sessions
        self.conference = current_conference()
        self.zone = self.conference.zone
        try:
            if source.get("zone"):
                self.zone = ZoneInfo(str(source["zone"]))
        except (ZoneInfoNotFoundError, ValueError) as problem:
            raise NotPossible(_("“%(zone)s” is not a time zone.") % {"zone": source["zone"]}) from problem
        self.rooms = {room.code: room for room in Room.objects.all()}
        self.parties = {party.code: party for party in Party.objects.all()}
        self.delegates = _delegates_of(rows)

    def contents(self, rows: Iterable[Any]) -> Iterator[tuple[str, SessionContent]]:
        """Yield (key, content) of each row. Raises BadSession for the first bad one."""
        keys: set[str] = set()
        for number, row in enumerate(rows, 1):
            key = row.get("key") if isinstance(row, Mapping) else None
            name = key or f"#{number}"
            if not isinstance(key, str) or not KEY.fullmatch(key):
                raise BadSession(
                    name, _("its key is missing or contains characters other than letters, digits, - and _.")
                )
            if key in keys:
                raise BadSession(name, _("it appears in the file twice."))
            keys.add(key)
            try:
                content = self._content(row, self.sessions.get(key))
                content.check(self.conference)
            except KeyError as problem:
                raise BadSession(name, _("“%(field)s” is missing.") % {"field": problem.args[0]}) from problem
            except NotPossible as problem:
                raise BadSession(name, problem) from problem
            yield key, content

    def _content(self, row: Mapping[str, Any], session: Session | None) -> SessionContent:
        before = get_content(session) if session else None
        return SessionContent(
            type=_value_of(row, "type", str),
            number=_count(row, "number", MOST_NUMBER),
            title=_texts("title", row["title"]),
            description=_texts("description", row.get("description") or {}),
            room=self._choose(self.rooms, _value_of(row, "room", str), _("there is no room “%(code)s”.")),
            starts=parse_moment(_value_of(row, "starts", str), self.zone),
            ends=parse_moment(_value_of(row, "ends", str), self.zone),
            all_day=_value_of(row, "all_day", bool, False),
            for_heads=_value_of(row, "for_heads", bool, False),
            is_open=_value_of(row, "open", bool, True),
            public_detail=_value_of(
                row, "public_detail", str, before.public_detail if before else PublicDetail.TIME.value
            ),
            webcast=_value_of(row, "webcast", bool, False),
            webcast_url=_address(row, "webcast_url"),
            expected=_count(row, "expected", MOST_PERSONS),
            interpretation=[str(code) for code in _value_of(row, "languages", list, [])],
            agenda=[_texts("agenda", item) for item in _value_of(row, "agenda", list, [])],
            organisers=[
                self._choose(self.parties, code, _("there is no party “%(code)s”."))
                for code in _value_of(row, "organisers", list, [])
            ],
            chair=before.chair if before else None,
            panel=self._panel(row) if before is None or "panel" in row else before.panel,
            documents=self._documents(row) if before is None or "documents" in row else before.documents,
        )

    def _panel(self, row: Mapping[str, Any]) -> list[PanelSeat]:
        panel = []
        for seat in _mappings(row, "panel"):
            role = _value_of(seat, "role", str, PanelRole.PANELLIST.value)
            if "delegate" in seat:
                person = self._choose(self.delegates, seat["delegate"], _("there is no member “%(code)s”."))
                panel.append(PanelSeat(person, role=role))
            else:
                panel.append(PanelSeat(None, _text(seat, "name", 120), _text(seat, "function", 200, ""), role))
        return panel

    def _documents(self, row: Mapping[str, Any]) -> list[DocumentContent]:
        papers = []
        for document in _mappings(row, "documents"):
            texts = (_text(document, "title", 300), _text(document, "language", 5), _text(document, "symbol", 60, ""))
            papers.append(DocumentContent(*texts, _address(document, "link")))
        return papers

    def _choose(self, choices: Mapping[str, Any], code: Any, message: str) -> Any:
        if not isinstance(code, str) or code not in choices:
            raise NotPossible(message % {"code": code})
        return choices[code]


def _delegates_of(rows: Iterable[Any]) -> dict[str, Delegate]:
    """Return the members whom panels name by reference. One query at most."""
    panels = [row.get("panel") for row in rows if isinstance(row, Mapping)]
    seats = [seat for panel in panels if isinstance(panel, list) for seat in panel if isinstance(seat, Mapping)]
    references = {text for seat in seats if REFERENCE.fullmatch(text := str(seat.get("delegate")))}
    delegates = Delegate.objects.filter(public_id__in=references, state__in=LIVE_STATES)
    return {str(person.public_id): person for person in delegates.select_related("delegation__party")}


def _bad_value(name: str, value: Any) -> NotPossible:
    values = {"field": name, "value": json.dumps(value, ensure_ascii=False)[:200]}
    return NotPossible(_("“%(field)s” is %(value)s.") % values)


def _count(row: Mapping[str, Any], name: str, most: int) -> int | None:
    number: int | None = _value_of(row, name, int, None)
    if number is not None and not 0 < number <= most:
        raise _bad_value(name, number)
    return number


def _text(row: Mapping[str, Any], name: str, most: int, *default: str) -> str:
    text: str = _value_of(row, name, str, *default)
    if len(text) > most:
        raise _bad_value(name, text)
    return text.strip()


def _address(row: Mapping[str, Any], name: str) -> str:
    text = _text(row, name, 300, "")
    if text:
        try:
            IS_ADDRESS(text)
        except ValidationError as problem:
            raise _bad_value(name, text) from problem
    return text


def _value_of(row: Mapping[str, Any], name: str, kind: type, *default: Any) -> Any:
    """Return the value of a field. Raises KeyError if it is missing and required, NotPossible for another type."""
    value = row.get(name, default[0]) if default else row[name]
    if (value is None and default and default[0] is None) or type(value) is kind:
        return value
    raise _bad_value(name, value)


def _mappings(row: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    for value in _value_of(row, name, list, []):
        if not isinstance(value, Mapping):
            raise _bad_value(name, value)
        yield value


def _texts(name: str, value: Any) -> dict[str, str]:
    texts = {FALLBACK: value} if isinstance(value, str) else value
    if isinstance(texts, Mapping) and all(
        isinstance(text, str) and len(text) <= LONGEST[name] for text in texts.values()
    ):
        return dict(texts)
    raise _bad_value(name, value)
