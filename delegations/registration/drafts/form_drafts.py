"""Members' forms as typed (FormDraft): stored while one types, offered again, deleted when the form is saved.

Somebody new who is being typed has a primary key already, so that the draft is under the key of that person.

What is typed on a member's own page belongs to `own_page.drafts`.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from conference.audit import person_keys
from conference.core import clock, concurrency, parsing
from conference.core.access import Actor
from conference.core.personal_data import PersonalText
from conference.fields import stored_for
from conference.look.times import clock_text, zone_text
from conference.models import Conference
from conference.retention import periods
from delegations.registration.drafts import photo_drafts
from delegations.registration.models import (
    FINGERPRINTS,
    FORM_FIELDS,
    LIVE_STATES,
    Delegate,
    Delegation,
    FormDraft,
    PhotoDraft,
    TypedForm,
)

KEPT = "drafts"  # a key of retention.kinds.KINDS
KIND = "delegate"  # a key of personal_data.person_kinds
PHOTO = "photo-token"  # PhotoForm's field
LONGEST = 1000  # characters of one field; a longer form is refused with a message when it is saved


def save_draft(
    data: Mapping[str, Any],
    *,
    delegation: Delegation,
    actor: Actor,
    member: Delegate | None,
    replacing: bool = False,
    photo: PhotoDraft | None = None,
) -> FormDraft | None:
    """Store what this person has typed, in place of what was stored before.

    Args:
        replacing: True for the form of the one who takes the member's place.
        photo: The photo that came with the form.

    Returns:
        None for an actor without an account.
    """
    if actor.user_id is None:
        return None
    texts = {name: data[name] for name in data} | ({PHOTO: photo.key} if photo else {})
    text = as_text(texts, FORM_FIELDS)
    if member is None or replacing:
        drafts = drafts_of(delegation, actor, member, replacing=replacing)
        text = PersonalText(text, f"{KIND}:{number_in(drafts) or person_keys.number_new(KIND, Delegate, 1)[0][0]}")
    draft, _created = FormDraft.objects.update_or_create(
        delegation=delegation,
        user_id=actor.user_id,
        member=member,
        replacing=replacing,
        defaults={
            "values": text,
            "expected_version": concurrency.posted_version(data) or 0,
            "saved_at": clock.now(),
        },
    )
    return draft


def drafts_of(
    delegation: Delegation, actor: Actor, member: Delegate | None = None, *, replacing: bool = False
) -> QuerySet[FormDraft]:
    """Return what this person typed into this form; that of a new member for None."""
    if actor.user_id is None:
        return FormDraft.objects.none()
    return FormDraft.objects.filter(delegation=delegation, user_id=actor.user_id, member=member, replacing=replacing)


def number_in(drafts: QuerySet[FormDraft]) -> int | None:
    """Return the primary key that was taken for whom these drafts are about.

    Entered under it, the person has the key under which older copies of the database have what was typed.
    """
    persons = (stored_for(draft, "values").partition(":") for draft in drafts)
    return next((int(number) for kind, _sep, number in persons if kind == KIND), None)


@transaction.atomic
def discard(drafts: QuerySet[FormDraft]) -> int:
    """Delete drafts, and the keys of those who were typed and never entered. Return how many drafts there were."""
    persons = {stored_for(draft, "values") for draft in drafts}
    deleted, _by_model = drafts.delete()
    person_keys.destroy_unused(persons)
    return deleted


def find_draft(drafts: QuerySet[FormDraft]) -> FormDraft | None:
    """Return the one of `drafts_of` that is not too old."""
    draft = drafts.first()
    return draft if draft and is_kept(draft) else None


def is_kept(draft: TypedForm) -> bool:
    return draft.saved_at >= periods.get_limit(KEPT, clock.now())


def find_all(delegation: Delegation, actor: Actor) -> list[FormDraft]:
    """Return all unsaved forms of this person for the delegation, the latest first, without those of former members."""
    if actor.user_id is None:
        return []
    drafts = FormDraft.objects.filter(delegation=delegation, user_id=actor.user_id)
    useful = drafts.filter(Q(member=None) | Q(member__state__in=LIVE_STATES))
    return [draft for draft in useful.select_related("member").order_by("-saved_at") if is_kept(draft)]


def find_photo(draft: FormDraft, *, delegation: Delegation, actor: Actor) -> PhotoDraft | None:
    """Return the photo that was sent with the form, while it waits."""
    key = parsing.public_id(values_of(draft).get(PHOTO))
    return photo_drafts.find_photo(key, delegation=delegation, actor=actor)


def due_drafts(now: datetime) -> QuerySet[FormDraft]:
    return FormDraft.objects.filter(saved_at__lt=periods.get_limit(KEPT, now))


def as_text(data: Mapping[str, Any], names: Iterable[str]) -> str:
    """Return the fields of those names as they are stored, with the fingerprints of what the typist had on the screen."""
    return json.dumps({name: str(data[name])[:LONGEST] for name in [*names, FINGERPRINTS, PHOTO] if data.get(name)})


def values_of(draft: TypedForm) -> dict[str, str]:
    """Return field name to text, as typed; FINGERPRINTS among them."""
    values: dict[str, str] = json.loads(draft.values)
    return values


def saved_message(draft: TypedForm, conference: Conference) -> str:
    """Return `Saved as typed at 14:32 Hanoi time (UTC+7).`"""
    time = clock_text(draft.saved_at.astimezone(conference.zone))
    zone = zone_text(draft.saved_at, conference.zone, str(conference.place))
    return _("Saved as typed at %(time)s %(zone)s.") % {"time": time, "zone": zone}
