"""The times that are offered: few, the same ones, replaced for one's own sake alone; how often one may look, and who is told of it."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Role
from conference.models import current_conference
from delegations.registration.members.actions import editing
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.meetings.offered_times import (
    MOST_MINUTES,
    OFFERED,
    SCAN_PARTIES,
    TimesWanted,
    choose_times,
    get_times,
)
from schedule.bilaterals.models import BUFFER, MOST_READS, OfferedTime, TimesRead
from schedule.calendar.engagements.actions import engage_claim
from tests.bilaterals.scene import AT, LENGTH, NOW, Scene, make_scene
from tests.people import actor, make_delegation, make_focal_point, make_member, make_user, sign_in

HALF_PAST = AT + timedelta(minutes=10)  # the times drawn begin at each half hour


@pytest.fixture
def travel():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(keeper, travel) -> Scene:
    return keeper(make_scene)


def times(scene: Scene, minutes: int = 20) -> list:
    wanted = TimesWanted(scene.kenya, scene.head_ke, scene.brazil, scene.head_br, minutes)
    return list(get_times(scene.of_kenya, wanted, current_conference(), Random(1)).starts)


def engage(scene: Scene, head, starts) -> None:
    ends = starts + LENGTH + BUFFER
    engage_claim(subject=scene.room, kind="x", label="Elsewhere", starts=starts, ends=ends, persons=[head])


def test_six_of_both_days_and_halves_and_the_same_ones_whatever_the_other_does(scene, travel):
    first = times(scene)
    assert (len(first), len(set(first))) == (OFFERED, OFFERED)
    assert {(time.day, time.hour >= 13) for time in first} == {(25, False), (25, True), (26, False), (26, True)}
    for starts in first[:3]:
        engage(scene, scene.head_br, starts)
    travel.shift(timedelta(hours=5))
    assert times(scene) == first
    entry = AuditEntry.objects.get(verb="meeting.times_offered")
    assert (entry.subject_label, entry.details) == ("Kenya", {"party": "BRA", "n": OFFERED})


def test_one_is_replaced_when_it_is_taken_by_the_own_head_or_past(scene, travel):
    first = times(scene)
    engage(scene, scene.head_ke, first[0])
    second = times(scene)
    assert first[0] not in second
    assert (len(second), len(set(first) & set(second))) == (OFFERED, OFFERED - 1)
    travel.move_to(second[0])
    assert len({*times(scene)} - {*second}) == 1


def test_what_a_member_who_left_had_is_the_heads_until_another_is_named(scene):
    """The delegation's statement, say: the new head was offered its time for a meeting."""
    deputy = make_member("KEN", capacity="deputy_head", state="submitted")
    first = times(scene)
    engage(scene, deputy, first[0])
    assert times(scene) == first
    editing.withdraw_member(actor=scene.of_kenya, member=deputy, expected_version=deputy.version)
    wanted = TimesWanted(scene.kenya, scene.head_ke, scene.brazil, scene.head_br, 20)
    offered = get_times(scene.of_kenya, wanted, current_conference(), Random(1))
    assert first[0] not in offered.starts
    assert [engagement.label for engagement in offered.own] == ["Elsewhere"]


@pytest.mark.parametrize("minutes", [20, 60])
def test_of_one_other_nobody_ever_learns_more_than_the_limit(scene, minutes):
    for _round in range(OFFERED):
        for starts in times(scene, minutes)[:1]:
            engage(scene, scene.head_ke, starts)
    times(scene, 60)
    assert sum(OfferedTime.objects.values_list("minutes", flat=True)) == MOST_MINUTES


def test_what_suits_for_an_hour_suits_for_less(scene):
    assert times(scene, 60) == times(scene, 15)


def test_no_more_than_a_third_of_what_is_free_is_offered(scene):
    free = [AT + n * timedelta(minutes=20) for n in range(3)]
    assert len(choose_times(free, 8, current_conference().zone, Random(1))) == 1


def test_a_request_that_waits_takes_nothing_that_others_see(scene):
    """The control: once it is answered, its time is drawn no more."""
    taken = [HALF_PAST + timedelta(minutes=30 * n) for n in range(-10, 6)]
    france = make_member("FRA", capacity="head", state="submitted").delegation
    wanted = TimesWanted(scene.kenya, scene.head_ke, scene.brazil, scene.head_br, 20)
    meeting = scene.ask(actor=scene.of_brazil, asking=scene.brazil, asked=france)
    seen = set()
    for seed in range(40):
        seen |= {*get_times(scene.of_kenya, wanted, current_conference(), Random(seed)).starts}
        OfferedTime.objects.all().delete()
    assert {*taken} <= seen
    actions.accept(actor=actor(make_focal_point("FRA")), meeting=meeting)
    TimesRead.objects.all().delete()
    for seed in range(40):
        assert HALF_PAST not in get_times(scene.of_kenya, wanted, current_conference(), Random(seed)).starts
        OfferedTime.objects.all().delete()


def test_looking_takes_the_same_queries_whether_or_not_the_other_is_engaged(scene):
    times(scene)
    with CaptureQueriesContext(connection) as free:
        times(scene)
    for starts in times(scene):
        engage(scene, scene.head_br, starts)
    with CaptureQueriesContext(connection) as engaged:
        times(scene)
    assert len(engaged) == len(free) > 3


def test_looks_are_limited_by_the_hour_and_a_time_can_be_named_meanwhile(client, scene, travel):
    client, url = sign_in(client, scene.user_ke), reverse("bilaterals:ask", args=["ken"])
    assert client.get(url, {"party": "BRA"}).context["offered"].starts
    TimesRead.objects.update(reads=MOST_READS)
    page = client.get(url, {"party": "BRA"})
    assert (page.context["offered"].starts, page.context["offered"].again) == ((), NOW + timedelta(hours=1))
    assert "the next look is possible at <time" in page.text
    assert 'name="other_time"' in page.text
    travel.shift(timedelta(hours=1))
    assert client.get(url, {"party": "BRA"}).context["offered"].starts


def test_staff_are_told_of_a_delegation_that_looks_at_very_many(client, scene):
    france = make_delegation("FRA")
    others = [make_delegation(f"{letter}{letter}{letter}") for letter in "ABCDEFGHIJKLMNOP"[:SCAN_PARTIES]]
    rows = [
        OfferedTime(delegation=france, other=other, starts=AT, minutes=20, offered_at=clock.now()) for other in others
    ]
    OfferedTime.objects.bulk_create(rows[:-1])
    protocol = sign_in(client, make_user(None, Role.PROTOCOL))
    title = "France looks for times with very many delegations"
    assert title not in protocol.get("/desk/").text
    rows[-1].save()
    text = protocol.get("/desk/").text
    assert title in text
    assert f"Delegations with which it was offered times within a day: {SCAN_PARTIES}." in text


def test_staff_are_told_of_a_delegation_that_looks_as_often_as_it_may(client, scene):
    times(scene)
    protocol = sign_in(client, make_user(None, Role.PROTOCOL))
    title = "Kenya looks for times with very many delegations"
    TimesRead.objects.update(reads=MOST_READS - 1)
    assert title not in protocol.get("/desk/").text
    TimesRead.objects.update(reads=MOST_READS)
    text = protocol.get("/desk/").text
    assert title in text
    assert "Delegations with which it was offered times within a day: 1." in text
