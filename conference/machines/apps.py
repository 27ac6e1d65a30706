from django.apps import AppConfig


class MachinesConfig(AppConfig):
    name = "conference.machines"
    label = "machines"
