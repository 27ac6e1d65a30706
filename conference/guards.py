from conference.db import reference_tables
from conference.models import Category, Conference, Rank, Zone

reference_tables.watch(Conference, Rank, Zone, Category, Category.zones.through)
