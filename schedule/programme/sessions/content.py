"""The content of a session, from the form, the grid or a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conference.core import characters
from conference.core.errors import NotPossible
from conference.correspondence.letters.plain_text import one_line
from conference.models import Conference
from conference.parties.models import Party
from conference.translated import FALLBACK, Translated
from delegations.registration.models import Delegate
from schedule.calendar.models import Room
from schedule.programme.sessions.models import Panellist, PanelRole, PublicDetail, Session, SessionDocument, Type
from schedule.programme.sessions.snapshot import LANGUAGES, data_of

# Columns that a session takes over from its content as they are.
PLAIN = (
    *("type", "number", "room", "starts", "ends", "all_day", "for_heads", "is_open", "public_detail"),
    *("webcast", "webcast_url", "expected", "chair"),
)
# Longer ones are typing errors: an exhibition stands in the programme of each of its days.
MAX_SESSION_LENGTH = timedelta(hours=24)
# Further away it is a typing error too: of a month with preparatory and closing sessions, or of the year.
NEAR = timedelta(days=31)
MOST_PANELLISTS = 20
MOST_DOCUMENTS = 30


@dataclass(frozen=True)
class PanelSeat:
    """A seat on a panel: of a delegate, `person`, or of a guest by `name` and `function`."""

    person: Delegate | None = None
    name: str = ""
    function: str = ""
    role: str = PanelRole.PANELLIST

    def row(self, session: Session, position: int) -> Panellist:
        """Return the panel's row, without a delegate's name and function, since both may change."""
        guest = {} if self.person else {"name": self.name, "function": self.function}
        return Panellist(session=session, position=position, role=self.role, person=self.person, **guest)


@dataclass(frozen=True)
class DocumentContent:
    """A document: `link` is an address, `file` the name of a stored PDF."""

    title: str
    language: str
    symbol: str = ""
    link: str = ""
    file: str = ""

    def row(self, session: Session, position: int) -> SessionDocument:
        return SessionDocument(session=session, position=position, **vars(self))


@dataclass(frozen=True)
class SessionContent:
    """All that organizers enter for a session. Texts are by language, also each of `agenda`; `expected` counts persons."""

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
    public_detail: str = PublicDetail.TIME
    webcast: bool = False
    webcast_url: str = ""
    expected: int | None = None
    interpretation: Sequence[str] = ()
    agenda: Sequence[Mapping[str, str]] = ()
    organisers: Sequence[Party] = ()
    chair: Delegate | None = None
    panel: Sequence[PanelSeat] = ()
    documents: Sequence[DocumentContent] = ()

    def check(self, conference: Conference) -> None:
        """Raise NotPossible for what no session of this conference can be."""
        if not self.title.get(FALLBACK):
            raise NotPossible(_("The English title is missing."))
        if self.ends <= self.starts:
            raise NotPossible(_("The session ends before it begins."))
        if self.ends - self.starts > MAX_SESSION_LENGTH:
            raise NotPossible(_("The session would last longer than 24 hours."))
        if self.starts.date() < conference.starts_on - NEAR or self.ends.date() > conference.ends_on + NEAR:
            raise NotPossible(_("The session would be more than a month away from the conference. Check the year."))
        if self.type not in Type.values:
            raise NotPossible(_("There is no type of session “%(type)s”.") % {"type": self.type})
        if self.public_detail not in PublicDetail.values:
            raise NotPossible(_("“%(code)s” is not known here.") % {"code": self.public_detail})
        unknown = [code for code in self.interpretation if code not in LANGUAGES]
        if unknown:
            raise NotPossible(_("“%(code)s” is not a language of interpretation.") % {"code": unknown[0]})
        self._check_panel()
        self._check_documents()
        for text in self._texts():
            try:
                characters.check_characters(text)
                characters.check_printed(text)
            except ValidationError as problem:
                raise NotPossible(f"“{one_line(text)[:40]}”: {problem.messages[0]}") from problem

    def _texts(self) -> Iterator[str]:
        for by_language in (self.title, self.description, *self.agenda):
            yield from by_language.values()
        for seat in self.panel:
            yield from (seat.name, seat.function)
        for paper in self.documents:
            yield from (paper.title, paper.symbol)

    def _check_panel(self) -> None:
        if len(self.panel) > MOST_PANELLISTS:
            raise NotPossible(_("A panel has at most %(most)s members.") % {"most": MOST_PANELLISTS})
        seated: set[int] = set()
        for seat in self.panel:
            if seat.role not in PanelRole.values:
                raise NotPossible(_("There is no role on a panel “%(role)s”.") % {"role": seat.role})
            if not seat.person and not seat.name.strip():
                raise NotPossible(_("Somebody on the panel has no name."))
            if seat.person:
                if seat.person.pk in seated:
                    raise NotPossible(_("%(who)s is on the panel twice.") % {"who": seat.person})
                seated.add(seat.person.pk)

    def _check_documents(self) -> None:
        if len(self.documents) > MOST_DOCUMENTS:
            raise NotPossible(_("A session has at most %(most)s documents.") % {"most": MOST_DOCUMENTS})
        for paper in self.documents:
            name = paper.symbol or paper.title
            if not paper.title:
                raise NotPossible(_("A document has no title."))
            if paper.language not in LANGUAGES:
                raise NotPossible(_("The document “%(name)s” is not in a language of the conference.") % {"name": name})
            if bool(paper.link) == bool(paper.file):
                raise NotPossible(_("The document “%(name)s” needs either an address or a file.") % {"name": name})

    def columns(self) -> dict[str, Any]:
        return {
            **{name: getattr(self, name) for name in PLAIN},
            "title": Translated({code: text for code, text in self.title.items() if text}),
            "description": Translated({code: text for code, text in self.description.items() if text}),
            "interpretation": list(self.interpretation),
            "agenda": [dict(item) for item in self.agenda],
        }

    def panellists(self, session: Session) -> list[Panellist]:
        return [seat.row(session, place) for place, seat in enumerate(self.panel, 1)]

    def papers(self, session: Session) -> list[SessionDocument]:
        return [paper.row(session, place) for place, paper in enumerate(self.documents, 1)]

    def persons(self) -> list[Delegate]:
        """Return the chair and the panel's delegates, whose time the session takes."""
        return [person for person in (self.chair, *(seat.person for seat in self.panel)) if person]

    def data(self, session: Session) -> dict[str, Any]:
        """Return the data that the session would have with this content."""
        shadow = Session(pk=session.pk, key=session.key, version=session.version, **self.columns())
        panel, documents = self.panellists(shadow), self.papers(shadow)
        return data_of(shadow, organisers=self.organisers, panel=panel, documents=documents)


def get_content(session: Session) -> SessionContent:
    return SessionContent(
        **{name: getattr(session, name) for name in (*PLAIN, "title", "description", "interpretation")},
        agenda=session.agenda_texts,
        organisers=list(session.organisers.all()),
        panel=[
            PanelSeat(panellist.person, panellist.name, panellist.function, panellist.role)
            for panellist in session.panel.all()
        ],
        documents=[
            DocumentContent(document.title, document.language, document.symbol, document.link, str(document.file or ""))
            for document in session.documents.all()
        ],
    )
