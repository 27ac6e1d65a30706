"""What the system survives, each fault with its figure: `./run bench faults`. docs/reliability.md keeps the results, and how long it takes.

Its own processes are killed, its own database, broker and mail server stopped; no other is touched.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench import Figure
from tests.people import make_world

# Left out of `./run bench` without names, which measures speed.
ONLY_BY_NAME = True
ROOT = Path(__file__).resolve().parents[3]
# Faults that take no longer in the tests than they would here.
BY_TESTS = {
    "disk full at an upload, a document, an export": "tests/faults/test_disk_full.py",
    "the clock jumps by an hour, on and back": "tests/faults/test_clock_moved.py",
    "two beats, and a broker that is emptied": "tests/faults/test_two_beats.py",
    "the broker is away": "tests/faults/test_redis_down.py",
}


def run() -> list[Figure]:
    # Here, since they read models, which whoever asks for the benches' names need not have.
    from tests.bench.faults import database, files, mail

    make_world()
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in (database.database, files.web_killed, files.old_beside_new, mail.mail):
            print(f"  {part.__name__} ...", file=sys.stderr)
            figures += part(folder)
    return [*figures, *_by_tests()]


def _by_tests() -> list[Figure]:
    figures = []
    for name, file in BY_TESTS.items():
        command = [sys.executable, "-m", "pytest", "-n", "0", file]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, start_new_session=True)
        failed = int(done.returncode != 0 or "SKIPPED" in done.stdout)
        if failed:
            print(done.stdout, file=sys.stderr)
        figures.append(Figure(f"{name}: not as its test expects", failed, "", target=0, lower=True, note=f"`{file}`"))
    return figures
