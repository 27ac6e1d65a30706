"""What is deleted after a while, and the blind indexes that follow the newest of FIELD_KEYS."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet

from conference.db import rotation
from conference.files import stored_files
from conference.retention import purging
from delegations.registration.drafts import form_drafts, photo_drafts
from delegations.registration.members.rules import derived, number_index, serial_index
from delegations.registration.models import Delegate, Equipment, VisaLetter
from delegations.registration.own_page import drafts
from delegations.registration.scans import actions
from delegations.registration.transfer import pending_imports


def recompute(model: Any, compute: Callable[[Any], Mapping[str, str]], batch: int) -> int:
    """Recompute the columns that `compute` returns for each row. Return how many rows were written."""
    count = 0
    for rows in rotation.in_batches(model, batch):
        changed, columns = [], set[str]()
        for row in rows:
            values = compute(row)
            if any(getattr(row, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(row, name, value)
                changed.append(row)
                columns |= set(values)
        if changed:
            model._base_manager.bulk_update(changed, columns)
        count += len(changed)
    return count


def indexes(model: Any, number: str, column: str, index_of: Callable[[str], str], batch: int) -> int:
    """Recompute `column` of every row from the row's `number`. Return how many rows were written."""
    return recompute(model, lambda row: {column: index_of(getattr(row, number))}, batch)


def _likeness(member: Delegate) -> dict[str, str]:
    columns = derived(member)
    return {name: columns[name] for name in ("alike", "alike_native")}


rotation.further.add("registration_delegate, likeness", partial(recompute, Delegate, _likeness))
rotation.further.add(
    "registration_delegate, index", partial(indexes, Delegate, "document_number", "document_number_index", number_index)
)
rotation.further.add(
    "registration_equipment, index", partial(indexes, Equipment, "serial", "serial_index", serial_index)
)


def _with_travel() -> QuerySet[Delegate]:
    texts = purging.with_content(Delegate.objects.all(), *TRAVEL_TEXTS)
    days = Delegate.objects.filter(Q(arrival__isnull=False) | Q(departure__isnull=False) | Q(visa_support=True))
    return Delegate.objects.filter(Q(pk__in=texts.values("pk")) | Q(pk__in=days.order_by().values("pk")))


TRAVEL_TEXTS = ("arrival_flight", "departure_flight", "hotel", "visa_post", "birth_place")
HEALTH_TEXTS = ("diet", "accessibility", "emergency_contact")
TRAVEL = {**dict.fromkeys(TRAVEL_TEXTS, ""), "arrival": None, "departure": None, "visa_support": False}
# The row stays, and says that there was an arm or a radio; constraints ask for these texts.
CLEARED = "–"
EQUIPMENT = {
    "serial": "",
    "serial_index": "",
    "checkpoint": "",
    "reason": "",
    "licence": CLEARED,
    "rounds": 0,
    **dict.fromkeys(("make", "type", "model", "calibre", "frequency", "power"), CLEARED),
}

purging.tasks.update(
    {
        "forms not saved": purging.delete_rows(
            "drafts",
            form_drafts.due_drafts,
            since="saved_at",
            purge_due=lambda now: form_drafts.discard(form_drafts.due_drafts(now)),
        ),
        "own pages not saved": purging.delete_rows("drafts", drafts.due_drafts, since="saved_at"),
        "photos not used": purging.delete_rows(
            "photo_drafts", photo_drafts.due_drafts, since="made_at", purge_due=photo_drafts.purge_due
        ),
        "scans of decided persons": purging.delete_rows("scans", actions.due_scans, since="sent_at"),
        "tables checked and not imported": purging.delete_rows(
            "imports", pending_imports.due_tables, since="checked_at"
        ),
        "visa letters": purging.after_conference("visa_letters", VisaLetter.objects.all, since="made_at"),
        "journeys": purging.clear_columns("travel", _with_travel, TRAVEL),
        "diets, needs and emergency contacts": purging.clear_columns(
            "health",
            lambda: purging.with_content(Delegate.objects.all(), *HEALTH_TEXTS),
            dict.fromkeys(HEALTH_TEXTS, ""),
        ),
        "arms and radios": purging.clear_columns(
            "equipment",
            lambda: purging.with_content(Equipment.objects.all(), "serial"),
            EQUIPMENT,
            since="asked_at",
        ),
        # Their files are named by no row then.
        "photos of members": purging.clear_columns(
            "photos", lambda: purging.with_content(Delegate.objects.all(), "photo"), {"photo": ""}
        ),
    }
)
# What is attached to a circular waits for it to be sent: the form with its preview stands open over night.
stored_files.rules.add("circulars", stored_files.FileRule("circulars", wait=timedelta(days=1)))
