"""What upper apps may follow of what happens to members, inside the transaction in which it happens (conference.core.signals)."""

from django.dispatch import Signal

# A member who is accredited is about to stop being it: the badge must end first (rule 5). `member`: as the row still is; `actor`: who
# does it; `to`: the state that follows: `submitted` (a change that needs review), `vetted` (its decision is undone) or `withdrawn`.
accreditation_ending = Signal()
# What stands on the badge of somebody accredited was changed, without a new review: it is printed anew. `member`: as the row now is;
# `actor`.
badge_outdated = Signal()
# A member has left the delegation: withdrawn, replaced or refused. `member`; `actor`.
member_left = Signal()
# The head of a delegation is another person than before, or there is none now. `delegation`: locked; `actor`.
head_changed = Signal()
