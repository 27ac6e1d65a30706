from datetime import timedelta

from django.utils.translation import gettext as _

from conference.accounts.models import User
from conference.core import characters, clock, lifecycle
from conference.core.access import Actor, require_right, require_user_id
from conference.core.errors import NotPossible
from delegations.accreditation.models import LONGEST_REMARK, Remark
from delegations.registration.models import Delegate

# The same text again within this time is a form that was sent twice.
TWICE = timedelta(minutes=10)


@lifecycle.use_case
def remark(*, actor: Actor, delegate: Delegate, text: str) -> Remark:
    """Store a remark on a person for good. The audit log has who made one on whom, and not its text.

    Returns the first one when the form was sent twice.
    """
    require_right(actor, "accreditation.remark")
    # It is stored for good: no character in it may reverse the reading order of other text.
    cleaned = "".join(character for character in text if character not in characters.BIDI).strip()
    if not cleaned:
        raise NotPossible(_("Please write a remark first."))
    if len(cleaned) > LONGEST_REMARK:
        raise NotPossible(_("A remark has at most %(most)d characters.") % {"most": LONGEST_REMARK})
    writer_id, now = require_user_id(actor), clock.now()
    # One writer's remarks are stored one after another, so that a form sent twice finds the first one.
    User.objects.select_for_update().get(pk=writer_id)
    same = Remark.objects.filter(delegate=delegate, by_id=writer_id, text=cleaned, at__gt=now - TWICE)
    if first := same.first():
        return first
    remark_made = Remark.objects.create(delegate=delegate, by_id=writer_id, at=now, text=cleaned)
    lifecycle.log(remark_made, actor=actor, verb="remark.made", details={"delegate": delegate.pk})
    return remark_made
