"""A running list: who speaks long moves the others, who is absent goes to the end of the category."""

from datetime import timedelta

import pytest
import time_machine

from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.correspondence.models import Message
from conference.db import together
from schedule.calendar.models import Engagement
from schedule.programme.models import SpeakersList
from schedule.programme.speaking import queries, steps
from schedule.programme.speaking.actions import lists
from schedule.programme.speaking.actions import podium as podium_actions
from schedule.programme.speaking.desk_tasks import waiting
from tests.calendar.places import at, take
from tests.people import make_party
from tests.programme.speaking.scene import SATURDAY, Scene, make_scene

MINUTE = timedelta(minutes=1)


def make_running() -> Scene:
    """Five delegations on the list, at the start of the debate."""
    scene = make_scene()
    for code, rank in (("FRA", "government"), ("HRV", "government"), ("KEN", "minister"), ("BRA", "minister")):
        scene.inscribe(code, rank)
    scene.inscribe("CIV", "minister")
    with time_machine.travel(SATURDAY - timedelta(hours=1), tick=False) as moment:
        scene.close()
        moment.move_to(SATURDAY)
        scene.start()
    return scene


@pytest.fixture
def running(keeper, moment) -> Scene:
    scene = keeper(make_running)
    moment.move_to(SATURDAY)
    return scene


def times(scene: Scene) -> dict[str, str]:
    return {code: scene.time(code)[4:] for code in scene.order}


def test_as_reckoned_before_anybody_speaks(running: Scene):
    assert times(running) == {"FRA": "14:00", "HRV": "14:09", "KEN": "14:18", "BRA": "14:24", "CIV": "14:30"}


def test_who_speaks_long_moves_those_behind(running: Scene, moment):
    running.do(podium_actions.begin, "FRA")
    moment.move_to(SATURDAY + 20 * MINUTE)
    running.do(podium_actions.end, "FRA")
    assert times(running) == {"FRA": "14:00", "HRV": "14:20", "KEN": "14:29", "BRA": "14:35", "CIV": "14:41"}
    taken = Engagement.objects.get(person=running.heads["HRV"])
    assert (taken.starts, taken.ends) == (at("14:20"), at("14:28"))


def test_who_speaks_short_brings_them_forward(running: Scene, moment):
    running.do(podium_actions.begin, "FRA")
    moment.move_to(SATURDAY + 3 * MINUTE)
    following = running.do(podium_actions.end_and_begin_next, "FRA")
    assert following.delegation.party.code == "HRV"
    assert running.row("HRV").state == "speaking"
    assert times(running)["KEN"] == "14:12"


def test_the_absent_go_to_the_end_of_their_category(running: Scene):
    running.do(podium_actions.mark_absent, "FRA")
    assert running.order == ["HRV", "FRA", "KEN", "BRA", "CIV"]
    assert running.row("FRA").state == "absent"
    running.do(podium_actions.mark_absent, "KEN")
    assert running.order == ["HRV", "FRA", "BRA", "CIV", "KEN"]


def test_and_off_the_order_when_they_are_absent_there_too(running: Scene):
    running.do(podium_actions.mark_absent, "FRA")
    running.do(podium_actions.mark_absent, "FRA")
    assert running.row("FRA").state == "missed"
    assert running.order == ["HRV", "KEN", "BRA", "CIV", "FRA"]
    assert running.time("FRA") == ""
    assert not Engagement.objects.filter(person=running.heads["FRA"]).exists()


def test_at_once_when_nobody_of_the_category_is_behind(running: Scene):
    running.do(podium_actions.mark_absent, "CIV")
    assert running.row("CIV").state == "missed"


def test_who_was_called_in_vain_and_comes_speaks_next(running: Scene):
    running.do(podium_actions.mark_absent, "CIV")
    running.do(podium_actions.recall, "CIV")
    assert running.order == ["CIV", "FRA", "HRV", "KEN", "BRA"]


def test_a_step_made_by_mistake_is_taken_back(running: Scene, moment):
    running.do(podium_actions.begin, "HRV")
    running.do(podium_actions.put_back, "HRV")
    assert running.order == ["HRV", "FRA", "KEN", "BRA", "CIV"]
    running.do(podium_actions.begin, "HRV")
    moment.shift(MINUTE)
    running.do(podium_actions.end, "HRV")
    podium_actions.undo(actor=running.chief, speakers=running.now, number=steps.last_step(running.now).number)
    assert running.row("HRV").state == "speaking"
    assert running.row("HRV").began_at == SATURDAY


def test_one_speaks_at_a_time(running: Scene):
    running.do(podium_actions.begin, "FRA")
    with pytest.raises(AlreadyDecided, match="France is speaking; end that statement first"):
        running.do(podium_actions.begin, "HRV")


