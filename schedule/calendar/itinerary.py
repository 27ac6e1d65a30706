import schedule.calendar.itineraries.travel_entries  # noqa: F401
