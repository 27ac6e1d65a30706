"""From the choice of badges to one PDF, and the mark on each that it was printed: both or neither."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from conference import clock
from conference.access import Actor
from conference.errors import AlreadyDecided
from conference.printing.badge_data import BadgeData, Cover
from conference.printing.badges import Printed, write_badges
from conference.printing.files import destination
from delegations.accreditation import papers
from delegations.accreditation.actions.badges import mark_printed
from delegations.accreditation.papers import Way

TRIES = 3
PLAIN = Way()


def print_badges(choice: papers.Choice, out: Path | IO[bytes], *, actor: Actor, way: Way = PLAIN) -> Printed:
    """Writes the chosen badges as one PDF and says of each that it was printed. Returns pages and badges.

    A badge that is ended or replaced while its batch is made would go out on paper: then the file is made again, without it.
    Raises PrintError when there is none or one cannot be set, NotAllowed, NotPossible when one was printed before and the way gives no
    reason, AlreadyDecided when badges keep changing. Nothing is left at `out` then, and nothing is marked.
    """

    def once() -> Printed:
        rows = papers.rows_of(papers.printable(choice))
        with destination(out) as file:
            printed = write(rows, file, way=way)
            mark_printed(actor=actor, badges=[(row.pk, row.version) for row in rows], way=way)
        return printed

    return until_still(once)


def write(
    rows: Iterable[papers.Row],
    out: Path | IO[bytes],
    *,
    way: Way = PLAIN,
    progress: Callable[[int], None] | None = None,
) -> Printed:
    """Writes the badges of these rows, and marks nothing. Raises PrintError."""
    makers = papers.Makers()
    return write_made((makers.make(row) for row in rows), out, way=way, progress=progress)


def write_made(
    badges: Iterable[BadgeData | Cover],
    out: Path | IO[bytes],
    *,
    way: Way = PLAIN,
    progress: Callable[[int], None] | None = None,
) -> Printed:
    """Writes badges whose data stand ready. The file's metadata know whole seconds alone."""
    at = clock.now().replace(microsecond=0)
    return write_badges(badges, out, layout=way.layout, backs=way.backs, at=at, progress=progress)


def until_still[R](once: Callable[[], R]) -> R:
    """Does it again, twice at most, when badges changed meanwhile. Raises AlreadyDecided when they did so every time."""
    for _again in range(TRIES - 1):
        try:
            return once()
        except AlreadyDecided:
            continue
    return once()
