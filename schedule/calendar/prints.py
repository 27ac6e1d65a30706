import schedule.calendar.itineraries.prints  # noqa: F401
