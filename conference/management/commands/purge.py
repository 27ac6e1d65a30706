"""`./run purge`: delete what was kept long enough, as beat does, or tell what is due."""

import sys
from typing import Any

from django.core.management.base import CommandParser

from conference.management.base import BAD_INPUT, PlainCommand
from conference.retention import periods, purging
from conference.retention.kinds import KINDS

FAILED = 1


class Command(PlainCommand):
    help = (
        "Deletes what was kept for as long as the secretariat has set (/desk/retention/), and files that no row names. "
        "Exit code 1 when a task failed; with --dry-run 2 when something is due, and nothing is deleted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="tell what is due, and delete nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        results = list(purging.purge(dry_run=dry_run))
        for result in results:
            self.stdout.write(_line(result))
        if any(result.error for result in results):
            sys.exit(FAILED)
        if dry_run and any(result.due for result in results):
            sys.exit(BAD_INPUT)


def _line(result: purging.PurgeResult) -> str:
    if result.error:
        return f"{result.name}: failed ({result.error}), nothing deleted"
    number = f"{result.due} due" if result.deleted is None else str(result.deleted)
    facts = [f"oldest of {result.oldest:%Y-%m-%d %H:%M} UTC"] if result.oldest else []
    if result.kind:
        facts.append(f"{result.kind}: kept {_period(result.kind)}")
    return f"{result.name}: {number}" + (f" ({'; '.join(facts)})" if facts else "")


def _period(kind: str) -> str:
    length, unit = periods.get_lengths()[kind], "hour" if KINDS[kind].in_hours else "day"
    return f"{length} {unit}{'' if length == 1 else 's'} from {FROM[KINDS[kind].counted_from]}"


FROM = {"conference": "the end of the conference", "decision": "the decision", "made": "the last saving"}