def test_the_second_of_two_operators_is_told(running: Scene):
    expected_version = running.row("FRA").version
    running.do(podium_actions.begin, "FRA")
    with pytest.raises(AlreadyDecided, match="France: already speaking by Bùi Khánh Chi"):
        running.do(podium_actions.mark_absent, "FRA", expected_version=expected_version)


def test_nothing_before_the_list_is_started(scene: Scene):
    scene.inscribe("KEN")
    with pytest.raises(NotPossible, match="not running"):
        scene.do(podium_actions.begin, "KEN")


def test_a_focal_point_does_not_run_the_list(running: Scene):
    with pytest.raises(NotAllowed):
        running.do(podium_actions.begin, "FRA", actor=running.acting["FRA"])


def test_a_day_without_a_session_starts_nothing(scene: Scene, moment):
    scene.inscribe("KEN")
    scene.close()
    with pytest.raises(NotPossible, match="There are no more sessions of this list today"):
        scene.start()


def test_a_list_starts_an_hour_before_its_session_and_not_earlier(scene: Scene, moment):
    scene.inscribe("KEN")
    scene.close()
    moment.move_to(SATURDAY - timedelta(minutes=61))
    with pytest.raises(NotPossible, match="begins at 14:00; its list can be started one hour before"):
        scene.start()
    moment.move_to(SATURDAY - timedelta(minutes=60))
    scene.start()
    assert SpeakersList.objects.get(pk=scene.list.pk).state == "running"


def test_what_does_not_fit_goes_on_in_the_next_session(running: Scene, moment):
    running.do(podium_actions.begin, "FRA")
    moment.move_to(at("17:15"))
    running.do(podium_actions.end, "FRA")
    assert [running.time(code) for code in ("HRV", "KEN", "BRA", "CIV")] == [
        "Sat 17:15",
        "Sat 17:24",
        "Sun 09:00",
        "Sun 09:06",
    ]


def test_a_new_clash_is_marked_and_stops_nothing(running: Scene, moment):
    take(make_party("BRA"), "14:40", "15:10", persons=[running.heads["BRA"]], kind="bilateral")
    running.do(podium_actions.begin, "FRA")
    moment.move_to(SATURDAY + 25 * MINUTE)
    running.do(podium_actions.end, "FRA")
    assert running.time("BRA") == "Sat 14:40"
    assert running.row("BRA").clashes is True
    matters = {matter.key: matter for matter in together.results_of(waiting(running.chief))}
    found = matters[f"speaking.clash.{running.row('BRA').pk}"]
    assert "Head of BRA has another engagement 14:40–15:10 (Hanoi time, UTC+7)" in found.why
    running.do(podium_actions.begin, "HRV")
    moment.shift(2 * MINUTE)
    running.do(podium_actions.end, "HRV")
    assert running.time("BRA") == "Sat 14:33"
    assert running.row("BRA").clashes is False


def test_a_delegation_is_told_when_its_time_changes_by_much(running: Scene, moment):
    running.do(podium_actions.begin, "FRA")
    moment.move_to(SATURDAY + 20 * MINUTE)
    running.do(podium_actions.end, "FRA")
    # Eleven minutes: less than the fifteen that the list says.
    assert not Message.objects.filter(kind="speaking.changed").exists()
    running.do(podium_actions.begin, "HRV")
    moment.move_to(SATURDAY + 45 * MINUTE)
    running.do(podium_actions.end, "HRV")
    changed = Message.objects.filter(kind="speaking.changed").order_by("pk")
    assert [m.recipient[6:9] for m in changed] == ["ken", "bra", "civ"]
    assert (changed[0].context["was"][11:16], changed[0].context["starts"][11:16]) == ("07:18", "07:45")


def test_an_end_gives_back_the_time_of_those_who_did_not_speak(running: Scene):
    lists.finish(actor=running.chief, speakers=running.now)
    assert not Engagement.objects.filter(kind="speaking").exists()
    kenya = running.row("KEN").delegation
    assert queries.slots_of_delegations([kenya])[kenya.pk] == []


def test_a_slot_of_the_delegation(running: Scene):
    kenya = running.row("KEN").delegation
    (slot,) = queries.slots_of_delegations([kenya])[kenya.pk]
    assert (slot.starts, slot.ends, slot.state) == (at("14:18"), at("14:23"), "inscribed")
    assert (slot.session, slot.speaker) == (running.sessions[0], running.heads["KEN"])


def test_who_is_not_accredited_when_the_order_stands_is_seen(running: Scene):
    (matter,) = together.results_of(waiting(running.chief))
    assert matter.key == f"speaking.accredited.{running.list.pk}"
    assert str(matter.title) == "General debate: 5 speakers are not accredited"
    assert matter.why == "The first is Head of FRA of France."
    running.do(podium_actions.begin, "FRA")
    (matter,) = together.results_of(waiting(running.chief))
    assert str(matter.title) == "General debate: 4 speakers are not accredited"
