"""What is kept for a while only, and is deleted when its time is over: by beat, and by `./run purge`.

Reading never depends on it: whoever looks for such a thing passes over what is too old.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

# A name for the line that the command prints, and what deletes; it returns how many. An app adds its own when it starts.
chores: dict[str, Callable[[], int]] = {}


def purge() -> Iterator[tuple[str, int]]:
    """Does each chore, and yields its name with how many were deleted."""
    for name, chore in chores.items():
        yield name, chore()
