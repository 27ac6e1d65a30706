"""What the form of a request says of the time that was chosen."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from schedule.bilaterals.models import Meeting
from tests.bilaterals.scene import AT, NOW, make_scene
from tests.bilaterals.test_pages import FORM
from tests.people import sign_in


@pytest.fixture
def scene(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


def test_the_chosen_time_is_repeated_with_both_capitals_and_no_room(client, scene):
    """Which rooms are free would tell when others meet."""
    url = reverse("bilaterals:chosen", args=["ken"])
    text = sign_in(client, scene.user_ke).get(url, FORM).content.decode()
    assert "14:20–14:40" in text
    assert re.search(r"Kenya: <time [^>]+>10:20 \(UTC\+3\)<", text)
    assert re.search(r"Brazil: <time [^>]+>04:20 \(UTC−3\)<", text)
    assert "Protocol assigns the room once all have agreed." in text
    assert "Room B-3" not in text


def test_without_scripts_a_time_comes_back_chosen_with_everything_kept(client, scene):
    start = _offered(sign_in(client, scene.user_ke))[0]
    page = client.get(reverse("bilaterals:ask", args=["ken"]), {**FORM, "start": start.isoformat()})
    text = page.content.decode()
    assert 'aria-pressed="true"' in text
    assert "Ratification timetables" in text


def _offered(client, **values):
    page = client.get(reverse("bilaterals:ask", args=["ken"]), {"party": "BRA", "length": "20", **values})
    return page.context["offered"].starts


def test_another_length_keeps_the_choice_only_where_it_is_offered(client, scene):
    url = reverse("bilaterals:ask", args=["ken"])
    start = _offered(sign_in(client, scene.user_ke))[0]
    page = client.get(url, {**FORM, "start": start.isoformat()})
    assert page.context["chosen"]["ends"] - page.context["chosen"]["starts"] == timedelta(minutes=20)
    hours = _offered(client, length="60")
    short = next(time for time in _offered(client, length="20") if time not in hours)
    page = client.get(url, {**FORM, "length": "60", "start": short.isoformat()})
    assert page.context["chosen"] is None
    assert 'id="id_start" value=""' in page.content.decode()
    assert '<p class="note wait" data-gone>The time chosen before is no longer among those to choose from.' in page.text
    assert "data-gone" not in client.get(url, {**FORM, "start": ""}).text
    page = client.get(url, {**FORM, "length": "60", "start": hours[0].isoformat()})
    assert page.context["chosen"]["ends"] == hours[0] + timedelta(minutes=60)
    assert f'id="id_start" value="{page.context["chosen"]["starts"].isoformat()}"' in page.content.decode()


def test_a_time_that_is_not_offered_is_chosen_by_nobody_and_can_be_named(client, scene):
    client, url = sign_in(client, scene.user_ke), reverse("bilaterals:ask", args=["ken"])
    times = [AT + timedelta(minutes=20 * n) for n in range(9)]
    other = next(time for time in times if time not in _offered(client))
    page = client.get(url, {**FORM, "start": other.isoformat()})
    assert page.context["chosen"] is None
    typed = f"{other.astimezone(ZoneInfo('Asia/Ho_Chi_Minh')):%Y-%m-%dT%H:%M}"
    assert client.post(url, {**FORM, "start": "", "other_time": typed}).status_code == 302
    assert Meeting.objects.get().starts == other
    page = client.post(url, {**FORM, "party": "BRA", "start": "", "other_time": "2025-10-27T10:00"})
    assert "This day is not a day of the conference." in page.text
