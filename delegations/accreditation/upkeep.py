"""Digests and indexes that depend on the newest of FIELD_KEYS, and the photos that last badges show."""

from collections.abc import Iterator
from functools import partial

from django.db.models import Max

from conference.db import rotation
from conference.fields import EncryptedTextField, blind_index, blind_indexes
from conference.files import stored_files
from delegations.accreditation.badges.actions.issuing import SHOWN_FIELDS
from delegations.accreditation.models import Badge, Pass, WatchEntry, name_index
from delegations.accreditation.passes.models import plate_index
from delegations.registration.members.rules import number_index
from delegations.registration.models import Delegate
from delegations.registration.upkeep import indexes

PHOTOS = "photos"
PLACES = {
    name: field.place
    for name in sorted(SHOWN_FIELDS)
    if isinstance(field := Delegate._meta.get_field(name), EncryptedTextField)
}


def digests(batch: int) -> int:
    """Recompute the digests of unchanged values; one of a value that has changed since stays, and still differs."""
    count = 0
    for rows in rotation.in_batches(Badge, batch):
        people = Delegate.objects.in_bulk([badge.delegate_id for badge in rows])
        changed = [badge for badge in rows if _again(badge, people[badge.delegate_id])]
        count += rotation.write_changed(Badge, changed, "shows")
    return count


def _again(badge: Badge, bearer: Delegate) -> bool:
    changed = False
    for name, place in PLACES.items():
        value, shown = getattr(bearer, name), badge.shows.get(name)
        if value and shown in blind_indexes(value, place)[1:]:
            badge.shows[name] = blind_index(value, place)
            changed = True
    return changed


rotation.further.add("accreditation_badge, digests", digests)
rotation.further.add(
    "accreditation_watchentry, index",
    partial(indexes, WatchEntry, "document_number", "document_number_index", number_index),
)
rotation.further.add("accreditation_pass, plates", partial(indexes, Pass, "plate", "plate_index", plate_index))
rotation.further.add("accreditation_watchentry, names", partial(indexes, WatchEntry, "name", "name_index", name_index))


def on_last_badges() -> Iterator[tuple[str, str]]:
    """Yield the photos that a person's last badge shows: the review compares the new one with it."""
    last = dict(Badge.objects.order_by().values_list("delegate").annotate(Max("copy")))
    rows = Badge.objects.order_by().values_list("delegate", "copy", "shows__photo")
    for delegate, copy, photo in rows.iterator():
        if photo and last.get(delegate) == copy:
            yield f"badge of {delegate}", photo


# When it is gone the page says so: what is accredited is the new one.
stored_files.rules.add("badges", stored_files.FileRule(PHOTOS, rows=on_last_badges, complete=False))
