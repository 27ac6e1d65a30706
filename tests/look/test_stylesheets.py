"""The stylesheets run in both directions of writing, fetch nothing from elsewhere, and have few rules each."""

import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.ROOT) / "conference/static/css"
SHEETS = sorted([*FOLDER.glob("*.css"), *Path(settings.ROOT).glob("*/*/*/static/*/*.css")])
# Written into mails, whose programs know no logical properties; its sides are equal, which the test of shorthands sees.
MAIL = "mail.css"
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)|left|right|top|bottom|"
    r"border-(?:top|bottom)-(?:left|right)-radius|(?:min-|max-)?(?:width|height))\s*:"
)
SIDED = re.compile(r"(?:float|clear|text-align)\s*:\s*(?:left|right)")


def declarations(sheet: Path) -> list[str]:
    """Return the declarations, without comments and conditions of media queries."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    return [part.strip() for block in re.findall(r"\{([^{}]*)\}", text) for part in block.split(";") if part.strip()]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_only_logical_properties(sheet: Path) -> None:
    found = [
        line for line in declarations(sheet) if SIDED.search(line) or (PHYSICAL.search(line) and sheet.name != MAIL)
    ]
    assert found == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_shorthands_of_four_sides_are_the_same_at_both_ends(sheet: Path) -> None:
    uneven = []
    for line in declarations(sheet):
        match = re.fullmatch(r"(?:margin|padding|inset|border-width)\s*:\s*(\S+) (\S+) (\S+) (\S+)", line)
        if match and match[2] != match[4]:
            uneven.append(line)
    assert uneven == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_nothing_is_fetched_from_elsewhere_and_files_have_few_rules(sheet: Path) -> None:
    text = sheet.read_text()
    assert "@import" not in text
    assert "//" not in text.replace("/*", "").replace("*/", "")
    assert text.count("{") < 400 or sheet.name == "grid.css"


def test_every_colour_of_a_screen_is_a_token() -> None:
    """Only paper, or a badge in either theme, has colours of its own."""
    allowed = re.compile(
        r"\.(?:badge|qr|cat-h|crop|totp|menu-btn)|twins iframe|\.form-check-input:checked|\.ask::backdrop"
    )
    stray = []
    for sheet in SHEETS:
        if sheet.name in {"tokens.css", MAIL}:
            continue
        rules = re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL))
        stray += [selector.strip() for selector, body in rules if "#" in body and not allowed.search(selector)]
    assert stray == []


def test_the_grid_has_a_class_for_every_step() -> None:
    text = (FOLDER / "grid.css").read_text()
    assert set(map(int, re.findall(r"\.at-(\d+) ", text))) == set(range(1, 241))
    assert set(map(int, re.findall(r"\.for-(\d+) ", text))) == set(range(1, 241))
    assert ".at-9 { grid-row-start: 10; }" in text
    assert ".for-4 { grid-row-end: span 4; }" in text
    assert ".in-3 { grid-column: 4; }" in text
