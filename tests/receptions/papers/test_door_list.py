"""The list for the entrance: everybody stands under the family name, in one order."""

from __future__ import annotations

import pytest
import time_machine
from django.utils import translation

from conference.printing.documents import typeset
from delegations.registration.models import Delegate
from schedule.receptions.guest_papers.data import LIST, door_lists
from schedule.receptions.models import Invitation
from tests.printing.readback import open_pdf, words
from tests.receptions.scene import NOW, make_scene


@pytest.fixture
def scene(keeper):
    """Aya Koffi of Côte d’Ivoire with Yao N'Dri; for Kenya Josphat Kilonzi, a substitute, with Ann de Wit."""
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_evening)


def make_evening():
    scene = make_scene()
    scene.answer("CIV", companion="Mr. Yao N'Dri")
    scene.answer("KEN", companion="Ms. Ann de Wit")
    for code, (family, given) in {"CIV": ("Koffi", "Aya"), "KEN": ("Omamo", "Raychelle")}.items():
        Delegate.objects.filter(pk=scene.heads[code].pk).update(family_name=family, given_names=given)
    kenya = Invitation.objects.filter(pk=scene.invitation("KEN").pk)
    kenya.update(substitute_name="Mr. Josphat KILONZI")
    return scene


def test_a_guest_stands_in_the_readers_script_too_and_a_substitute_under_the_own_name_alone(scene):
    Delegate.objects.filter(pk=scene.heads["CIV"].pk).update(name_native="آية كوفي")
    Delegate.objects.filter(pk=scene.heads["KEN"].pk).update(name_native="رايتشل أومامو")

    def natives(language: str) -> dict[str, str]:
        with translation.override(language):
            (entrance,) = door_lists([scene.reception], "by-name")["lists"]
        return {person["guest"]: person["native"] for person in entrance["rows"] if person["native"]}

    assert natives("ar") == {"KOFFI, Aya": "آية كوفي"}
    assert natives("en") == natives("ru") == {}
    with translation.override("ar"):
        paper = typeset.compile(LIST, door_lists([scene.reception], "by-name"))
    assert "آية" in words(open_pdf(paper)[0])


def test_the_column_of_companions_is_not_that_of_meetings_in_chinese(scene):
    with translation.override("zh-hans"):
        assert door_lists([scene.reception], "by-name")["words"]["columns"][2] == "同行者"


def listed(scene, layout: str) -> list[tuple[str, str]]:
    (entrance,) = door_lists([scene.reception], layout)["lists"]
    return [(person["guest"], person["with"]) for person in entrance["rows"]]


def test_guests_substitutes_and_companions_are_in_one_order(scene):
    assert listed(scene, "by-name") == [
        ("DE WIT, Ann", "Mr. Josphat KILONZI"),
        ("KILONZI, Josphat", "Ms. Ann de Wit"),
        ("KOFFI, Aya", "Mr. Yao N'Dri"),
        ("N'DRI, Yao", scene.invitation("CIV").who_comes),
    ]


def test_by_party_everybody_of_one_is_under_the_family_name_too(scene):
    names = [name for name, _with in listed(scene, "by-party")]
    assert names == ["KOFFI, Aya", "N'DRI, Yao", "DE WIT, Ann", "KILONZI, Josphat"]


def test_who_comes_alone_has_a_dash_in_the_column_of_companions(scene):
    scene.answer("BRA")
    values = door_lists([scene.reception], "by-name")
    (alone,) = (person["guest"] for person in values["lists"][0]["rows"] if not person["with"])
    (page,) = open_pdf(typeset.compile(LIST, values))
    assert f"{alone} Brazil –" in words(page)
