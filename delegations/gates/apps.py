from django.apps import AppConfig


class GatesConfig(AppConfig):
    name = "delegations.gates"
    label = "gates"
