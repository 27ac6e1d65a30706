"""`.ci/sources.py` sees what it is for."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def in_module():
    return runpy.run_path(str(ROOT / ".ci" / "sources.py"))["in_module"]


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("class Lived: pass", "a.py:1: Lived"),
        ("def of(row): pass", "a.py:1: of"),
        ('"""What the house prints."""', "a.py:1: “house”"),
        ("x = 1  # as on the ground floor", "a.py:1: “ground floor”"),
        ("def long():\n" + "    x = 1\n" * 50, "a.py:1: long has 51 lines"),
        ("one = found = words = told = held = 1", "a.py: call what these hold by its name: one 1, found 1"),
        (
            "from x import signal\n@receiver(signal)\ndef f(): ...",
            "a.py:2: receiver: connect it in the app's receivers.py",
        ),
        ("post_save.connect(f)", "a.py:1: post_save.connect: connect it in the app's receivers.py"),
        ("psycopg.connect(address)", None),
        ("sections: dict[str, int] = {}", "a.py:1: make it a Registry"),
        ("locks = []  # filled here: open files", None),
        ("class AuditedModel: pass  # a greenhouse\none = found = words = told = 1", None),
    ],
)
def test_it_sees_what_it_is_for(in_module, source, place):
    assert [line[: len(f"x/{place}")] for line in in_module("x/a.py", source)] == ([f"x/{place}"] if place else [])
