from schedule.signing.appointments.models import Appointment, AppointmentState, TextKind, TextState
from schedule.signing.ceremony.models import CeremonyAct, Verb
from schedule.signing.commitments.models import Commitment, CommitmentKind, Source
from schedule.signing.instruments.models import Instrument, InstrumentKind, Reminder
from schedule.signing.record.models import Rectification, Signature
from schedule.signing.running_order.models import OrderRule, RecordState, SigningSession

__all__ = [
    "Appointment",
    "AppointmentState",
    "CeremonyAct",
    "Commitment",
    "CommitmentKind",
    "Instrument",
    "InstrumentKind",
    "OrderRule",
    "RecordState",
    "Rectification",
    "Reminder",
    "Signature",
    "SigningSession",
    "Source",
    "TextKind",
    "TextState",
    "Verb",
]
