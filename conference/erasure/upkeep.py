"""People whose data are kept no longer are erased by the daily purge."""

from conference.db import purging
from conference.erasure import actions

purging.chores.add("people whose data are kept no longer", actions.erase_due)
