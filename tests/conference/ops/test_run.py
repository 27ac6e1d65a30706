"""`./run` makes its environment once, one maker at a time, and throws a half-made one away."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
# Stands for uv: notes what it is asked for, makes a python that notes how it is called, and takes its time over the packages.
UV = """#!/bin/sh
echo "$1 $2" >>asked
case "$1" in
  venv) mkdir -p .venv/bin; printf '#!/bin/sh\\necho "python $*"\\n' >.venv/bin/python; chmod +x .venv/bin/python ;;
  pip) echo begun; while [ -e slow ]; do sleep 0.05; done; echo whole >.venv/package ;;
esac
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name in ("run", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").write_text(UV)
    (tmp_path / "bin" / "uv").chmod(0o755)
    (tmp_path / "conference" / "locale").mkdir(parents=True)
    return tmp_path


def start(place: Path) -> subprocess.Popen[str]:
    env = {**os.environ, "PATH": f"{place / 'bin'}:{os.environ['PATH']}"}
    return subprocess.Popen(
        ["./run", "demo"],
        cwd=place,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def asked(place: Path) -> list[str]:
    return (place / "asked").read_text().split("\n")[:-1]


def test_it_is_made_once(place: Path) -> None:
    for _time in range(2):
        out, _err = start(place).communicate(timeout=30)
        assert out.endswith("python manage.py demo\n")
    assert asked(place) == ["venv --quiet", "pip sync"]
    assert not (place / ".venv-making").exists()


def test_a_half_made_one_is_made_anew(place: Path) -> None:
    """A package with half-written files passes for installed, so nothing may stay."""
    (place / "slow").touch()
    first = start(place)
    assert first.stdout is not None
    while "begun" not in first.stdout.readline():
        pass
    (place / ".venv" / "half").touch()
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate(timeout=30)
    (place / "slow").unlink()
    out, _err = start(place).communicate(timeout=30)
    assert out.endswith("python manage.py demo\n")
    assert not (place / ".venv" / "half").exists()
    assert (place / ".venv" / "package").read_text() == "whole\n"
    assert asked(place) == ["venv --quiet", "pip sync", "venv --quiet", "pip sync"]


@pytest.mark.slow
def test_two_at_once_make_one(place: Path) -> None:
    (place / "slow").touch()
    first = start(place)
    assert first.stdout is not None
    while "begun" not in first.stdout.readline():
        pass
    second = start(place)
    assert second.stderr is not None
    assert second.stderr.readline().startswith("Making the environment")
    (place / "slow").unlink()
    for process in (first, second):
        out, _err = process.communicate(timeout=30)
        assert out.endswith("python manage.py demo\n")
    assert asked(place) == ["venv --quiet", "pip sync"]
