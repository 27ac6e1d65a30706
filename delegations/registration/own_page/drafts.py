"""What a member types on the own page and has not saved (OwnDraft). Without an account, it belongs to the link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from conference.core import clock
from delegations.registration.drafts import form_drafts
from delegations.registration.models import LIVE_STATES, MemberLink, OwnDraft
from delegations.registration.own_page import actions


def keep(typed: Mapping[str, Any], *, secret: str, expected_version: int) -> OwnDraft:
    """Store what was typed, in place of what was stored before. Arguments as for `form_drafts.keep`. Raises LinkOver.

    The link is locked meanwhile, so that nothing is stored for a link that is just withdrawn.
    """
    with transaction.atomic():
        link = actions.find(secret, held=True)
        values = form_drafts.as_text(typed, sorted(actions.OWN_FIELDS))
        kept, _new = OwnDraft.objects.update_or_create(
            link=link, defaults={"values": values, "expected_version": expected_version, "saved_at": clock.now()}
        )
    return kept


def find(link: MemberLink) -> OwnDraft | None:
    """Return what was typed on this link's page and not saved, unless it is too old."""
    draft: OwnDraft | None = getattr(link, "draft", None)
    return draft if draft and draft.saved_at >= clock.now() - form_drafts.KEPT else None


def forget(link: MemberLink) -> None:
    OwnDraft.objects.filter(link=link).delete()


def purge() -> int:
    """Delete what is too old, and what belongs to a link that opens nothing any more. Return how many."""
    now = clock.now()
    over = Q(link__withdrawn_at__isnull=False) | Q(link__expires_at__lte=now) | ~Q(link__member__state__in=LIVE_STATES)
    return OwnDraft.objects.filter(over | Q(saved_at__lt=now - form_drafts.KEPT)).delete()[0]
