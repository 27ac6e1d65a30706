"""Signals about the record, sent inside the transaction of the change (conference.core.signals)."""

from django.dispatch import Signal

# After a second person has decided a rectification: the record says from now on what it corrects. `rectification`; `actor`.
record_rectified = Signal()
