from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "conference.parties"
    label = "parties"
