"""The app of gates: devices, scans, who is inside."""

from django.apps import AppConfig


class GatesConfig(AppConfig):
    name = "delegations.gates"
    label = "gates"
