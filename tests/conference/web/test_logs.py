"""No secret of a link stands in the logs."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings

from conference.core.access import Role
from conference.core.links import new_secret
from conference.web.logs import WithoutSecrets
from schedule.receptions.invitations import actions
from tests.people import actor, make_member, make_user
from tests.receptions.scene import make_reception

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


@pytest.mark.parametrize(
    "address",
    ["/desk/messages/12/", f"/portal/ken/members/{UUID}/", f"/desk/accreditation/{UUID}/photo/", "/programme/"],
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
    actions.invite(actor=actor(make_user(None, Role.PROTOCOL)), reception=reception)
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
