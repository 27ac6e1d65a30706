"""The app of the delegations and their members."""

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "delegations.registration"
    label = "registration"

    def ready(self) -> None:
        from conference import reference
        from delegations.registration import (  # noqa: F401  (each registers itself)
            history,
            notices_access,
            notices_desk,
            notices_people,
            purging,
            rotation,
        )
        from delegations.registration.models import Delegation, Quota

        reference.watch(Quota)
        # Which parties have a delegation; its own row is written with every order of its members, and none of that is kept.
        reference.watch(Delegation, verbs=("INSERT", "DELETE"))
