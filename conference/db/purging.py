"""Delete what is kept only for a while; readers pass over what is too old before."""

from collections.abc import Callable, Iterator

from conference.core.registry import Registry
from conference.files import stored_files

# By the name that the command prints: deletes, and returns how many. Each app's `upkeep.py` adds its own.
chores: Registry[Callable[[], int]] = Registry("chores of purging")


def purge() -> Iterator[tuple[str, int]]:
    """Run each chore, then remove files that no row names; yield each name and number deleted."""
    for name, chore in chores.items():
        yield name, chore()
    yield "files that no row names", stored_files.remove_unused()
