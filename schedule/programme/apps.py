"""The app of the sessions and the released programme."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "schedule.programme"
    label = "programme"
