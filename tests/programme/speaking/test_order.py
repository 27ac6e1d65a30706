"""Who stands where: by tie group, then by inscription; a wish decides the day."""

import pytest

from schedule.programme.speaking.actions import lists
from tests.people import make_party
from tests.programme.speaking.scene import Scene, make_scene


def test_by_rank_then_by_inscription(scene: Scene):
    for code, rank in [("KEN", "minister"), ("FRA", "state"), ("BRA", "minister"), ("HRV", "government")]:
        scene.inscribe(code, rank)
    assert scene.order == ["FRA", "HRV", "KEN", "BRA"]
    # 10 minutes for a head of State, 8 for a head of government, 5 for others; a minute between two.
    assert [scene.time(code) for code in scene.order] == ["Sat 14:00", "Sat 14:11", "Sat 14:20", "Sat 14:26"]


def test_without_a_rank_one_speaks_last(scene: Scene):
    scene.delegation("CIV", protocol_rank=None)
    scene.inscribe("CIV")
    scene.inscribe("KEN", "other")
    assert scene.order == ["KEN", "CIV"]


def test_observers_and_organisations_come_after_the_members(scene: Scene):
    party = make_party("HSE")
    party.kind = "observer_state"
    party.save()
    scene.inscribe("HSE", "state")
    scene.inscribe("KEN", "other")
    assert scene.order == ["KEN", "HSE"]


def test_also_when_the_members_go_on_the_next_day(scene: Scene):
    party = make_party("HSE")
    party.kind = "observer_state"
    party.save()
    _first, morning, _afternoon = scene.sittings
    scene.inscribe("HSE", "state")
    scene.inscribe("KEN", "other", wish=morning)
    assert [(code, scene.time(code)) for code in scene.order] == [("KEN", "Sun 09:00"), ("HSE", "Sun 09:06")]


def test_unless_the_organisers_say_otherwise(scene: Scene):
    party = make_party("HSE")
    party.kind = "observer_state"
    party.save()
    from tests.programme.speaking.scene import plan

    lists.edit(
        actor=scene.chief,
        speakers=scene.list,
        plan=plan(scene.sessions, kinds_after=["ngo"]),
        expected_version=scene.now.version,
    )
    scene.inscribe("HSE", "state")
    scene.inscribe("KEN", "other")
    assert scene.order == ["HSE", "KEN"]


def test_a_wish_decides_the_day_and_the_rank_order_holds_within_it(scene: Scene):
    first, morning, _afternoon = scene.sittings
    scene.inscribe("KEN", "minister", wish=morning)
    scene.inscribe("FRA", "state", wish=morning)
    scene.inscribe("BRA", "minister", wish=first)
    assert scene.order == ["BRA", "FRA", "KEN"]
    assert [scene.time(code) for code in scene.order] == ["Sat 14:00", "Sun 09:00", "Sun 09:11"]


def test_a_wish_for_a_part_of_the_day_is_met_when_the_rank_order_allows_it(scene: Scene):
    _first, morning, afternoon = scene.sittings
    scene.inscribe("KEN", "minister", wish=afternoon)
    scene.inscribe("FRA", "state", wish=morning)
    assert [scene.time(code) for code in ("FRA", "KEN")] == ["Sun 09:00", "Sun 13:30"]


def test_and_is_shown_as_not_met_when_it_does_not(scene: Scene):
    from schedule.programme.speaking import queries

    _first, morning, afternoon = scene.sittings
    scene.inscribe("FRA", "state", wish=afternoon)
    scene.inscribe("KEN", "minister", wish=morning)
    scene.inscribe("BRA", "minister", wish=morning)
    # Two wishes weigh more than one, and the head of State speaks before the ministers of the day.
    assert [(line.party.code, line.wish_met) for line in queries.lines(scene.now)] == [
        ("FRA", False),
        ("KEN", True),
        ("BRA", True),
    ]


def test_what_one_day_has_no_room_for_goes_on_the_next(db, moment):
    scene = make_scene(minutes=15, limits={})
    codes = [f"A{n:02d}" for n in range(15)]
    for code in codes:
        scene.inscribe(code)
    # 13 statements of a quarter of an hour and a minute fit from 14:00 to 17:30.
    assert scene.time("A12") == "Sat 17:12"
    assert scene.time("A13") == "Sun 09:00"


def test_nobody_speaks_in_a_break(db, moment):
    from tests.calendar.places import at

    scene = make_scene(pauses=[(at("14:08"), at("14:30"))])
    scene.inscribe("KEN")
    scene.inscribe("BRA")
    assert [scene.time(code) for code in ("KEN", "BRA")] == ["Sat 14:00", "Sat 14:30"]


@pytest.mark.slow
def test_who_has_no_room_has_no_time(db, moment):
    scene = make_scene(minutes=15, limits={}, gap_seconds=600)
    for n in range(20):
        scene.inscribe(f"A{n:02d}")
    # 8 + 6 + 4 places; the last two stand on the list and have no time.
    assert [scene.time(f"A{n:02d}") for n in (17, 18, 19)] == ["Sun 14:45", "", ""]
