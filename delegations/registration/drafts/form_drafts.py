"""Members' forms as typed (FormDraft): stored while one types, offered again, deleted when the form is saved.

What is typed on a member's own page belongs to `own_page.drafts`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from conference.core import clock, concurrency
from conference.core.access import Actor
from conference.look.times import clock_text, zone_text
from conference.models import Conference
from delegations.registration.drafts import photo_drafts
from delegations.registration.members.conflicts import FINGERPRINTS
from delegations.registration.members.forms import MemberForm
from delegations.registration.models import LIVE_STATES, Delegate, Delegation, FormDraft, PhotoDraft, TypedForm

KEPT = timedelta(days=7)
PHOTO = "photo-token"  # PhotoForm's field
UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONGEST = 1000  # characters of one field; a longer form is refused with a message when it is saved


def keep(
    typed: Mapping[str, Any],
    *,
    delegation: Delegation,
    actor: Actor,
    member: Delegate | None,
    expected_version: int,
    replacing: bool = False,
) -> FormDraft | None:
    """Store what this person has typed, in place of what was stored before, and delete all that is older than KEPT.

    Args:
        expected_version: The version on the screen.
        replacing: True for the form of the one who takes the member's place.

    Returns:
        None for an actor without an account.
    """
    purge()
    if actor.user_id is None:
        return None
    kept, _new = FormDraft.objects.update_or_create(
        delegation=delegation,
        user_id=actor.user_id,
        member=member,
        replacing=replacing,
        defaults={
            "values": as_text(typed, MemberForm.base_fields),
            "expected_version": expected_version,
            "saved_at": clock.now(),
        },
    )
    return kept


def keep_with_photo(
    typed: Mapping[str, Any],
    photo: PhotoDraft,
    *,
    delegation: Delegation,
    actor: Actor,
    member: Delegate | None,
    replacing: bool,
) -> None:
    """Store what was sent with a photo that waits: whoever leaves the page and comes back finds both."""
    keep(
        {**{name: typed[name] for name in typed}, PHOTO: photo.key},
        delegation=delegation,
        actor=actor,
        member=member,
        expected_version=concurrency.posted_version(typed) or 0,
        replacing=replacing,
    )


def photo_of(typed: FormDraft, *, delegation: Delegation, actor: Actor) -> PhotoDraft | None:
    """Return the photo that was sent with the form, while it waits."""
    key = values_of(typed).get(PHOTO, "")
    return photo_drafts.find(UUID(key), delegation=delegation, actor=actor) if UUID_TEXT.fullmatch(key) else None


def find(*, delegation: Delegation, actor: Actor, member: Delegate | None, replacing: bool = False) -> FormDraft | None:
    """Return what this person typed into this form and did not save, unless it is too old."""
    return own(delegation, actor, member, replacing).filter(saved_at__gte=clock.now() - KEPT).first()


def waiting(*, delegation: Delegation, actor: Actor) -> list[FormDraft]:
    """Return all unsaved forms of this person for the delegation, the latest first, without those that became pointless."""
    if actor.user_id is None:
        return []
    own = FormDraft.objects.filter(delegation=delegation, user_id=actor.user_id, saved_at__gte=clock.now() - KEPT)
    still = own.filter(Q(member=None) | Q(member__state__in=LIVE_STATES))
    return list(still.select_related("member").order_by("-saved_at"))


def forget(*, delegation: Delegation, actor: Actor, member: Delegate | None, replacing: bool = False) -> None:
    own(delegation, actor, member, replacing).delete()


def purge() -> int:
    return FormDraft.objects.filter(saved_at__lt=clock.now() - KEPT).delete()[0]


def own(delegation: Delegation, actor: Actor, member: Delegate | None, replacing: bool = False) -> QuerySet[FormDraft]:
    if actor.user_id is None:
        return FormDraft.objects.none()
    return FormDraft.objects.filter(delegation=delegation, user_id=actor.user_id, member=member, replacing=replacing)


def as_text(typed: Mapping[str, Any], names: Iterable[str]) -> str:
    """Return the fields of those names as they are stored, with the marks of what the typist had on the screen."""
    return json.dumps({name: str(typed[name])[:LONGEST] for name in [*names, FINGERPRINTS, PHOTO] if typed.get(name)})


def values_of(draft: TypedForm) -> dict[str, str]:
    """Return field name to text, as typed; conflicts.FINGERPRINTS among them."""
    values: dict[str, str] = json.loads(draft.values)
    return values


def words(draft: TypedForm, conference: Conference) -> str:
    """Return `Saved as typed at 14:32 Hanoi time (UTC+7).`"""
    there = draft.saved_at.astimezone(conference.zone)
    zone = zone_text(draft.saved_at, conference.zone, str(conference.place))
    return _("Saved as typed at %(time)s %(zone)s.") % {"time": clock_text(there), "zone": zone}
