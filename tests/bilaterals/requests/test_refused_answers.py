"""An answer that is refused says why and leaves what was typed, in the portal and by the link of a mail."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from schedule.bilaterals.meetings.actions.links import new_link
from schedule.bilaterals.models import Meeting
from tests.bilaterals.scene import AT, NOW, make_scene, offer_times
from tests.people import sign_in


@pytest.fixture
def scene(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


def test_a_refused_answer_leaves_what_was_typed(client, scene):
    meeting = scene.ask()
    offer_times(scene.brazil, scene.kenya, AT + timedelta(minutes=60), AT + timedelta(minutes=80))
    brazil, address = sign_in(client, scene.user_br), reverse("bilaterals:answer", args=["bra", meeting.public_id])
    page = brazil.post(address, {"version": 1, "answer": "propose", "words": "On Sunday, gladly"})
    assert page.status_code == 422
    assert page.context["times_form"].errors == {"first": ["Propose one, two or three times."]}
    assert re.search(r'<details class="block2" open>\s+<summary>Propose another time', page.text)
    assert "On Sunday, gladly</textarea>" in page.text
    first, second = (
        (AT + timedelta(minutes=minutes)).astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).isoformat() for minutes in (60, 80)
    )
    typed = {"version": 1, "answer": "propose", "first": first, "second": second, "words": "Both would do"}
    page = brazil.post(address, typed)
    assert "The proposed times overlap. Choose times that do not, with ten minutes between them." in page.text
    assert f'<option value="{second}" selected>' in page.text
    assert "Both would do</textarea>" in page.text
    assert Meeting.objects.get().version == 1
    # By the link of the mail the same.
    link = re.sub(r"^https?://[^/]+", "", new_link(meeting, scene.brazil))
    page = client.post(link, typed)
    assert "The proposed times overlap." in page.text
    assert f'<option value="{second}" selected>' in page.text
    assert client.post(link, {"version": 1, "answer": "propose"}).context["times_form"].errors["first"]
