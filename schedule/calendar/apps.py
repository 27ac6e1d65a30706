"""The app of rooms and of who is engaged when."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "schedule.calendar"
    label = "calendar"
