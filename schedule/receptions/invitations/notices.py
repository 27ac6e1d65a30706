"""Messages about receptions, to the invited delegation's focal points, or to the outside guest."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.core import access_log
from conference.core.registry import Registry
from conference.core.undo import mails_wait
from conference.correspondence.letters.registry import Notice, register_notice
from conference.correspondence.outbox.actions import Letter, Recipient, lock_undoable_messages_about, queue_all
from conference.correspondence.outbox.actions import withdraw_messages as cancel
from delegations.registration.delegations.queries import focal_points_of_each
from schedule.receptions.models import Invitation

GUESTS = "receptions:guests"
access_log.register_pages({GUESTS: _("Guests of a reception")})
# What each mail may say; reception, host, in_honour, room, entrance, dress and party are texts by language.
SAMPLE: Mapping[str, Any] = {
    "reception": {"en": "State Banquet", "fr": "Banquet d’État"},
    "occasion": {"en": "State Banquet", "fr": "Banquet d’État"},
    "host": {"en": "The President of the Socialist Republic of Viet Nam"},
    "in_honour": {"en": "in honour of the heads of delegation"},
    "room": {"en": "Banquet Hall"},
    "entrance": {"en": "Entrance 2"},
    "dress": {"en": "Lounge suit or national dress"},
    "starts": "2025-10-25T19:00:00+07:00",
    "ends": "2025-10-25T21:30:00+07:00",
    "arrive_from": "2025-10-25T18:15:00+07:00",
    "arrive_until": "2025-10-25T18:45:00+07:00",
    "answer_by": "2025-10-23T18:00:00+07:00",
    "guest": "H.E. Ms. Naliaka Barasa",
    "party": {"en": "Republic of Kenya", "fr": "République du Kenya"},
    "persons": 2,
    "companion": "Mr. Tom Wafula Simiyu",
    "substitute": "Mr. Josphat Mutiso Kilonzi",
    "state": "accepted",
    "is_head": True,
    "is_outside": False,
    "waiting_companion": "",
    "keeps_place": False,
}


type File = tuple[str, bytes, str]
# The card, which a topic above makes (guest_papers).
cards: Registry[Callable[[str], Iterable[File]]] = Registry("cards that go with the mails of receptions")


def _cards(invitation: str) -> Iterator[File]:
    for make in cards.values():
        yield from make(invitation)


def _register(name: str, title: Promise, *, sealed: Iterable[str] = (), card: bool = False, **extra: Any) -> Notice:
    """Register a notice, whose context has `extra` beside SAMPLE, each with a function that returns its sample."""
    return register_notice(
        Notice(
            f"receptions.{name}",
            title,
            f"mail/receptions/{name}",
            frozenset(SAMPLE) | extra.keys(),
            lambda: {**SAMPLE, **{key: make() for key, make in extra.items()}},
            frozenset(sealed),
            files=_cards if card else None,
            right="receptions.see",
        )
    )


def _sample_url() -> str:
    return f"{settings.PUBLIC_URL}/invited/example/"


INVITED = _register("invited", _("Invitation to a reception"), sealed=["url"], card=True, url=_sample_url)
ANSWERED = _register("answered", _("Your answer was received"), card=True)
PROMOTED = _register("promoted", _("From the waiting list: you are expected"), card=True)
SUBSTITUTE = _register("substitute", _("The host's decision on a substitute"), approved=lambda: True)
REMINDED = _register("reminded", _("Reminder of an invitation"), sealed=["url"], url=_sample_url)
MOVED = _register("moved", _("Another time or place of a reception"))
THANKED = _register(
    "thanked",
    _("Thanks of the host"),
    words=lambda: {"en": "It was an honour to receive you.", "fr": "Ce fut un honneur de vous recevoir."},
)
LATE_DECLINED = _register("late_declined", _("The host's decision on a late answer"))
DECIDED = (SUBSTITUTE, LATE_DECLINED)


def _context(invitation: Invitation) -> dict[str, Any]:
    reception = invitation.reception
    arrival = {name: getattr(reception, name) for name in ("arrive_from", "arrive_until")}
    return {
        "reception": dict(reception.name),
        "occasion": dict(reception.on_invitation),
        "room": dict(reception.room.name),
        **{name: dict(getattr(reception, name)) for name in ("host", "in_honour", "entrance", "dress")},
        "starts": reception.starts.isoformat(),
        "ends": reception.ends.isoformat(),
        **{name: moment.isoformat() if moment else "" for name, moment in arrival.items()},
        "answer_by": invitation.answer_by.isoformat(),
        "guest": invitation.person.called_in_each,
        "party": {name.language: name.formal_title for name in invitation.party.names.all()},
        "persons": invitation.persons,
        "companion": invitation.companion_name,
        "substitute": invitation.substitute_name,
        "state": invitation.state,
        "is_head": invitation.person.is_head,
        "is_outside": invitation.delegation_id is None,
        "waiting_companion": invitation.waiting_companion,
        "keeps_place": invitation.keeps_place,
    }


def readers_of(invitation: Invitation) -> list[Recipient]:
    """Return who is written to about an invitation; nobody for an outside guest without an address. One query at most."""
    if guest := invitation.outside_guest:
        return [Recipient(guest.email, guest.called, guest.language)] if guest.email else []
    assert invitation.delegation is not None
    return focal_points_of_each([invitation.delegation])[invitation.delegation.pk]


def queue_notice(
    notice: Notice,
    invitation: Invitation,
    *,
    can_be_undone: bool = False,
    readers: Sequence[Recipient] | None = None,
    **extra: Any,
) -> None:
    """Queue a mail about an invitation.

    Args:
        can_be_undone: The mail waits as long as what it tells of can be undone.
        readers: As `readers_of` returned them, if it was called already.
    """
    to = readers_of(invitation) if readers is None else readers
    after = mails_wait() if can_be_undone else timedelta()
    queue_all([Letter(notice, invitation, to, {**_context(invitation), **extra}, scope=invitation.scope, after=after)])


def withdraw_mails(invitation: Invitation, *notices: Notice) -> bool:
    """Cancel unsent mails of these kinds about the invitation, by one query. Return whether there were any."""
    own = lock_undoable_messages_about(notices, invitation)
    if own:
        cancel(own)
    return bool(own)


def write_invitation(invitation: Invitation, address: str, *, can_be_undone: bool = False) -> None:
    withdraw_mails(invitation, *DECIDED, ANSWERED, INVITED)
    queue_notice(INVITED, invitation, url=address, can_be_undone=can_be_undone)


def confirm_answer(
    invitation: Invitation,
    *,
    can_be_undone: bool = False,
    first: bool = False,
    readers: Sequence[Recipient] | None = None,
) -> None:
    """Confirm an answer.

    Args:
        first: Nothing has happened to the invitation before, so that no other letter about it can wait.
    """
    if not first:
        # Of a second word meanwhile the letter of the first is old news.
        withdraw_mails(invitation, *DECIDED, REMINDED, *([ANSWERED] if can_be_undone else ()))
    queue_notice(ANSWERED, invitation, can_be_undone=can_be_undone, readers=readers)


def write_reminder(invitation: Invitation) -> None:
    """Remind of an invitation with its page in the portal: the own link, the only one of an outside guest, is not stored."""
    path = reverse("receptions:invitation", args=[invitation.party.slug, invitation.public_id])
    url = settings.PUBLIC_URL + path if invitation.delegation_id else ""
    queue_notice(REMINDED, invitation, url=url, can_be_undone=True)


def write_new_place(invitation: Invitation) -> None:
    """Tell of another time or place. The mail waits, and a second change replaces it."""
    withdraw_mails(invitation, MOVED)
    queue_notice(MOVED, invitation, can_be_undone=True)
