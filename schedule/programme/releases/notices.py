"""Messages of a release: to staff, and to focal points about their own sessions only."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.core.undo import mails_wait
from conference.correspondence.letters.registry import Notice, register_notice
from conference.correspondence.outbox.actions import Recipient, queue_messages
from schedule.programme.models import Release
from schedule.programme.releases import changes, queries
from schedule.programme.releases.plan import ReleasePlan

VARIABLES = frozenset({"number", "at", "sentences", "url"})


def _sample() -> Mapping[str, Any]:
    return {
        "number": 15,
        "at": "2025-10-24T18:30:00+07:00",
        "sentences": [
            "Electronic evidence across borders has a new time: 15:45, was 15:30.",
            "Women in cybercrime investigation moves from Conference Room C to Conference Room B.",
        ],
        "url": f"{settings.PUBLIC_URL}/programme/changes/",
    }


def _notice(name: str, title: Promise, **more: Any) -> Notice:
    def sample() -> Mapping[str, Any]:
        return {**_sample(), **more}

    return register_notice(Notice(f"programme.{name}", title, f"mail/programme/{name}", VARIABLES.union(more), sample))


RELEASED = _notice("released", _("A release of the programme"), size=80)
CONCERNED = _notice("concerned", _("The programme has changed for a session of yours"))


def find_concerned(
    considered: Sequence[changes.Change], *programmes: Iterable[Mapping[str, Any]]
) -> list[tuple[Recipient, str, frozenset[str]]]:
    """Return the focal points whose party organizes a changed session, or whose member sits at its front. Two queries at most.

    Args:
        programmes: The sessions as data, before and after the change.

    Returns:
        (recipient, code of the one delegation or "" for several, keys of the sessions), each recipient once.
    """
    keys = {change["key"] for change in considered}
    of_party: dict[str, set[str]] = {}
    at_the_front: dict[int, set[str]] = {}
    for data in (data for programme in programmes for data in programme if data["key"] in keys):
        for party in data["organisers"]:
            of_party.setdefault(party["code"], set()).add(data["key"])
        for seat in (data["chair"], *(data.get("panel") or ())):
            if seat and seat["id"]:  # a guest of a panel has none
                at_the_front.setdefault(seat["id"], set()).add(data["key"])
    for pk, code in queries.parties_of_members(at_the_front).items():
        of_party.setdefault(code, set()).update(at_the_front[pk])
    if not of_party:
        return []
    to: dict[str, tuple[Recipient, set[str], set[str]]] = {}
    for code, recipient in queries.focal_points_of_parties(sorted(of_party)):
        _who, codes, theirs = to.setdefault(recipient.email, (recipient, set(), set()))
        codes.add(code)
        theirs |= of_party[code]
    return [(who, "".join(codes) if len(codes) == 1 else "", frozenset(theirs)) for who, codes, theirs in to.values()]


@dataclass(frozen=True)
class ReleaseLetter:
    notice: Notice
    to: Sequence[Recipient]
    context: Mapping[str, Any]
    scope: str = ""


def queue_letters(release: Release, planned: ReleasePlan, zone: ZoneInfo) -> None:
    """Queue the messages of a release, one for each reader. They wait as long as it can be undone."""
    for letter in build_letters(planned, release.published_at, zone):
        queue_messages(
            letter.notice,
            subject=release,
            version=release.number,
            to=letter.to,
            context=letter.context,
            scope=letter.scope,
            after=wait(release),
        )


def wait(release: Release) -> timedelta:
    """Return how long the messages of a release wait: the first cannot be undone, since nothing precedes it."""
    return mails_wait() if release.number > 1 else timedelta()


def build_letters(planned: ReleasePlan, at: datetime, zone: ZoneInfo) -> Iterator[ReleaseLetter]:
    """Yield the messages if `planned` is published: one for staff of each language, one for each focal point concerned."""
    by_language: dict[str, list[Recipient]] = {}
    for recipient in queries.staff_of_programme():
        by_language.setdefault(recipient.language, []).append(recipient)
    for language, readers in by_language.items():
        context = _build_context(planned.number, at, planned.going, language, zone)
        yield ReleaseLetter(RELEASED, readers, {**context, "size": len(planned.data)})
    for recipient, scope, keys in find_concerned(planned.going, planned.before, planned.data):
        theirs = [change for change in planned.going if change["key"] in keys]
        context = _build_context(planned.number, at, theirs, recipient.language, zone)
        yield ReleaseLetter(CONCERNED, [recipient], context, scope)


def _build_context(
    number: int, at: datetime, own_changes: Iterable[changes.Change], language: str, zone: ZoneInfo
) -> dict[str, Any]:
    with translation.override(language):
        sentences = [changes.sentence(change, zone) for change in own_changes]
    return {
        "number": number,
        "at": at.astimezone(zone).isoformat(timespec="seconds"),
        "sentences": sentences,
        "url": settings.PUBLIC_URL + reverse("programme:changes"),
    }
