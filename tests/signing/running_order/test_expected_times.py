"""Expected times are worked out anew as the ceremony runs; the published plan stays as it was."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.urls import reverse

from conference.core import clock
from conference.web import page_cache
from schedule.signing.running_order.expected_times import expected_times
from schedule.signing.running_order.models import SigningSession
from schedule.signing.running_order.queries import order_of
from tests.people import actor, make_world, sign_in
from tests.registration.kit import text_of
from tests.signing.scene import BEGINS, appointment_of, close, do, fill, intend, make_session, minutes, people, sign
from tests.treaties.kit import hanoi

PARTIES = ("BRA", "CIV", "HRV", "FRA", "KEN", "PER", "THA", "UKR")  # in the English alphabet


def make_session_of_eight() -> SigningSession:
    """Eight parties, one every 90 seconds from 10:00."""
    make_world()
    made = make_session(hanoi())
    for code in PARTIES:
        intend(code)
    with clock.standing(BEGINS - minutes(60)):
        fill(made)
    return made


@pytest.fixture
def session(keeper):
    return keeper(make_session_of_eight)


def expected(session) -> dict[str, datetime]:
    session.refresh_from_db()
    times = expected_times(session, rows := order_of(session))
    return {row.delegation.party.code: times[row.pk] for row in rows if row.pk in times}


def test_before_the_session_begins_they_are_the_planned_ones_and_then_they_wait_with_it(session):
    with clock.standing(BEGINS - minutes(30)):
        assert expected(session)["KEN"] == appointment_of("KEN").starts == BEGINS + minutes(6)
    with clock.standing(BEGINS + minutes(20)):  # nobody has been called yet
        assert (expected(session)["BRA"], expected(session)["KEN"]) == (BEGINS + minutes(20), BEGINS + minutes(26))


def test_they_follow_the_party_at_the_table_and_the_plan_is_untouched(session):
    with clock.standing(BEGINS + minutes(10)):
        do(session, "call", "BRA")
    with clock.standing(BEGINS + minutes(11)):
        assert expected(session)["CIV"] == BEGINS + minutes(11.5)
    with clock.standing(BEGINS + minutes(15)):  # it takes longer than usual: whoever follows comes now at the earliest
        assert (expected(session)["CIV"], expected(session)["HRV"]) == (BEGINS + minutes(15), BEGINS + minutes(16.5))
        assert "BRA" not in expected(session)
    assert appointment_of("CIV").starts == BEGINS + minutes(1.5)


def test_whoever_is_skipped_is_expected_at_no_time_and_the_others_come_earlier(session):
    with clock.standing(BEGINS):
        do(session, "skip", "BRA")
        assert expected(session)["CIV"] == BEGINS
        assert "BRA" not in expected(session)


def test_after_some_signatures_the_sessions_own_pace_counts_and_a_pause_does_not(session):
    called = (0, 3, 6, 26, 29, 32)  # minutes; after the third there was a pause
    for code, at in zip(PARTIES, called, strict=False):
        with clock.standing(BEGINS + minutes(at)):
            do(session, "call", code)
        with clock.standing(BEGINS + minutes(at + 2)):
            do(session, "sign", code)
    with clock.standing(BEGINS + minutes(34)):
        assert (expected(session)["THA"], expected(session)["UKR"]) == (BEGINS + minutes(34), BEGINS + minutes(37))


def test_none_is_expected_on_another_day_or_once_the_record_is_closed(session):
    with clock.standing(BEGINS + minutes(24 * 60)):
        assert expected(session) == {}
    with clock.standing(BEGINS):
        sign(session, "BRA")
        close(session, *map(actor, people()))
        assert expected(session) == {}


def test_console_running_order_and_board_show_them_beside_the_plan(session, client):
    with clock.standing(BEGINS + minutes(12)):
        sign_in(client, people()[0])
        order = text_of(client.get(reverse("signing:order", args=["first"])))
        assert "Scheduled 10:01 expected ≈ 10:13" in order  # Côte d'Ivoire
        console = text_of(client.get(reverse("signing:console", args=["first"])))
        assert "≈ 10:13 planned 10:01" in console
        page_cache.forget()
        board = text_of(client.get("/board/now/?lang=en"))
        assert "Next Brazil expected at about 10:12 then" in board
