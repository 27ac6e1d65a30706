"""`./run compare_watch_list`: compare everybody with the watch list once more, as after an upgrade that knows more spellings."""

from typing import Any

from conference.management.base import PlainCommand
from delegations.accreditation.watchlist import actions


class Command(PlainCommand):
    help = "Compares everybody with every entry of the watch list in force. What officers said of a match stays."

    def handle(self, *args: Any, **options: Any) -> None:
        came, went = actions.compare_again()
        self.stdout.write(f"{came} matches are new, {went} are gone.")
