"""The app of the delegations and their members."""

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "delegations.registration"
    label = "registration"
