"""Messages about bilateral meetings to the focal points of the sides concerned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.audit.chain import Draft
from conference.core import access_log, reasons, undo
from conference.correspondence.letters.registry import Notice, register_notice
from conference.correspondence.outbox.actions import (
    Letter,
    lock_undoable_messages,
    lock_waiting_messages,
    queue_all,
    send_waiting_messages,
    undoable_messages,
    withdraw_messages,
)
from conference.look import lists
from conference.translated import in_each
from delegations.registration.delegations.queries import focal_points_of_each
from delegations.registration.models import Delegate, Delegation
from schedule.bilaterals.models import AGREED, Meeting

MEETING = "bilaterals:meeting"
NOT_ANSWERED = "meeting.not_answered"
reasons.register_reasons({NOT_ANSWERED: _("Not answered in time.")})
access_log.register_pages({MEETING: _("Bilateral meeting")})
# us and them: names by language; everybody: all of three or four, else empty; zone, of our capital; room: names by language or empty;
# words, what the other side or staff wrote.
# times: further times on offer, as pairs; telephone, whether it was agreed so; answer_url: answers once without signing in.


def _sample() -> Mapping[str, Any]:
    return {
        "us": {"en": "Brazil", "fr": "Brésil", "ar": "البرازيل"},
        "them": {"en": "Kenya", "fr": "Kenya", "ar": "كينيا"},
        "everybody": {},
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


PRIVATE = frozenset({"topics", "words"})


def register_meeting_notice(name: str, title: Promise, sealed: Sequence[str] = (), **own: Any) -> Notice:
    """Register a notice, in which what the sides write is always sealed. `own`: a sample of the variables that it has besides."""
    sample = {**_sample(), **own}
    kind, template = f"bilaterals.{name}", f"mail/bilaterals/{name}"
    private = PRIVATE | {*sealed}
    return register_notice(
        Notice(kind, title, template, frozenset(sample), lambda: sample, private, right="bilaterals.see")
    )


SEALED = ("answer_url",)
OFFER: dict[str, Any] = {
    "times": [("2025-10-26T09:20:00+07:00", "2025-10-26T09:40:00+07:00")],
    "telephone": False,
    "agreed": False,
    "answer_url": f"{settings.PUBLIC_URL}/bilateral/example/",
}
# principal: who takes part for the asking side; a mail that waits since before has none.
REQUESTED = register_meeting_notice(
    "requested", _("A bilateral meeting is requested"), SEALED, principal="H.E. Mr. Josphat Mutiso Kilonzi", **OFFER
)
COUNTERED = register_meeting_notice("countered", _("Another time is proposed for a bilateral meeting"), SEALED, **OFFER)
TIME_KEPT = register_meeting_notice("time_kept", _("A bilateral meeting stays at its time"))
SENT = register_meeting_notice("sent", _("Your request for a bilateral meeting was sent"))
ACCEPTED = register_meeting_notice("accepted", _("A bilateral meeting was accepted"))
DECLINED = register_meeting_notice("declined", _("A bilateral meeting was declined"))
CONFIRMED = register_meeting_notice("confirmed", _("A room is assigned to a bilateral meeting"))
ROOM_WITHDRAWN = register_meeting_notice("bumped", _("A bilateral meeting has lost its room"))
CANCELLED = register_meeting_notice("cancelled", _("A bilateral meeting was cancelled"))


# principal: who takes part for party; ours: whether that is our own delegation.
KEPT = register_meeting_notice(
    "kept",
    _("A bilateral meeting is kept with a new head of delegation"),
    principal="H.E. Mr. Josphat Mutiso Kilonzi",
    party={"en": "Kenya", "fr": "Kenya", "ar": "كينيا"},
    ours=False,
)


def names_of(parties: Sequence[Delegation]) -> dict[str, str]:
    """Return the names by language; of several, joined as the language joins."""
    if len(parties) == 1:
        return {name.language: name.short for name in parties[0].party.names.all()}
    return dict(in_each(lambda: lists.in_words(map(str, parties))))


# What changes the room or the time of a meeting that stays confirmed.
_OVERTAKES = frozenset({"meeting.room_changed", "meeting.rearranged", "meeting.time_changed"})


@dataclass(frozen=True)
class SideLetter:
    """What one side is told: the notice, what the other side or staff wrote, and the notice's own variables."""

    notice: Notice
    side: Delegation
    words: str = ""
    own: Mapping[str, Any] = field(default_factory=dict)


def queue_letters(meeting: Meeting, letters: Sequence[SideLetter], after: timedelta = timedelta()) -> None:
    readers = focal_points_of_each(letter.side for letter in letters)
    queue_all(
        Letter(
            letter.notice,
            meeting,
            readers[letter.side.pk],
            context_of(meeting, letter.side, letter.words) | dict(letter.own),
            scope=letter.side.scope,
            after=after,
        )
        for letter in letters
    )


def _queue_for_all(
    notice: Notice, meeting: Meeting, words: str = "", *, besides: Delegation | None = None, **values: Any
) -> None:
    """Tell all sides; `besides` wrote the words, and does not read them."""
    sides = meeting.parties()
    queue_letters(meeting, [SideLetter(notice, side, words if side != besides else "") for side in sides], **values)


