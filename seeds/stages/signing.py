"""The signing: the appointments and their order, the first hour of the ceremony, and its end.

The signatories and the days are those of `signatories.csv`; persons, acts and minutes are invented.
"""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from conference.core import clock
from conference.core.access import Actor
from conference.translated import Translated
from conference.treaties.models import SigningPlace, Treaty
from conference.treaties.statements import StatementText
from delegations.credentials.powers import deciding
from delegations.credentials.powers.models import FullPowers, PowersState
from delegations.registration.members.queries import heads_of
from delegations.registration.models import Delegation
from schedule.calendar.models import Room
from schedule.programme.models import Session
from schedule.signing.appointments import actions as appointments
from schedule.signing.appointments.actions import Intention
from schedule.signing.appointments.queries import all_appointments
from schedule.signing.ceremony import actions as ceremony
from schedule.signing.ceremony.actions import ConsoleCommand
from schedule.signing.models import Appointment, Notification, RecordState, Rectification, Signature, SigningSession
from schedule.signing.notifications import actions as notifications
from schedule.signing.notifications.queries import overview
from schedule.signing.record import actions as record
from schedule.signing.record import rectifying
from schedule.signing.record.models import RectifiedField
from schedule.signing.running_order import actions as running_order
from seeds.data import signatories
from seeds.load.tables import moment
from seeds.stages import powers
from seeds.stages.world import actor_of

# The host reserves and declares: invented texts, of the kind that such conventions receive.
STATED = (
    StatementText(
        "reservation",
        "63 (2)",
        Translated(en="Viet Nam does not consider itself bound by article 63 (2) (text of the demo)."),
    ),
    StatementText(
        "interpretative",
        "",
        Translated(en="The provisions of the Convention are not self-executing (text of the demo)."),
    ),
)
SETTLED_AT = moment("2025-10-24T12:00")
SIGNED_BY_NOW = 24  # at the time of the demo's morning
SESSIONS = ("signing-1", "signing-2")
# Places, from 0, of the signatures in the first record of which one is rectified and another proposed to be.
RECTIFIED, PROPOSED = 11, 16
SUNDAY = "2025-10-26"


def intend() -> None:
    """Enter the two sessions and the appointments of the heads of the signatories' delegations, in their order."""
    treaty = Treaty.objects.order_by("pk").first()
    if treaty is None or SigningSession.objects.exists():
        return
    with clock.standing(SETTLED_AT):
        first, second = (_session(key, treaty) for key in SESSIONS)
        days = {row["code"]: row["signed"] for row in signatories() if row["place"] == "Hanoi"}
        delegations = Delegation.objects.filter(party__code__in=days).select_related("party").order_by("pk")
        heads, who = heads_of(delegations), actor_of("secretariat")
        others = Delegation.objects.filter(party__code__in={powers.UNDATED, powers.UNCHECKED} - days.keys())
        powers.load(
            [heads[delegation.pk] for delegation in delegations if delegation.pk in heads],
            [head for _delegation, head in sorted(heads_of(others).items())],
            treaty,
        )
        for delegation in delegations:
            if head := heads.get(delegation.pk):
                intention = Intention(signatory=head, language=delegation.party.language[:2])
                appointment = appointments.declare(actor=who, delegation=delegation, treaty=treaty, intention=intention)
                if delegation.party.is_host:
                    _state(appointment, replace(intention, statements=STATED))
        protocol = actor_of("protocol")
        running_order.fill_session(actor=protocol, session=first, expected_version=first.order_version)
        for row in all_appointments().filter(session=first, delegation__party__code__in=days).order_by("position"):
            if days[row.delegation.party.code] == SUNDAY:
                second.refresh_from_db()
                running_order.schedule_appointment(
                    actor=protocol, session=second, appointment=row, expected_version=second.order_version
                )
        first.refresh_from_db()
        running_order.arrange_session(actor=protocol, session=first, expected_version=first.order_version)


def _state(appointment: Appointment, intention: Intention) -> None:
    """Let the delegation hand in reservations and declarations, which the depositary's staff find in order."""
    who, delegation, treaty = actor_of("secretariat"), appointment.delegation, appointment.treaty
    stated = appointments.declare(actor=who, delegation=delegation, treaty=treaty, intention=intention)
    paper = FullPowers.objects.filter(representative=appointment.signatory, state=PowersState.ACCEPTED).first()
    if paper is not None:
        deciding.decide_coverage(actor=who, powers=paper, covers=True)
    appointments.review(actor=who, appointment=stated, accepted=True, comment="", expected_version=stated.version)


