"""Check badges before any is printed: texts without room, characters without a font, bad photos.

It works as printing does, so that a batch without a fault here prints.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from conference.printing.badges import parts, qr
from conference.printing.badges.data import BadgeData
from conference.printing.badges.sheets import LAYOUTS, Layout
from conference.printing.documents.errors import BrokenTemplate, PrintError
from conference.printing.documents.fit import Geometry, Paragraph, read_geometry
from conference.printing.documents.typeset import compile as typeset
from conference.printing.documents.typeset import templates_folder


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a badge cannot be printed: its index, the field (parts.FIELDS), and the error."""

    place: int
    field: str
    error: PrintError


@dataclass(frozen=True, slots=True)
class _Kind:
    badge: BadgeData
    words: tuple[Paragraph, ...] | None


@dataclass(frozen=True, slots=True)
class CheckedBadges:
    """The faults, in the badges' order, and each badge's measured words, None where it has a fault."""

    faults: list[Fault]
    words: list[tuple[Paragraph, ...] | None]


def check_badges(badges: Iterable[BadgeData], *, layout: str, backs: bool = False) -> CheckedBadges:
    paper, badges = LAYOUTS[layout], list(badges)
    try:
        geometry = read_geometry(templates_folder() / paper.measures)
    except BrokenTemplate as broken:  # nothing can be measured, so it is all that can be said of any of them
        return CheckedBadges([Fault(place, "template", broken) for place in range(len(badges))], [None] * len(badges))
    faults: list[Fault] = []
    measured: list[tuple[Paragraph, ...] | None] = []
    kinds: dict[object, _Kind] = {}
    places: dict[object, list[int]] = {}
    for place, badge in enumerate(badges):
        paragraphs, errors = _words(badge, geometry)
        measured.append(paragraphs)
        faults += [Fault(place, error.field, error) for error in (*errors, *_photo(badge))]
        kind = parts.kind_of(badge)
        # One badge's own words are set with its kind: a fault of the template may show only there.
        if kind not in kinds or (paragraphs and not kinds[kind].words):
            kinds[kind] = _Kind(badge, paragraphs)
        places.setdefault(kind, []).append(place)
    for kind, error in _of_kinds(kinds, paper, backs=backs or paper.code_on_back):
        faults += [Fault(place, error.field, error) for place in places[kind]]
    return CheckedBadges(sorted(faults, key=lambda fault: fault.place), measured)


def _words(badge: BadgeData, geometry: Geometry) -> tuple[tuple[Paragraph, ...] | None, list[PrintError]]:
    try:
        return parts.measured(badge, geometry), []
    except PrintError as error:
        # Without what was found, the next fault shows.
        blank = _BLANKS.get(error.field)
        return None, [error, *(_words(replace(badge, **blank), geometry)[1] if blank else ())]


def without_faults(badge: BadgeData, *, layout: str, name: str) -> tuple[BadgeData, list[PrintError]]:
    """Return the badge without words that cannot be printed on this paper, and their errors.

    With a broken layout it is unchanged: `check_badges` reports that for every badge.

    Args:
        name: Replaces a name at fault, which no badge can lack.
    """
    errors: list[PrintError] = []
    try:
        geometry = read_geometry(templates_folder() / LAYOUTS[layout].measures)
    except BrokenTemplate:
        return badge, errors
    blanks = {**_BLANKS, "name": {"name": name}}
    while True:
        try:
            parts.measured(badge, geometry)
        except PrintError as error:
            errors.append(error)
            better = replace(badge, **blanks.get(error.field, {}))
            if better == badge:
                return badge, errors
            badge = better
        else:
            return badge, errors


def _photo(badge: BadgeData) -> Iterator[PrintError]:
    if badge.photo is not None:
        try:
            parts.photograph(badge.photo, badge.serial)
        except PrintError as error:
            yield error


_BLANKS: dict[str, dict[str, Any]] = {
    "party": {"party_name": "X"},
    "name": {"name": "X"},
    "name in its own script": {"name_native": ""},
    "function": {"functional_title": ""},
}


def _of_kinds(kinds: dict[object, _Kind], paper: Layout, *, backs: bool) -> Iterator[tuple[object, PrintError]]:
    def set_(some: list[_Kind]) -> None:
        badges = [checked.badge for checked in some]
        data = parts.typeset_data(paper, badges[0].conference, badges, backs=backs)
        own = [parts.own_data(checked.badge, checked.words) for checked in some if checked.words]
        typeset(paper.template, {**data, "badges": own}, tagged=False)

    for kind, checked in kinds.items():
        if not qr.encode(checked.badge.code).size:
            yield kind, PrintError("The code is empty or too long for a QR code.", field="code")
    try:
        if kinds:
            set_(list(kinds.values()))
    except PrintError:
        problems: list[tuple[object, PrintError]] = []
        for kind, checked in kinds.items():
            try:
                set_([checked])
            except PrintError as error:
                problems.append((kind, error))
        # What fails for some kinds only may be their colour.
        shared = len(problems) == len(kinds) and all(isinstance(problem, BrokenTemplate) for _kind, problem in problems)
        for kind, problem in problems:
            problem.field = "template" if shared else "category"
            yield kind, problem
