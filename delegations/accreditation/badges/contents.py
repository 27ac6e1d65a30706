"""Whose badges are printed, and what each shows: from rows to BadgeData."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core import clock
from conference.look import lists, times
from conference.look.names import on_badge
from conference.models import Category, Conference, Zone, current_conference
from conference.ops import installation
from conference.parties.models import PartyName
from conference.printing.badges import data as paper
from conference.printing.badges import words as badges_words
from conference.printing.badges.words import badge_names
from conference.printing.documents.fit import Paragraph
from conference.translated import FALLBACK, short_code
from delegations.accreditation.badges import keys, tokens
from delegations.accreditation.models import Badge, BadgeSetup, EmergencyNumber
from delegations.registration.members.rules import photo_wanted

ISSUER = "plenipo"
# The last evening ends after midnight, and badges are still shown on the way out.
GOOD_AFTER_THE_END = timedelta(hours=12)
PRINTABLE = ("queued", "printed")
OF_BEARER = (
    *("honorific", "name_on_badge", "given_names", "family_name", "name_native", "functional_title", "photo"),
    *("photo_exempt", "protocol_rank__photo_exempt", "category_id"),
    *("delegation__party__en_short", "delegation__party_id"),
)
COLUMNS = ("pk", "version", "serial", "number", "copy", *(f"delegate__{name}" for name in OF_BEARER))


class BadgeRow(NamedTuple):
    """What is printed of a badge, its bearer and the party. No secret column is read."""

    pk: int
    version: int
    serial: str
    number: str
    copy: int
    honorific: str
    name_on_badge: str
    given_names: str
    family_name: str
    name_native: str
    functional_title: str
    photo: str
    photo_exempt: bool
    rank_exempt: bool | None
    category_id: int
    party: str
    party_id: int


@dataclass(frozen=True)
class BadgeChoice:
    """The badges of a delegation (code), of a category (letter), those ticked (keys), or all; with `again` also those printed before."""

    delegation: str = ""
    category: str = ""
    again: bool = False
    badges: tuple[int, ...] = ()

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        return cls(**{**values, "badges": tuple(values.get("badges") or ())})


@dataclass(frozen=True)
class PrintMode:
    """How a batch is printed.

    Attributes:
        layout: one of conference.printing.badges.sheets.LAYOUTS.
        backs: the backs too; a card always has one.
        covers: a separator before the badges of each delegation.
        rest: leave out those that cannot be printed, instead of printing none.
        why: one of AGAIN_REASONS, for a copy that was printed before.
    """

    layout: str = "a6"
    backs: bool = False
    covers: bool = False
    rest: bool = False
    why: str = ""
    words: str = ""


def printable_badges(choice: BadgeChoice) -> QuerySet[Badge]:
    """Return the live badges that may be printed, by party, then in its own order."""
    states = PRINTABLE if choice.again else PRINTABLE[:1]
    badges = Badge.objects.filter(state__in=states, delegate__state="accredited")
    if choice.delegation:
        badges = badges.filter(delegate__delegation__party__code=choice.delegation)
    if choice.category:
        badges = badges.filter(delegate__category__letter=choice.category)
    if choice.badges:
        badges = badges.filter(pk__in=choice.badges)
    return badges.order_by("delegate__delegation__party__en_sort", "delegate__position", "delegate_id")


def read_rows(badges: QuerySet[Badge]) -> list[BadgeRow]:
    """Return the rows of a batch, some 1 KB each. One query."""
    return [BadgeRow(*values) for values in badges.values_list(*COLUMNS)]


class BadgeDataBuilder:
    """A builder of BadgeData from rows. It reads what all share once, in five queries, six in another language."""

    def __init__(self) -> None:
        setup = BadgeSetup.objects.first() or BadgeSetup()
        self.language = setup.language
        with translation.override(self.language):
            self.conference = current_conference()
            zones = list(Zone.objects.all())
            self.lines = _lines(self.conference, zones, str(setup.office))
            self.kinds = {category.pk: self._kind(category) for category in Category.objects.prefetch_related("zones")}
        self.parties = _parties(self.language)
        self.expires = expiry(self.conference)
        self._samples: dict[int, str] = {}
        # What a check measured, by the badge's key; valid for the layout of that check only.
        self.words: dict[int, tuple[Paragraph, ...] | None] = {}

    def _kind(self, category: Category) -> CategoryOnBadge:
        letters = tuple(zone.letter for zone in category.zones.all())
        every = days_of(self.conference)
        good = tuple(day for day in every if not category.days or day.isoformat() in category.days)
        band = paper.Category(
            category.letter, str(category), category.band_colour, category.text_colour, category.for_heads
        )
        boxes = tuple(paper.Day(times.box_text(day), day in good) for day in every)
        return CategoryOnBadge(band, letters, frozenset(letters), good, boxes, category)

    def lacks_photo(self, row: BadgeRow) -> bool:
        exempt = row.photo_exempt or bool(row.rank_exempt)
        return not row.photo and photo_wanted(self.kinds[row.category_id].category, None, exempt)

    def token(self, row: BadgeRow) -> str:
        """Return the signed text of the badge's QR code, which says nothing about the bearer."""
        kind = self.kinds[row.category_id]
        token = tokens.issue(
            key=get_signing_key(),
            issuer=ISSUER,
            audience=self.conference.code,
            serial=bytes.fromhex(row.serial),
            zones=kind.letters,
            days=kind.days,
            expires=self.expires,
        )
        return tokens.to_text(token)

    def sample_code(self, row: BadgeRow) -> str:
        """Return a code that stands for all others of the row's kind; empty when it would be too long."""
        if row.category_id not in self._samples:
            try:
                self._samples[row.category_id] = self.token(row)
            except ValueError:
                self._samples[row.category_id] = ""
        return self._samples[row.category_id]

    def names(self, honorific: str, name: str, native: str) -> tuple[str, str]:
        """Return name and native name, with the honorific in the language of the badges."""
        with translation.override(self.language):
            return badge_names(honorific, name, native)

    def make(self, row: BadgeRow, *, code: str | None = None) -> paper.BadgeData:
        """Return the badge of a row. `code` replaces the signed one, for a preview that opens nothing."""
        names = on_badge(row.name_on_badge, row.family_name, row.given_names, row.name_native)
        name, native = self.names(row.honorific, *names)
        return self.make_of_category(
            row.category_id,
            party_name=self.parties.get(row.party_id, row.party),
            name=name,
            functional_title=row.functional_title,
            serial=row.number,
            code=self.token(row) if code is None else code,
            copy=row.copy,
            name_native=native,
            photo=Path(default_storage.path(row.photo)) if row.photo else None,
            words=self.words.get(row.pk),
        )

    def make_of_category(self, category: int, **values: Any) -> paper.BadgeData:
        kind = self.kinds[category]
        return paper.BadgeData(conference=self.lines, category=kind.band, zones=kind.zones, days=kind.boxes, **values)


