"""Print chosen badges as one PDF and mark each as printed: both or neither."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from conference.core import clock
from conference.core.access import Actor
from conference.core.errors import AlreadyDecided
from conference.printing.badges.data import BadgeData, Cover
from conference.printing.badges.writer import PrintedFile, write_badges
from conference.printing.documents.files import destination
from delegations.accreditation.badges import checks, contents
from delegations.accreditation.badges.actions.issuing import PLAIN, mark_printed
from delegations.accreditation.badges.contents import PrintMode

TRIES = 3


def print_badges(
    choice: contents.BadgeChoice, out: Path | IO[bytes], *, actor: Actor, way: PrintMode = PLAIN
) -> PrintedFile:
    """Write the chosen badges as one PDF and mark each as printed.

    When one cannot be printed none is, unless `way` says to print the rest. When a badge is ended or replaced meanwhile, the file is made
    again without it. On an error nothing is left at `out`, and nothing is marked.
    """

    def once() -> PrintedFile:
        batch = check_batch(choice, way)
        with destination(out) as file:
            printed = write_batch(batch, file, way=way)
            mark_printed(actor=actor, badges=batch.pairs, way=way)
        return printed

    return retry_while_changing(once)


@dataclass(frozen=True)
class BatchCheck:
    """A checked batch: the rows that print, and the faults of those left out."""

    makers: contents.BadgeDataBuilder
    rows: list[contents.BadgeRow]
    faults: list[checks.FaultyBadge]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        return [(row.pk, row.version) for row in self.rows]


def check_batch(choice: contents.BadgeChoice, way: PrintMode, *, refuse: bool = True) -> BatchCheck:
    """Read and check a batch. Raises FaultyBadges where `refuse` and `way` leave no good rest to print."""
    makers, rows = contents.BadgeDataBuilder(), contents.read_rows(contents.printable_badges(choice))
    faults, makers.words = checks.check_rows(makers, rows, way)
    faulty = {fault.pk for fault in faults}
    good = [row for row in rows if row.pk not in faulty]
    if faults and refuse and not (way.rest and good):
        raise checks.FaultyBadges(faults)
    return BatchCheck(makers, good, faults)


def write_batch(
    batch: BatchCheck, out: Path | IO[bytes], *, way: PrintMode = PLAIN, progress: Callable[[int], None] | None = None
) -> PrintedFile:
    """Write the badges of a batch, with separators where wanted. Mark nothing."""
    items = contents.with_covers(batch.makers, batch.rows) if way.covers else map(batch.makers.make, batch.rows)
    return write_prepared(items, out, way=way, progress=progress)


def write_prepared(
    badges: Iterable[BadgeData | Cover],
    out: Path | IO[bytes],
    *,
    way: PrintMode = PLAIN,
    progress: Callable[[int], None] | None = None,
) -> PrintedFile:
    """Write badges whose data are ready. The file's metadata have whole seconds only."""
    at = clock.now().replace(microsecond=0)
    return write_badges(badges, out, layout=way.layout, backs=way.backs, at=at, progress=progress)


def retry_while_changing[R](once: Callable[[], R]) -> R:
    """Repeat, twice at most, when badges changed meanwhile."""
    for _again in range(TRIES - 1):
        try:
            return once()
        except AlreadyDecided:
            continue
    return once()
