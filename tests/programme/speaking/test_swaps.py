"""Two delegations exchange their places of a day, at once in the calendar."""

import pytest

from conference.core.errors import AlreadyDecided, NotFound, NotPossible
from conference.correspondence.models import Message
from schedule.calendar.engagements.actions import TimeTaken
from schedule.calendar.models import Engagement
from schedule.programme.models import Swap
from schedule.programme.speaking.actions import swaps
from tests.calendar.places import at, take
from tests.people import make_party
from tests.programme.speaking.scene import Scene


@pytest.fixture
def three(scene: Scene) -> Scene:
    for code in ("KEN", "BRA", "FRA"):
        scene.inscribe(code)
    return scene


def ask(scene: Scene, one: str, other: str, words: str = "") -> Swap:
    return swaps.ask_swap(actor=scene.acting[one], asking=scene.row(one), partner=scene.row(other), message=words)


def test_both_agree_and_places_and_engagements_are_exchanged(three: Scene):
    swap = ask(three, "KEN", "FRA", "Our Minister comes late.")
    assert three.order == ["KEN", "BRA", "FRA"]
    assert Message.objects.get(kind="speaking.swap_asked").recipient == "focal.fra@mission.example"
    swaps.answer_swap(actor=three.acting["FRA"], swap=swap, agree=True)
    assert three.order == ["FRA", "BRA", "KEN"]
    assert Engagement.objects.get(person=three.heads["KEN"]).starts == at("14:12")
    assert Engagement.objects.get(person=three.heads["FRA"]).starts == at("14:00")
    answered = Message.objects.filter(kind="speaking.swap_answered").order_by("recipient")
    assert [(m.recipient[6:9], m.context["starts"][11:16]) for m in answered] == [("fra", "07:00"), ("ken", "07:12")]


def test_and_stay_so_when_others_are_inscribed(three: Scene):
    swap = ask(three, "KEN", "FRA")
    swaps.answer_swap(actor=three.acting["FRA"], swap=swap, agree=True)
    three.inscribe("HRV")
    assert three.order == ["FRA", "BRA", "KEN", "HRV"]


def test_declined_nothing_is_exchanged(three: Scene):
    swaps.answer_swap(actor=three.acting["FRA"], swap=ask(three, "KEN", "FRA"), agree=False)
    assert three.order == ["KEN", "BRA", "FRA"]


def test_only_the_asked_side_answers(three: Scene):
    swap = ask(three, "KEN", "FRA")
    for code in ("KEN", "BRA"):
        with pytest.raises(NotFound):
            swaps.answer_swap(actor=three.acting[code], swap=swap, agree=True)


def test_within_a_day_only(scene: Scene):
    first, morning, _afternoon = scene.sittings
    scene.inscribe("KEN", wish=first)
    scene.inscribe("BRA", wish=morning)
    with pytest.raises(NotPossible, match="within a day only"):
        ask(scene, "KEN", "BRA")


def test_one_request_between_two_at_a_time(three: Scene):
    ask(three, "KEN", "FRA")
    with pytest.raises(NotPossible, match="is already awaiting an answer"):
        ask(three, "FRA", "KEN")


def test_another_change_of_one_of_the_places_overtakes_it(three: Scene):
    first, second = ask(three, "KEN", "FRA"), ask(three, "BRA", "FRA")
    swaps.answer_swap(actor=three.acting["FRA"], swap=first, agree=True)
    with pytest.raises(AlreadyDecided, match="already superseded"):
        swaps.answer_swap(actor=three.acting["FRA"], swap=second, agree=True)
    assert three.order == ["FRA", "BRA", "KEN"]


def test_somebody_who_has_something_else_then_does_not_exchange(three: Scene):
    swap = ask(three, "KEN", "FRA")
    take(make_party("KEN"), "14:10", "14:30", persons=[three.heads["KEN"]], kind="bilateral")
    with pytest.raises(TimeTaken, match="Head of KEN is engaged 14:10–14:30"):
        swaps.answer_swap(actor=three.acting["FRA"], swap=swap, agree=True)
    assert three.order == ["KEN", "BRA", "FRA"]
    assert Swap.objects.get(pk=swap.pk).state == "asked"


def test_the_asking_side_takes_it_back(three: Scene):
    swap = ask(three, "KEN", "FRA")
    swaps.take_back_swap(actor=three.acting["KEN"], swap=swap)
    with pytest.raises(AlreadyDecided, match="already withdrawn"):
        swaps.answer_swap(actor=three.acting["FRA"], swap=swap, agree=True, expected_version=1)
