from conference.db import guards, reference_tables
from conference.parties.models import FirstSeat, Membership, Party, PartyName

reference_tables.watch(Party, PartyName, Membership)
guards.append_only(FirstSeat)
