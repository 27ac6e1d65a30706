"""The app of rooms and of who is engaged when."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "schedule.calendar"
    label = "calendar"

    def ready(self) -> None:
        from django.utils.module_loading import autodiscover_modules

        from schedule.calendar import guards
        from schedule.calendar.itineraries import travel_entries  # noqa: F401  (it registers itself)

        guards.declare()
        # What upper layers know of their own engagements: how to reach them, where they are, how they give a room back.
        autodiscover_modules("calendar_hooks")
        # What the apps of this layer know of a delegation's days.
        autodiscover_modules("itinerary")
