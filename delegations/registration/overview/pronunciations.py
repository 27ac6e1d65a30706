"""How the names of members are said: upper apps, where it is noted, add what they know in their `person_page.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from conference.core.registry import Registry

# Each takes keys of members and returns what it knows, by key, in one query.
SOURCES: Registry[Callable[[Sequence[int]], Mapping[int, str]]] = Registry("sources of pronunciations")


def said_as(members: Sequence[int]) -> dict[int, str]:
    """Return how the names of these members are said, by key, of those of whom it is noted. One query a source."""
    found: dict[int, str] = {}
    for source in SOURCES.values():
        found |= source(members)
    return found
