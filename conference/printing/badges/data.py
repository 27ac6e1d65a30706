"""What stands on a badge, as the caller gives it: plain values, already translated."""

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
    """A day of the conference as its box says it, "Sat 25 Oct", and whether the badge is valid on it."""

    words: str
    granted: bool


@dataclass(frozen=True, slots=True)
class Category:
    """What the bearer is. Colours are #rrggbb; letter and words carry the meaning, since colour alone fails mono printers.

    Gold rules and a lozenge mark the head of delegation, and nobody else.
    """

    letter: str
    words: str
    fill: str
    ink: str = "#ffffff"
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class BackWords:
    """The text of the back. `numbers` are pairs of name and telephone number; `card_text` is the whole back of a card."""

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
        place_dates: Below the name, "National Convention Center, Hanoi · 25–26 October 2025".
        zones: In the order of their boxes.
        copy: The word before the copy's number.
        no_photo: In the frame of a badge without photo.
        back: None if backs are never printed.
        language: Of these words, "en" or "ar".
        short_name: For a card; empty: the name.
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
        conference: Shared with the others: the same object for each.
        party_name: The delegation, large.
        name: As it must stand on the badge, with its honorific.
        functional_title: Below the name; may be empty.
        zones: Letters of the zones that it opens.
        days: All days of the conference, in order.
        serial: The number that people read out, "A1-00417"; it also names the badge in errors.
        code: The text of the QR code (`to_text` of the signed token).
        copy: 1 for the first print.
        name_native: In its own script; empty for none.
        native_language: Tag of that script's language ("ar", "zh", "zh-hant", "ja", "ko") if known; Han characters differ.
        photo: A JPEG file, placed as it is; None draws an empty frame with the words "No photo".
        words: What the check of this badge on this layout measured, so that it is not measured twice.
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
    """A separator page before badges that are handed out together.

    Attributes:
        title: Large, the delegation.
        lines: Below it: how many badges, from which number to which.
        foot: Small, when it was printed.
    """

    conference: ConferenceLines
    title: str
    lines: tuple[str, ...] = ()
    foot: str = ""
