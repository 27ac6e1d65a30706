"""The list for the entrance: everybody stands under the family name, in one order."""

from __future__ import annotations

import pytest
import time_machine

from delegations.registration.models import Delegate
from schedule.receptions.guest_papers.data import door_lists
from schedule.receptions.models import Invitation
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
