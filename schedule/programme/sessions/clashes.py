"""What a page says of a session whose time is taken: who is engaged with what, and the next free time."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from conference.core.access import Actor
from conference.look.lists import join_sentences
from schedule.calendar.engagements import hooks
from schedule.calendar.engagements.actions import TimeTaken, clash_words
from schedule.calendar.engagements.queries import next_free, of_subject
from schedule.calendar.models import Engagement
from schedule.programme.models import Session

# A free time that is later than this is not offered.
NEAR = timedelta(hours=8)


def clash_message(engagement: Engagement, actor: Actor) -> str:
    """Return `Room 3 is engaged 11:00–12:30 (…). It is “Plenary”.`; the second only for those who may read it."""
    label = _("It is “%(label)s”.") % {"label": engagement.label} if hooks.is_readable(engagement, actor) else ""
    return join_sentences([clash_words(engagement), label])


def find_next_start(clash: TimeTaken, starts: datetime, ends: datetime, session: Session | None) -> datetime | None:
    """Return when room and persons are next free for as long; None if not within hours. Two queries at most."""
    length = ends - starts
    return next_free(
        starts=starts,
        until=starts + NEAR + length,
        length=length,
        rooms=clash.claim.rooms if clash.claim else (),
        persons=clash.claim.persons if clash.claim else (),
        besides=of_subject(Session._meta.label_lower, [session.pk]) if session else [],
    )
