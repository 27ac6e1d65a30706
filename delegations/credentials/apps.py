from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "delegations.credentials"
    label = "credentials"
