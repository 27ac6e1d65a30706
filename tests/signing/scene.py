"""A signing session in Hanoi with some parties that intend to sign, at the hour at which it begins."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

from conference.accounts.models import User
from conference.core.access import SYSTEM, Actor, Role
from conference.parties.models import Kind
from conference.treaties.models import Treaty
from delegations.credentials.powers import actions as powers
from delegations.credentials.powers import deciding
from delegations.credentials.powers.models import FullPowers
from delegations.credentials.powers.queries import propose_office
from delegations.registration.models import Delegate
from schedule.signing.appointments import actions as appointments
from schedule.signing.appointments.actions import Intention
from schedule.signing.appointments.models import Appointment
from schedule.signing.ceremony import actions as ceremony
from schedule.signing.ceremony.actions import ConsoleCommand
from schedule.signing.ceremony.models import CeremonyAct
from schedule.signing.ceremony.questions import SOON
from schedule.signing.record import actions as record
from schedule.signing.record import rectifying
from schedule.signing.record.models import Rectification, Signature
from schedule.signing.running_order import actions as running_order
from schedule.signing.running_order.models import SigningSession
from tests.credentials.kit import FACTS, PDF, expected, officer
from tests.credentials.kit import rank as rank_of
from tests.people import actor, make_delegation, make_member, make_user
from tests.treaties.kit import hanoi, make_membership, make_organization

# 10:00 in Hanoi on the first day.
BEGINS = datetime(2025, 10, 25, 3, 0, tzinfo=UTC)


def protocol(name: str = "Bùi Khánh Chi") -> Actor:
    return actor(make_user(None, Role.PROTOCOL, name=name))


def depositary(name: str = "Nguyễn Thu Hà") -> Actor:
    return actor(make_user(None, Role.SECRETARIAT, name=name))


def make_session(treaty: Treaty | None = None, code: str = "first", **fields) -> SigningSession:
    found = treaty or Treaty.objects.first() or hanoi()
    values = {"name": {"en": "Signing of the Convention"}, "starts": BEGINS, "outside": "Signing Hall", **fields}
    facts = SigningSession(treaty=found, place=found.places.order_by("first_day").first(), **values)
    return running_order.add_session(actor=SYSTEM, code=code, facts=facts)


def make_signatory(code: str, rank: str = "head_of_state", **fields) -> Delegate:
    """A member who signs: a Head of State by default, who needs no full powers."""
    found = rank_of(rank)
    values = {"honorific": "H.E. Ms.", "functional_title": "President", "protocol_rank": found, **fields}
    return make_member(code, state="submitted", **values)


def intend(code: str, signatory: Delegate | None = None, *, find_office: bool = True, **fields) -> Appointment:
    """Let a delegation say that it signs; an officer finds at once that a Head of State needs no full powers."""
    delegation = make_delegation(code)
    person = signatory or make_signatory(code)
    intention = Intention(signatory=person, **fields)
    treaty = Treaty.objects.first() or hanoi()
    appointment = appointments.declare(actor=SYSTEM, delegation=delegation, treaty=treaty, intention=intention)
    if find_office and propose_office(person, treaty):
        find_not_needed(person)
    return appointment


def find_not_needed(person: Delegate, evidence: str = "Note verbale naming the delegation") -> None:
    """Let an officer find that this person's office needs no full powers."""
    row = FullPowers.objects.get(representative=person)
    if row.state == "expected":
        office = propose_office(person, row.treaty)
        deciding.find_not_needed(actor=officer(), powers=row, office=office, acting=False, evidence=evidence)


def intend_union(members: tuple[str, ...] = ("HRV",)) -> Appointment:
    """The European Union, whose members here are `members`."""
    union = make_organization("EU", Kind.REIO)
    make_membership(union, *(make_delegation(code).party for code in members))
    person = make_signatory("EU")
    empower(person, issuer_office="organ")
    return intend("EU", person)


