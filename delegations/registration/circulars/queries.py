"""Circulars: to whom, in which words, and what became of each mail.

A circular is plain text: paragraphs between empty lines, and links, which are the addresses that begin with http. It has no markup.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import translation
from django.utils.translation import get_language_info

from conference.core.concurrency import fingerprint
from conference.correspondence.letters.plain_text import one_line
from conference.correspondence.letters.rendering import RenderedLetter, known_language, render
from conference.correspondence.models import Message
from conference.correspondence.outbox.actions import Recipient
from conference.models import current_conference
from conference.parties.queries import alphabet
from conference.translated import Translated, in_each
from delegations.registration.circulars import notices
from delegations.registration.circulars.merging import MergeData
from delegations.registration.models import Circular, Delegation, FocalPoint
from delegations.registration.overview import listing
from delegations.registration.overview.listing import Filter

RIGHT = "registration.write"
LATEST = 100
_LINK = re.compile(r"https?://[^\s<>\"“”]+")
# Punctuation after an address, which is not part of it.
_AFTER = ".,;:!?)]}’'”。，；：！？）"


def key_of(
    subject: Translated, body: Translated, files: Sequence[tuple[str, str]] = (), send_at: datetime | None = None
) -> str:
    return fingerprint(dict(subject), dict(body), [list(one) for one in files], send_at.isoformat() if send_at else "")


def paragraphs(body: str) -> list[list[dict[str, str]]]:
    r"""Return paragraphs of parts, each with its `text` and an `href` (empty for plain words); a line end is `\n`."""
    found = []
    for block in re.split(r"\n\s*\n", body.replace("\r\n", "\n").replace("\r", "\n").strip()):
        if block.strip():
            found.append(_parts(block.strip()))
    return found


def _parts(block: str) -> list[dict[str, str]]:
    parts, at = [], 0
    for link in _LINK.finditer(block):
        address = link.group().rstrip(_AFTER)
        parts += [{"text": block[at : link.start()], "href": ""}, {"text": address, "href": address}]
        at = link.start() + len(address)
    return [part for part in [*parts, {"text": block[at:], "href": ""}] if part["text"]]


@dataclass(frozen=True)
class Letter:
    """A mail that a circular becomes: the delegation it is about, and its readers of one language."""

    delegation: Delegation
    language: str
    to: list[Recipient]


def letters_to(delegations: Iterable[Delegation]) -> list[Letter]:
    """Return one letter for each delegation and language, by the parties' names. Three queries.

    A focal point of several delegations gets the letter of the first of them.
    """
    chosen = {delegation.pk: delegation for delegation in delegations}
    points = FocalPoint.objects.filter(delegation__in=chosen, until__isnull=True, user__is_active=True)
    found: dict[tuple[int, str], list[Recipient]] = {}
    written: set[str] = set()
    rows = points.select_related("user").order_by("delegation__party__en_sort", "since", "pk")
    for point in rows:
        recipient = Recipient.for_user(point.user)
        if recipient.email.lower() not in written:
            written.add(recipient.email.lower())
            found.setdefault((point.delegation_id, known_language(recipient.language)), []).append(recipient)
    return [Letter(chosen[pk], language, to) for (pk, language), to in found.items()]


def selected(chosen: Filter, codes: Iterable[str]) -> list[Delegation]:
    """Return the delegations with these codes, or without any code those that match the filter."""
    wanted = [code.upper() for code in codes if "\0" not in code]
    rows = listing.find_delegations(chosen)
    if wanted:
        rows = Delegation.objects.select_related("party").filter(party__code__in=wanted).order_by(alphabet("party"))
    return list(rows.prefetch_related("party__names"))


def first_words(chosen: Filter) -> dict[str, str]:
    """Return the subject and the text that a circular to these delegations begins with, by field; empty for most filters."""
    show = listing.further.get(chosen.show)
    if show is None:
        return {}
    parts = {"subject": in_each(show.subject), "body": in_each(show.body)}
    return {f"{part}_{code}": text for part, texts in parts.items() for code, text in texts.items()}


@dataclass(frozen=True)
class Reader:
    """One who gets a circular's mail: in which letter, and that letter's language by its name in the reader's own."""

    letter: Letter
    to: Recipient

    @property
    def key(self) -> str:
        return str(self.to.user_id)

    @property
    def language(self) -> dict[str, Any]:
        return dict(get_language_info(self.letter.language))


def readers_of(letters: Iterable[Letter]) -> list[Reader]:
    return [Reader(letter, to) for letter in letters for to in letter.to]


def chosen_reader(readers: Sequence[Reader], key: str) -> Reader | None:
    """Return the reader of that key, else the first; None when there is nobody."""
    return next((reader for reader in readers if reader.key == key), readers[0] if readers else None)


def context_of(subject: Translated, body: Translated, letter: Letter, data: MergeData) -> dict[str, Any]:
    """Return the context of a letter's mails, in the active language, with its delegation's own words."""
    headline, text = (data.fill(str(one), letter.delegation) for one in (subject, body))
    return notices.circular_context(one_line(headline), paragraphs(text), letter.delegation, letter.to)


def preview(subject: Translated, body: Translated, reader: Reader) -> RenderedLetter:
    letter = reader.letter
    data = MergeData.read([letter.delegation])
    with translation.override(letter.language):
        context = context_of(subject, body, letter, data)
    return render(
        notices.CIRCULAR,
        context,
        conference=current_conference(),
        language=letter.language,
        name=reader.to.name,
        reference="",
    )


@dataclass(frozen=True)
class Sent:
    """A circular with what became of its mails, by state."""

    circular: Circular
    states: list[tuple[str, int]]
    delegations: int


def latest(pk: int | None = None) -> list[Sent]:
    """Return the newest circulars, or the one of that key. Four queries."""
    known: QuerySet[Any] = (
        Circular.objects.select_related("written_by", "called_off_by")
        .prefetch_related("files")
        .annotate(many=Count("delegations"))
    )
    if pk is not None:
        known = known.filter(pk=pk)
    rows = list(known.order_by("-written_at", "-pk")[:LATEST])
    mails = Message.objects.filter(
        kind=notices.CIRCULAR.kind,
        subject_type=Circular._meta.label_lower,
        subject_id__in=[str(row.pk) for row in rows],
    )
    counts: dict[str, Counter[str]] = {}
    for subject_id, state, number in mails.order_by().values_list("subject_id", "state").annotate(Count("pk")):
        counts.setdefault(subject_id, Counter())[state] = number
    order = ("sent", "failed", "queued", "sending", "cancelled")
    found = []
    for row in rows:
        own = counts.get(str(row.pk), Counter())
        found.append(Sent(row, [(state, own[state]) for state in order if own[state]], row.many))
    return found
