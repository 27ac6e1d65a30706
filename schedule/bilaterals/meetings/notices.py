"""Messages about bilateral meetings to the focal points of the sides concerned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.core import access_log, reasons
from conference.correspondence.letters.registry import Notice, register
from conference.correspondence.outbox.actions import queue
from conference.look import lists
from conference.parties.models import Party
from conference.translated import in_each
from delegations.registration.delegations.queries import focal_points_of
from delegations.registration.models import Delegate, Delegation
from schedule.bilaterals.models import AGREED, Meeting

MEETING = "bilaterals:meeting"
NOT_ANSWERED = "meeting.not_answered"
reasons.register({NOT_ANSWERED: _("Not answered in time.")})
access_log.pages({MEETING: _("Bilateral meeting")})
# us and them: names by language; zone, of our capital; room: names by language or empty; words, what the other side or staff said.
# times: further times on offer, as pairs; telephone, whether it was agreed so; answer_url: answers once without signing in.
VARIABLES = frozenset({"us", "them", "starts", "ends", "zone", "topics", "party_size", "room", "until", "words", "url"})
OFFER = frozenset({"times", "telephone", "answer_url", "agreed"})


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


def _offer(name: str, title: Promise) -> Notice:
    sample = {
        "times": [("2025-10-26T09:20:00+07:00", "2025-10-26T09:40:00+07:00")],
        "telephone": False,
        "agreed": False,
        "answer_url": f"{settings.PUBLIC_URL}/bilateral/example/",
    }
    variables, sealed = VARIABLES | OFFER, frozenset({"answer_url"})
    template = f"mail/bilaterals/{name}"
    return register(Notice(f"bilaterals.{name}", title, template, variables, lambda: {**_sample(), **sample}, sealed))


REQUESTED = _offer("requested", _("A bilateral meeting is requested"))
COUNTERED = _offer("countered", _("Another time is proposed for a bilateral meeting"))
TIME_KEPT = _notice("time_kept", _("A bilateral meeting stays at its time"))
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


def _names_of(parties: Sequence[Delegation]) -> dict[str, str]:
    """Return the names by language; of several, joined as the language joins."""
    if len(parties) == 1:
        return _names(parties[0].party)
    return dict(in_each(lambda: lists.in_words([str(one) for one in parties])))


def _tell(notice: Notice, meeting: Meeting, side: Delegation, words: str = "", **own: Any) -> None:
    context = {
        "us": _names(side.party),
        "them": _names_of(meeting.others(side)),
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


def requested(meeting: Meeting, addresses: Mapping[int, str] | None = None) -> None:
    """Ask the sides that have to answer, each by its own link, and tell the asking one. `addresses`: by key of the delegation."""
    for side in meeting.others(meeting.asking):
        address = (addresses or {}).get(side.pk, "")
        _tell(REQUESTED, meeting, side, **_on_offer(meeting, address))
    _tell(SENT, meeting, meeting.asking)


def _on_offer(meeting: Meeting, address: str) -> dict[str, Any]:
    times = [(one.starts.isoformat(), one.ends.isoformat()) for one in meeting.offers.all()]
    return {"times": times, "telephone": meeting.by_telephone, "agreed": meeting.state in AGREED, "answer_url": address}


def countered(meeting: Meeting, *, by: Delegation, address: str) -> None:
    """Ask the other side whether one of the times that `by` proposes suits."""
    _tell(COUNTERED, meeting, meeting.other(by), meeting.answer_words, **_on_offer(meeting, address))


def time_kept(meeting: Meeting, *, by: Delegation | None) -> None:
    """Tell all that an agreed meeting stays at its time. `by` refused another time; None: nobody answered."""
    for side in meeting.parties():
        _tell(TIME_KEPT, meeting, side, meeting.answer_words if by and side.pk != by.pk else "")


def accepted(meeting: Meeting, *, by: Delegation | None) -> None:
    """Tell all sides that it is agreed; only the others read the words of `by`, who answered."""
    for side in meeting.parties():
        _tell(ACCEPTED, meeting, side, meeting.answer_words if by and side.pk != by.pk else "")


def declined(meeting: Meeting, *, by: Delegation) -> None:
    for side in meeting.parties():
        _tell(DECLINED, meeting, side, meeting.answer_words if side.pk != by.pk else "")


def confirmed(meeting: Meeting) -> None:
    for side in meeting.parties():
        _tell(CONFIRMED, meeting, side)


def bumped(meeting: Meeting, reason: str) -> None:
    for side in meeting.parties():
        _tell(BUMPED, meeting, side, reason)


def kept(meeting: Meeting, *, by: Delegation, head: Delegate) -> None:
    """Tell both sides who now takes part for `by`."""
    principal = head.called_in_each
    for side in meeting.parties():
        _tell(KEPT, meeting, side, principal=principal, ours=side.pk == by.pk)


def cancelled(meeting: Meeting, *, by: Delegation | None, reason: str) -> None:
    """Tell both sides. `by` is the side that called it off, None for protocol or an offer that ran out."""
    for side in meeting.parties():
        _tell(CANCELLED, meeting, side, reason)
