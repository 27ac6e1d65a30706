"""docs/security.md has every line of ASVS 5.0.0, levels 1 and 2, once, each with a test that is there or the reason why there is none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
# How many lines of levels 1 and 2 each section has. Within a section they come first, so that they are 1 to that number.
SECTIONS = """
    1.1:2 1.2:9 1.3:11 1.4:3 1.5:2  2.1:3 2.2:3 2.3:4 2.4:1  3.2:2 3.3:4 3.4:6 3.5:5 3.7:2  4.1:3 4.2:1 4.3:2 4.4:4  5.1:1 5.2:3 5.3:2 5.4:3
    6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4  7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2  8.1:2 8.2:3 8.3:1 8.4:1  9.1:3 9.2:4
    10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3  11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1  12.1:3 12.2:2 12.3:4
    13.1:1 13.2:5 13.3:2 13.4:5  14.1:2 14.2:4 14.3:3  15.1:3 15.2:3 15.3:7  16.1:1 16.2:5 16.3:4 16.4:3 16.5:3  17.1:1 17.2:4 17.3:2
"""
LINES = {
    f"{section}.{number}"
    for section, count in (entry.split(":") for entry in SECTIONS.split())
    for number in range(1, int(count) + 1)
}
IDS = re.compile(r"(?:(\d+\.\d+)\.)?(\d+)(?:–(\d+))?")
TEST = re.compile(r"`((?:tests|\.ci)/[\w./-]+)`")
REASON = re.compile(r"(?:^|; )(?:none|operator|reason): \S+ \S+")
SHORT = re.compile(r"\*\*(?:no|in part)\*\*")


def rows(document: str, heading: str) -> Iterator[list[str]]:
    """Yield the cells of the rows with four columns below the heading, without those of headings."""
    part = document.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    for line in part.splitlines():
        cells = [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split(" | ")]
        if line.startswith("| ") and len(cells) == 4 and cells[-1] not in {"shown by", "who reads it"}:
            yield cells


def lines_of(cell: str) -> list[str]:
    """Return the ids that `3.3.1, 3` or `1.2.6–8, 1.3.1` means."""
    found, section = [], ""
    for part in cell.split(", "):
        match = IDS.fullmatch(part)
        assert match, f"{part} in {cell!r} is no line of the standard"
        section = match[1] or section
        found += [f"{section}.{number}" for number in range(int(match[2]), int(match[3] or match[2]) + 1)]
    return found


def faults(cells: list[str]) -> Iterator[str]:
    """Yield what a row lacks: a test or a reason; where it holds not or in part, the reason for that, `since` or in the last cell."""
    line, _asks, how, shown = cells
    tests = TEST.findall(shown)
    yield from (f"{line}: {path} is not there" for path in tests if not (ROOT / path).exists())
    if not how:
        yield f"{line}: does not say how it holds"
    if not tests and not REASON.search(shown):
        yield f"{line}: neither a test nor a reason"
    if SHORT.search(how) and ", since " not in how and not REASON.search(shown):
        yield f"{line}: does not hold, and does not say why"


STANDARD = [cells for cells in rows(DOCUMENT, "ASVS 5.0.0, levels 1 and 2") if cells[0][0].isdigit()]
THREATS = list(rows(DOCUMENT, "Threats, by flow"))


def test_every_line_of_levels_1_and_2_stands_there_once():
    assert len(LINES) == 253
    assert Counter(line for cells in STANDARD for line in lines_of(cells[0])) == Counter(LINES)


def test_each_has_a_test_or_the_reason_why_there_is_none():
    assert [fault for cells in [*STANDARD, *THREATS] for fault in faults(cells)] == []
    assert len(THREATS) > 25


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["1.1.1", "decode", "once", ""], "1.1.1: neither a test nor a reason"),
        (["1.1.1", "decode", "once", "reason: yes"], "1.1.1: neither a test nor a reason"),
        (["1.1.1", "decode", "once", "see `conference/settings.py`"], "1.1.1: neither a test nor a reason"),
        (["1.1.1", "decode", "once", "`tests/nowhere.py`"], "1.1.1: tests/nowhere.py is not there"),
        (["1.1.1", "decode", "", "`tests/audit/test_chain.py`"], "1.1.1: does not say how it holds"),
        (["1.1.1", "decode", "**in part**: twice", "`.ci/docs.py`"], "1.1.1: does not hold, and does not say why"),
    ],
)
def test_a_row_that_lacks_something_is_found(row, fault):
    assert list(faults(row)) == [fault]
