"""The organisers place by hand, with a reason; clashes are named, moved sessions seen."""

import pytest

from conference.audit.models import AuditEntry
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.db import together
from schedule.calendar.engagements.actions import TimeTaken
from schedule.calendar.models import Engagement
from schedule.programme.models import Session
from schedule.programme.sessions.actions import editing as programme
from schedule.programme.sessions.content import get_content
from schedule.programme.speaking import queries
from schedule.programme.speaking.actions import lists
from schedule.programme.speaking.desk_tasks import waiting
from tests.calendar.places import at, take
from tests.people import make_party
from tests.programme.speaking.scene import Scene, make_scene, plan


def make_three() -> Scene:
    scene = make_scene()
    for code in ("KEN", "BRA", "FRA"):
        scene.inscribe(code)
    return scene


@pytest.fixture
def three(keeper, moment) -> Scene:
    return keeper(make_three)


def place(scene: Scene, code: str, to: int, **more):
    values = {"actor": scene.chief, "reason": "Leaves early", "expected_version": scene.now.version, **more}
    return lists.place(speakers=scene.now, inscription=scene.row(code), place=to, **values)


def test_at_another_place_with_a_reason_that_the_record_keeps(three: Scene):
    place(three, "FRA", 1)
    assert three.order == ["FRA", "KEN", "BRA"]
    assert three.row("FRA").by_hand is True
    entry = AuditEntry.objects.get(verb="speakers.ordered")
    assert (entry.reason, entry.details["place"], entry.details["party"]) == ("Leaves early", [3, 1], "FRA")
    assert Engagement.objects.get(person=three.heads["FRA"]).starts == at("14:00")


def test_and_stays_there_when_others_come(three: Scene):
    place(three, "FRA", 1)
    three.inscribe("HRV", "state")
    # The reckoning leaves it at the first place, and a head of State comes before the ministers.
    assert three.order == ["FRA", "HRV", "KEN", "BRA"]


def test_not_without_a_reason(three: Scene):
    with pytest.raises(NotPossible, match="Give a reason"):
        place(three, "FRA", 1, reason=" ")


def test_not_over_a_change_that_one_has_not_seen(three: Scene):
    expected_version = three.now.version
    place(three, "FRA", 1)
    with pytest.raises(AlreadyDecided, match="The list was changed in the meantime"):
        place(three, "BRA", 1, expected_version=expected_version)
    assert three.order == ["FRA", "KEN", "BRA"]


def test_not_where_the_speaker_has_something_else(three: Scene):
    take(make_party("FRA"), "14:00", "14:05", persons=[three.heads["FRA"]], kind="bilateral")
    with pytest.raises(TimeTaken, match="Head of FRA is engaged 14:00–14:05"):
        place(three, "FRA", 1)
    assert three.order == ["KEN", "BRA", "FRA"]


def test_nor_by_a_focal_point(three: Scene):
    with pytest.raises(NotAllowed):
        place(three, "FRA", 1, actor=three.acting["FRA"])


def test_whoever_chairs_the_session_is_there_already(scene: Scene):
    head = scene.delegation("KEN")
    session = Session.objects.get(key="plenary-1")
    content = get_content(session)
    from dataclasses import replace

    programme.edit_session(
        actor=scene.chief, session=session, content=replace(content, chair=head), expected_version=session.version
    )
    row = scene.inscribe("KEN")
    assert (row.clashes, scene.time("KEN")) == (False, "Sat 14:00")


def test_a_session_that_moves_is_seen_until_the_times_are_set_anew(three: Scene):
    session = Session.objects.get(key="plenary-1")
    programme.move_session(
        actor=three.chief, session=session, expected_version=session.version, starts=at("15:00"), ends=at("17:30")
    )
    assert three.time("KEN") == "Sat 14:00"
    assert [matter.key for matter in together.results_of(waiting(three.chief))] == [f"speaking.moved.{three.list.pk}"]
    lists.retime(actor=three.chief, speakers=three.now)
    assert three.time("KEN") == "Sat 15:00"
    assert together.results_of(waiting(three.chief)) == []


def test_a_session_that_is_taken_out_leaves_its_speakers_to_the_others(three: Scene):
    session = Session.objects.get(key="plenary-1")
    programme.remove_session(actor=three.chief, session=session, expected_version=session.version)
    lists.retime(actor=three.chief, speakers=three.now)
    assert three.time("KEN") == "Sun 09:00"


def test_longer_limits_move_everybody(three: Scene):
    longer = plan(three.sessions, minutes=10)
    lists.edit(actor=three.chief, speakers=three.now, plan=longer, expected_version=three.now.version)
    assert [three.time(code) for code in three.order] == ["Sat 14:00", "Sat 14:11", "Sat 14:22"]


@pytest.mark.parametrize("minutes", [2, 16])
def test_a_statement_takes_from_3_to_15_minutes(scene: Scene, minutes: int):
    with pytest.raises(NotPossible, match="from 3 to 15 minutes"):
        lists.edit(
            actor=scene.chief,
            speakers=scene.now,
            plan=plan(scene.sessions, minutes=minutes),
            expected_version=scene.now.version,
        )


def test_a_session_has_one_list(scene: Scene):
    with pytest.raises(NotPossible, match="already has a list of speakers"):
        lists.create(actor=scene.chief, plan=plan(scene.sessions[:1]))


def test_the_same_queries_for_three_and_for_eight(three: Scene, django_assert_num_queries):
    with django_assert_num_queries(6):
        assert len(queries.lines(three.now)) == 3
    for code in ("A01", "A02", "A03", "A04", "A05"):
        three.inscribe(code)
    with django_assert_num_queries(6):
        assert len(queries.lines(three.now)) == 8
