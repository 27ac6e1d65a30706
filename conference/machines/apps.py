"""The app of machines that makers of devices connect: their keys, their scopes, the answers that are kept for them."""

from django.apps import AppConfig


class MachinesConfig(AppConfig):
    name = "conference.machines"
    label = "machines"
