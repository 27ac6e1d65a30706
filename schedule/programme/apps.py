from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "schedule.programme"
    label = "programme"
