"""The app of the parties."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "conference.parties"
    label = "parties"

    def ready(self) -> None:
        from conference import guards, reference
        from conference.parties.models import FirstSeat, Party, PartyName

        reference.watch(Party, PartyName)
        guards.append_only(FirstSeat)
