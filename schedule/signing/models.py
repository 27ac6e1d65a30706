from schedule.signing.instruments.models import Instrument, InstrumentKind, Reminder

__all__ = ["Instrument", "InstrumentKind", "Reminder"]
