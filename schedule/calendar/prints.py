"""The documents of the calendar: each topic registers its own."""

import schedule.calendar.itineraries.prints  # noqa: F401
