"""Files in the store and their age: a file waits for its row on the machine's clock, which no test turns back."""

from __future__ import annotations

import io
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from conference.core import clock

HOUR = 3600


def in_store() -> set[str]:
    root = Path(default_storage.path(""))
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def age(*names: str, hours: float = 2) -> None:
    """All files when none is named."""
    then = time.time() - hours * HOUR
    for name in names or in_store():
        os.utime(default_storage.path(name), (then, then))


PURGED_AT = datetime(2025, 10, 25, tzinfo=UTC)


def purge() -> str:
    """Purge on a day of the conference: a while after it the photos of members go too."""
    out = io.StringIO()
    with clock.standing(PURGED_AT):
        call_command("purge", stdout=out)
    return next(line for line in out.getvalue().splitlines() if line.startswith("files"))


def check_files() -> tuple[int, list[str]]:
    out = io.StringIO()
    try:
        call_command("check_files", stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


WHOLE = (0, ["Every file has its row, and every row its file."])


class Killed(BaseException):
    """The process dies here."""


@pytest.fixture
def dying():
    """Die when the transaction that calls it has committed, before anything that was to follow."""
    from django.db import transaction

    def die() -> None:
        raise Killed

    return lambda: transaction.on_commit(die)
