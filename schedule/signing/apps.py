from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "schedule.signing"
    label = "signing"
