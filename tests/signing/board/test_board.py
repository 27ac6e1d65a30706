"""The hall's display: who signs, who is next, how many have; the same bytes for all, asked of the database twice a second."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conference.core import clock
from conference.core.access import Role
from conference.parties.models import Party
from conference.web import page_cache
from tests.markup import compact
from tests.people import make_user, sign_in
from tests.signing.scene import BEGINS, do, fill, intend, make_session, sign
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.usefixtures("world", "begun")


@pytest.fixture
def session():
    found = make_session(hanoi())
    for code in ("BRA", "CIV", "HRV", "KEN"):
        intend(code)
    fill(found)
    sign(found, "BRA")
    do(found, "call", "CIV")
    return found


def test_the_board_names_who_signs_and_who_is_next_and_counts(client, session):
    shown = compact(client.get("/board/").content.decode())
    assert '<p class="name mid">Côte d&#x27;Ivoire</p>' in shown
    assert "</span>Croatia</p>" in shown
    assert "then Kenya" in shown
    assert "<b>1</b><span>of 4</span>" in shown
    assert (shown.count('class="on"'), shown.count('class="now"/')) == (1, 1)
    for secret in (str(session.appointments.first().signatory.family_name), "csrf"):
        assert secret not in shown


def test_a_screen_that_has_it_gets_304_and_hundreds_ask_the_database_once(client, session):
    page_cache.forget()
    first = client.get("/board/now/?lang=en")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        again = [client.get("/board/now/?lang=en", headers={"if-none-match": first["ETag"]}) for _n in range(20)]
    assert ({one.status_code for one in again}, len(asked)) == ({304}, 0)
    do(session, "next", "CIV", then="HRV")
    page_cache.forget()
    now = client.get("/board/now/?lang=en", headers={"if-none-match": first["ETag"]})
    assert now.status_code == 200
    assert "Croatia</p>" in now.content.decode()
    assert "<b>2</b>" in now.content.decode()


def test_on_the_second_day_those_of_the_first_have_signed_too(client, session):
    do(session, "sign", "CIV")
    sign(session, "HRV", "KEN")
    second = make_session(session.treaty, code="second", starts=BEGINS + timedelta(days=1))
    for code in ("PER", "THA", "UKR"):
        intend(code)
    fill(second)
    with clock.standing(second.starts):
        do(second, "call", "PER")
        shown = compact(client.get("/board/").content.decode())
        assert "<b>4</b><span>of 7</span><p>have signed</p></div>" in shown
        assert (shown.count('class="on"'), shown.count('class="now"/')) == (4, 1)
        do(second, "next", "PER", then="THA")
        page_cache.forget()
        shown = compact(client.get("/board/now/?lang=en").content.decode())
        desk = sign_in(Client(), make_user(None, Role.PROTOCOL))
        console = compact(desk.get(f"/desk/signing/sessions/{second.code}/console/").content.decode())
    # The console counts what the hall reads.
    assert '<b class="num" data-signed="4">5</b> <span>of 7</span> have signed' in console
    assert '<b>5</b><span>of 7</span><p>have signed</p><p class="today">today: 1</p>' in shown


def test_a_name_that_is_the_formal_one_too_stands_there_once(client, session):
    assert '<p class="formal">' in client.get("/board/now/?lang=en").content.decode()
    Party.objects.get(code="CIV").names.update(formal="Côte d'Ivoire", short="Côte d'Ivoire")
    page_cache.forget()
    shown = client.get("/board/now/?lang=en").content.decode()
    assert ("Côte d&#x27;Ivoire</p>" in shown, '<p class="formal">' in shown) == (True, False)


def test_before_anything_is_entered_the_board_has_the_treatys_name(client):
    assert "United Nations Convention against Cybercrime" in client.get("/board/").content.decode()


def test_days_before_no_stranger_reads_when_a_party_comes_to_the_table(client):
    """The display hangs in the hall from two hours before the session on; its address is public all the time."""
    session = make_session(hanoi())
    for code in ("HRV", "KEN"):
        intend(code)
    fill(session)
    for before, is_named in (
        (timedelta(days=3), False),
        (timedelta(hours=2, minutes=1), False),
        (timedelta(hours=2), True),
    ):
        with clock.standing(BEGINS - before):
            for address in ("/board/", "/board/now/?lang=en"):
                page_cache.forget()
                shown = compact(client.get(address).content.decode())
                assert ("Croatia" in shown, "Kenya" in shown, "expected at about" in shown) == (is_named,) * 3, before
                assert "<b>0</b><span>of 2</span>" in shown
