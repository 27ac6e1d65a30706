"""Messages of a release: to staff, and to focal points about their own sessions only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from conference.correspondence.letters.registry import Notice, register
from conference.correspondence.outbox.actions import Recipient, queue
from schedule.programme.models import Release
from schedule.programme.releases import changes, queries

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


RELEASED = register(
    Notice(
        "programme.released",
        _("A release of the programme"),
        "mail/programme/released",
        VARIABLES | {"size"},
        lambda: {**_sample(), "size": 80},
    )
)
CONCERNED = register(
    Notice(
        "programme.concerned",
        _("The programme has changed for a session of yours"),
        "mail/programme/concerned",
        VARIABLES,
        _sample,
    )
)


def find_concerned(
    change_list: Sequence[changes.Change], *programmes: Iterable[Mapping[str, Any]]
) -> list[tuple[Recipient, str, frozenset[str]]]:
    """Return the focal points whose party organises a changed session, or whose member sits at its front.

    Before and after the change both count. Two queries at most.

    Args:
        programmes: The sessions as data, of the last release and of the draft.

    Returns:
        (recipient, code of the one delegation or "" for several, keys of the sessions), each recipient once.
    """
    keys = {change["key"] for change in change_list}
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


def queue_messages(
    release: Release,
    change_list: Sequence[changes.Change],
    concerns: Iterable[tuple[Recipient, str, frozenset[str]]],
    zone: ZoneInfo,
) -> None:
    """Queue the messages of a release, one for each reader."""
    at = release.published_at
    for letter in build_letters(release.number, at, release.size, change_list, concerns, zone):
        queue(
            letter.notice,
            subject=release,
            version=release.number,
            to=letter.to,
            context=letter.context,
            scope=letter.scope,
        )


@dataclass(frozen=True)
class ReleaseLetter:
    """A message of a release, with all who get it."""

    notice: Notice
    to: Sequence[Recipient]
    context: Mapping[str, Any]
    scope: str = ""
    keys: frozenset[str] = frozenset()


def build_letters(
    number: int,
    at: datetime,
    size: int,
    change_list: Sequence[changes.Change],
    concerns: Iterable[tuple[Recipient, str, frozenset[str]]],
    zone: ZoneInfo,
) -> Iterator[ReleaseLetter]:
    """Yield the messages of a release of that number: one for staff of each language, one for each focal point concerned."""
    by_language: dict[str, list[Recipient]] = {}
    for recipient in queries.staff_of_programme():
        by_language.setdefault(recipient.language, []).append(recipient)
    for language, readers in by_language.items():
        yield ReleaseLetter(
            RELEASED, readers, {**_build_context(number, at, change_list, language, zone), "size": size}
        )
    for recipient, scope, keys in concerns:
        theirs = [change for change in change_list if change["key"] in keys]
        yield ReleaseLetter(
            CONCERNED, [recipient], _build_context(number, at, theirs, recipient.language, zone), scope, keys
        )


def _build_context(
    number: int, at: datetime, change_list: Iterable[changes.Change], language: str, zone: ZoneInfo
) -> dict[str, Any]:
    with translation.override(language):
        sentences = [changes.sentence(change, zone) for change in change_list]
    return {
        "number": number,
        "at": at.astimezone(zone).isoformat(timespec="seconds"),
        "sentences": sentences,
        "url": settings.PUBLIC_URL + reverse("programme:changes"),
    }
