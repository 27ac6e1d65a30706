"""What is deleted after a while, and the blind indexes that follow the newest of FIELD_KEYS."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from conference.db import purging, rotation
from conference.files import stored_files
from delegations.registration.drafts import form_drafts, photo_drafts
from delegations.registration.members.rules import derived, number_index, serial_index
from delegations.registration.models import Delegate, Equipment
from delegations.registration.own_page import drafts
from delegations.registration.scans import actions
from delegations.registration.transfer import pending_imports


def indexes(model: Any, number: str, column: str, index_of: Callable[[str], str], batch: int) -> int:
    """Recompute `column` of every row from the row's `number`. Return how many rows were written."""
    count = 0
    for rows in rotation.in_batches(model, batch):
        changed = []
        for row in rows:
            index = index_of(getattr(row, number))
            if index != getattr(row, column):
                setattr(row, column, index)
                changed.append(row)
        count += rotation.write_changed(model, changed, column)
    return count


def likeness(batch: int) -> int:
    """Recompute the indexes of all dates of birth with the name. Return how many rows were written."""
    count = 0
    for rows in rotation.in_batches(Delegate, batch):
        changed = []
        for row in rows:
            columns = {name: value for name, value in derived(row).items() if name in LIKENESS}
            if any(getattr(row, name) != value for name, value in columns.items()):
                for name, value in columns.items():
                    setattr(row, name, value)
                changed.append(row)
        if changed:
            Delegate._base_manager.bulk_update(changed, LIKENESS)
        count += len(changed)
    return count


LIKENESS = ("alike", "alike_native")
rotation.further.add("registration_delegate, likeness", likeness)
rotation.further.add(
    "registration_delegate, index", partial(indexes, Delegate, "document_number", "document_number_index", number_index)
)
rotation.further.add(
    "registration_equipment, index", partial(indexes, Equipment, "serial", "serial_index", serial_index)
)
purging.chores.update(
    {
        "forms not saved": form_drafts.purge,
        "own pages not saved": drafts.purge,
        "photos not used": photo_drafts.purge,
        "scans of decided persons": actions.purge,
        "tables checked and not imported": pending_imports.purge,
    }
)
# What is attached to a circular waits for it to be sent: the form with its preview stands open over night.
stored_files.waits.add("circulars", timedelta(days=1))
