"""Messages about bilateral meetings to the focal points of the sides concerned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.core import access_log, reasons
from conference.correspondence.letters.registry import Notice, register
from conference.correspondence.outbox.actions import queue
from conference.parties.models import Party
from delegations.registration.delegations.queries import focal_points_of
from delegations.registration.models import Delegate, Delegation
from schedule.bilaterals.models import Meeting

MEETING = "bilaterals:meeting"
NOT_ANSWERED = "meeting.not_answered"
reasons.register({NOT_ANSWERED: _("Not answered in time.")})
access_log.pages({MEETING: _("Bilateral meeting")})
# us and them: names by language; zone, of our capital; room: names by language or empty; words, what the other side or staff said.
VARIABLES = frozenset({"us", "them", "starts", "ends", "zone", "topics", "party_size", "room", "until", "words", "url"})


def _sample() -> Mapping[str, Any]:
    return {
        "us": {"en": "Brazil", "fr": "Brésil", "ar": "البرازيل"},
        "them": {"en": "Kenya", "fr": "Kenya", "ar": "كينيا"},
        "starts": "2025-10-25T14:20:00+07:00",
        "ends": "2025-10-25T14:40:00+07:00",
        "zone": "America/Sao_Paulo",
        "topics": "Ratification timetables. A 24/7 contact point for electronic evidence (article 41).",
        "party_size": 5,
        "room": {"en": "Bilateral room 3"},
        "until": "2025-10-24T16:10:00+07:00",
        "words": "We look forward to it.",
        "url": f"{settings.PUBLIC_URL}/portal/bra/bilaterals/",
    }


def _notice(name: str, title: Promise) -> Notice:
    return register(Notice(f"bilaterals.{name}", title, f"mail/bilaterals/{name}", VARIABLES, _sample))


REQUESTED = _notice("requested", _("A bilateral meeting is requested"))
SENT = _notice("sent", _("Your request for a bilateral meeting was sent"))
ACCEPTED = _notice("accepted", _("A bilateral meeting was accepted"))
DECLINED = _notice("declined", _("A bilateral meeting was declined"))
CONFIRMED = _notice("confirmed", _("A room is assigned to a bilateral meeting"))
BUMPED = _notice("bumped", _("A bilateral meeting has lost its room"))
CANCELLED = _notice("cancelled", _("A bilateral meeting was cancelled"))


# principal: who takes part for us or them; ours: whether it is our own head.
KEPT = register(
    Notice(
        "bilaterals.kept",
        _("A bilateral meeting is kept with a new head of delegation"),
        "mail/bilaterals/kept",
        VARIABLES | {"principal", "ours"},
        lambda: {**_sample(), "principal": "H.E. Mr. Josphat Mutiso Kilonzi", "ours": False},
    )
)


def _names(party: Party) -> dict[str, str]:
    return {name.language: name.short for name in party.names.all()}


def _tell(notice: Notice, meeting: Meeting, side: Delegation, words: str = "", **own: Any) -> None:
    context = {
        "us": _names(side.party),
        "them": _names(meeting.other(side).party),
        "starts": meeting.starts.isoformat(),
        "ends": meeting.ends.isoformat(),
        "zone": side.party.zone_name,
        "topics": meeting.topics,
        "party_size": meeting.party_size,
        "room": dict(meeting.room.name) if meeting.room else {},
        "until": meeting.holds_until.isoformat() if meeting.holds_until else "",
        "words": words,
        "url": settings.PUBLIC_URL + reverse("bilaterals:meeting", args=[side.party.slug, meeting.public_id]),
        **own,
    }
    queue(notice, subject=meeting, to=focal_points_of(side), context=context, scope=side.scope)


def requested(meeting: Meeting) -> None:
    _tell(REQUESTED, meeting, meeting.asked)
    _tell(SENT, meeting, meeting.asking)


def accepted(meeting: Meeting) -> None:
    """Tell both sides that it is agreed; only the asking side reads the words of the answer."""
    _tell(ACCEPTED, meeting, meeting.asking, meeting.answer_words)
    _tell(ACCEPTED, meeting, meeting.asked)


def declined(meeting: Meeting) -> None:
    _tell(DECLINED, meeting, meeting.asking, meeting.answer_words)
    _tell(DECLINED, meeting, meeting.asked)


def confirmed(meeting: Meeting) -> None:
    for side in (meeting.asking, meeting.asked):
        _tell(CONFIRMED, meeting, side)


def bumped(meeting: Meeting, reason: str) -> None:
    for side in (meeting.asking, meeting.asked):
        _tell(BUMPED, meeting, side, reason)


def kept(meeting: Meeting, *, by: Delegation, head: Delegate) -> None:
    """Tell both sides who now takes part for `by`."""
    principal = f"{head.honorific} {head.latin_name}".strip()
    for side in (meeting.asking, meeting.asked):
        _tell(KEPT, meeting, side, principal=principal, ours=side.pk == by.pk)


def cancelled(meeting: Meeting, *, by: Delegation | None, reason: str) -> None:
    """Tell both sides. `by` is the side that called it off, None for protocol or an offer that ran out."""
    for side in (meeting.asking, meeting.asked):
        _tell(CANCELLED, meeting, side, reason)
