from django.utils.translation import gettext as _

from conference.core import characters, clock, concurrency, lifecycle
from conference.core.access import Actor, require_right, require_user_id
from conference.core.errors import NotPossible
from delegations.accreditation.models import LONGEST_REMARK, Remark
from delegations.registration.models import Delegate


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
    made = Remark(delegate=delegate, by_id=require_user_id(actor), at=clock.now(), text=cleaned)
    if first := concurrency.made_before(made, actor=actor, verb="remark.made", but=["at"]):
        return first
    made.save()
    lifecycle.log(made, actor=actor, verb="remark.made", details={"delegate": delegate.pk})
    return made