def now_text(conference: Conference) -> str:
    """Return the moment of printing, `Fri 24 Oct 2025, 16:08 (Hanoi time, UTC+7)`."""
    now = clock.now().astimezone(conference.zone)
    return lists.with_brackets(times.when_text(now), conference.zone_label(now))


def with_covers(makers: BadgeDataBuilder, rows: Iterable[BadgeRow]) -> Iterator[paper.BadgeData | paper.Cover]:
    """Yield the badges in their order, each delegation's after a separator that counts them."""
    with translation.override(makers.language):
        printed = _("Printed at %(time)s") % {"time": now_text(makers.conference)}
    for _party, group in groupby(rows, key=lambda row: row.party_id):
        own = list(group)
        first = makers.make(own[0], code="")
        with translation.override(makers.language):
            total = ngettext("%(count)d badge", "%(count)d badges", len(own)) % {"count": len(own)}
        kinds = Counter(makers.kinds[row.category_id].band for row in own)
        lines = [total, *(f"{count} × {band.letter} {band.words}" for band, count in kinds.items())]
        yield paper.Cover(makers.lines, first.party_name, tuple(lines), printed)
        yield from map(makers.make, own)


class CategoryOnBadge(NamedTuple):
    band: paper.Category
    letters: tuple[str, ...]
    zones: frozenset[str]
    days: tuple[date, ...]
    boxes: tuple[paper.Day, ...]
    category: Category


@lru_cache(maxsize=2)
def get_key_ring(text: str) -> keys.KeyRing:
    return keys.load(text)


def get_signing_key() -> keys.SigningKey:
    """Return the key that signs badges and guests' codes. Raises RestoredCopy on a copy that does not go on."""
    installation.require_live()
    return get_key_ring(settings.BADGE_KEYS).signing


def days_of(conference: Conference) -> list[date]:
    length = (conference.ends_on - conference.starts_on).days + 1
    return [conference.starts_on + timedelta(days=n) for n in range(length)]


def expiry(conference: Conference) -> datetime:
    return clock.day_bounds(conference.ends_on, conference.zone)[1].astimezone(UTC) + GOOD_AFTER_THE_END


def _lines(conference: Conference, zones: list[Zone], office: str) -> paper.ConferenceLines:
    dates = times.days_text(conference.starts_on, conference.ends_on)
    return badges_words.conference_lines(
        name=str(conference.name),
        place_dates=f"{conference.venue}, {conference.place} · {dates}",
        zones=[paper.Zone(zone.letter, str(zone.name)) for zone in zones],
        numbers=[(str(row.name), row.number) for row in EmergencyNumber.objects.all()],
        office=office or _("the Accreditation Office"),
        last_day=conference.ends_on,
        short_name=str(conference.short_name),
        short_place_dates=f"{conference.place}, {dates}",
    )


def _parties(language: str) -> dict[int, str]:
    if short_code(language) == FALLBACK:
        return {}
    return dict(PartyName.objects.filter(language=short_code(language)).values_list("party_id", "short"))
