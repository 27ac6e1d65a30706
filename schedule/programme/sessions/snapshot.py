"""A session as data, for releases, and as a reader in one language may know it.

The data are complete, for comparison with the draft. Public pages read a `SessionItem`, which omits all names of a closed meeting.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from conference.look import honorifics, lists
from conference.translated import FALLBACK, Translated, short_code, untranslated
from delegations.registration.models import Delegate
from schedule.calendar.models import Room, venue_beside
from schedule.programme.sessions.models import Panellist, PanelRole, Session, SessionDocument, Type

Data = Mapping[str, Any]


# Languages of interpretation, in the order in which the UN lists its own, then others.
LANGUAGES: dict[str, Promise] = {
    "ar": _("Arabic"),
    "zh": _("Chinese"),
    "en": _("English"),
    "fr": _("French"),
    "ru": _("Russian"),
    "es": _("Spanish"),
    "vi": _("Vietnamese"),
}
LANGUAGE_ORDER = {code: place for place, code in enumerate(LANGUAGES)}


def data_of(
    session: Session,
    *,
    organisers: Iterable[Any] | None = None,
    panel: Iterable[Panellist] | None = None,
    documents: Iterable[SessionDocument] | None = None,
) -> dict[str, Any]:
    """Return the session as JSON values: texts by language, moments in UTC; with the relations given instead of those saved."""
    organisers = session.organisers.all() if organisers is None else organisers
    panel = session.panel.all() if panel is None else panel
    documents = session.documents.all() if documents is None else documents
    return {
        "key": session.key,
        "version": session.version,
        "type": session.type,
        "number": session.number,
        "title": dict(session.title),
        "description": dict(session.description),
        "room": _room(session.room),
        "starts": stamp(session.starts),
        "ends": stamp(session.ends),
        "all_day": session.all_day,
        "for_heads": session.for_heads,
        "open": session.is_open,
        "public_detail": session.public_detail,
        "webcast": session.webcast,
        "webcast_url": session.webcast_url,
        "expected": session.expected,
        "interpretation": sorted(session.interpretation, key=lambda code: LANGUAGE_ORDER.get(code, 99)),
        "agenda": [dict(item) for item in session.agenda_texts],
        "organisers": [_party(party) for party in sorted(organisers, key=lambda party: party.en_sort)],
        "chair": _chair(session.chair),
        "panel": [_panellist(panellist) for panellist in panel],
        "documents": [
            {
                **{name: getattr(document, name) for name in ("symbol", "title", "language", "link")},
                "file": str(document.file or ""),
            }
            for document in documents
        ],
    }


def stamp(moment: datetime) -> str:
    """Return `2025-10-25T02:00:00+00:00`."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _room(room: Room) -> dict[str, Any]:
    names = {"name": dict(room.name), "venue": dict(room.venue)}
    return {"code": room.code, "purpose": room.purpose, "capacity": room.capacity, "position": room.position, **names}


def _party(party: Any, formal: bool = False) -> dict[str, Any]:
    names = party.names.all()
    return {"code": party.code, "name": {name.language: name.formal_title if formal else name.short for name in names}}


def _chair(chair: Delegate | None) -> dict[str, Any] | None:
    """Name heads with the State's formal name, others with the short one (UN practice)."""
    if chair is None:
        return None
    name = f"{chair.honorific} {chair.latin_name}".strip()
    party = _party(chair.delegation.party, formal=chair.is_head)
    return {"id": chair.pk, "name": name, "function": chair.functional_title, "party": party["name"]}


def _panellist(panellist: Panellist) -> dict[str, Any]:
    """Return as `_chair`, with role; guests have id 0 and no party."""
    guest = {"id": 0, "name": panellist.name, "function": panellist.function, "party": {}}
    return {"role": panellist.role, **(_chair(panellist.person) or guest)}


@dataclass(frozen=True)
class LanguageText:
    """A text with its language: an untranslated title is read aloud in English."""

    words: str
    language: str

    def __str__(self) -> str:
        return untranslated(self.words, self.language) if self.foreign and self.words else self.words

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def foreign(self) -> bool:
        return self.language != short_code(get_language())

    @property
    def direction(self) -> str:
        return "rtl" if self.language == "ar" else "ltr"


def text_of(texts: Mapping[str, str], language: str | None = None) -> LanguageText:
    """Return the text in `language` (default: the active one), else in English, else in any."""
    wanted = short_code(language or get_language())
    text = Translated(texts).into(wanted)
    spoken = next((code for code in (wanted, FALLBACK, *texts) if texts.get(code) == text), FALLBACK)
    return LanguageText(text, spoken)


