"""Messages about bilateral meetings to the focal points of the sides concerned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.audit.chain import Draft
from conference.core import access_log, reasons
from conference.correspondence.letters.registry import Notice, register
from conference.correspondence.outbox.actions import Letter, queue_all, still_waiting, waiting, withdraw
from conference.look import lists
from conference.parties.models import Party
from conference.translated import in_each
from delegations.registration.delegations.queries import focal_points_of_each
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


# What changes the room or the time of a meeting that stays confirmed.
_OVERTAKES = frozenset({"meeting.room_changed", "meeting.rearranged", "meeting.time_changed"})


@dataclass(frozen=True)
class _Word:
    """What one side is told: the notice, what the other side or staff said, and the notice's own variables."""

    notice: Notice
    side: Delegation
    words: str = ""
    own: Mapping[str, Any] = field(default_factory=dict)


def _tell(meeting: Meeting, words: Iterable[_Word], after: timedelta = timedelta()) -> None:
    told = list(words)
    readers = focal_points_of_each(one.side for one in told)
    queue_all(
        Letter(
            one.notice,
            meeting,
            readers[one.side.pk],
            _context(meeting, one.side, one.words) | dict(one.own),
            scope=one.side.scope,
            after=after,
        )
        for one in told
    )


def _context(meeting: Meeting, side: Delegation, words: str) -> dict[str, Any]:
    return {
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
    }


def requested(meeting: Meeting, addresses: Mapping[int, str] | None = None) -> None:
    """Ask the sides that have to answer, each by its own link, and tell the asking one. `addresses`: by key of the delegation."""
    known = addresses or {}
    asked = [
        _Word(REQUESTED, side, own=_on_offer(meeting, known.get(side.pk, "")))
        for side in meeting.others(meeting.asking)
    ]
    _tell(meeting, [*asked, _Word(SENT, meeting.asking)])


def _on_offer(meeting: Meeting, address: str) -> dict[str, Any]:
    offers = meeting.offers.all() if meeting.offered_by_id is not None else ()
    times = [(one.starts.isoformat(), one.ends.isoformat()) for one in offers]
    return {"times": times, "telephone": meeting.by_telephone, "agreed": meeting.state in AGREED, "answer_url": address}


def countered(meeting: Meeting, *, by: Delegation, address: str) -> None:
    """Ask the other side whether one of the times that `by` proposes suits."""
    _tell(meeting, [_Word(COUNTERED, meeting.other(by), meeting.answer_words, _on_offer(meeting, address))])


def time_kept(meeting: Meeting, *, by: Delegation | None) -> None:
    """Tell all that an agreed meeting stays at its time. `by` refused another time; None: nobody answered."""
    _tell(meeting, [_Word(TIME_KEPT, side, _words_for(side, meeting, by)) for side in meeting.parties()])


def accepted(meeting: Meeting, *, by: Delegation | None) -> None:
    """Tell all sides that it is agreed; only the others read the words of `by`, who answered."""
    _tell(meeting, [_Word(ACCEPTED, side, _words_for(side, meeting, by)) for side in meeting.parties()])


def declined(meeting: Meeting, *, by: Delegation) -> None:
    _tell(meeting, [_Word(DECLINED, side, _words_for(side, meeting, by)) for side in meeting.parties()])


def _words_for(side: Delegation, meeting: Meeting, by: Delegation | None) -> str:
    return meeting.answer_words if by and side.pk != by.pk else ""


def confirmed(meeting: Meeting, after: timedelta = timedelta()) -> None:
    _tell(meeting, [_Word(CONFIRMED, side) for side in meeting.parties()], after)


def withdraw_outdated(drafts: Sequence[Draft], **_kwargs: Any) -> None:
    """Receive `use_case_ending`: a letter about a first room that still waits says nothing any more once that room is another or none."""
    label = Meeting._meta.label_lower
    own = [one for one in drafts if one.subject_type == label]
    keys = {one.subject_id for one in own if one.came_from == "confirmed" or one.verb in _OVERTAKES}
    if not keys:
        return
    meetings = Meeting.objects.filter(pk__in=keys).select_related("asking__party", "asked__party")
    withdraw(one for one in still_waiting((CONFIRMED,), _scopes(meetings)) if one.subject_id in keys)


def _scopes(meetings: Iterable[Meeting]) -> set[str]:
    return {side.scope for meeting in meetings for side in meeting.parties()}


def room_is_untold(meeting: Meeting) -> bool:
    """Return whether the letters about the meeting's first room still wait, so that nobody knows of it."""
    return any(one.subject_id == str(meeting.pk) for one in waiting((CONFIRMED,), _scopes([meeting])))


def bumped(meeting: Meeting, reason: str) -> None:
    """Tell all that the room is withdrawn; nobody of a room of which nobody has been told, whose letters are withdrawn too."""
    untold = [one for one in still_waiting((CONFIRMED,), _scopes([meeting])) if one.subject_id == str(meeting.pk)]
    if untold:
        withdraw(untold)
        return
    _tell(meeting, [_Word(BUMPED, side, reason) for side in meeting.parties()])


def kept(meeting: Meeting, *, by: Delegation, head: Delegate) -> None:
    """Tell both sides who now takes part for `by`."""
    principal = head.called_in_each
    sides = meeting.parties()
    _tell(meeting, [_Word(KEPT, one, own={"principal": principal, "ours": one.pk == by.pk}) for one in sides])


def cancelled(meeting: Meeting, *, by: Delegation | None, reason: str) -> None:
    """Tell both sides. `by` is the side that called it off, None for protocol or an offer that ran out."""
    _tell(meeting, [_Word(CANCELLED, side, reason) for side in meeting.parties()])
