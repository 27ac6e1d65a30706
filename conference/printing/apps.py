from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "conference.printing"
    label = "printing"