def empower(person: Delegate, **facts) -> None:
    """Let an officer accept full powers of this person, whose original is shown; an organization's come from an organ of it."""
    row = FullPowers.objects.filter(representative=person).first() or expected(person)
    written = {**FACTS, "name_written": person.latin_name, **facts}
    powers.hand_in(actor=SYSTEM, powers=row, facts=written, document=PDF)
    powers.receive_original(actor=officer(), powers=deciding.accept(actor=officer(), powers=row))


def fill(session: SigningSession, *, accept: bool = True) -> None:
    """Put all who intend to sign into the running order; with `accept`, an officer has accepted what they state."""
    for row in Appointment.objects.filter(text_state="to_review") if accept else ():
        accept_statements(row)
    session.refresh_from_db()
    running_order.fill_session(actor=protocol(), session=session, expected_version=session.order_version)
    session.refresh_from_db()


def accept_statements(appointment: Appointment) -> None:
    version = appointment.version
    appointments.review(
        actor=depositary(), appointment=appointment, accepted=True, comment="", expected_version=version
    )


def appointment_of(code: str) -> Appointment:
    return Appointment.objects.select_related("delegation__party", "session", "treaty").get(
        delegation__party__code=code
    )


def do(session: SigningSession, verb: str, code: str, *, who: Actor | None = None, **given) -> CeremonyAct:
    """Do an act at a console that shows what is now. Whoever signs at once does so on purpose, unless `answers` says otherwise."""
    row = appointment_of(code)
    then = appointment_of(given.pop("then")) if "then" in given else None
    values = {"key": uuid.uuid4(), "expected_version": row.version, "then": then, "answers": {SOON}, **given}
    values["answers"] = frozenset(values["answers"])
    if then is not None:
        values.setdefault("then_version", then.version)
    command = ConsoleCommand(verb=verb, appointment=row, **values)
    return ceremony.perform_act(actor=who or protocol(), session=session, command=command)


def sign(session: SigningSession, *codes: str, who: Actor | None = None) -> None:
    for code in codes:
        do(session, "call", code, who=who)
        do(session, "sign", code, who=who)


def states(session: SigningSession) -> dict[str, str]:
    rows = Appointment.objects.filter(session=session).order_by("position")
    return dict(rows.values_list("delegation__party__code", "state"))


def close(session: SigningSession, first: Actor, second: Actor) -> SigningSession:
    """Let two persons close the record."""
    session.refresh_from_db()
    record.close(actor=first, session=session, witness="Lê Thị Mai", expected_version=session.version)
    record.confirm(actor=second, session=session, expected_version=session.version)
    session.refresh_from_db()
    return session


def propose(signature: Signature, field: str, after: str = "", *, who: Actor | None = None, **facts) -> Rectification:
    """Let the depositary propose a rectification, with the party's communication unless `facts` says otherwise.

    The text of a statement is the English one of the signature's one statement by default.
    """
    values = {
        "reason": "Misread",
        "communication": "Note verbale 12/2025",
        "communicated_on": date(2025, 10, 25),
        **facts,
    }
    if field == "text":
        values = {"statement": values.get("statement") or signature.statements.get(), "language": "en", **values}
    content = Rectification(field=field, after=after, **values)
    return rectifying.propose_rectification(actor=who or depositary(), signature=signature, content=content)


def decide(rectification: Rectification, who: Actor | None = None) -> Rectification:
    """Let another person, of protocol, decide it."""
    version = rectification.version
    return rectifying.decide_rectification(
        actor=who or protocol(), rectification=rectification, expected_version=version
    )


def rectify(signature: Signature, field: str, after: str = "", **facts) -> Rectification:
    return decide(propose(signature, field, after, **facts))


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def people() -> tuple[User, User]:
    return make_user(None, Role.PROTOCOL, name="Bùi Khánh Chi"), make_user(None, Role.SECRETARIAT, name="Nguyễn Thu Hà")
