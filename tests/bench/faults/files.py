"""The web server is killed during uploads; old code works beside new."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import Client

from tests.bench import Figure
from tests.faults.support.processes import ROOT, Web
from tests.faults.support.uploads import CLIENTS, Uploads, find_broken
from tests.people import make_focal_point
from tests.waiting import until

KILLS = 5
EACH = 25  # notes a client hands in to old and new code
PATIENCE = 300.0  # s
NOWHERE = "redis://127.0.0.1:9/0"  # no broker


def _session() -> str:
    client = Client(SERVER_NAME="localhost")
    client.force_login(make_focal_point("KEN"))
    return client.cookies["sessionid"].value


def web_killed(folder: Path) -> list[Figure]:
    """Return what is broken after kills of the web server during uploads."""
    store, numbers, session = folder / "store", [], _session()
    for _kill in range(KILLS):
        web = Web(NOWHERE, "none", folder, MEDIA_ROOT=str(store))
        uploads = Uploads([web.port], session)
        try:
            web.wait_until_ready()
            uploads.start()
            until(lambda: len(uploads.numbers) >= 20 or bool(uploads.refused), "notes have come in", PATIENCE)  # noqa: B023
        finally:
            web.kill()
        uploads.join()
        numbers += uploads.numbers
    broken = find_broken(store, numbers)
    note = f"{len(numbers)} notes verbales acknowledged, {KILLS} kills"
    return [Figure("uploads: acknowledged and lost, or half a file", len(broken), "", target=0, lower=True, note=note)]


def old_beside_new(folder: Path) -> list[Figure]:
    """Return what fails while the code before the newest migration serves the database after it, beside today's."""
    with _older_code(folder / "old") as revision:
        if not revision:
            print("No history of migrations here: old code beside new was not tried.", file=sys.stderr)
            return []
        store = folder / "store"
        shared = {"MEDIA_ROOT": str(store), "DJANGO_SETTINGS_MODULE": "conference.settings"}
        site = "conference.wsgi:application"
        webs = [
            Web(NOWHERE, "none", folder, site=site, FAULTS_CODE=str(folder / "old"), **shared),
            Web(NOWHERE, "none", folder, site=site, **shared),
        ]
        try:
            for web in webs:
                web.wait_until_ready()
            uploads = Uploads([web.port for web in webs], _session(), EACH)
            uploads.start()
            uploads.join()
        finally:
            for web in webs:
                web.kill()
    broken = len(uploads.refused) + len(find_broken(store, uploads.numbers)) + CLIENTS * EACH - len(uploads.numbers)
    note = f"{CLIENTS * EACH} notes verbales, half by the code of {revision}"
    return [Figure("old code beside new: refused or lost", broken, "", target=0, lower=True, note=note)]


@contextmanager
def _older_code(folder: Path) -> Iterator[str]:
    """Check out the code before the newest commit that changed tables. Yield its short name, empty without a history."""
    # A squashed migration changes no table of a database that has what it replaces.
    migrations = ("*/migrations/0*.py", ":(exclude)*/migrations/*_squashed_*.py")
    newest = _git("log", "-1", "--format=%h", "--diff-filter=A", "--", *migrations)
    revision = _git("rev-parse", "--short", "--verify", "--quiet", f"{newest}^") if newest else ""
    if not revision:
        yield ""
        return
    _git("worktree", "add", "--detach", str(folder), revision)
    try:
        yield revision
    finally:
        _git("worktree", "remove", "--force", str(folder))


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""
