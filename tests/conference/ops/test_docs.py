"""`.ci/docs.py` sees what it is for."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FILES = [
    "conference/web/public_pages.py",
    "delegations/gates/gate_check.sql",
    "delegations/registration/members/rules.py",
]


@pytest.fixture(scope="module")
def faults():
    return runpy.run_path(str(ROOT / ".ci" / "docs.py"))["faults"]


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("`members/rules.py`, `gates/gate_check.sql`, `./conference/web/` and `registration/members`", []),
        ("`var/test/postgresql`, `tests/<app>/`, `text/csv` and `rules`", []),
        ("see `members/rule.py`", ["`members/rule.py` is no file"]),
        ("see `ules.py`", ["`ules.py` is no file"]),
        ("`render_page` and `in_language` of `conference/web/public_pages.py`", []),
        ("`render_page` and `take` of `web/public_pages.py`", ["`take` is not defined in `web/public_pages.py`"]),
    ],
)
def test_it_sees_what_it_is_for(faults, line, seen):
    assert [
        fault.partition(";")[0][: len(begin)] for fault, begin in zip(faults(line, FILES), seen, strict=True)
    ] == seen
