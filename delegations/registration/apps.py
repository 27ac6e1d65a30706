"""The app of the delegations and their members."""

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "delegations.registration"
    label = "registration"

    def ready(self) -> None:
        from conference.db import reference_tables
        from delegations.registration import purging, rotation  # noqa: F401  (each registers itself)
        from delegations.registration.models import Delegation, Quota

        reference_tables.watch(Quota)
        # Which parties have a delegation; its own row is written with every order of its members, and none of that is cached.
        reference_tables.watch(Delegation, verbs=("INSERT", "DELETE"))
