"""What stands on a badge, as whoever prints it hands it over: plain values, translated already."""

from dataclasses import dataclass, field
from pathlib import Path

from conference.printing.documents.fit import Paragraph


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the premises: its mark of one or two letters, and its words for the back."""

    letter: str
    words: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the conference as it stands in its box, "Sat 25 Oct", and whether the badge is good on it."""

    words: str
    granted: bool


@dataclass(frozen=True, slots=True)
class Category:
    """What the bearer is. Colours as #rrggbb; letter and words carry the meaning, since colour alone fails mono printers.

    Gold rules and a lozenge mark the head of delegation, and nobody else.
    """

    letter: str
    words: str
    fill: str
    ink: str = "#ffffff"
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class BackWords:
    """The text of the back. `numbers` are pairs of what and telephone number; `card_text` is all that the back of a card says."""

    leads: str
    leads_note: str
    emergency: str
    numbers: tuple[tuple[str, str], ...]
    lost: str
    lost_text: str
    rules: str
    rule_list: tuple[str, ...]
    owner: str
    card_text: str = ""


@dataclass(frozen=True, slots=True)
class ConferenceLines:
    """What all badges of a conference share.

    Attributes:
        name: the conference, as at the head of the badge.
        place_dates: the line below, "National Convention Center, Hanoi · 25–26 October 2025".
        zones: all zones, in the order of their boxes.
        copy: the word before the copy's number.
        no_photo: what stands in the frame of a badge without photograph.
        back: the text of the back; None if backs are never printed.
        language: of these words, "en" or "ar".
        short_name: the conference in few words, for a card; empty: its name.
        short_place_dates: "Hanoi, 25–26 October 2025", for a card; empty: `place_dates`.
    """

    name: str
    place_dates: str
    zones: tuple[Zone, ...]
    copy: str = "copy"
    no_photo: str = "No photo"
    back: BackWords | None = None
    language: str = "en"
    short_name: str = ""
    short_place_dates: str = ""


@dataclass(frozen=True, slots=True)
class BadgeData:
    """One badge.

    Attributes:
        conference: what it shares with the others; hand the same object to each.
        party_name: the delegation, large.
        name: as it must stand on the badge, with its honorific.
        functional_title: below the name; may be empty.
        category: band, letter and words.
        zones: letters of the zones that it opens.
        days: all days of the conference, in order.
        serial: the number that people read out, "A1-00417"; it also names the badge in errors.
        code: the text of the QR code (`to_text` of the signed token).
        copy: 1 for the first print.
        name_native: the name in its own script; empty for none.
        native_language: tag of that script's language ("ar", "zh", "zh-hant", "ja", "ko") if known; Han characters differ.
        photo: a JPEG file, placed as it is; None draws an empty frame with the words "No photo".
        words: what the check of this badge on this very layout measured (badge_check), so that it is not measured twice.
    """

    conference: ConferenceLines
    party_name: str
    name: str
    functional_title: str
    category: Category
    zones: frozenset[str]
    days: tuple[Day, ...]
    serial: str
    code: str
    copy: int = 1
    name_native: str = ""
    native_language: str = ""
    photo: Path | None = None
    words: tuple[Paragraph, ...] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Cover:
    """A separator: a page before the badges that are handed out together.

    Attributes:
        conference: what the badges share.
        title: large, the delegation.
        lines: below it: how many badges, from which number to which.
        foot: small, when it was printed.
    """

    conference: ConferenceLines
    title: str
    lines: tuple[str, ...] = ()
    foot: str = ""
