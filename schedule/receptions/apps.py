"""The app of the receptions."""

from django.apps import AppConfig


class ReceptionsConfig(AppConfig):
    name = "schedule.receptions"
    label = "receptions"

    def ready(self) -> None:
        from schedule.receptions import guards, history  # noqa: F401  (history registers itself)

        guards.declare()
