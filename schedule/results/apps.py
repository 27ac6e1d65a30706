from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "schedule.results"
    label = "results"
