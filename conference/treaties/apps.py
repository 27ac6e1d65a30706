from django.apps import AppConfig


class TreatiesConfig(AppConfig):
    name = "conference.treaties"
    label = "treaties"
