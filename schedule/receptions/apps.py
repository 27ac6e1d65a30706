from django.apps import AppConfig


class ReceptionsConfig(AppConfig):
    name = "schedule.receptions"
    label = "receptions"
