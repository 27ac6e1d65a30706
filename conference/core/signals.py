"""Signals sent inside the transaction of what happens.

Receivers are connected only in their app's `receivers.py`. What one raises rolls the transaction back.
"""

from django.dispatch import Signal

# A use case is about to end. `drafts`: the entries of the audit log of every row that it changed, before they are linked.
use_case_ending = Signal()
# A restored copy is declared to replace the former database. `actor`: who declares it.
replacement_declared = Signal()
