from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "schedule.calendar"
    label = "calendar"