def context_of(meeting: Meeting, side: Delegation, words: str) -> dict[str, Any]:
    return {
        "us": names_of([side]),
        "them": names_of(meeting.others(side)),
        "everybody": names_of(meeting.parties()) if meeting.further() else {},
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


def write_request(meeting: Meeting, addresses: Mapping[int, str] | None = None) -> None:
    """Ask the sides that have to answer, each by its own link, and tell the asking one. `addresses`: by key of the delegation."""
    own = {"them": names_of([meeting.asking]), "principal": meeting.asking_principal.called_in_each}
    letters = [
        SideLetter(REQUESTED, side, own={**_on_offer(meeting, (addresses or {}).get(side.pk, "")), **own})
        for side in meeting.others(meeting.asking)
    ]
    queue_letters(meeting, [*letters, SideLetter(SENT, meeting.asking)], after=undo.mails_wait())


def _on_offer(meeting: Meeting, address: str) -> dict[str, Any]:
    offers = meeting.offers.all() if meeting.offered_by_id is not None else ()
    times = [(offer.starts.isoformat(), offer.ends.isoformat()) for offer in offers]
    return {"times": times, "telephone": meeting.by_telephone, "agreed": meeting.state in AGREED, "answer_url": address}


def write_proposal(meeting: Meeting, *, by: Delegation, address: str) -> None:
    """Ask the other side whether one of the times that `by` proposes suits."""
    letter = SideLetter(COUNTERED, meeting.other(by), meeting.answer_words, _on_offer(meeting, address))
    queue_letters(meeting, [letter], after=undo.mails_wait())


def time_kept(meeting: Meeting, *, by: Delegation | None) -> None:
    """Tell all that an agreed meeting stays at its time. `by` refused another time; None: nobody answered."""
    _queue_for_all(TIME_KEPT, meeting, meeting.answer_words if by else "", besides=by, after=_waits(by))


def write_acceptance(meeting: Meeting, *, by: Delegation | None) -> None:
    """Tell all sides that it is agreed; only the others read the words of `by`, who answered."""
    _queue_for_all(ACCEPTED, meeting, meeting.answer_words if by else "", besides=by, after=_waits(by))


def write_refusal(meeting: Meeting, *, by: Delegation) -> None:
    _queue_for_all(DECLINED, meeting, meeting.answer_words, besides=by, after=_waits(by))


def _waits(by: Delegation | None) -> timedelta:
    """Return how long letters wait: what a side sent can be undone, what protocol enters or time decides cannot."""
    return undo.mails_wait() if by else timedelta()


def write_confirmation(meeting: Meeting, after: timedelta = timedelta()) -> None:
    _queue_for_all(CONFIRMED, meeting, after=after)


def withdraw_outdated(drafts: Sequence[Draft], **_kwargs: Any) -> None:
    """Receive `use_case_ending`: withdraw letters about a first room that still wait once that room is another or none."""
    of_meetings = [draft for draft in drafts if draft.subject_type == Meeting._meta.label_lower]
    keys = {draft.subject_id for draft in of_meetings if draft.came_from == "confirmed" or draft.verb in _OVERTAKES}
    if not keys:
        return
    meetings = Meeting.objects.filter(pk__in=keys).select_related("asking__party", "asked__party")
    letters = lock_undoable_messages((CONFIRMED,), _scopes(meetings))
    withdraw_messages(letter for letter in letters if letter.subject_id in keys)


def withdraw_step(meeting: Meeting, version: int) -> None:
    """Withdraw what waits to be told of the step that made this version of the meeting."""
    withdraw_messages(lock_waiting_messages(meeting, version))


def send_overtaken(drafts: Sequence[Draft], **_kwargs: Any) -> None:
    """Receive `use_case_ending`: after a further change a step cannot be undone, so that its letters wait no longer.

    Besides those about a first room, which `withdraw_outdated` withdraws.
    """
    label = Meeting._meta.label_lower
    versions = {draft.subject_id: draft.subject_version for draft in drafts if draft.subject_type == label}
    changed = {key: version for key, version in versions.items() if version > 1}
    if changed and undo.window():
        send_waiting_messages(label, changed, besides=(CONFIRMED,))


def _scopes(meetings: Iterable[Meeting]) -> set[str]:
    return {side.scope for meeting in meetings for side in meeting.parties()}


def is_room_untold(meeting: Meeting) -> bool:
    """Return whether the letters about the meeting's first room still wait, so that nobody knows of it."""
    letters = undoable_messages((CONFIRMED,), _scopes([meeting]))
    return any(letter.subject_id == str(meeting.pk) for letter in letters)


def write_loss_of_room(meeting: Meeting, reason: str) -> None:
    """Tell all sides that the room is withdrawn. While the confirmation still waits, withdraw that instead and tell nobody."""
    letters = lock_undoable_messages((CONFIRMED,), _scopes([meeting]))
    untold = [letter for letter in letters if letter.subject_id == str(meeting.pk)]
    if untold:
        withdraw_messages(untold)
    else:
        _queue_for_all(ROOM_WITHDRAWN, meeting, reason)


def write_new_principal(meeting: Meeting, *, by: Delegation, head: Delegate) -> None:
    """Tell both sides who now takes part for `by`."""
    own = {"principal": head.called_in_each, "party": names_of([by])}
    sides = meeting.parties()
    queue_letters(meeting, [SideLetter(KEPT, side, own={**own, "ours": side.pk == by.pk}) for side in sides])


def write_cancellation(meeting: Meeting, *, by: Delegation | None, reason: str) -> None:
    """Tell both sides. `by` is the side that called it off, None for protocol or an offer that ran out."""
    _queue_for_all(CANCELLED, meeting, reason)
