"""Places by category, and the lock under which they are given out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from conference.core.errors import NotPossible
from conference.db import reference_tables
from conference.look import lists
from conference.look.lists import sentences
from conference.models import Category
from conference.parties.models import Kind, Party
from delegations.registration.delegations import raw_queries
from delegations.registration.models import LIVE_STATES, PLACED_STATES, Delegate, Delegation, Quota


@dataclass(frozen=True)
class Places:
    """A category's places in one delegation: `used` by its living members, drafts too, of `total` (None: no limit).

    A category that is not open to the delegation is listed while somebody is in it: it has no number of places, hence none too many.
    """

    category: Category
    used: int
    total: int | None
    is_open: bool = True

    @property
    def left(self) -> int | None:
        return None if self.total is None else max(0, self.total - self.used)

    @property
    def over(self) -> int:
        return 0 if self.total is None else max(0, self.used - self.total)


# They bring as many as they need, unless the organisers have entered places for their kind.
WITHOUT_LIMIT = (Kind.UN_ENTITY, Kind.IGO)


def _read_open(kind: str, is_host: bool) -> dict[int, tuple[Category, int | None]]:
    by_kind = dict(Quota.objects.filter(kind=kind).values_list("category_id", "places"))
    found: dict[int, tuple[Category, int | None]] = {}
    for category in Category.objects.all():
        if not by_kind:
            no_limit = kind in WITHOUT_LIMIT and not category.for_heads
            found[category.pk] = (category, None if no_limit else category.places)
        elif category.pk in by_kind:
            found[category.pk] = (category, by_kind[category.pk])
        elif is_host and category.places is None:
            found[category.pk] = (category, None)
    return found


OPEN = reference_tables.CachedTable(_read_open)


def open_to(party: Party) -> dict[int, tuple[Category, int | None]]:
    """Return the categories that a delegation of `party` may use, by key and in order, each with its places (None: no limit).

    The objects are shared: they must not be changed.
    """
    return OPEN(party.kind, party.is_host)


def build_places(members: Iterable[Delegate], categories: dict[int, tuple[Category, int | None]]) -> list[Places]:
    """Return the places of a delegation, in the order of the categories.

    Args:
        members: All of the delegation's, with `category` loaded.
    """
    living = [member for member in members if member.state in LIVE_STATES]
    used = Counter(member.category_id for member in living)
    beyond = {member.category_id: member.category for member in living if member.category_id not in categories}
    return [
        *(Places(category, used[pk], total) for pk, (category, total) in categories.items()),
        *(Places(category, used[pk], None, is_open=False) for pk, category in beyond.items()),
    ]


def hold(delegation: Delegation, user_id: int | None = None) -> Delegation:
    """Lock the delegation until the end of the transaction, and return it as it is now.

    Its places, its order and its one head are decided one at a time.

    Args:
        user_id: The account for which `is_mine` is set.
    """
    return raw_queries.locked(delegation, user_id)


def check(delegation: Delegation, coming: Iterable[Delegate]) -> None:
    """Raise NotPossible when the members who come in (as they will be) find no place. Call it under `hold`."""
    coming = list(coming)
    categories = open_to(delegation.party)
    others = Delegate.objects.filter(delegation=delegation, state__in=PLACED_STATES)
    taken = Counter(others.exclude(pk__in=[m.pk for m in coming]).values_list("category_id", flat=True))
    wanted = Counter(member.category_id for member in coming)
    names = {member.category_id: member.category for member in coming}
    full = []
    for pk in _too_few(wanted, taken, categories):
        if pk not in categories:
            raise NotPossible(_not_open(names[pk], delegation.party, categories))
        words = _("%(category)s: %(wanted)s requested, %(total)s allotted, of which %(taken)s are taken.")
        full.append(
            words % {"category": names[pk], "wanted": wanted[pk], "total": categories[pk][1], "taken": taken[pk]}
        )
    if full:
        way_out = _("Withdraw a member, choose another category, or ask the secretariat for more places.")
        raise NotPossible(sentences([*full, way_out]))


def without_place(
    members: Iterable[Delegate], coming: Iterable[Delegate], categories: dict[int, tuple[Category, int | None]]
) -> list[Delegate]:
    """Return those of `coming` whose category has too few places for all of them: which of them comes is the delegation's choice.

    Args:
        members: All of the delegation's.
        categories: Those open to it.
    """
    coming = list(coming)
    chosen = {member.pk for member in coming}
    placed = [member for member in members if member.state in PLACED_STATES and member.pk not in chosen]
    wanted, taken = (Counter(member.category_id for member in some) for some in (coming, placed))
    full = _too_few(wanted, taken, categories)
    return [member for member in coming if member.category_id in full]


def _too_few(
    wanted: Counter[int], taken: Counter[int], categories: dict[int, tuple[Category, int | None]]
) -> list[int]:
    """Return the categories that have no place for all who are wanted, those that are not open among them."""
    found = []
    for pk, number in wanted.items():
        _category, total = categories.get(pk, (None, 0))
        if total is not None and taken[pk] + number > total:
            found.append(pk)
    return found


def _not_open(category: Category, party: Party, categories: dict[int, tuple[Category, int | None]]) -> str:
    words = _("“%(category)s” is not open to this kind of delegation (%(kind)s). Choose one of these: %(open)s.")
    listed = lists.in_words(str(one) for one, _places in categories.values())
    return words % {"category": category, "kind": party.get_kind_display(), "open": listed}
