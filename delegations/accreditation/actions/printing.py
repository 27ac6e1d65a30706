"""From the choice of badges to one PDF, and the mark on each that it was printed: both or neither."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from conference import clock
from conference.access import Actor
from conference.errors import AlreadyDecided
from conference.printing.badge_data import BadgeData
from conference.printing.badges import Printed, write_badges
from conference.printing.files import destination
from delegations.accreditation import papers
from delegations.accreditation.actions.badges import mark_printed

TRIES = 3


def print_badges(choice: papers.Choice, out: Path | IO[bytes], *, actor: Actor, layout: str = "a6") -> Printed:
    """Writes the chosen badges as one PDF and says of each that it was printed. Returns pages and badges.

    A badge that is ended or replaced while its batch is made would go out on paper: then the file is made again, without it.
    Raises PrintError when there is none or one cannot be set, NotAllowed, AlreadyDecided when badges keep changing. Nothing is left
    at `out` then, and nothing is marked.
    """

    def once() -> Printed:
        rows = papers.rows_of(papers.printable(choice))
        with destination(out) as file:
            printed = write(rows, file, layout=layout)
            mark_printed(actor=actor, badges=[(row.pk, row.version) for row in rows], layout=layout)
        return printed

    return until_still(once)


def write(
    rows: Iterable[papers.Row],
    out: Path | IO[bytes],
    *,
    layout: str,
    progress: Callable[[int], None] | None = None,
) -> Printed:
    """Writes the badges of these rows, and marks nothing. Raises PrintError."""
    makers = papers.Makers()
    return write_made((makers.make(row) for row in rows), out, layout=layout, progress=progress)


def write_made(
    badges: Iterable[BadgeData],
    out: Path | IO[bytes],
    *,
    layout: str,
    progress: Callable[[int], None] | None = None,
) -> Printed:
    """Writes badges whose data stand ready. The conference prints fronts; the file's metadata know whole seconds alone."""
    at = clock.now().replace(microsecond=0)
    return write_badges(badges, out, layout=layout, backs=False, at=at, progress=progress)


def until_still[R](once: Callable[[], R]) -> R:
    """Does it again, twice at most, when badges changed meanwhile. Raises AlreadyDecided when they did so every time."""
    for _again in range(TRIES - 1):
        try:
            return once()
        except AlreadyDecided:
            continue
    return once()
