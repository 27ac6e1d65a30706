"""The app of the bilateral meetings."""

from django.apps import AppConfig


class BilateralsConfig(AppConfig):
    name = "schedule.bilaterals"
    label = "bilaterals"

    def ready(self) -> None:
        from schedule.bilaterals import guards, history  # noqa: F401  (history registers itself)

        guards.declare()
