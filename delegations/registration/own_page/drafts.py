"""What a member types on the own page and has not saved (models.OwnDraft). Without an account of whoever types, it hangs on the link.

The actions end it with the link: when it is withdrawn, another takes its place, the member leaves, or says that everything is filled in.
"""

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
    """Keeps what was typed, in the place of what was kept before. Arguments: as `form_drafts.keep`. Raises LinkOver.

    The link is held meanwhile: what is typed while it is taken back does not outlive it.
    """
    with transaction.atomic():
        link = actions.find(secret, held=True)
        values = form_drafts.as_text(typed, sorted(actions.OWN_FIELDS))
        kept, _new = OwnDraft.objects.update_or_create(
            link=link, defaults={"values": values, "seen": expected_version, "saved_at": clock.now()}
        )
    return kept


def find(link: MemberLink) -> OwnDraft | None:
    """What was typed on this link's page and not saved; None when there is nothing, or it is too old. No query, after `own_page.find`."""
    draft: OwnDraft | None = getattr(link, "draft", None)
    return draft if draft and draft.saved_at >= clock.now() - form_drafts.KEPT else None


def forget(link: MemberLink) -> None:
    """Deletes what was typed on this link's page."""
    OwnDraft.objects.filter(link=link).delete()


def purge() -> int:
    """Deletes what is too old, and what hangs on a link that opens nothing any more. Returns how many drafts that were."""
    now = clock.now()
    over = Q(link__withdrawn_at__isnull=False) | Q(link__expires_at__lte=now) | ~Q(link__member__state__in=LIVE_STATES)
    return OwnDraft.objects.filter(over | Q(saved_at__lt=now - form_drafts.KEPT)).delete()[0]
