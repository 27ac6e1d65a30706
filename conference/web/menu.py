"""The menus of the three sides, filled by each app's `menu.py`."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from conference.core.access import RIGHTS, actor_of
from conference.core.registry import Registry

SIDES = ("public", "portal", "desk")


@dataclass(frozen=True)
class Item:
    """An entry of a menu.

    Args:
        side: One of SIDES.
        order: From left to right.
        right: For the desk, a key of access.RIGHTS.
        end: Whether it is shown at the far end.
        count: Returns the number beside the label.
        admin: Whether only those who may enter the admin see it.
        shown: Returns whether this reader sees it.
        everywhere: Whether the page is the same for all delegations, so that its address takes no code.
        leads_to: The names of pages elsewhere that belong to it.
        version: Returns the version of what `shown` depends on, by one query. Every cached page carries the public menu: one of another
            version is made anew.
    """

    side: str
    label: str | Promise
    url_name: str
    order: int
    right: str = ""
    end: bool = False
    count: Callable[[HttpRequest], int | None] | None = None
    admin: bool = False
    shown: Callable[[HttpRequest], bool] | None = None
    everywhere: bool = False
    leads_to: tuple[str, ...] = ()
    version: Callable[[], Hashable] | None = None


entries: Registry[Item] = Registry("entries of the menus", order=lambda item: item.order)


def add_item(item: Item) -> None:
    """Add `item`; raise ValueError for an unknown side or right, or an address used twice."""
    if item.side not in SIDES or (item.right and item.right not in RIGHTS):
        raise ValueError(f"menu item {item.url_name}: unknown side or right")
    entries.add(f"{item.side} {item.url_name}", item)


def items(side: str, request: HttpRequest, kwargs: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Return the menu of `side` for this reader, in order."""
    actor = actor_of(request)
    match = request.resolver_match
    here = match.view_name if match else ""
    menu: list[dict[str, Any]] = []
    for item in (entry for entry in entries.values() if entry.side == side):
        if item.right and not actor.may(item.right):
            continue
        if item.admin and not getattr(request.user, "is_admin", False):
            continue
        if item.shown and not item.shown(request):
            continue
        place = None if item.everywhere else kwargs or None
        url = reverse(item.url_name, kwargs=place)
        count = item.count(request) if item.count else None
        # A page below one of the entry's addresses belongs to the entry.
        addresses = (url, *(reverse(name, kwargs=place) for name in item.leads_to))
        fits = max((len(address) for address in addresses if request.path.startswith(address)), default=0)
        fits = max(fits, len(url)) if here == item.url_name else fits
        menu.append({"label": item.label, "url": url, "current": fits, "count": count, "end": item.end})
    # Of several that fit, the most particular one is where one is.
    longest = max((entry["current"] for entry in menu), default=0)
    return [{**entry, "current": 0 < longest == entry["current"]} for entry in menu]
