"""What other apps may follow of what happens here, inside the transaction in which it happens.

Receivers are connected in the `receivers.py` of their app and nowhere else. What one raises ends the transaction with all it did.
"""

from django.dispatch import Signal

# A use case is about to end. `drafts`: the entries of the audit log of every row that it changed, before they are linked.
use_case_ending = Signal()
