"""No secret of a link stands in the logs."""

from __future__ import annotations

import logging
import re
import sys

import pytest
from django.conf import settings

from conference import environment
from conference.core.access import Role
from conference.core.links import new_secret
from conference.web.logs import OPENED_BY_SECRET, WithoutSecrets
from schedule.receptions.guest_list import actions as guest_list
from tests.access.walk import routes
from tests.people import actor, make_member, make_user
from tests.receptions.scene import make_reception

DATES = {"datefmt": settings.LOGGING["formatters"]["plain"]["datefmt"]}
UUID = "93ed509b-7d4a-4780-a30d-0934c3296889"


def written(message: str, *args) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, args, None)
    assert WithoutSecrets().filter(record)
    return record.getMessage()


def test_the_secret_of_a_link_is_masked():
    secret, _hashed = new_secret()
    assert written("%s: %s", "Gone", f"/invitation/{secret}/") == "Gone: /invitation/…/"
    assert written(f"Conflict: /invited/{secret}/?thanks") == "Conflict: /invited/…/?thanks"
    key = "/accounts/password/reset/key/1a-cx3zkl-0123456789abcdef0123456789abcdef/"
    assert written("%s", key) == "/accounts/password/reset/key/…/"
    confirm = "/accounts/confirm-email/MTI:1vNqXk:Q0nH3cJ5w8vO3yX0Zb1Qf7n2m4k6j8h0/"
    assert written("%s", confirm) == "/accounts/confirm-email/…/"


SECRET = "Zq3-" + "aB_9" * 9 + "xyz"  # as long as new_secret's


@pytest.mark.parametrize(
    "address",
    [
        f"/invitation/ {SECRET}/",
        f"/invitation/%20{SECRET}/",
        f"/invitation//{SECRET}",
        f"//invitation/{SECRET}%0A",
        f"/invitation/{SECRET[:20]} {SECRET[20:]}/",
        f"/invitation/{SECRET[:20]}%0d%0a{SECRET[20:]}/",
        f"/invitation/{SECRET[:20]}\u202e{SECRET[20:]}/",
        f"/invitation/{SECRET[:30]}/{SECRET[30:]}/",
        f"/invitation/({SECRET})/",
        f"/invitation/“{SECRET}”/",
        f"/invitatoin/ {SECRET}/",
        f"/?invitation={SECRET}",
        f"https://hanoi2025.example/invited/<{SECRET}>",
        f"/member/{SECRET[:31]}",
        f"/member/,{SECRET}/draft/",
        f"/calendar/\\{SECRET}/calendar.ics",
    ],
)
def test_no_piece_of_a_secret_stands_in_a_log_though_its_address_is_malformed(address):
    """A mail program broke the line, or somebody pasted a blank: the link without it still opens."""
    for message, args in (("Not Found: %s", (address,)), (f'127.0.0.1 "GET {address} HTTP/1.1" 404 12', ())):
        said = written(message, *args)
        assert not [piece for piece in (SECRET[:12], SECRET[12:24], SECRET[-12:]) if piece in said], said
    assert written('"GET %s HTTP/1.1" 404 12', address).endswith('" 404 12')


def test_no_secret_stands_in_the_fault_below_a_message():
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Fault", (), None)
    try:
        raise ValueError(f"no answer to /invitation/ {SECRET}/")
    except ValueError:
        record.exc_info = sys.exc_info()
    assert WithoutSecrets().filter(record)
    said = logging.Formatter("%(message)s").format(record)
    assert "ValueError: no answer to /invitation/…" in said
    assert SECRET[-12:] not in said


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("/x/\n2026-12-01T07:00:00+0000 INFO plenipo.security: signed in: user-1", "\\n2026-12-01T07"),
        ("/x/\r\x1b[2Kgone", "\\r\\x1b[2K"),
        ("/x/\u202etxt.exe\u2028next", "\\u202etxt.exe\\u2028next"),
    ],
)
def test_nothing_that_is_typed_forges_or_hides_a_line(typed, stands):
    message = written("refused: user-%s %s %s", 4, "GET", typed)
    assert message.isprintable()
    assert stands in message
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Fault", (), None)
    try:
        raise ValueError(typed)
    except ValueError:
        record.exc_info = sys.exc_info()
    for _handler in range(2):
        assert WithoutSecrets().filter(record)
    _first, *below = logging.Formatter("%(message)s").format(record).splitlines()
    assert below[0] == "  Traceback (most recent call last):"
    assert all(line.startswith("  ") and line.isprintable() for line in below)


def test_each_line_says_when_by_universal_time():
    formatter = logging.Formatter(settings.LOGGING["formatters"]["plain"]["format"], **DATES)
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "said", (), None)
    record.created = 1764547200.0
    assert formatter.format(record) == "2025-12-01T00:00:00+0000 INFO x: said"


def test_every_address_that_a_secret_opens_is_known():
    """Its first part, after which nothing but the secret stands."""
    found = {route.route.split("/")[0] for route in routes("conference.urls") if "<str:secret>" in route.route}
    assert found == set(OPENED_BY_SECRET)


@pytest.mark.parametrize(
    "address",
    [
        "/desk/messages/12/",
        f"/portal/ken/members/{UUID}/",
        f"/desk/accreditation/{UUID}/photo/",
        "/programme/",
        "/desk/calendar/free/",
    ],
)
def test_other_addresses_stay_readable(address):
    assert written("Not Found: %s", address) == f"Not Found: {address}"


def test_the_house_writes_by_a_handler_that_masks():
    for handler in settings.LOGGING["handlers"].values():
        assert "without secrets" in handler["filters"]
    assert settings.LOGGING["filters"]["without secrets"]["()"] == "conference.web.logs.WithoutSecrets"


def test_a_refused_answer_by_a_link_that_still_opens_says_no_secret(world, client, capfd):
    """Django logs the path of every answer of 400 and more: here a live link's."""
    make_member("KEN", state="submitted", capacity="head")
    reception = make_reception()
    guest_list.invite(actor=actor(make_user(None, Role.PROTOCOL)), reception=reception)
    secret, hashed = new_secret()
    reception.invitations.update(secret_hash=hashed)
    console = logging.StreamHandler()
    console.addFilter(WithoutSecrets())
    logger = logging.getLogger("django.request")
    logger.addHandler(console)
    try:
        assert client.post(f"/invited/{secret}/", {"to": "maybe"}).status_code == 422
    finally:
        logger.removeHandler(console)
    said = capfd.readouterr().err
    assert "/invited/…/" in said
    assert secret not in said


def test_the_documented_log_of_the_proxy_leaves_out_every_secret_too():
    documented = re.search(
        r"\(\?<where>([^)]+)\)", (environment.ROOT / "docs/operating.md").read_text(encoding="utf-8")
    )
    assert documented
    assert set(OPENED_BY_SECRET) <= set(documented[1].split("|"))


@pytest.mark.parametrize(("address", "host"), [("/", "a..b"), ("/%00/", "testserver"), ("/?q=%00", "testserver")])
def test_an_odd_request_is_one_line(db, client, caplog, address, host):
    assert client.get(address, headers={"host": host}).status_code == 400
    [record] = [record for record in caplog.records if record.name.startswith("django.security.")]
    assert WithoutSecrets().filter(record)
    assert len(logging.Formatter("%(message)s").format(record).splitlines()) == 1
