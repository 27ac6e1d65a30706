from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Case, Exists, Max, OuterRef, QuerySet, When

from conference.db.together import Shared
from conference.parties.models import Kind, Party
from conference.parties.queries import prefetch_names
from conference.translated import Translated
from conference.treaties.models import Treaty
from schedule.signing.appointments.models import AHEAD, Appointment
from schedule.signing.models import UnilateralStatement
from schedule.signing.notifications.wording import languages_of
from schedule.signing.record.models import Rectification, RectificationState, RectifiedField, Signature
from schedule.signing.running_order.models import RecordState, SigningSession

# The fields of a signature that a rectification corrects as texts.
TEXTS = ("party_formal", "signatory", "function", "powers", "witness")


@dataclass(frozen=True)
class RecordRow:
    """A signature as the record now says, with what was rectified. Its rectified values are attributes.

    Attributes:
        rectifications: Those decided, by number.
        statements: Its reservations and declarations; `as_rectified` is their text.
    """

    signature: Signature
    values: Mapping[str, str]
    rectifications: Sequence[Rectification]
    statements: Sequence[UnilateralStatement]

    def __getattr__(self, name: str) -> str:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None

    def statement(self, number: int | None) -> UnilateralStatement | None:
        return next((statement for statement in self.statements if statement.number == number), None)

    def value_of(self, rectification: Rectification) -> str:
        """Return what the record says now where it is corrected; empty for a whole signature, and for a statement of another one."""
        if rectification.field != RectifiedField.TEXT:
            return self.values.get(rectification.field, "")
        texts = (row.as_rectified for row in self.statements if row.pk == rectification.statement_id)
        return next(texts, Translated()).get(rectification.language, "")

    def languages_of(self, statement: UnilateralStatement) -> list[str]:
        """Return in which languages its text may be corrected or entered: the authentic ones, and those in which it was made."""
        return list(dict.fromkeys([*languages_of(self.signature.treaty), *statement.text]))

    @property
    def signed_at(self) -> datetime:
        return datetime.fromisoformat(self.values["signed_at"])

    @property
    def signed_on(self) -> date:
        """Return the legal date: that of the moment of signature by the clock of the place."""
        return self.signature.place.day_of(self.signed_at)

    @property
    def rectified_on(self) -> date | None:
        """Return since when the record is as it is, by the clock of the place; None if it was never rectified."""
        moments = [rectification.decided_at for rectification in self.rectifications if rectification.decided_at]
        return self.signature.place.day_of(max(moments)) if moments else None


def signatures(treaty: Treaty) -> list[RecordRow]:
    """Return the signatures of a treaty in the order of signature, without those struck out. The number of queries is constant."""
    return _rows(Signature.objects.filter(treaty=treaty, struck=False))


@cache
def shared_signatures(treaty: int) -> Shared:
    """Return the signatures of the treaty with this key for parts of a page (conference/db/together.py), which `rows_of` makes rows."""
    return Shared(lambda: _chosen(Signature.objects.filter(treaty=treaty, struck=False)))


def struck_signatures(treaty: Treaty) -> list[RecordRow]:
    """Return the signatures that were noted in error and struck out. The number of queries is constant."""
    return _rows(Signature.objects.filter(treaty=treaty, struck=True))


def record_of(session: SigningSession) -> list[RecordRow]:
    """Return the record of a session by its numbers, which a rectified time does not move, with signatures struck out."""
    return sorted(_rows(Signature.objects.filter(session=session)), key=lambda row: row.signature.number)


def row_of(signature: Signature) -> RecordRow:
    """Return the signature as the record now says. The number of queries is constant."""
    return _rows(Signature.objects.filter(pk=signature.pk))[0]


def _rows(signatures: QuerySet[Signature]) -> list[RecordRow]:
    return rows_of(_chosen(signatures))


def _chosen(signatures: QuerySet[Signature]) -> QuerySet[Signature]:
    related = ("rectifications__statement", "statements")
    chosen = signatures.select_related("party", "place", "session", "treaty").prefetch_related(*related)
    return prefetch_names(chosen, "party")


def rows_of(signatures: Iterable[Signature]) -> list[RecordRow]:
    """Return the rows of the record, in the order of signature as rectified."""
    rows = [_row(signature) for signature in signatures]
    return sorted(rows, key=lambda row: (row.signed_at, row.signature.pk))


def _row(signature: Signature) -> RecordRow:
    values = {name: getattr(signature, name) for name in TEXTS} | {"signed_at": signature.signed_at.isoformat()}
    rectifications = signature.decided_rectifications
    for rectification in rectifications:
        if rectification.field in values:
            values[rectification.field] = rectification.after
    return RecordRow(signature, values, rectifications, list(signature.statements.all()))


def rectifications_of(session: SigningSession) -> QuerySet[Rectification]:
    """Return all rectifications of a session's record, those that await a second person first. One query, and one for names."""
    awaiting = Case(When(state=RectificationState.PROPOSED, then=0), default=1)
    return _rectifications().filter(signature__session=session).order_by(awaiting, "number", "pk")


def decided_rectifications(party: str = "") -> QuerySet[Rectification]:
    """Return the decided rectifications of all records, or of the party with this code. One query, and one for names."""
    decided = _rectifications().filter(state=RectificationState.DECIDED)
    chosen = decided.filter(signature__party__code__iexact=party) if party else decided
    return chosen.order_by("signature__session__starts", "signature__session", "number")


def _rectifications() -> QuerySet[Rectification]:
    related = ("signature__party", "signature__place", "signature__session__treaty", "written_by", "decided_by")
    rectifications = Rectification.objects.select_related(*related, "statement")
    return prefetch_names(rectifications, "signature__party")


def waits_for_member(treaty: Treaty, party: Party) -> bool:
    """Return whether the party is an organization that may sign only after one of its member States, of which none has signed."""
    waits = treaty.member_signs_first and party.kind == Kind.REIO
    return waits and not organizations_with_signed_members(treaty, [party.pk])


def organizations_with_signed_members(treaty: Treaty, organizations: Iterable[int]) -> set[int]:
    """Return which of these organizations have a member State that has signed; one query."""
    signatures = Signature.objects.filter(treaty=treaty, struck=False)
    signatures = signatures.filter(party__organizations__organization__in=list(organizations))
    return set(signatures.values_list("party__organizations__organization", flat=True))


def open_records() -> QuerySet[SigningSession]:
    """Return the sessions in which somebody has signed and whose record two persons have not closed."""
    sessions = SigningSession.objects.exclude(state=RecordState.CLOSED).select_related("place")
    return sessions.filter(Exists(Signature.objects.filter(session=OuterRef("pk")))).order_by("starts", "pk")


def last_days(sessions: QuerySet[SigningSession]) -> QuerySet[Any, tuple[int, date]]:
    """Return the legal date of the last signature in each of these sessions, with the session's key."""
    signatures = Signature.objects.filter(session__in=sessions).order_by()
    return signatures.values_list("session").annotate(Max("signed_on"))


def still_to_sign(session: SigningSession) -> int:
    """Return how many in the running order are scheduled, at the table or skipped. One query."""
    return Appointment.objects.filter(session=session, state__in=AHEAD).count()
