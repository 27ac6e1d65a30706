from schedule.bilaterals.meetings.models import (
    BUFFER_MINUTES,
    CAP,
    COUNTED,
    LENGTHS,
    LIVE,
    DayLoad,
    Layout,
    Meeting,
    MeetingState,
    Press,
)

__all__ = [
    "BUFFER_MINUTES",
    "CAP",
    "COUNTED",
    "LENGTHS",
    "LIVE",
    "DayLoad",
    "Layout",
    "Meeting",
    "MeetingState",
    "Press",
]
