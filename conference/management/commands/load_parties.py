"""`./run load_parties`: load Member States, observers and organizations with their names."""

from dataclasses import replace
from importlib import import_module
from typing import Any

from django.conf import settings

from conference.core import lifecycle
from conference.core.access import SYSTEM, Actor
from conference.management.base import PlainCommand


class Command(PlainCommand):
    help = "Loads the parties that are not there yet, with their names; nobody invented is among them. The host is chosen in the admin."

    def handle(self, *args: Any, **options: Any) -> None:
        new = _load(actor=replace(SYSTEM, label="command line"))
        self.stdout.write(f"{new} parties were new." if new != 1 else "1 party was new.")


@lifecycle.use_case
def _load(*, actor: Actor) -> int:
    made = import_module(f"{settings.SEEDS}.tables").load_parties(invented=False)
    for party in made.values():
        lifecycle.log(party, actor=actor, verb="table.added")
    return len(made)
