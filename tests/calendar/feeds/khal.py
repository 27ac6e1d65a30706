"""khal, a calendar program of the command line: what it makes of our files."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

CONFIGURED = """[calendars]
[[ours]]
path = {place}/events
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""
SHOWN = "{start-date} {start-time} {end-date} {end-time} {status}|{title}|{location}"


class Khal:
    """A calendar of its own in a folder, shown in one zone."""

    def __init__(self, place: Path, zone: str = "Asia/Ho_Chi_Minh") -> None:
        place.mkdir(parents=True, exist_ok=True)
        (place / "events").mkdir()
        self.place = place
        (place / "config").write_text(CONFIGURED.format(place=place, zone=zone))

    def take(self, file: bytes) -> None:
        """Import a calendar file, as a person would who subscribed to it."""
        (self.place / "file.ics").write_bytes(file)
        self._run("import", "--batch", str(self.place / "file.ics"))

    def shows(self, first: date, days: int) -> list[str]:
        """Return what it lists of some days, an event a line."""
        last = first + timedelta(days=days - 1)
        said = self._run("list", "--once", "--notstarted", "--format", SHOWN, "--day-format", "", str(first), str(last))
        # It puts a space behind a state.
        return sorted(line.replace(" |", "|", 1) for line in said.splitlines() if line)

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "khal", "-c", str(self.place / "config"), "-v", "WARNING", *words],
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "XDG_CACHE_HOME": str(self.place)},  # its own database lies there
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout
