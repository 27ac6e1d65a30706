"""Signals of the depositary's acts, sent inside the transaction of the act (conference.core.signals).

Whoever informs the other parties of an act (Vienna Convention on the Law of Treaties, art. 77 and 78) receives them.
"""

from django.dispatch import Signal

# After a second person has accepted an instrument. `instrument`; `actor`.
instrument_accepted = Signal()
# After a reservation or declaration is noted: with a signature, or with an instrument that is accepted. `statement`; `actor`.
statement_noted = Signal()
# After the withdrawal of a reservation or declaration is entered. `statement`; `actor`.
statement_withdrawn = Signal()
# After an objection, or its withdrawal, is entered. `objection`; `actor`.
objection_received = Signal()
objection_withdrawn = Signal()
# After the withdrawal of an instrument is entered. `instrument`; `actor`.
instrument_withdrawn = Signal()
