"""The exemption of one person from giving a photo, and its end."""

from django.utils.translation import gettext as _

from conference.core import lifecycle
from conference.core.access import Actor, require_person
from conference.core.errors import NotPossible
from delegations.registration.members.rules import photo_wanted
from delegations.registration.models import LIVE_STATES, Delegate

RIGHT = "accreditation.exempt"
EXEMPTED, ASKED = "delegate.photo_exempted", "delegate.photo_asked"
CODES = ("religion", "health", "security", "later", "other")
LONGEST_EXPLANATION = 500


@lifecycle.use_case
def exempt(
    *, actor: Actor, delegate: Delegate, code: str, explanation: str = "", expected_version: int | None = None
) -> Delegate:
    """Exempt this person from giving a photo, for one of CODES.

    The reason is in the audit entry's details and not its `reason`, which more people read: it may concern faith or health.
    """
    text = explanation.strip()[:LONGEST_EXPLANATION]
    if code not in CODES or (code == "other" and not text):
        raise NotPossible(_("Give the reason why this person needs no photo. Nothing was changed."))

    def check(delegate_now: Delegate) -> None:
        if delegate_now.state not in LIVE_STATES:
            raise NotPossible(_("%(who)s is no longer coming. Nothing was changed.") % {"who": delegate_now})
        if delegate_now.photo:
            raise NotPossible(_("%(who)s has already provided a photo. Nothing was changed.") % {"who": delegate_now})
        if not photo_wanted(delegate_now.category, delegate_now.protocol_rank, delegate_now.photo_exempt):
            raise NotPossible(_("%(who)s needs no photo in any case. Nothing was changed.") % {"who": delegate_now})

    details = {"code": code, "words": text}
    return lifecycle.change(
        delegate,
        actor=require_person(actor),
        verb=EXEMPTED,
        right=RIGHT,
        expected_version=expected_version,
        check=check,
        details=details,
        photo_exempt=True,
    )


@lifecycle.use_case
def ask_for_photo(*, actor: Actor, delegate: Delegate, expected_version: int | None = None) -> Delegate:
    """End the exemption."""

    def check(delegate_now: Delegate) -> None:
        if not delegate_now.photo_exempt:
            raise NotPossible(_("%(who)s is not exempt. Nothing was changed.") % {"who": delegate_now})

    return lifecycle.change(
        delegate,
        actor=require_person(actor),
        verb=ASKED,
        right=RIGHT,
        expected_version=expected_version,
        check=check,
        photo_exempt=False,
    )
