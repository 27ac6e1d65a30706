"""What the calendar knows of a delegation's days: arrivals and departures."""

import schedule.calendar.itineraries.travel_entries  # noqa: F401
