"""What upper apps may follow of what happens to members, inside the transaction in which it happens (conference.core.signals)."""

from django.dispatch import Signal

# A member who is accredited is about to stop being it: the badge must end first (rule 5). `member`: as the row still is; `actor`: who
# does it; `to`: the state that follows, `submitted` (a change that needs review) or `withdrawn`.
accreditation_ending = Signal()
