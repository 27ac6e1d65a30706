"""The tasks of the desk about the calendar: each topic registers its own."""

import schedule.calendar.engagements.desk_tasks  # noqa: F401
