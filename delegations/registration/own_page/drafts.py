"""What a member types on the own page and has not saved (OwnDraft). Without an account, it belongs to the link."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from conference.core import clock, concurrency
from conference.retention import periods
from delegations.registration.drafts import form_drafts
from delegations.registration.models import LIVE_STATES, MemberLink, OwnDraft
from delegations.registration.own_page import actions


def save_draft(data: Mapping[str, Any], *, secret: str) -> OwnDraft:
    """Store what was typed, in place of what was stored before. Raises LinkOver.

    The link is locked meanwhile, so that nothing is stored for a link that is just withdrawn.
    """
    with transaction.atomic():
        link = actions.get_link(secret, lock=True)
        fields = {
            "values": form_drafts.as_text(data, sorted(actions.OWN_FIELDS)),
            "expected_version": concurrency.posted_version(data) or 0,
            "saved_at": clock.now(),
        }
        return OwnDraft.objects.update_or_create(link=link, defaults=fields)[0]


def find_draft(link: MemberLink) -> OwnDraft | None:
    """Return what was typed on this link's page and not saved, unless it is too old."""
    draft: OwnDraft | None = getattr(link, "draft", None)
    return draft if draft and form_drafts.is_kept(draft) else None


def delete(link: MemberLink) -> None:
    OwnDraft.objects.filter(link=link).delete()


def due_drafts(now: datetime) -> QuerySet[OwnDraft]:
    """Return what is too old, and what belongs to a link that opens nothing any more."""
    is_over = (
        Q(link__withdrawn_at__isnull=False) | Q(link__expires_at__lte=now) | ~Q(link__member__state__in=LIVE_STATES)
    )
    return OwnDraft.objects.filter(is_over | Q(saved_at__lt=periods.get_limit(form_drafts.KEPT, now)))
