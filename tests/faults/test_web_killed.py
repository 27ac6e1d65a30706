"""The web server is killed while files come in: no half of one stands under a name, and what was acknowledged is there whole."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.faults.support.processes import Web
from tests.faults.support.uploads import Uploads, find_broken
from tests.people import make_focal_point, make_world
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]


def test_in_the_middle_of_uploads(db, tmp_path):
    make_world()
    folder = tmp_path / "store"
    client = Client()
    client.force_login(make_focal_point("KEN"))
    web = Web("redis://127.0.0.1:9/0", "none", tmp_path, MEDIA_ROOT=str(folder))
    try:
        web.wait_until_ready()
        uploads = Uploads([web.port], client.cookies["sessionid"].value)
        uploads.start()
        until(lambda: len(uploads.numbers) >= 8 or uploads.refused, "some have come in", seconds=120)
    finally:
        web.kill()
    uploads.join()
    assert uploads.refused == [], web.log.read_text()
    assert find_broken(folder, uploads.numbers) == []
    # Control: both kinds are found.
    next(folder.rglob("*.pdf")).write_bytes(b"%PDF-1.7")
    assert len(find_broken(folder, [*uploads.numbers, "MFA/none"])) == 2
