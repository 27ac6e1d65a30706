"""Whoever was not reached goes into another session as a group, in one act that is undone while its mails wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from conference.core import clock
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.correspondence.models import Message
from conference.web import page_cache
from schedule.calendar.engagements.actions import TimeTaken
from schedule.calendar.models import Engagement
from schedule.signing.models import SigningSession
from schedule.signing.running_order.carrying_over import carry_over, plan_carry_over, undo_carry_over
from tests.people import make_focal_point, make_world, sign_in
from tests.registration.kit import text_of
from tests.signing.running_order.test_running_order import engage_elsewhere
from tests.signing.scene import (
    BEGINS,
    appointment_of,
    depositary,
    do,
    fill,
    intend,
    make_session,
    minutes,
    people,
    protocol,
    sign,
    states,
)
from tests.treaties.kit import hanoi

NEXT_DAY = BEGINS + timedelta(days=1)
EVENING = BEGINS + minutes(60)


def make_two_sessions() -> SigningSession:
    """Brazil has signed, Kenya was skipped, Peru and Thailand were not reached; in the second session Ukraine stands."""
    make_world()
    made = make_session(hanoi())
    for code in ("BRA", "KEN", "PER", "THA"):
        intend(code)
    with clock.standing(BEGINS):
        fill(made)
        sign(made, "BRA")
        do(made, "skip", "KEN")
    second = make_session(made.treaty, "second", starts=NEXT_DAY)
    intend("UKR")
    with clock.standing(BEGINS + minutes(30)):
        fill(second)
    make_focal_point("PER")  # who has had no mail yet
    return made


@pytest.fixture
def session(keeper):
    made = keeper(make_two_sessions)
    with clock.standing(EVENING):
        yield made


def carried(session, who=None, target: str = "second") -> int:
    first, second = (SigningSession.objects.get(code=code) for code in (session.code, target))
    expected = plan_carry_over(first, second).fingerprint
    return carry_over(actor=who or protocol(), session=first, target=second, expected=expected)


def undone(session, who=None) -> int:
    session.refresh_from_db()
    return undo_carry_over(actor=who or protocol(), session=session, expected_version=session.order_version)


def mails() -> list[tuple[str, str]]:
    waiting = Message.objects.filter(state="queued", kind="signing.time")
    return sorted((message.scope, message.context["starts"]) for message in waiting)


def test_they_stand_at_the_end_of_the_other_session_in_their_order_at_new_times(session):
    assert carried(session) == 3
    second = SigningSession.objects.get(code="second")
    assert states(session) == {"BRA": "signed"}
    assert list(states(second).items()) == [(code, "scheduled") for code in ("UKR", "KEN", "PER", "THA")]
    peru = appointment_of("PER")
    assert peru.starts == NEXT_DAY + minutes(3)
    assert Engagement.objects.get(person=peru.signatory).ends == NEXT_DAY + minutes(4.5)


def test_the_board_follows(session, client):
    with clock.standing(BEGINS + minutes(120)):
        carried(session)
        page_cache.forget()
        shown = text_of(client.get("/board/now/?lang=en"))
    assert "Land UKR expected at about 10:00 Sun 26 Oct 2025 then Kenya, Land PER" in shown


def test_mails_wait_until_it_cannot_be_undone_and_are_withdrawn_by_the_undo(session):
    carried(session)
    assert mails() == [("PER", (NEXT_DAY + minutes(3)).isoformat())]
    waiting = Message.objects.get(state="queued")
    assert waiting.not_before - waiting.created_at >= minutes(10)
    assert undone(session) == 3
    assert mails() == []


def test_undo_brings_each_back_to_where_it_stood(session):
    before = states(session), appointment_of("PER").starts
    carried(session)
    undone(session)
    assert (states(session), appointment_of("PER").starts) == before
    assert list(states(SigningSession.objects.get(code="second"))) == ["UKR"]
    assert Engagement.objects.get(person=appointment_of("PER").signatory).ends == BEGINS + minutes(4.5)


def test_it_is_not_undone_too_late_nor_over_another_change(session):
    carried(session)
    with clock.standing(EVENING + minutes(60)), pytest.raises(NotPossible, match="nothing to undo any more"):
        undone(session)
    second = SigningSession.objects.get(code="second")
    with clock.standing(EVENING):
        do(second, "skip", "KEN")
        with pytest.raises(NotPossible, match="has changed since"):
            undone(session)


def test_what_was_seen_is_what_is_done(session):
    second = SigningSession.objects.get(code="second")
    seen = plan_carry_over(SigningSession.objects.get(code="first"), second).fingerprint
    sign(session, "PER")
    with pytest.raises(AlreadyDecided, match="has changed meanwhile"):
        carry_over(actor=protocol(), session=session, target=second, expected=seen)
    assert carried(session) == 2
    with pytest.raises(NotPossible, match="Everybody in this running order has signed"):
        carried(session)


def test_only_protocol_does_it_and_a_signatory_who_is_engaged_then_stops_it(session):
    with pytest.raises(NotAllowed):
        carried(session, depositary())
    engage_elsewhere(appointment_of("THA").signatory, NEXT_DAY)
    with pytest.raises(TimeTaken):
        carried(session)
    assert list(states(session)) == ["BRA", "KEN", "PER", "THA"]


def test_whoever_cannot_come_then_stays_and_the_others_go(session, client):
    engage_elsewhere(appointment_of("PER").signatory, NEXT_DAY)
    sign_in(client, people()[0])
    address, peru = reverse("signing:carry_over", args=["first"]), appointment_of("PER")
    shown = text_of(client.get(address, {"to": "second"}))
    assert f"{peru.signatory.full_name} is engaged 10:00–10:30 (Hanoi time, UTC+7)." in shown
    page = client.get(address, {"to": "second", "stays": peru.pk})
    assert "is engaged 10:00" not in text_of(page)
    carrying = page.context["carrying"]
    assert [(row.delegation.party.code, starts) for row, starts in carrying.rows] == [
        ("KEN", NEXT_DAY + minutes(1.5)),
        ("THA", NEXT_DAY + minutes(3)),
    ]
    client.post(address, {"to": "second", "stays": peru.pk, "expected": carrying.fingerprint})
    assert states(session) == {"BRA": "signed", "PER": "scheduled"}
    assert appointment_of("THA").starts == NEXT_DAY + minutes(3)
    assert undone(session) == 2
    assert list(states(session)) == ["BRA", "KEN", "PER", "THA"]


def test_the_pages_show_who_and_what_follows_then_do_it_and_offer_the_undo(session, client):
    sign_in(client, people()[0])
    address = reverse("signing:carry_over", args=["first"])
    page = client.get(address, {"to": "second"})
    text = text_of(page)
    assert "Kenya H.E. Ms." in text
    assert "10:03 Sun 26 Oct" in text or "Sun 26 Oct, 10:03" in text
    assert "informed of the new time by e-mail, unless you undo this before: 11:10" in text
    stale = client.post(address, {"to": "second", "expected": "0" * 32})
    assert "has changed meanwhile" in text_of(stale, 409)
    assert list(states(session)) == ["BRA", "KEN", "PER", "THA"]
    done = client.post(address, {"to": "second", "expected": page.context["carrying"].fingerprint}, follow=True)
    assert "3 parties are in the running order of “Signing of the Convention” now." in text_of(done)
    assert "carried 3 parties over to another session." in text_of(done)
    version = done.context["session"].order_version
    back = client.post(reverse("signing:carry_over_undo", args=["first"]), {"order": version}, follow=True)
    assert "they are in this running order again" in text_of(back)
    assert list(states(session)) == ["BRA", "KEN", "PER", "THA"]
