"""What stands on a badge: plain, translated values."""

from dataclasses import dataclass, field
from pathlib import Path

from conference.printing.documents.fit import Paragraph


@dataclass(frozen=True, slots=True)
class Zone:
    letter: str
    words: str


@dataclass(frozen=True, slots=True)
class Day:
    words: str
    granted: bool


@dataclass(frozen=True, slots=True)
class Category:
    """What the bearer is. Colours are #rrggbb; letter and words say the same, for mono printers.

    Gold rules and a lozenge mark only the head of delegation.
    """

    letter: str
    words: str
    fill: str
    ink: str = "#ffffff"
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class BackWords:
    """The text of the back. `numbers`: name and telephone; `card_text`: a card's whole back."""

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
        place_dates: "National Convention Center, Hanoi · 25–26 October 2025".
        copy: The word before the copy's number.
        no_photo: In the frame of a badge without photo.
        back: None if backs are never printed.
        language: Of these words, such as "ar" or "zh-hans".
        short_name: For a card; empty: the name.
        short_place_dates: "Hanoi, 25–26 October 2025", for a card.
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
        conference: The same object for each.
        name: With its honorific.
        zones: Letters of the zones that it opens.
        days: All days of the conference, in order.
        serial: Such as "A1-00417"; names the badge in errors.
        code: The text of the QR code (`to_text` of the signed token).
        copy: 1 for the first print.
        native_language: "ar", "zh", "zh-hant", "ja", "ko" if known; Han characters differ.
        photo: A JPEG file, placed as it is.
        words: What the check of this badge on this layout measured, if it was checked.
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
    conference: ConferenceLines
    title: str
    lines: tuple[str, ...] = ()
    foot: str = ""
