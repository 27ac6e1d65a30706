"""Messages about lists of speakers, to focal points of the delegations concerned."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.core import access_log
from conference.correspondence.letters.registry import Notice, register_notice
from conference.correspondence.outbox.actions import Recipient, queue_messages
from conference.parties.models import Party, PartyName
from delegations.registration.models import FocalPoint
from schedule.programme.models import Inscription, ReplyRequest, Swap

SPEAKING = "programme:speaking"
access_log.register_pages({SPEAKING: _("Speakers")})

# us and them: names by language, `them` empty but for an exchange; list: its title by language; starts, ends, was: empty where there is
# none; zone, of our capital; words, what the other side or the organizers said; yes, whether they agreed.
VARIABLES = frozenset(
    {"us", "them", "list", "speaker", "starts", "ends", "minutes", "was", "zone", "words", "yes", "late", "url"}
)
REPLY_VARIABLES = frozenset({"us", "them", "list", "yes", "place", "minutes", "words", "url"})


def _sample() -> Mapping[str, Any]:
    return {
        "us": {"en": "Kenya", "fr": "Kenya", "ar": "كينيا"},
        "them": {"en": "Brazil", "fr": "Brésil", "ar": "البرازيل"},
        "list": {"en": "General debate", "fr": "Débat général", "ar": "المناقشة العامة"},
        "speaker": "H.E. Ms. Naliaka Barasa",
        "starts": "2025-10-25T15:12:00+07:00",
        "ends": "2025-10-25T15:17:00+07:00",
        "minutes": 5,
        "was": "2025-10-25T14:50:00+07:00",
        "zone": "Africa/Nairobi",
        "words": "Our Minister has to leave at 15:00.",
        "yes": True,
        "late": False,
        "url": f"{settings.PUBLIC_URL}/portal/ken/speaking/",
    }


def _notice(name: str, title: Promise) -> Notice:
    return register_notice(Notice(f"speaking.{name}", title, f"mail/speaking/{name}", VARIABLES, _sample))


INSCRIBED = _notice("inscribed", _("A speaker is inscribed"))
ANSWERED = _notice("answered", _("A late inscription was answered"))
WITHDRAWN = _notice("withdrawn", _("A speaker was withdrawn"))
TIME = _notice("time", _("The time of a statement"))
CHANGED = _notice("changed", _("The time of a statement has changed"))
SWAP_ASKED = _notice("swap_asked", _("An exchange of places is requested"))
SWAP_ANSWERED = _notice("swap_answered", _("An exchange of places was answered"))


def _reply_sample() -> Mapping[str, Any]:
    own = {"yes": True, "place": "meeting", "minutes": 5, "words": ""}
    return {name: value for name, value in {**_sample(), **own}.items() if name in REPLY_VARIABLES}


# them: who made the statement; place: of ReplyPlace, empty if declined; words: why declined; yes, minutes: as above.
REPLY_ANSWERED = register_notice(
    Notice(
        "speaking.reply_answered",
        _("A request for the right of reply was answered"),
        "mail/speaking/reply_answered",
        REPLY_VARIABLES,
        _reply_sample,
    )
)


def _readers(parties: Sequence[Party]) -> dict[int, list[Recipient]]:
    acting = FocalPoint.objects.filter(until__isnull=True, user__is_active=True, delegation__party__in=parties)
    readers: dict[int, list[Recipient]] = {}
    for point in acting.select_related("user", "delegation").order_by("since", "pk"):
        readers.setdefault(point.delegation.party_id, []).append(Recipient.for_user(point.user))
    return readers


def _names(parties: Sequence[Party]) -> dict[int, dict[str, str]]:
    names: dict[int, dict[str, str]] = {}
    for name in PartyName.objects.filter(party__in=parties):
        names.setdefault(name.party_id, {})[name.language] = name.short
    return names


def _queue_each(notice: Notice, *about: tuple[Inscription, int, Mapping[str, Any]]) -> None:
    """Queue `notice` for each of `about`: the row, the message's version, its own variables."""
    parties = [row.delegation.party for row, _version, _own in about]
    readers, names = _readers(parties), _names(parties)
    for row, version, own in about:
        party = row.delegation.party
        context = {
            "us": names.get(party.pk, {}),
            "them": {},
            "list": dict(row.list.title),
            "speaker": row.speaker.called_in_each,
            "starts": _iso(row.starts),
            "ends": _iso(row.ends),
            "minutes": int(row.length.total_seconds() // 60) if row.length else 0,
            "was": "",
            "zone": party.zone_name,
            "words": "",
            "yes": False,
            "late": row.state == "requested",
            "url": settings.PUBLIC_URL + reverse("programme:speaking_one", args=[party.slug, row.list.key]),
            **own,
        }
        queue_messages(
            notice, subject=row, version=version, to=readers.get(party.pk, ()), context=context, scope=row.scope
        )


def _iso(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def queue_notice(notice: Notice, inscription: Inscription, **own: Any) -> None:
    """Queue the notice for the delegation. `own` are variables besides those of the inscription."""
    _queue_each(notice, (inscription, inscription.version, own))


def tell_times(news: Sequence[tuple[Inscription, datetime | None]]) -> None:
    """Tell each delegation its time. `news` pairs it with the time told before, None for the first."""
    _queue_each(TIME, *[(row, row.told, {}) for row, was in news if was is None])
    _queue_each(CHANGED, *[(row, row.told, {"was": _iso(was)}) for row, was in news if was is not None])


def tell_swap_asked(swap: Swap) -> None:
    asking = swap.asking.delegation.party
    own = {"them": _names([asking]).get(asking.pk, {}), "was": _iso(swap.asking.starts), "words": swap.words}
    _queue_each(SWAP_ASKED, (swap.asked, swap.pk, own))


def tell_swap_answered(swap: Swap, *, agreed: bool) -> None:
    names = _names([swap.asking.delegation.party, swap.asked.delegation.party])
    pairs = ((swap.asking, swap.asked), (swap.asked, swap.asking))
    sides = [(row, swap.pk, {"them": names.get(other.delegation.party_id, {}), "yes": agreed}) for row, other in pairs]
    _queue_each(SWAP_ANSWERED, *sides)


def tell_reply_answered(request: ReplyRequest, *, minutes: int = 0) -> None:
    """Tell the delegation when it replies, or why not. `minutes` is how long it may speak."""
    party, other = request.delegation.party, request.about.delegation.party
    names = _names([party, other])
    context = {
        "us": names.get(party.pk, {}),
        "them": names.get(other.pk, {}),
        "list": dict(request.list.title),
        "yes": request.state == "placed",
        "place": request.place if request.state == "placed" else "",
        "minutes": minutes,
        "words": request.answer,
        "url": settings.PUBLIC_URL + reverse("programme:speaking_one", args=[party.slug, request.list.key]),
    }
    readers = _readers([party]).get(party.pk, ())
    queue_messages(
        REPLY_ANSWERED, subject=request, version=request.version, to=readers, context=context, scope=request.scope
    )
