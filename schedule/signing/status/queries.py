"""The public status of a treaty: who has signed and deposited, the way to entry into force, and a reader's choice among them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.models import today
from conference.parties.models import STATES, Kind, Party
from conference.parties.queries import alphabet, prefetch_names
from conference.treaties.choices import StatementKind
from conference.treaties.models import SigningPlace, Treaty
from conference.treaties.queries import current_treaty
from conference.web import page_cache
from delegations.registration.overview.progress import REGIONS
from schedule.signing.instruments import queries as instruments
from schedule.signing.instruments.models import Instrument
from schedule.signing.instruments.notified_acts import deposit_key, entry_key, withdrawal_key
from schedule.signing.instruments.queries import PartySignature, Progress
from schedule.signing.notifications import queries as notifications
from schedule.signing.record.models import Rectification, Signature
from schedule.signing.record.notified_acts import signature_key
from schedule.signing.record.queries import RecordRow, struck_signatures
from schedule.signing.reservations import queries as reservations
from schedule.signing.reservations.models import Objection, UnilateralStatement
from schedule.signing.reservations.notified_acts import keys_of_statement
from schedule.signing.reservations.queries import StatementStatus

# The key of organizations, which stand in no region.
ORGANIZATIONS = "Organizations"
GROUPS: dict[str, str | Promise] = {
    **{key: name for key, name in REGIONS.items() if key},
    ORGANIZATIONS: gettext_lazy("Organizations"),
}


@dataclass(frozen=True)
class Participant:
    """A party that has signed or deposited an instrument.

    `instrument` is the deposited one, else the last that was withdrawn; `in_force_on` the day from which the treaty binds it, if known.
    `is_provisional`: the depositary has not yet notified of one of its acts, as it is now.
    """

    party: Party
    group: str
    signature: PartySignature | None
    instrument: Instrument | None
    in_force_on: date | None
    is_provisional: bool = False
    statements: Sequence[StatementStatus] = ()
    provisional: Instrument | None = None

    @property
    def has_instrument(self) -> bool:
        return self.instrument is not None and self.instrument.state == Instrument.State.DEPOSITED

    @property
    def has_texts(self) -> bool:
        return bool(self.statements)

    @property
    def texts_title(self) -> str:
        """Return what the texts are: a reservation is no declaration (Vienna Convention on the Law of Treaties, art. 2 (1) (d))."""
        kinds = {status.statement.kind for status in self.statements}
        if kinds == {StatementKind.NOTIFICATION}:
            return str(StatementKind.NOTIFICATION.label)
        if StatementKind.RESERVATION not in kinds:
            return _("Declaration")
        return _("Reservation") if len(kinds) == 1 else _("Declarations and reservations")

    @property
    def reservations(self) -> list[StatementStatus]:
        return [status for status in self.statements if status.is_reservation]

    @property
    def declarations(self) -> list[StatementStatus]:
        return [status for status in self.statements if not status.is_reservation]


@dataclass(frozen=True)
class Group:
    key: str
    name: str | Promise
    participants: Sequence[Participant]

    @property
    def signatories(self) -> int:
        return sum(participant.signature is not None for participant in self.participants)


@dataclass(frozen=True)
class Status:
    treaty: Treaty
    places: Sequence[SigningPlace]
    progress: Progress
    participants: Sequence[Participant]
    entry_is_provisional: bool = False
    # What was noted in error and struck out.
    struck: Sequence[RecordRow] = ()

    @property
    def has_provisional(self) -> bool:
        return self.entry_is_provisional or any(participant.is_provisional for participant in self.participants)

    @property
    def signatories(self) -> list[Participant]:
        return [participant for participant in self.participants if participant.signature is not None]

    def groups(self, among: Sequence[Participant]) -> list[Group]:
        """Return the participants by region, in the regions' order; a region with none is left out."""
        groups = [
            Group(key, name, [participant for participant in among if participant.group == key])
            for key, name in GROUPS.items()
        ]
        return [group for group in groups if group.participants]


