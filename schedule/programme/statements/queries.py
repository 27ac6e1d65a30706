from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Q, QuerySet

from conference.core import clock, undo
from conference.db.together import Part
from conference.models import Conference
from schedule.programme.models import Inscription, Session, Sitting, SpeakersList, StatementText
from schedule.programme.speaking import queries
from schedule.programme.speaking.models import CHANGEABLE, UPCOMING
from schedule.programme.speaking.queries import SpeakerRow
from schedule.programme.statements.models import TextState


def get_closing(inscription: Inscription, sittings: Sequence[Sitting]) -> datetime | None:
    """Return when the session of a statement begins; for one without a time, the last of the list.

    Args:
        sittings: Those of the list, in order.
    """
    sitting = queries.find_sitting(inscription, sittings) or (sittings[-1] if sittings else None)
    return sitting.from_when if sitting else None


def is_open(inscription: Inscription, closing: datetime | None) -> bool:
    """Return whether the text may be handed in, replaced and taken back: until the session begins."""
    return inscription.state in CHANGEABLE and (closing is None or clock.now() < closing)


def find_text(inscription: Inscription) -> StatementText | None:
    return StatementText.objects.filter(inscription=inscription).select_related("handed_in_by").first()


def texts_handed_in() -> QuerySet[StatementText]:
    return StatementText.objects.filter(state=TextState.HANDED_IN).exclude(file="")


def due_texts(now: datetime) -> QuerySet[StatementText]:
    """Return texts that were taken back too long ago to undo it, and those of delegations that are off the list."""
    taken_back = Q(state=TextState.TAKEN_BACK, taken_back_at__lt=now - undo.window())
    return StatementText.objects.filter(taken_back | Q(inscription__state__in=("withdrawn", "refused")))


@dataclass(frozen=True)
class TextRow:
    """A speaker of a list, with the text if it is handed in."""

    line: SpeakerRow
    text: StatementText | None

    @property
    def file_name(self) -> str:
        """Return the name of the file for who puts the texts in order: place, party, language."""
        language = f"-{self.text.language}" if self.text else ""
        return f"{self.line.number:02d}-{self.line.party.code}{language}.pdf"


@dataclass(frozen=True)
class SessionTexts:
    """The speakers of one session of a list, in order; `session` is None for those without a time."""

    session: Session | None
    rows: Sequence[TextRow]

    @property
    def handed_in(self) -> list[TextRow]:
        return [row for row in self.rows if row.text]


def texts_by_session(speakers: SpeakersList) -> list[SessionTexts]:
    """Return who of a list has handed in the text, session by session, in the list's order. Seven queries."""
    texts = {text.inscription_id: text for text in texts_handed_in().filter(inscription__list=speakers)}
    parts = groupby(queries.lines(speakers), key=lambda line: line.session)
    return [
        SessionTexts(session, [TextRow(line, texts.get(line.row.pk)) for line in lines]) for session, lines in parts
    ]


def count_handed_in(parts: Iterable[SessionTexts]) -> int:
    return sum(len(part.handed_in) for part in parts)


# ---- what waits for an organizer ------------------------------------------------------------------------------------------
def sittings_to_come() -> QuerySet[Sitting]:
    """Return sessions of lists that begin within two days."""
    now = clock.now()
    soon = Sitting.objects.filter(starts__gt=now, starts__lt=now + timedelta(days=2))
    return soon.filter(began_at__isnull=True).exclude(list__state="over")


def sittings_soon(conference: Conference) -> QuerySet[Sitting]:
    """Return sessions of lists that begin today or tomorrow."""
    now = clock.now()
    tomorrow = now.astimezone(conference.zone).date() + timedelta(days=1)
    return sittings_to_come().filter(starts__lt=clock.day_bounds(tomorrow, conference.zone)[1])


def read_without_text(conference: Conference) -> Part:
    """Return those sessions whose speakers have not all handed in the text: who, in order, and of how many."""
    (sittings,) = yield [sittings_soon(conference).select_related("list", "session")]
    rows = queries.inscriptions().filter(list__in={sitting.list_id for sitting in sittings})
    rows = rows.filter(state__in=UPCOMING, starts__isnull=False).order_by("position")
    texts = texts_handed_in().filter(inscription__list__in={sitting.list_id for sitting in sittings})
    inscriptions, handed_in = yield [rows, texts.values_list("inscription", flat=True)]
    with_text = set(handed_in)
    missing = []
    for sitting in sittings:
        own = [row for row in inscriptions if queries.find_sitting(row, [sitting])]
        lacking = [row for row in own if row.pk not in with_text]
        if lacking:
            missing.append((sitting, lacking, len(own)))
    return missing
