from conference.db import reference_tables
from conference.treaties.models import ForeseenStatement, SigningPlace, Treaty, TreatyGroup, TreatyGroupMember

reference_tables.watch(Treaty, SigningPlace, ForeseenStatement, TreatyGroup, TreatyGroupMember)
