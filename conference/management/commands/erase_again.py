"""`./run erase_again`: after an older copy is put back with today's table of keys, erase again whoever was erased since."""

from typing import Any

from conference.erasure import actions
from conference.management.base import PlainCommand


class Command(PlainCommand):
    help = "Erase again whoever the table of keys says was erased (after putting back an older copy)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Erased again: {actions.erase_again()}")
