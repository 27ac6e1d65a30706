"""`.ci/credentials.py`, `.ci/vulnerabilities.py` and `.ci/bill_of_materials.py` see what they are for."""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
RANDOM = "q8Xz4mN7vB2kL9wE" + "5rT1yU6iO3pA0sDf"


def load(name: str) -> dict:
    return runpy.run_path(str(ROOT / ".ci" / name))


@pytest.fixture(scope="module")
def credentials():
    return load("credentials.py")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("-----BEGIN " + f"PRIVATE KEY-----\n{RANDOM}\n", "a private key"),
        ("AKIA" + "IOSFODNN7EXAMPL2", "a key of AWS"),
        ("ghp_" + "a1" * 18, "a token of GitHub"),
        (f'SECRET_KEY = "{RANDOM}"', "a random value beside the name of a secret"),
        (f"api-key: '{RANDOM}'".replace("-", "_"), "a random value beside the name of a secret"),
    ],
    ids=lambda value: value[:12],
)
def test_a_credential_is_found_unless_the_line_says_why_it_is_none(credentials, text, what):
    (place,) = credentials["places"]("a.py", f"first\n{text}\n")
    assert place.startswith(f"a.py:2: {what};")
    assert list(credentials["places"]("a.py", f"# no secret: made up\n{text}\n")) == []


@pytest.mark.parametrize(
    "text", ['password = "correct horse battery staple"', 'SECRET_KEY = env["SECRET_KEY"]', 'TOKEN = "short1"']
)
def test_words_are_no_credential(credentials, text):
    assert list(credentials["places"]("a.py", text)) == []


def test_a_known_vulnerability_fails_the_build_and_no_database_says_so():
    describe = load("vulnerabilities.py")["describe"]
    hole = {"name": "django", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
    whole = {"name": "django", "version": "6.1", "vulns": []}
    out_of_reach = "No database of vulnerabilities in reach: 0 packages of requirements.lock were compared with one."
    assert list(describe([hole, whole])) == ["requirements.lock: django 1.0 has PYSEC-1; mended in 1.1"]
    assert list(describe([whole])) == []
    assert list(describe([{"name": "django", "skip_reason": "not found"}])) == [out_of_reach]
    assert list(describe([])) == [out_of_reach]


def run_copy(folder: Path, name: str, **env: str) -> tuple[int, str]:
    """Run the program within another checkout. Return its code and what it says."""
    (folder / ".ci").mkdir(exist_ok=True)
    shutil.copy(ROOT / ".ci" / name, folder / ".ci")
    command = [sys.executable, f".ci/{name}"]
    done = subprocess.run(command, cwd=folder, env={**os.environ, **env}, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_a_build_with_a_credential_in_a_tracked_file_fails(tmp_path):
    kept = tmp_path / "settings.py"
    kept.write_text("SECRET_KEY = env['SECRET_KEY']\n")
    for command in (["init", "-q"], ["add", "settings.py"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    assert run_copy(tmp_path, "credentials.py") == (0, "")
    kept.write_text(f'SECRET_KEY = "{RANDOM}"\n')
    code, said = run_copy(tmp_path, "credentials.py")
    assert (code, said.partition(";")[0]) == (1, "settings.py:1: a random value beside the name of a secret")


def test_a_build_with_a_package_of_a_known_vulnerability_fails(tmp_path):
    """In the place of `uv`, which asks PyPI, stands a program that says what the audit says."""
    package: dict[str, object] = {"name": "django", "version": "1.0", "vulns": []}
    path = f"{tmp_path}:{os.environ['PATH']}"

    def audit(*vulnerabilities: dict[str, object]) -> tuple[int, str]:
        answer = json.dumps({"dependencies": [{**package, "vulns": vulnerabilities}]})
        (tmp_path / "uv").write_text(f"#!/bin/sh\necho '{answer}'\n")
        (tmp_path / "uv").chmod(0o755)
        return run_copy(tmp_path, "vulnerabilities.py", PATH=path)

    assert audit() == (0, "")
    assert audit({"id": "PYSEC-1", "fix_versions": ["1.1"]}) == (
        1,
        "requirements.lock: django 1.0 has PYSEC-1; mended in 1.1\n",
    )


def test_the_bill_names_each_package_of_the_lock_and_what_is_vendored():
    components = load("bill_of_materials.py")["bill"]()["components"]
    lock = re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    vendored = [
        (package["name"], package["version"])
        for name in ("vendor.json", "print.json")
        for package in json.loads((ROOT / "conference" / "vendoring" / name).read_text())["packages"]
    ]
    assert [(part["name"], part["version"]) for part in components] == [*lock, *vendored]
    assert len({part["bom-ref"] for part in components}) == len(components)
    (django,) = [part for part in components if part["name"] == "django"]
    assert django["licenses"] == [{"expression": "BSD-3-Clause"}]
    assert django["purl"] == f"pkg:pypi/django@{django['version']}"
    assert all(len(digest["content"]) == 64 for digest in django["externalReferences"][0]["hashes"])
    assert {digest["alg"] for part in components for digest in part.get("hashes", [])} == {"SHA-512"}
