"""Photos that wait until the rest of their form is corrected (PhotoDraft)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from conference.core.access import Actor
from conference.files.uploads import Photo
from delegations.registration.members.actions.editing import keep_photo
from delegations.registration.models import Delegation, PhotoDraft

KEPT = timedelta(days=1)


def keep(photo: Photo, *, delegation: Delegation, user_id: int) -> PhotoDraft:
    """Store a photo for a day, for its sender; delete those whose day is over."""
    purge()
    return PhotoDraft.objects.create(
        delegation=delegation, user_id=user_id, photo=keep_photo(photo), made_at=timezone.now()
    )


def purge() -> int:
    """Delete the photos whose day is over. Return how many."""
    return PhotoDraft.objects.filter(made_at__lt=timezone.now() - KEPT).delete()[0]


def find(key: UUID | None, *, delegation: Delegation, actor: Actor) -> PhotoDraft | None:
    """Return the photo that this person sent for this delegation under `key`; None for everything else."""
    if key is None or actor.user_id is None:
        return None
    return PhotoDraft.objects.filter(key=key, delegation=delegation, user_id=actor.user_id).first()
