"""Signals about members, sent inside the transaction of the change (conference.core.signals)."""

from django.dispatch import Signal

# Before the accreditation of a member ends: the badge must end first (accreditation/guards.py). `member`: as still stored; `actor`;
# `to`: the next state, `submitted` (a change that needs review), `vetted` (the decision is undone) or `withdrawn`.
accreditation_ending = Signal()
# After a change, without a new review, of what the badge of somebody accredited shows: it is printed again. `member`; `actor`.
badge_outdated = Signal()
# After a member has left the delegation: withdrawn, replaced or refused. `member`; `actor`.
member_left = Signal()
# After the head of a delegation has changed; it may have none now. `delegation`: locked; `actor`.
head_changed = Signal()
