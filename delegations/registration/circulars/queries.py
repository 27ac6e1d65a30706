"""Circulars: who gets them, their text (paragraphs between empty lines, and links that begin with http), and the state of their mails."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils import translation
from django.utils.translation import get_language_info

from conference.core.concurrency import fingerprint
from conference.correspondence.letters.plain_text import one_line
from conference.correspondence.letters.rendering import RenderedLetter, known_language, render_letter
from conference.correspondence.models import Message
from conference.correspondence.outbox.actions import Recipient
from conference.models import current_conference
from conference.parties.queries import alphabet
from conference.translated import Translated, in_each
from delegations.registration.circulars import notices
from delegations.registration.circulars.merging import MergeData
from delegations.registration.delegations.notices import common_context
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
    """Return the key of what a writer previews."""
    pairs = [list(pair) for pair in files]
    return fingerprint(dict(subject), dict(body), pairs, send_at.isoformat() if send_at else "")


def paragraphs(body: str) -> list[list[dict[str, str]]]:
    r"""Return paragraphs of parts, each with its `text` and an `href` (empty for plain words); a line end is `\n`."""
    blocks = re.split(r"\n\s*\n", body.replace("\r\n", "\n").replace("\r", "\n").strip())
    return [_split_at_links(block.strip()) for block in blocks if block.strip()]


def _split_at_links(block: str) -> list[dict[str, str]]:
    parts, start = [], 0
    for link in _LINK.finditer(block):
        address = link.group().rstrip(_AFTER)
        parts += [{"text": block[start : link.start()], "href": ""}, {"text": address, "href": address}]
        start = link.start() + len(address)
    return [part for part in [*parts, {"text": block[start:], "href": ""}] if part["text"]]


@dataclass(frozen=True)
class CircularLetter:
    """A circular as it is written to the readers of one delegation and language."""

    delegation: Delegation
    language: str
    to: list[Recipient]


def letters_to(delegations: Iterable[Delegation]) -> list[CircularLetter]:
    """Return one letter for each delegation and language, by the parties' names. Three queries.

    A focal point of several delegations gets the letter of the first of them.
    """
    by_pk = {delegation.pk: delegation for delegation in delegations}
    points = FocalPoint.objects.filter(delegation__in=by_pk, until__isnull=True, user__is_active=True)
    recipients: defaultdict[tuple[int, str], list[Recipient]] = defaultdict(list)
    addresses: set[str] = set()
    for point in points.select_related("user").order_by("delegation__party__en_sort", "since", "pk"):
        recipient = Recipient.for_user(point.user)
        if recipient.email.lower() not in addresses:
            addresses.add(recipient.email.lower())
            recipients[point.delegation_id, known_language(recipient.language)].append(recipient)
    return [CircularLetter(by_pk[pk], language, to) for (pk, language), to in recipients.items()]


def get_selected(chosen: Filter, codes: Iterable[str]) -> list[Delegation]:
    """Return the delegations with these codes, or without any code those that match the filter."""
    delegations = listing.find_delegations(chosen)
    if codes := [code.upper() for code in codes if "\0" not in code]:
        delegations = Delegation.objects.select_related("party").filter(party__code__in=codes)
        delegations = delegations.order_by(alphabet("party"))
    return list(delegations.prefetch_related("party__names"))


def get_initial_texts(chosen: Filter) -> dict[str, str]:
    """Return the subject and the text that a circular to these delegations begins with, by field; empty for most filters."""
    show = listing.further.get(chosen.show)
    if show is None:
        return {}
    parts = {"subject": in_each(show.subject), "body": in_each(show.body)}
    return {f"{part}_{code}": text for part, texts in parts.items() for code, text in texts.items()}


@dataclass(frozen=True)
class CircularReader:
    """One who gets a circular, with the letter and its language."""

    letter: CircularLetter
    to: Recipient

    @property
    def key(self) -> str:
        return str(self.to.user_id)

    @property
    def language(self) -> dict[str, Any]:
        return dict(get_language_info(self.letter.language))


def get_readers(delegations: Iterable[Delegation]) -> list[CircularReader]:
    return [CircularReader(letter, to) for letter in letters_to(delegations) for to in letter.to]


def pick_reader(readers: Sequence[CircularReader], key: str) -> CircularReader | None:
    """Return the reader of that key, else the first; None when there is nobody."""
    return next((reader for reader in readers if reader.key == key), readers[0] if readers else None)


def context_of(subject: Translated, body: Translated, letter: CircularLetter, data: MergeData) -> dict[str, Any]:
    """Return the context of a letter's mails, in the active language, with its delegation's values."""
    return {
        **common_context(letter.delegation, letter.to),
        "headline": one_line(data.fill(str(subject), letter.delegation)),
        "paragraphs": paragraphs(data.fill(str(body), letter.delegation)),
    }


def preview(subject: Translated, body: Translated, reader: CircularReader) -> RenderedLetter:
    letter = reader.letter
    data = MergeData.read([letter.delegation])
    with translation.override(letter.language):
        context = context_of(subject, body, letter, data)
    return render_letter(
        notices.CIRCULAR,
        context,
        conference=current_conference(),
        language=letter.language,
        name=reader.to.name,
        reference="",
    )


@dataclass(frozen=True)
class CircularRow:
    """A circular with the number of its mails in each state."""

    circular: Any  # a Circular with its `delegation_count`
    counts: Counter[str]

    @property
    def states(self) -> list[tuple[str, int]]:
        order = ("sent", "failed", "queued", "sending", "cancelled")
        return [(state, self.counts[state]) for state in order if self.counts[state]]


def get_latest(pk: int | None = None) -> list[CircularRow]:
    """Return the newest circulars, or the one of that key. Four queries."""
    circulars = Circular.objects.annotate(delegation_count=Count("delegations")).order_by("-written_at", "-pk")
    if pk is not None:
        circulars = circulars.filter(pk=pk)
    circulars = circulars.select_related("written_by", "called_off_by").prefetch_related("files")[:LATEST]
    mails = Message.objects.filter(
        kind=notices.CIRCULAR.kind,
        subject_type=Circular._meta.label_lower,
        subject_id__in=[str(circular.pk) for circular in circulars],
    )
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for subject_id, state, number in mails.order_by().values_list("subject_id", "state").annotate(Count("pk")):
        counts[subject_id][state] = number
    return [CircularRow(circular, counts[str(circular.pk)]) for circular in circulars]
