"""What anybody can type into an address: no figures, huge numbers, a NUL, impossible moments."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from conference.core import parsing
from conference.core.access import Role
from tests.people import make_focal_point, make_member, make_user

pytestmark = pytest.mark.django_db
LARGE = "9" * 30


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *[("0", 0), ("42", 42), ("007", 7), (str(2**63 - 1), 2**63 - 1)],
        *[(text, None) for text in ("", None, "²", "٣", "-1", LARGE, str(2**63), " 1", "1e3")],
    ],
)
def test_a_number_is_plain_figures_that_the_database_can_hold(text, found):
    assert parsing.number(text) == found


def test_a_number_has_a_bound():
    assert (parsing.number("14", 14), parsing.number("15", 14), parsing.number("0014", 14)) == (14, None, None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2025-10-25T10:00:00+00:00", datetime(2025, 10, 25, 10, tzinfo=UTC)),
        ("2025-10-25T10:00:00", None),
        ("0001-01-01T00:00:00+00:00", None),
        ("9999-12-31T23:59:00-12:00", None),
        ("soon", None),
        (None, None),
    ],
)
def test_a_moment_has_its_offset_and_lies_within_the_calendar(text, found):
    assert parsing.moment(text) == found


@pytest.fixture
def desk(world, client) -> Client:
    client.force_login(make_user(None, *Role))
    return client


@pytest.mark.parametrize("before", ["²", LARGE, "-1", "x"])
@pytest.mark.parametrize("page", ["/desk/record/", "/desk/messages/"])
def test_a_spoilt_place_in_a_list_shows_the_list_from_its_start(desk, page, before):
    assert desk.get(page, {"before": before}).status_code == 200


@pytest.mark.parametrize("ids", ["²", LARGE])
def test_a_message_of_no_number_is_none(desk, ids):
    assert desk.post("/desk/messages/again/", {"ids": ids}).status_code == 404


@pytest.mark.parametrize("rooms", ["0010", "10", LARGE, "²", "0"])
def test_a_group_of_rooms_that_there_is_not(desk, rooms):
    assert desk.get("/desk/bilaterals/", {"rooms": rooms}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/desk/record/?q=%00",
        "/desk/record/?delegation=a%00b",
        "/desk/accreditation/?q=%00",
        "/desk/accreditation/?category=%00",
        "/desk/badges/?q=%00",
        "/desk/delegations/?q=%00",
        "/programme/?room=%00",
        "/desk/messages/previews/%00/",
    ],
)
def test_a_nul_in_an_address_is_refused_before_the_database_sees_it(desk, address):
    assert desk.get(address).status_code == 400


@pytest.mark.parametrize("after", ["-1.-1.-1", "1.1.-1", "-zzzzzz.0.0", "0.0.0", "zz.zz"])
def test_no_place_of_the_queue_takes_for_ever(desk, after):
    """A negative number would have no end in the figures of an address."""
    make_member("KEN", state="submitted")
    assert desk.get("/desk/accreditation/", {"step": "vet", "after": after}).status_code == 200


def test_somebody_who_arrived_before_1970_stops_no_queue(desk):
    """The next page's address is made of the last arrival; this one came by an older way than the form's."""
    make_member("KEN", state="submitted", arrival=datetime(1950, 1, 1, tzinfo=UTC))
    assert desk.get("/desk/accreditation/", {"step": "vet"}).status_code == 200


@pytest.mark.parametrize(
    "start", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:00+00:00", "9999-12-31T23:59:00-12:00"]
)
def test_a_meeting_outside_the_calendar_is_refused_in_words(world, client, start):
    for code in ("KEN", "BRA"):
        make_member(code, state="submitted", capacity="head")
    client.force_login(make_focal_point("KEN"))
    for page in ("/portal/ken/bilaterals/ask/", "/portal/ken/bilaterals/ask/chosen/"):
        assert client.get(page, {"party": "BRA", "start": start, "party_size": "²"}).status_code == 200
    sent = {"party": "BRA", "length": "20", "topics": "x", "party_size": "5", "press": "photo", "layout": "sofas"}
    page = client.post("/portal/ken/bilaterals/ask/", {**sent, "contact": "x", "start": start})
    assert "This is not a valid time. Choose one of those offered." in page.content.decode()


def test_without_the_guard_a_nul_goes_through_to_the_views(desk, settings):
    """The control: it is the middleware that refuses it."""
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if name != "conference.web.middleware.UnservedMiddleware"
    ]
    assert desk.get("/desk/programme/?show=%00").status_code == 200
