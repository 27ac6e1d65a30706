"""The scopes of machines' keys. Each app adds its own in its `scopes.py`."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise

from conference.core.access import RIGHTS
from conference.core.registry import Registry


@dataclass(frozen=True)
class Scope:
    """What a machine's key allows: the word of the interface, and the label for the officer who ticks it.

    `rights` are keys of access.RIGHTS that its routes may use for the machine; without any it only reads.
    """

    name: str
    label: str | Promise
    rights: frozenset[str] = frozenset()


registered: Registry[Scope] = Registry("scopes of machines")


def add(*scopes: Scope) -> None:
    """Add scopes. Raises KeyError for an unknown right."""
    for scope in scopes:
        for right in scope.rights:
            RIGHTS[right]
        registered.add(scope.name, scope)


def every() -> Iterator[Scope]:
    yield from registered.values()
