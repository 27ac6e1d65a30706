from conference.db import reference_tables
from conference.treaties.models import SigningPlace, Treaty, TreatyGroup, TreatyGroupMember

reference_tables.watch(Treaty, SigningPlace, TreatyGroup, TreatyGroupMember)
