"""Photos that wait until the rest of their form is corrected (PhotoDraft)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from conference.core import clock
from conference.core.access import Actor
from conference.files import stored_files
from conference.files.uploads import Photo
from conference.retention import periods
from delegations.registration.models import Delegation, PhotoDraft


def save_photo(photo: Photo, *, delegation: Delegation, user_id: int) -> PhotoDraft:
    """Store a photo for a while, for its sender."""
    name = stored_files.store_file(photo.name, photo.body)
    return PhotoDraft.objects.create(delegation=delegation, user_id=user_id, photo=name, made_at=clock.now())


def due_drafts(now: datetime) -> QuerySet[PhotoDraft]:
    return PhotoDraft.objects.filter(made_at__lt=periods.get_limit("photo_drafts", now))


def purge_due(now: datetime) -> int:
    with transaction.atomic():
        old = list(due_drafts(now).select_for_update())
        stored_files.discard_files(str(draft.photo) for draft in old)
        return PhotoDraft.objects.filter(pk__in=[draft.pk for draft in old]).delete()[0]


def delete(draft: PhotoDraft) -> None:
    with transaction.atomic():
        draft.delete()
        stored_files.discard_files([str(draft.photo)])


def claim(draft: PhotoDraft) -> str | None:
    """Return the name of a photo that waits, and keep it from being purged; None when its time is over."""
    name = str(draft.photo)
    return name if stored_files.claim_file(name) else None


def find_photo(key: UUID | None, *, delegation: Delegation, actor: Actor) -> PhotoDraft | None:
    """Return the photo that this person sent for this delegation under `key`; None for everything else."""
    if key is None or actor.user_id is None:
        return None
    return PhotoDraft.objects.filter(key=key, delegation=delegation, user_id=actor.user_id).first()
