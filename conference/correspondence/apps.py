from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "conference.correspondence"
    label = "correspondence"
