"""What the database holds of the parties: their tables are reference tables, and the seat that was drawn first stays as it was drawn."""

from conference.db import guards, reference_tables
from conference.parties.models import FirstSeat, Party, PartyName

reference_tables.watch(Party, PartyName)
guards.append_only(FirstSeat)
