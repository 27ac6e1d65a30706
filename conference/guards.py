"""The conference's reference tables: what is read from them is loaded again when one of them changes."""

from conference.db import reference_tables
from conference.models import Category, Conference, Rank, Zone

reference_tables.watch(Conference, Rank, Zone, Category, Category.zones.through)
