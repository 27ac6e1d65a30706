from conference.db import guards, reference_tables
from conference.parties.models import FirstSeat, Party, PartyName

reference_tables.watch(Party, PartyName)
guards.append_only(FirstSeat)