def _session(key: str, treaty: Treaty) -> SigningSession:
    programme_session = Session.objects.get(key=key)
    facts = SigningSession(
        treaty=treaty,
        place=SigningPlace.objects.filter(treaty=treaty).order_by("first_day")[0],
        name=Translated(programme_session.title),
        starts=programme_session.starts,
        room=Room.objects.get(code="SIGNING"),
        lead_minutes=0,
        languages=["en", "vi"],
    )
    return running_order.add_session(actor=actor_of("protocol"), code=key, facts=facts)


def morning() -> None:
    """Let the first SIGNED_BY_NOW sign, and call the next."""
    _play("signing-1", most=SIGNED_BY_NOW, then=True)


def rest() -> None:
    """Let everybody sign who is still in a running order, close the records, rectify the first, and notify of the first day."""
    powers.settle()
    for key in SESSIONS:
        _play(key)
    _close(SESSIONS[0], moment("2025-10-25T18:10"))
    _rectify(SESSIONS[0], moment("2025-10-25T18:20"))
    _draft(moment("2025-10-26T08:30"))
    for notification in Notification.objects.filter(state="drafted"):
        with clock.standing(moment("2025-10-26T08:50")):
            checker, version = actor_of("secretariat"), notification.version
            notifications.check(actor=checker, notification=notification, expected_version=version)
    with clock.standing(moment("2025-10-26T08:50") + notifications.wait()):
        notifications.issue_due()
    _close(SESSIONS[1], moment("2025-10-26T17:30"))
    _draft(moment("2025-10-26T17:45"))


def _close(key: str, at: datetime) -> None:
    session = SigningSession.objects.filter(code=key, state=RecordState.OPEN).first()
    if session is None:
        return
    with clock.standing(at):
        record.close(actor=actor_of("protocol"), session=session, witness="", expected_version=session.version)
        record.confirm(actor=actor_of("secretariat"), session=session, expected_version=session.version)


def _rectify(key: str, at: datetime) -> None:
    """Rectify the time of one signature by two persons, and propose to rectify a title."""
    signed = list(Signature.objects.filter(session__code=key).order_by("number"))
    if len(signed) <= PROPOSED:
        return
    first, second = actor_of("protocol"), actor_of("secretariat")
    with clock.standing(at):
        late, titled = signed[RECTIFIED], signed[PROPOSED]
        right_time = Rectification(
            field=RectifiedField.MOMENT,
            after=(late.signed_at - timedelta(minutes=1)).isoformat(),
            reason="The act was entered at the console a minute late",
        )
        rectification = rectifying.propose_rectification(actor=second, signature=late, content=right_time)
        rectifying.decide_rectification(
            actor=first, rectification=rectification, expected_version=rectification.version
        )
        right_title = Rectification(
            field=RectifiedField.FUNCTION,
            after=f"{titled.function}, Head of Delegation",
            reason="The title in the full powers was shortened",
            communication="Note verbale 31/2025",
            communicated_on=titled.signed_on,
        )
        rectifying.propose_rectification(actor=second, signature=titled, content=right_title)


def _draft(at: datetime) -> None:
    """Draft a notification of each group of acts that was not notified."""
    treaty, who = Treaty.objects.order_by("pk").first(), actor_of("secretariat2")
    if treaty is None:
        return
    with clock.standing(at):
        for group in overview(treaty).groups:
            notifications.draft(actor=who, treaty=treaty, group_key=group.key, fingerprint=group.fingerprint)


def _play(key: str, most: int = 1000, *, then: bool = False) -> None:
    session = SigningSession.objects.filter(code=key).first()
    if session is None:
        return
    who = actor_of("protocol")
    rows = Appointment.objects.filter(session=session, state__in=("called", "scheduled")).order_by("position")
    for number, row in enumerate(list(rows)):
        at = row.starts or session.starts
        if number == most:
            if then:
                _do(session, row, "call", who, at)
            return
        if row.state == "scheduled":
            _do(session, row, "call", who, at)
        _do(session, row, "sign", who, at + timedelta(seconds=70))


def _do(session: SigningSession, row: Appointment, verb: str, who: Actor, at: datetime) -> None:
    appointment = all_appointments().get(pk=row.pk)
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"{session.code}/{row.public_id}/{verb}")
    with clock.standing(at):
        command = ConsoleCommand(verb=verb, key=key, appointment=appointment, expected_version=appointment.version)
        ceremony.perform_act(actor=who, session=session, command=command)