def status() -> Status | None:
    """Return the status, in the reader's alphabetical order; None before a treaty is entered. The number of queries is constant."""
    treaty = current_treaty()
    if treaty is None:
        return None
    signed = instruments.signatures(treaty)
    accepted = [instrument for instrument in instruments.all_instruments(treaty) if instrument.is_accepted]
    progress = instruments.progress(treaty, accepted)
    provisional = {instrument.party_id: instrument for instrument in accepted if not instrument.is_consent}
    # A deposited instrument comes after withdrawn ones, and replaces them.
    by_party = {
        instrument.party_id: instrument
        for instrument in sorted(accepted, key=lambda instrument: instrument.state == Instrument.State.DEPOSITED)
        if instrument.is_consent
    }
    notified = notifications.overview(treaty).notified
    statements = reservations.by_party(treaty)
    parties = prefetch_names(Party.objects.filter(pk__in={*signed, *by_party, *provisional}), "").order_by(alphabet())
    participants = [
        Participant(
            party,
            _group(party),
            signed.get(party.pk),
            instrument,
            instruments.in_force_for(progress, instrument) if instrument else None,
            not notified.issuperset(
                _keys_of_acts(
                    signed.get(party.pk), [instrument, provisional.get(party.pk)], statements.get(party.pk, ())
                )
            ),
            statements.get(party.pk, ()),
            provisional.get(party.pk),
        )
        for party in parties
        for instrument in (by_party.get(party.pk),)
    ]
    entry = progress.forecast.in_force_on is not None and entry_key(treaty) not in notified
    places = list(treaty.places.all())
    return Status(treaty, places, progress, participants, entry, struck_signatures(treaty))


def _keys_of_acts(
    signature: PartySignature | None, papers: Iterable[Instrument | None], statements: Iterable[StatementStatus]
) -> Iterator[str]:
    if signature:
        yield signature_key(signature.signature_id)
    for instrument in filter(None, papers):
        yield deposit_key(instrument)
        if instrument.withdrawn_from:
            yield withdrawal_key(instrument)
    for status in statements:
        yield from keys_of_statement(status.statement)


def _group(party: Party) -> str:
    return party.region if party.kind in STATES and party.region in GROUPS else ORGANIZATIONS


def observers(status: Status) -> list[Party]:
    """Return the signatories that are no Member States: observer States, then organizations."""
    parties = [participant.party for participant in status.signatories if participant.party.kind != Kind.MEMBER_STATE]
    return sorted(parties, key=lambda party: party.kind == Kind.REIO)


STEPS: dict[str, str | Promise] = {
    "signed": gettext_lazy("Signed, no instrument yet"),
    "deposited": gettext_lazy("Instrument deposited"),
    "texts": gettext_lazy("With a declaration or reservation"),
}


@dataclass(frozen=True)
class Choice:
    region: str = ""
    step: str = ""
    as_table: bool = False

    @classmethod
    def read(cls, parameters: Mapping[str, Any]) -> Choice:
        """Return the choice, ignoring unknown values."""
        region, step = str(parameters.get("region", "")), str(parameters.get("step", ""))
        return cls(region if region in GROUPS else "", step if step in STEPS else "", parameters.get("view") == "table")

    @property
    def narrows(self) -> bool:
        return bool(self.region or self.step)

    def select(self, participants: Iterable[Participant]) -> list[Participant]:
        return [
            participant
            for participant in participants
            if self.region in ("", participant.group) and self._fits(participant)
        ]

    def _fits(self, participant: Participant) -> bool:
        match self.step:
            case "signed":
                return participant.signature is not None and not participant.has_instrument
            case "deposited":
                return participant.has_instrument
            case "texts":
                return participant.has_texts
        return True

    def query(self, **other: Any) -> str:
        """Return the choice as a query, partly replaced."""
        chosen = replace(self, **other)
        parts = {"region": chosen.region, "step": chosen.step, "view": "table" if chosen.as_table else ""}
        text = urlencode({name: value for name, value in parts.items() if value})
        return f"?{text}" if text else ""


def _version() -> Hashable:
    """Return a value that changes with the status, except for texts about the treaty itself, which are read every minute."""
    of_instruments = Instrument.objects.aggregate(Count("pk"), Sum("version"))
    of_record = Signature.objects.aggregate(Count("pk"), Max("pk"))
    of_rectifications = Rectification.objects.aggregate(Count("pk"), Sum("version"))
    dates = ("notified_on", "withdrawal_received_on", "withdrawal_notified_on")
    of_statements = UnilateralStatement.objects.aggregate(Count("pk"), Max("pk"), *(Count(name) for name in dates))
    of_objections = Objection.objects.aggregate(Count("pk"), Sum("version"))
    counts = (of_instruments, of_record, of_rectifications, of_statements, of_objections)
    return today(), *(tuple(count.values()) for count in counts), notifications.version(), page_cache.current_versions()


version = page_cache.Recent(_version)
