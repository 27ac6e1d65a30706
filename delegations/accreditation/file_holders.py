"""Photos that a person's last badge shows: the review compares the new one with it (conference.files.stored_files)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Max

from conference.files import stored_files
from delegations.accreditation.models import Badge

FOLDER = "photos"


def on_last_badges() -> Iterator[tuple[str, str]]:
    last = dict(Badge.objects.order_by().values_list("delegate").annotate(Max("copy")))
    rows = Badge.objects.order_by().values_list("delegate", "copy", "shows__photo")
    for delegate, copy, photo in rows.iterator():
        if photo and last.get(delegate) == copy:
            yield f"badge of {delegate}", photo


# When it is gone the page says so: what is accredited is the new one.
stored_files.holders.add("badges", stored_files.Holder(FOLDER, on_last_badges, complete=False))
