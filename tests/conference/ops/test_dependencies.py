"""`.ci/dependencies.py` sees what it is for."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DECLARATION = """[project]
dependencies = [
    "Django-Allauth[mfa]>=65",
    "tzdata",  # not imported: for zoneinfo
]
[project.optional-dependencies]
dev = [
    "ruff>=0.15",  # not imported: run by .ci/run
    "cwt>=3,<4; sys_platform != 'x'",  # a second reader
]
"""
CODE, TESTS = {"django-allauth"}, {"cwt", "django-allauth"}


@pytest.fixture(scope="module")
def command():
    return runpy.run_path(str(ROOT / ".ci" / "dependencies.py"))


def test_an_import_is_found_wherever_it_stands(command):
    source = "import a.b\nfrom c import d\nfrom . import e\ndef f():\n    from g.h import i\n    import j as k"
    assert command["modules"](source) == {"a", "c", "g", "j"}


@pytest.mark.parametrize(
    ("code", "tests", "place"),
    [
        (CODE, TESTS, None),
        ({*CODE, "redis"}, TESTS, "pyproject.toml: redis is imported by the code"),
        (CODE, {*TESTS, "lxml"}, "pyproject.toml: lxml is imported by the tests"),
        (set(), TESTS, "pyproject.toml:3: django-allauth is imported nowhere"),
        (CODE, {"django-allauth"}, "pyproject.toml:9: cwt is imported nowhere"),
        ({*CODE, "tzdata"}, TESTS, "pyproject.toml:4: tzdata is imported; take out"),
    ],
)
def test_it_names_the_package_and_what_to_do(command, code, tests, place):
    places = list(command["places"](DECLARATION, code, tests))
    assert [line[: len(place or "")] for line in places] == ([place] if place else [])


def test_a_package_is_declared_once(command):
    twice = DECLARATION.replace('"tzdata"', '"ruff"')
    assert [line.partition(";")[0] for line in command["places"](twice, CODE, TESTS)] == [
        "pyproject.toml:8: ruff is declared twice"
    ]
