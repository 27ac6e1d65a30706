"""What a screen reader says of badges: one paragraph a face, its words in the order in which they are read (PDF 1.7, 14.7 and 14.9.4)."""

from collections.abc import Iterable
from functools import lru_cache

import pikepdf

from conference.printing.badges.data import BadgeData, Cover
from conference.printing.documents.text import clean_text

# All badges share most lines.
_cleaned = lru_cache(maxsize=256)(clean_text)
ARTIFACT = b"/Artifact BMC\n%b\nEMC"


def marked(number: int, content: bytes) -> bytes:
    """Return the content as the page's paragraph of this number, from 0."""
    return b"/P<</MCID %d>>BDC\n%b\nEMC" % (number, content)


def tag_front(badge: BadgeData) -> bytes:
    """Return the entries of the paragraph for a front. Photo and code belong to it and say nothing more."""
    lines = badge.conference
    zones = [f"{zone.letter} {zone.words}" for zone in lines.zones if zone.letter in badge.zones]
    days = [day.words for day in badge.days if day.granted]
    person = [badge.party_name, badge.name, badge.name_native, badge.functional_title, badge.category.words]
    return _paragraph([lines.name, lines.place_dates, *person, *zones, *days, _number(badge)])


def tag_back(badge: BadgeData, *, is_card: bool) -> bytes:
    """Return the same for the back of a badge or card; empty without a text for backs."""
    lines = badge.conference
    back = lines.back
    if back is None:
        return b""
    zones = [f"{zone.letter} {zone.words}" for zone in lines.zones]
    numbers = [f"{name} {number}" for name, number in back.numbers]
    if is_card:
        return _paragraph([back.leads, *zones, back.emergency, *numbers, back.card_text, _number(badge)])
    rules = [back.lost, back.lost_text, back.rules, *back.rule_list, back.owner]
    return _paragraph([back.leads, back.leads_note, *zones, back.emergency, *numbers, *rules, _number(badge)])


def tag_cover(cover: Cover) -> bytes:
    return _paragraph([cover.conference.name, cover.title, *cover.lines, cover.foot])


def _number(badge: BadgeData) -> str:
    return f"{badge.serial}, {badge.conference.copy} {badge.copy}"


def _paragraph(lines: Iterable[str]) -> bytes:
    text = "\n".join(filter(None, map(_cleaned, lines)))
    return b"/S/P/ActualText %b" % bytes(pikepdf.String(text).unparse())
