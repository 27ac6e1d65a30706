"""Places by category, and the lock under which they are given out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from conference.core.errors import NotPossible
from conference.db import reference_tables
from conference.look import lists
from conference.models import Category
from conference.parties.models import Kind, Party
from delegations.registration.delegations import raw_queries
from delegations.registration.models import LIVE_STATES, PLACED_STATES, Delegate, Delegation, Quota


@dataclass(frozen=True)
class Places:
    """A category's places in one delegation: `used` by its live members, drafts too, of `total` (None: no limit).

    A category that is closed to the delegation is listed while it has members, without a limit.
    """

    category: Category
    used: int
    total: int | None
    is_open: bool = True

    @property
    def free(self) -> int | None:
        return None if self.total is None else max(0, self.total - self.used)

    @property
    def over(self) -> int:
        return 0 if self.total is None else max(0, self.used - self.total)


# They bring as many as they need, unless the organisers have entered places for their kind.
WITHOUT_LIMIT = (Kind.UN_ENTITY, Kind.IGO)


def _read_open(kind: str, is_host: bool) -> dict[int, tuple[Category, int | None]]:
    by_kind = dict(Quota.objects.filter(kind=kind).values_list("category_id", "places"))
    categories: dict[int, tuple[Category, int | None]] = {}
    for category in Category.objects.all():
        if not by_kind:
            no_limit = kind in WITHOUT_LIMIT and not category.for_heads
            categories[category.pk] = (category, None if no_limit else category.places)
        elif category.pk in by_kind:
            categories[category.pk] = (category, by_kind[category.pk])
        elif is_host and category.places is None:
            categories[category.pk] = (category, None)
    return categories


OPEN_CATEGORIES = reference_tables.CachedTable(_read_open)


def open_to(party: Party) -> dict[int, tuple[Category, int | None]]:
    """Return the categories that a delegation of `party` may use, by key and in order, each with its places (None: no limit).

    The objects are shared: they must not be changed.
    """
    return OPEN_CATEGORIES(party.kind, party.is_host)


def build_places(members: Iterable[Delegate], categories: dict[int, tuple[Category, int | None]]) -> list[Places]:
    """Return the places of a delegation, in the order of the categories. `members` are all of its, with `category` loaded."""
    live = [member for member in members if member.state in LIVE_STATES]
    used = Counter(member.category_id for member in live)
    not_open = {member.category_id: member.category for member in live if member.category_id not in categories}
    return [
        *(Places(category, used[pk], total) for pk, (category, total) in categories.items()),
        *(Places(category, used[pk], None, is_open=False) for pk, category in not_open.items()),
    ]


def lock_places(delegation: Delegation, user_id: int | None = None) -> Delegation:
    """Lock the delegation until the end of the transaction, and return it as it is now. One query.

    Its places, its order and its one head are decided under this lock. `is_mine` is set for the account `user_id`.
    """
    locked = next(iter(Delegation.objects.raw(raw_queries.LOCKED, [user_id or 0, delegation.pk])), None)
    if locked is None:
        raise Delegation.DoesNotExist
    if Delegation.party.is_cached(delegation):  # type: ignore[attr-defined]
        locked.party = delegation.party
    return locked


def check_places(delegation: Delegation, newcomers: Iterable[Delegate]) -> None:
    """Raise NotPossible when the members who come in (as they will be) find no place. Call it under `lock_places`."""
    newcomers = list(newcomers)
    categories = open_to(delegation.party)
    others = Delegate.objects.filter(delegation=delegation, state__in=PLACED_STATES)
    used = Counter(others.exclude(pk__in=[member.pk for member in newcomers]).values_list("category_id", flat=True))
    demand = Counter(member.category_id for member in newcomers)
    names = {member.category_id: member.category for member in newcomers}
    problems = []
    for pk in _too_few(demand, used, categories):
        if pk not in categories:
            raise NotPossible(_not_open(names[pk], delegation.party, categories))
        message = _("%(category)s: %(wanted)s requested, %(total)s allotted, of which %(taken)s are taken.")
        values = {"category": names[pk], "wanted": demand[pk], "total": categories[pk][1], "taken": used[pk]}
        problems.append(message % values)
    if problems:
        remedy = _("Withdraw a member, choose another category, or ask the secretariat for more places.")
        raise NotPossible(lists.join_sentences([*problems, remedy]))


def without_place(
    members: Iterable[Delegate], newcomers: Iterable[Delegate], categories: dict[int, tuple[Category, int | None]]
) -> list[Delegate]:
    """Return those of `newcomers` whose category has too few places for all of them: which of them comes is the delegation's choice.

    `members` are all of the delegation's, `categories` those open to it.
    """
    newcomers = list(newcomers)
    demand = Counter(member.category_id for member in newcomers)
    others = (member for member in members if member.state in PLACED_STATES and member not in newcomers)
    full = _too_few(demand, Counter(member.category_id for member in others), categories)
    return [member for member in newcomers if member.category_id in full]


def _too_few(demand: Counter[int], used: Counter[int], categories: dict[int, tuple[Category, int | None]]) -> list[int]:
    """Return the categories that have no place for all who are wanted, those that are not open among them."""
    totals = {pk: categories.get(pk, (None, 0))[1] for pk in demand}
    return [pk for pk, total in totals.items() if total is not None and used[pk] + demand[pk] > total]


def _not_open(category: Category, party: Party, categories: dict[int, tuple[Category, int | None]]) -> str:
    message = _("“%(category)s” is not open to this kind of delegation (%(kind)s). Choose one of these: %(open)s.")
    open_to_party = lists.in_words(category for category, _places in categories.values())
    return message % {"category": category, "kind": party.get_kind_display(), "open": open_to_party}
