"""What registration keeps for a while only (conference.purging)."""

from __future__ import annotations

from conference import purging
from delegations.registration import checked, drafts, form_drafts, own_drafts

purging.chores |= {
    "forms not saved": form_drafts.purge,
    "own pages not saved": own_drafts.purge,
    "photos not used": drafts.purge,
    "tables checked and not imported": checked.purge,
}
