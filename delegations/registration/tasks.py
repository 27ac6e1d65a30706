"""Beat's round through what was typed and not saved."""

from __future__ import annotations

from celery import shared_task

from delegations.registration import drafts, form_drafts, own_drafts


@shared_task(name="registration.forget_drafts")
def forget_drafts() -> int:
    """Deletes drafts of forms and photos that are over, whether or not anybody types. Returns how many."""
    return form_drafts.purge() + own_drafts.purge() + drafts.purge()
