"""The queries with which every form of a delegation begins: the delegation, the same under a lock, its order. One SQL statement each.

The ORM would take longer to build these three queries for each form than the database takes to answer them.
"""

from copy import copy
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, CharField, Exists, OuterRef, QuerySet, Subquery

from conference.db import reference_tables
from conference.db.prepared import Parameter, Prepared
from conference.models import Conference, Reference, current_conference
from conference.parties.models import Party
from delegations.registration.models import LIVE_STATES, Delegate, Delegation, FocalPoint

_IS_MINE = "EXISTS (SELECT 1 FROM registration_focalpoint f WHERE f.delegation_id = d.id AND f.user_id = %s AND f.until IS NULL) AS is_mine"
LOCKED = f"SELECT d.*, {_IS_MINE} FROM registration_delegation d WHERE d.id = %s FOR UPDATE OF d"  # noqa: S608 (constants)
_LIVE = ", ".join(f"'{state}'" for state in LIVE_STATES)
_ORDER_AND_ALIKE = (
    "SELECT NULL, MAX(position) FROM registration_delegate WHERE delegation_id = %s UNION ALL "  # noqa: S608 (names of states)
    "SELECT id, 0 FROM registration_delegate WHERE delegation_id = %s AND category_id = %s "
    f"AND state IN ({_LIVE}) AND id <> %s AND (search = %s OR document_number_index = %s)"
)


def _with_code(user: Parameter, code: Parameter) -> QuerySet[Any]:
    mine = FocalPoint.objects.filter(delegation=OuterRef("pk"), user=user, until__isnull=True)
    stamp = Reference.objects.filter(pk=1).values("stamp")
    rows: QuerySet[Any] = Delegation.objects.filter(party__code=code).order_by()
    annotated: QuerySet[Any] = rows.annotate(is_mine=Exists(mine), stamp=Subquery(stamp))
    return annotated


_by_code = Prepared(_with_code, BigIntegerField(), CharField())
_party = reference_tables.CachedTable(lambda pk: Party.objects.prefetch_related("names").get(pk=pk))
_conference = reference_tables.CachedTable(current_conference)


def by_code(code: str, user_id: int | None) -> Delegation | None:
    """Return the delegation of the party `code` (upper case) with its party and the party's names; None when there is none.

    It carries `is_mine`, whether the user is its focal point at present, `asked_by`, the user, and `stamp`, as `reference.stamp` gives it.
    One query while the party is cached.
    """
    delegation: Delegation | None = next(iter(_by_code(user_id or 0, code)), None)
    if delegation is not None:
        name(delegation, delegation.stamp)
        delegation.asked_by = user_id
    return delegation


def stamp_of(delegation: Delegation) -> str:
    """Return the stamp that `by_code` gave the delegation; empty if another query read it."""
    return getattr(delegation, "stamp", None) or ""


def name(delegation: Delegation, stamp: str | None) -> None:
    """Give a delegation its party with the names, as kept under `stamp`. No query while the party is cached."""
    delegation.party = get_party(delegation.party_id, stamp)


def get_party(key: int, stamp: str | None) -> Party:
    """Return a party with the names, as kept under `stamp`. No query while it is cached."""
    return copy(_party.get(stamp or "", key))


def conference(stamp: str | None) -> Conference:
    """Return the conference as kept under `stamp`. No query while it is cached; nobody may change it."""
    return _conference.get(stamp or "")


def order_and_alike(member: Delegate) -> tuple[int, list[int]]:
    """Return the last place in the order of the member's delegation (0: none), and the keys of possible duplicates. One query.

    Those are other live members of the same category with the same name, if a date of birth can tell them apart, or with the same number
    of a document.
    """
    search = member.search if member.search and member.date_of_birth else None
    number = member.document_number_index or None
    values = [member.delegation_id, member.delegation_id, member.category_id, member.pk or 0, search, number]
    with connection.cursor() as cursor:
        cursor.execute(_ORDER_AND_ALIKE, values)
        rows = cursor.fetchall()
    last = next(place or 0 for key, place in rows if key is None)
    return last, [key for key, _place in rows if key is not None]
