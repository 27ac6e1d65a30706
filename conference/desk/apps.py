from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "conference.desk"
    label = "desk"
