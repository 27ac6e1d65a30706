"""Links by which a side answers once without signing in, and who may act for a side."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core import clock, links
from conference.core.access import Actor, bearer
from conference.core.errors import NotFound, NotPossible
from delegations.registration.delegations.queries import acting_for
from delegations.registration.models import Delegation
from schedule.bilaterals.models import AnswerLink, Meeting

LASTS = timedelta(days=2)


def new_link(meeting: Meeting, side: Delegation) -> str:
    """Return the address by which `side` answers once; those sent before end."""
    AnswerLink.objects.filter(meeting=meeting, delegation=side, used_at=None).delete()
    return make_links(meeting, [side])[side.pk]


def make_links(meeting: Meeting, sides: Sequence[Delegation]) -> dict[int, str]:
    """Return, by each side's key, the address by which it answers. One statement."""
    now, secrets = clock.now(), {side.pk: links.new_secret() for side in sides}
    expires = meeting.holds_until or min(now + LASTS, meeting.starts)
    AnswerLink.objects.bulk_create(
        [
            AnswerLink(meeting=meeting, delegation_id=key, secret_hash=hashed, made_at=now, expires=expires)
            for key, (_secret, hashed) in secrets.items()
        ]
    )
    return {
        key: settings.PUBLIC_URL + reverse("bilaterals:link", args=[secret])
        for key, (secret, _hashed) in secrets.items()
    }


def act_for(actor: Actor, meeting: Meeting, side: Delegation, link: AnswerLink | None = None) -> Actor:
    """Return who acts for `side`: the actor, or the bearer of the link, which is used up by it.

    Raises NotFound if the actor does not act for the side, or it has no part in the meeting; NotPossible for a link that is used or out of
    date.
    """
    if side not in meeting.parties():
        raise NotFound(_("This meeting does not exist, or your delegation has no part in it."))
    if link is None:
        acting_for(actor, side)
        return actor
    present = AnswerLink.objects.select_for_update().filter(pk=link.pk, meeting=meeting, delegation=side).first()
    if present is None or present.used_at is not None:
        raise NotPossible(_("This link has been used already. Its answer was recorded."))
    if present.is_over(clock.now()):
        raise NotPossible(_("This link is out of date: the time for the answer is over."))
    present.used_at = clock.now()
    present.save(update_fields=["used_at"])
    return bearer_of(side)


def bearer_of(side: Delegation) -> Actor:
    return bearer(_("Link of %(party)s") % {"party": side})