@dataclass(frozen=True)
class SessionItem:
    """A session as a reader in the active language may know it. Times are in the conference's zone."""

    data: Data
    starts: datetime
    ends: datetime

    @property
    def key(self) -> str:
        return str(self.data["key"])

    @property
    def day(self) -> date:
        return self.starts.date()

    @property
    def is_open(self) -> bool:
        return bool(self.data["open"])

    @property
    def webcast(self) -> bool:
        return bool(self.data["webcast"])

    @property
    def webcast_url(self) -> str:
        """Return the webcast's address; empty if none or not known yet."""
        return str(self.data.get("webcast_url") or "") if self.webcast else ""

    @property
    def title(self) -> LanguageText:
        return text_of(self.data["title"])

    @property
    def description(self) -> LanguageText:
        return text_of(self.data["description"])

    @property
    def kind(self) -> str:
        """Return `Roundtable 2`, or the type alone."""
        label = str(Type(self.data["type"]).label)
        return f"{label} {self.data['number']}" if self.data["number"] else label

    @property
    def room(self) -> LanguageText:
        return text_of(self.data["room"]["name"])

    @property
    def room_code(self) -> str:
        return str(self.data["room"]["code"])

    @property
    def venue(self) -> LanguageText:
        """Return the venue; empty where the room's name has it."""
        return text_of(venue_beside(self.data["room"]["name"], self.data["room"]["venue"]))

    @property
    def languages(self) -> list[str]:
        return [str(code) for code in self.data["interpretation"]]

    @property
    def spoken(self) -> str:
        return lists.in_words(LANGUAGES.get(code, code.upper()) for code in self.languages)

    @property
    def organised_by(self) -> str:
        return lists.in_words(self.organisers, conjunction=True)

    @property
    def agenda(self) -> list[LanguageText]:
        return [text_of(item) for item in self.data["agenda"]]

    @property
    def organisers(self) -> list[str]:
        """Return none of a closed meeting."""
        return [text_of(party["name"]).words for party in self.data["organisers"]] if self.is_open else []

    @property
    def chair(self) -> str:
        """Return `H.E. Ms. Amina Mohamed, Minister of Justice, Kenya`; empty for a closed meeting."""
        chair = self.data["chair"] if self.is_open else None
        return chair_words(chair) if chair else ""

    @property
    def people(self) -> list[str]:
        """Return the names of chair and panel, for apps; none of a closed meeting."""
        chair = self.data["chair"] if self.is_open else None
        seats: Sequence[Data] = (self.data.get("panel") or []) if self.is_open else []
        return list(dict.fromkeys(str(person["name"]) for person in filter(None, [chair, *seats])))

    @property
    def links(self) -> list[tuple[str, str]]:
        """Return (title, address) of what the session links to."""
        return [(str(_("Webcast")), self.webcast_url)] if self.webcast_url else []

    @property
    def papers(self) -> list[tuple[str, str]]:
        """Return (title, address) of its documents; a stored PDF's is on this site."""
        papers = []
        for place, document in enumerate(self.documents, 1):
            title = lists.join_facts([document["symbol"], document["title"]])
            named = f"{title} ({LANGUAGES.get(document['language'], document['language'])})"
            papers.append(
                (named, document["link"] or settings.PUBLIC_URL + reverse("programme:paper", args=[self.key, place]))
            )
        return papers

    @property
    def panel(self) -> list[tuple[str, str]]:
        """Return (`Moderator`, who) in order; none of a closed meeting or of an old release without panels."""
        panel: Sequence[Data] = self.data.get("panel") or [] if self.is_open else []
        return [(str(PanelRole(panellist["role"]).label), chair_words(panellist)) for panellist in panel]

    @property
    def documents(self) -> list[Data]:
        """Return symbol, title, language, link or file of each; none of a closed meeting."""
        return list(self.data.get("documents") or []) if self.is_open else []


def chair_words(chair: Data) -> str:
    """Return `H.E. Ms. Amina Mohamed, Minister of Justice, Kenya`; the release keeps the honorific as it was written."""
    return lists.join_facts(
        [honorifics.reorder_honorific(chair["name"]), chair["function"], text_of(chair["party"]).words]
    )


def item_of(data: Data, zone: ZoneInfo) -> SessionItem:
    starts, ends = (datetime.fromisoformat(cast("str", data[name])).astimezone(zone) for name in ("starts", "ends"))
    return SessionItem(data, starts, ends)


def items_of(rows: Iterable[Data], zone: ZoneInfo) -> list[SessionItem]:
    return [item_of(data, zone) for data in rows]
