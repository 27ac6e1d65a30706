"""The indexes by which equal numbers are found follow the newest of FIELD_KEYS (conference.rotation)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from conference import rotation
from delegations.registration.models import Delegate, Equipment
from delegations.registration.rules import number_index, serial_index


def indexes(model: Any, number: str, column: str, index_of: Callable[[str], str], batch: int) -> int:
    """Makes `column` of every row anew from the row's `number`. Returns how many rows were written."""
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


rotation.further["registration_delegate, index"] = partial(
    indexes, Delegate, "document_number", "document_number_index", number_index
)
rotation.further["registration_equipment, index"] = partial(indexes, Equipment, "serial", "serial_index", serial_index)
