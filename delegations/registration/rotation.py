"""The index by which equal document numbers are found follows the newest of FIELD_KEYS (conference.rotation)."""

from __future__ import annotations

from conference import rotation
from delegations.registration.models import Delegate
from delegations.registration.rules import number_index


def indexes(batch: int) -> int:
    """Makes the index of every document number again. Returns how many rows were written."""
    count = 0
    for rows in rotation.in_batches(Delegate, batch):
        changed = []
        for row in rows:
            index = number_index(row.document_number)
            if index != row.document_number_index:
                row.document_number_index = index
                changed.append(row)
        count += rotation.write_changed(Delegate, changed, "document_number_index")
    return count


rotation.further["registration_delegate, index"] = indexes
