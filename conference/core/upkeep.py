"""People whose data are kept no longer are erased by the daily purge."""

from conference.core import erasure
from conference.db import purging

purging.chores.add("people whose data are kept no longer", erasure.erase_due)
