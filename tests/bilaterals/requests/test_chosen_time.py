"""What the form of a request says of the time that was chosen."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.urls import reverse

from tests.bilaterals.scene import NOW, make_scene
from tests.bilaterals.test_pages import FORM
from tests.people import sign_in


@pytest.fixture
def scene(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


def test_the_chosen_time_is_repeated_with_both_capitals_and_the_rooms_that_suit(client, scene):
    url = reverse("bilaterals:chosen", args=["ken"])
    text = sign_in(client, scene.user_ke).get(url, FORM).content.decode()
    assert "14:20–14:40" in text
    assert re.search(r"Kenya: <time [^>]+>10:20 \(UTC\+3\)<", text)
    assert re.search(r"Brazil: <time [^>]+>04:20 \(UTC−3\)<", text)
    assert "2 seats too few" in text
    # Whoever needs no room reads of none.
    text = client.get(url, {**FORM, "pull_aside": "on"}).text
    assert "14:20–14:40" in text
    assert "2 seats too few" not in text
    assert "Room B-3" not in text
