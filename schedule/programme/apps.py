"""The app of the sessions and the released programme."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "schedule.programme"
    label = "programme"

    def ready(self) -> None:
        from conference import guards
        from schedule.programme.models import Release, ReleasedSession

        guards.append_only(Release)
        guards.append_only(ReleasedSession)
