"""What every form of a delegation reads first: the delegation, the same under a lock, its order. One SQL statement each.

The ORM takes longer to build these three queries, at each form anew, than the database takes to answer them.
"""

from __future__ import annotations

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
_BY_KEY = "SELECT d.*, " + _IS_MINE + " FROM registration_delegation d WHERE d.id = %s"  # noqa: S608 (as above)
_LIVE = ", ".join(f"'{state}'" for state in LIVE_STATES)
_ORDER_AND_ALIKE = (
    "SELECT NULL, MAX(position) FROM registration_delegate WHERE delegation_id = %s UNION ALL "  # noqa: S608 (names of states)
    "SELECT id, 0 FROM registration_delegate WHERE delegation_id = %s AND category_id = %s "
    f"AND state IN ({_LIVE}) AND id <> %s AND (search = %s OR document_number_index = %s)"
)


def _with_code(user: Parameter, code: Parameter) -> QuerySet[Any]:
    mine = FocalPoint.objects.filter(delegation=OuterRef("pk"), user=user, until__isnull=True)
    stamp = Reference.objects.filter(pk=1).values("stamp")
    found: QuerySet[Any] = Delegation.objects.filter(party__code=code).order_by()
    asked: QuerySet[Any] = found.annotate(is_mine=Exists(mine), stamp=Subquery(stamp))
    return asked


_by_code = Prepared(_with_code, BigIntegerField(), CharField())
_party = reference_tables.CachedTable(lambda pk: Party.objects.prefetch_related("names").get(pk=pk))
_conference = reference_tables.CachedTable(current_conference)


def by_code(code: str, user_id: int | None) -> Delegation | None:
    """Return the delegation of the party `code` (upper case) with its party and the party's names; None when there is none.

    It carries `is_mine`, whether the user is its focal point at present, and `stamp`, as `reference.stamp` gives it. One query while the
    party is cached.
    """
    found: Delegation | None = next(iter(_by_code(user_id or 0, code)), None)
    if found is not None:
        name(found, found.stamp)
        found.asked_by = user_id
    return found


def asked_by(delegation: Delegation) -> int | None:
    """Return the user for whom `by_code` read the delegation, and so its `is_mine`."""
    return getattr(delegation, "asked_by", None)


def stamp_of(delegation: Delegation) -> str:
    """Return the stamp that `by_code` gave the delegation; empty if another query read it."""
    return getattr(delegation, "stamp", None) or ""


def name(delegation: Delegation, stamp: str | None) -> None:
    """Give a delegation its party with the names, as kept under `stamp`. No query while the party is cached."""
    delegation.party = copy(_party.get(stamp or "", delegation.party_id))


def conference(stamp: str | None) -> Conference:
    """Return the conference as kept under `stamp`. No query while it is cached; nobody may change it."""
    return _conference.get(stamp or "")


def locked(delegation: Delegation, user_id: int | None) -> Delegation:
    """Return the delegation as it is now, with `is_mine` as `by_code`, locked until the end of the transaction. One query."""
    sql = _BY_KEY
    if connection.features.has_select_for_update:
        sql += " FOR UPDATE OF d"
    held = next(iter(Delegation.objects.raw(sql, [user_id or 0, delegation.pk])), None)
    if held is None:
        raise Delegation.DoesNotExist
    if Delegation.party.is_cached(delegation):  # type: ignore[attr-defined]
        held.party = delegation.party
    return held


def order_and_alike(member: Delegate) -> tuple[int, list[int]]:
    """Return the last place in the order of the member's delegation (0: none), and the keys of possible duplicates. One query.

    Those are other living members of the same category with the same name, if a date of birth can tell them apart, or with the same number
    of a document.
    """
    search = member.search if member.search and member.date_of_birth else None
    number = member.document_number_index or None
    with connection.cursor() as cursor:
        values = [member.delegation_id, member.delegation_id, member.category_id, member.pk or 0, search, number]
        cursor.execute(_ORDER_AND_ALIKE, values)
        rows = cursor.fetchall()
    last = max((place or 0 for key, place in rows if key is None), default=0)
    return last, [key for key, _place in rows if key is not None]
