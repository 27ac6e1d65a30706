"""Lists that a lower layer keeps and apps add to; docs/architecture.md lists them all ("Registries").

An app adds its items in a module with a name in `conference.apps.JOINING`, which is imported at start.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any


class AlreadyRegistered(ValueError):
    """Another item has that key."""


class Registry[T](Mapping[str, T]):
    """Items by key, which iterate in the order of adding, or by `order`.

    Args:
        plural: A noun for errors.
    """

    def __init__(
        self, plural: str, items: Mapping[str, T] | None = None, *, order: Callable[[T], Any] | None = None
    ) -> None:
        self.what = plural
        self._items = dict(items or {})
        self._order = order

    def add(self, key: str, item: T) -> T:
        """Add `item` and return it; the same one again changes nothing. Raises AlreadyRegistered."""
        present = self._items.setdefault(key, item)
        if present is not item and present != item:
            raise AlreadyRegistered(f"{key}: declared twice among the {self.what}")
        return item

    def of_kind[K](self, kind: type[K]) -> list[K]:
        """Return the items of this class, where there are several."""
        return [item for item in self.values() if isinstance(item, kind)]

    def update(self, items: Mapping[str, T]) -> None:
        for key, item in items.items():
            self.add(key, item)

    @contextmanager
    def override(self, items: Mapping[str, T] | None = None) -> Iterator[None]:
        """Replace the items by `items` (default: a copy) until the block ends, for tests."""
        before = self._items
        self._items = dict(before if items is None else items)
        try:
            yield
        finally:
            self._items = before

    def __getitem__(self, key: str) -> T:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        if self._order is None:
            return iter(self._items)
        order = self._order
        return iter(sorted(self._items, key=lambda key: order(self._items[key])))

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        return key in self._items


def name_of(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"
