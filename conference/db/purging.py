"""Delete what is kept for a while only, when its time is over: by beat, and by `./run purge`.

Reading never depends on it: whoever reads such a thing passes over what is too old.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

# By the name that the command prints: deletes, and returns how many. Apps add theirs at start.
chores: dict[str, Callable[[], int]] = {}


def purge() -> Iterator[tuple[str, int]]:
    """Run each chore, and yield its name with how many were deleted."""
    for name, chore in chores.items():
        yield name, chore()
