"""What waits at the desk: seats kept free whose time has passed, and substitutes without a rank."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from conference.core import clock
from conference.core.access import Role
from conference.db import together
from conference.models import Rank
from schedule.receptions.desk_tasks import kept_seats, substitutes_without_rank
from schedule.receptions.models import Invitation
from tests.people import make_user, sign_in
from tests.receptions.scene import NOW
from tests.receptions.seating.scene import make_banquet


@pytest.fixture
def now(db):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def test_a_seat_kept_too_long_is_a_task_with_a_link_to_it(now, client, django_assert_num_queries):
    banquet = make_banquet()
    guest = banquet.seats()["BRA"]
    begins = banquet.reception.starts
    banquet.act("take_away", key=banquet.key("CIV"))
    free = next((2, seat) for seat in range(1, 5) if (2, seat) not in banquet.seats().values())
    banquet.act("keep_seat", table=guest[0], seat=guest[1], until=begins + timedelta(minutes=20))
    banquet.act("keep_seat", table=free[0], seat=free[1], until=begins + timedelta(minutes=10))
    now.move_to(begins + timedelta(minutes=10) - timedelta(seconds=1))
    assert together.results_of(kept_seats(banquet.protocol)) == []
    now.move_to(begins + timedelta(minutes=20))
    with django_assert_num_queries(1):
        (task,) = together.results_of(kept_seats(banquet.protocol))
    assert task.word == "2 seats"
    assert task.why == f"State Banquet. Table 2, seat {free[1]} was kept until 19:10."
    assert task.url == f"/desk/receptions/banquet/seating/?to=2-{free[1]}#selected"
    page = sign_in(client, make_user(None, Role.PROTOCOL)).get(task.url)
    assert page.context["is_kept"] is True
    assert page.context["keep_seat"] == free
    for table, seat in (guest, free):
        banquet.act("release_seat", table=table, seat=seat)
    assert together.results_of(kept_seats(banquet.protocol)) == []
    banquet.act("keep_seat", table=2, seat=free[1], until=clock.now() + timedelta(minutes=5))
    now.move_to(banquet.reception.ends)
    assert together.results_of(kept_seats(banquet.protocol)) == []


def test_a_substitute_without_a_rank_is_a_task_until_it_is_set(now, django_assert_num_queries):
    banquet = make_banquet()
    assert together.results_of(substitutes_without_rank(banquet.protocol)) == []
    key = banquet.key("BRA")
    banquet.act("set_guest", invitation=int(key), rank=Rank.objects.get(code="head-of-state"))
    Invitation.objects.filter(pk=key).update(substitute_name="Ms. Rosa Lima")
    with django_assert_num_queries(2):
        (task,) = together.results_of(substitutes_without_rank(banquet.protocol))
    assert (task.word, task.why) == ("1 without a rank", "The first: Ms. Rosa Lima, State Banquet.")
    assert task.url == f"/desk/receptions/banquet/seating/?who={key}#selected"
    banquet.act("set_guest", invitation=int(key), rank=Rank.objects.get(code="other"))
    assert together.results_of(substitutes_without_rank(banquet.protocol)) == []
    Invitation.objects.filter(pk=key).update(substitute_name="Mr. Luis Costa")
    now.move_to(banquet.reception.ends)
    assert together.results_of(substitutes_without_rank(banquet.protocol)) == []
