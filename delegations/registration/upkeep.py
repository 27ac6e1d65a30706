"""What is deleted after a while, and the blind indexes that follow the newest of FIELD_KEYS."""

from collections.abc import Callable, Mapping
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
stored_files.rules.add("circulars", stored_files.FileRule("circulars", wait=timedelta(days=1)))
