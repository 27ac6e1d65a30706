"""What was typed into members' forms (drafts/models.py), as somebody is entered or leaves."""

from conference.audit import person_keys
from conference.fields import stored_for
from delegations.registration.models import Delegate, FormDraft, OwnDraft


def lock_number(number: int | None) -> int | None:
    """Return the primary key that was taken as somebody was typed, if it is still free and its key lives; the key is locked."""
    # A draft that is discarded at the same time takes its key along.
    if number is None or not person_keys.lock_live([f"delegate:{number}"]):
        return None
    return None if Delegate.objects.filter(pk=number).exists() else number


def discard(member: Delegate, successor: int | None = None) -> None:
    """Delete what can no longer be saved, and the keys of those who were typed into the member's place and never entered.

    Args:
        successor: The primary key that was taken for whoever is about to be entered there.
    """
    drafts = FormDraft.objects.filter(member=member)
    persons = {stored_for(draft, "values") for draft in drafts} - {f"delegate:{successor}"}
    drafts.delete()
    person_keys.destroy_unused(persons)
    OwnDraft.objects.filter(link__member=member).delete()
