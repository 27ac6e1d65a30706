"""The erasure of a member by the secretariat. By itself, after the period of retention, erasure/actions.py does it (`erase_due`)."""

from django.utils.translation import gettext as _

from conference.core import clock, concurrency, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from conference.core.personal_data import is_erased
from conference.erasure.actions import erase_person
from conference.models import current_conference
from delegations.registration.members.actions.editing import lock_delegation
from delegations.registration.models import LIVE_STATES, Delegate

RIGHT = "registration.erase"


@lifecycle.use_case
# statement: `conference/erasure/actions.py` writes the rows of all that is the person's
def erase_member(*, actor: Actor, member: Delegate, expected_version: int | None = None) -> None:
    """Erase a member for ever.

    Raises:
        NotAllowed: For anybody but the secretariat.
        AlreadyDecided: When the member was changed meanwhile.
        NotPossible: For somebody erased, or still in the delegation before the conference is over.
    """
    require_right(actor, RIGHT)
    lock_delegation(actor, member.delegation)
    current = concurrency.lock_row(member, expected_version)
    if refusal := refusal_of(current):
        raise NotPossible(refusal)
    erase_person(actor=actor, kind="delegate", key=current.pk)


def refusal_of(member: Delegate) -> str:
    """Return why a member cannot be erased now; empty when it can be done."""
    conference = current_conference()
    if is_erased(member.family_name):
        return _("This person's data are erased already.")
    if member.state in LIVE_STATES and clock.now() < clock.day_bounds(conference.ends_on, conference.zone)[1]:
        return _("%(who)s is still in the delegation. Withdraw the person first, so that no badge is valid.") % {
            "who": member.full_name
        }
    return ""
