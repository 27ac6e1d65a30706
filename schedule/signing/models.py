from schedule.signing.appointments.models import Appointment, AppointmentState, TextState
from schedule.signing.ceremony.models import CeremonyAct
from schedule.signing.commitments.models import Commitment, CommitmentKind, Source
from schedule.signing.instruments.models import Instrument, Reminder
from schedule.signing.notifications.models import Notification, NotifiedAct
from schedule.signing.record.models import Rectification, Signature
from schedule.signing.reservations.models import Objection, UnilateralStatement
from schedule.signing.running_order.models import RecordState, SigningSession

__all__ = [
    "Appointment",
    "AppointmentState",
    "CeremonyAct",
    "Commitment",
    "CommitmentKind",
    "Instrument",
    "Notification",
    "NotifiedAct",
    "Objection",
    "RecordState",
    "Rectification",
    "Reminder",
    "Signature",
    "SigningSession",
    "Source",
    "TextState",
    "UnilateralStatement",
]
