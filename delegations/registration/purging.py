"""What registration stores for a limited time (conference.db.purging)."""

from __future__ import annotations

from datetime import timedelta

from conference.db import purging
from conference.files import stored_files
from delegations.registration.drafts import form_drafts, photo_drafts
from delegations.registration.own_page import drafts
from delegations.registration.scans import actions
from delegations.registration.transfer import pending_imports

purging.chores.update(
    {
        "forms not saved": form_drafts.purge,
        "own pages not saved": drafts.purge,
        "photos not used": photo_drafts.purge,
        "scans of decided persons": actions.purge,
        "tables checked and not imported": pending_imports.purge,
    }
)
# The files attached to a circular wait until it is sent: the form with its preview may be open over night.
stored_files.waits.add("circulars", timedelta(days=1))
