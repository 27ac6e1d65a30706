"""Digests and indexes that depend on the newest of FIELD_KEYS, the photos that last badges show, and what is deleted after a while."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.db.models import F, Func, JSONField, Max, Q, QuerySet, Value

from conference.db import rotation
from conference.fields import EncryptedTextField, blind_index, blind_indexes
from conference.files import stored_files
from conference.retention import purging
from delegations.accreditation.badges.actions.issuing import SHOWN_FIELDS
from delegations.accreditation.models import Badge, Pass, PassRequest, WatchEntry, WatchMatch, name_index
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


# A constraint asks an entry for a name or a number.
CLEARED = "–"


def _watch_entries() -> QuerySet[WatchEntry]:
    is_cleared = Q(name_index=name_index(CLEARED), document_number_index="")
    return WatchEntry.objects.exclude(is_cleared)


def _clear_watch_entries(now: datetime) -> int:
    return _watch_entries().update(
        **dict.fromkeys(("aliases", "date_of_birth", "document_number", "document_number_index", "why"), ""),
        name=CLEARED,
        name_index=name_index(CLEARED),
        valid_until=None,
    )


def _badges_with_photo() -> QuerySet[Badge]:
    return Badge.objects.filter(shows__photo__gt="")


WITHOUT_PHOTO = Func(
    F("shows"), Value("photo"), template="(%(expressions)s)", arg_joiner=" - ", output_field=JSONField()
)

purging.tasks.update(
    {
        "matches of the watch list": purging.after_conference("watch_list", WatchMatch.objects.all, since="found_at"),
        "entries of the watch list": purging.after_conference(
            "watch_list", _watch_entries, since="entered_at", purge_due=_clear_watch_entries
        ),
        "photos of badges": purging.clear_columns(
            "photos", _badges_with_photo, {"shows": WITHOUT_PHOTO}, since="queued_at"
        ),
        "vehicles of requests": purging.clear_columns(
            "travel",
            lambda: purging.with_content(PassRequest.objects.all(), "plate", "driver"),
            dict.fromkeys(("plate", "driver"), ""),
            since="asked_at",
        ),
        "vehicles of passes": purging.clear_columns(
            "travel",
            lambda: purging.with_content(Pass.objects.all(), "plate", "plate_index", "driver"),
            dict.fromkeys(("plate", "plate_index", "driver"), ""),
            since="lent_at",
        ),
    }
)
