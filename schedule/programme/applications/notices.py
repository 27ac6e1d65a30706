from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.correspondence.letters.registry import Notice, register_notice
from conference.correspondence.outbox.actions import queue_messages
from delegations.registration.delegations.queries import focal_points_of
from schedule.programme.models import Application, Session

# us: the party's names by language; title: as the delegation wrote it; starts, ends, room: empty without a session; zone: of our capital;
# words: the organizers' reason; late: whether it came after the deadline.
VARIABLES = frozenset({"us", "title", "starts", "ends", "room", "zone", "words", "late", "url"})


def _sample() -> Mapping[str, Any]:
    return {
        "us": {"en": "Kenya", "fr": "Kenya", "ar": "كينيا"},
        "title": "Electronic evidence across borders: what small States need",
        "starts": "2025-10-26T10:00:00+07:00",
        "ends": "2025-10-26T11:00:00+07:00",
        "room": {"en": "Conference Room 4"},
        "zone": "Africa/Nairobi",
        "words": "All rooms with interpretation are taken on both days.",
        "late": False,
        "url": f"{settings.PUBLIC_URL}/portal/ken/side-events/",
    }


def _notice(name: str, title: Promise) -> Notice:
    return register_notice(Notice(f"side_events.{name}", title, f"mail/side_events/{name}", VARIABLES, _sample))


SUBMITTED = _notice("submitted", _("A side event was applied for"))
ACCEPTED = _notice("accepted", _("A side event was accepted"))
DECLINED = _notice("declined", _("A side event was declined"))
WITHDRAWN = _notice("withdrawn", _("An application for a side event was withdrawn"))


def queue_notice(notice: Notice, application: Application, session: Session | None = None, reason: str = "") -> None:
    """Queue the notice for the delegation's focal points."""
    party = application.delegation.party
    context = {
        "us": {name.language: name.short for name in party.names.all()},
        "title": application.title,
        "starts": session.starts.isoformat() if session else "",
        "ends": session.ends.isoformat() if session else "",
        "room": dict(session.room.name) if session else {},
        "zone": party.zone_name,
        "words": reason,
        "late": application.late,
        "url": settings.PUBLIC_URL + reverse("programme:side_event", args=[party.slug, application.public_id]),
    }
    to = focal_points_of(application.delegation)
    queue_messages(notice, subject=application, to=to, context=context, scope=application.scope)
