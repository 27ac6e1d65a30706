from __future__ import annotations

from collections.abc import Iterable

from delegations.registration.models import (
    Delegate,
    MemberLink,
)


def own_links(members: Iterable[Delegate]) -> dict[int, MemberLink]:
    """Return the links to own pages that nobody withdrew, by the member's key."""
    found = MemberLink.objects.filter(member__in=[member.pk for member in members], withdrawn_at__isnull=True)
    return {link.member_id: link for link in found}
