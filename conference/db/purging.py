"""Delete what is kept for a while only, when its time is over: by beat, and by `./run purge`.

Reading never depends on it: whoever reads such a thing passes over what is too old.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from conference.core.registry import Registry
from conference.files import stored_files

# By the name that the command prints: deletes, and returns how many. Each app's `purging.py` adds its own.
chores: Registry[Callable[[], int]] = Registry("chores of purging")


def purge() -> Iterator[tuple[str, int]]:
    """Run each chore, last the removal of files that no row names, and yield its name with how many were deleted."""
    for name, chore in chores.items():
        yield name, chore()
    yield "files that no row names", stored_files.remove_unused()
