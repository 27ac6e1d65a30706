"""The app of the sessions and the released programme."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "schedule.programme"
    label = "programme"

    def ready(self) -> None:
        from schedule.programme import guards
        from schedule.programme.applications import history as of_applications  # noqa: F401  (each registers itself)
        from schedule.programme.speaking import history as speaking_history  # noqa: F401

        guards.declare()
