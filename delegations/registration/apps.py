from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "delegations.registration"
    label = "registration"
