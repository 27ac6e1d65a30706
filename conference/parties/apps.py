"""The app of the parties."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "conference.parties"
    label = "parties"

    def ready(self) -> None:
        from conference import reference
        from conference.parties.models import Party, PartyName

        reference.watch(Party, PartyName)
