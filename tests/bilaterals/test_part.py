"""Which delegations have a part in bilateral meetings, and what the page tells each."""

import pytest
import time_machine
from django.urls import reverse

from conference.core.errors import NotPossible
from schedule.bilaterals.models import Meeting
from tests.bilaterals.scene import NOW, make_scene
from tests.bilaterals.test_pages import FORM
from tests.people import sign_in


@pytest.fixture
def scene(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


def test_a_state_is_not_told_that_it_has_no_part(client, scene):
    client = sign_in(client, scene.user_ke)
    text = client.get("/portal/ken/bilaterals/").content.decode()
    assert "Ask a delegation for a time when both of you are free." in text
    scene.ask()
    assert "Your delegation has no part" not in text + client.get("/portal/ken/bilaterals/").content.decode()


@pytest.mark.parametrize("kind", ["ngo", "media"])
def test_whose_head_nobody_receives_asks_for_no_meeting(client, scene, kind):
    scene.kenya.party.kind = kind
    scene.kenya.party.save()
    client = sign_in(client, scene.user_ke)
    for url in ("/portal/ken/bilaterals/", "/portal/ken/bilaterals/ask/", "/portal/ken/bilaterals/ask/?party=BRA"):
        text = client.get(url).content.decode()
        assert "Your delegation has no part in bilateral meetings" in text
        assert "Ask for a meeting" not in text
        assert "Show the times" not in text
    client.post(reverse("bilaterals:ask", args=["ken"]), FORM)
    assert Meeting.objects.count() == 0
    scene.kenya.refresh_from_db()
    for sides in ({"asking": scene.kenya}, {"asking": scene.brazil, "asked": scene.kenya, "actor": scene.of_brazil}):
        with pytest.raises(NotPossible, match="between the heads of States and of international organizations"):
            scene.ask(**sides)


@pytest.mark.parametrize(
    ("kind", "tabs"), [("member_state", ["Speaking", "Bilateral meetings"]), ("ngo", ["Speaking"]), ("media", [])]
)
def test_tabs_stand_for_those_alone_whom_they_concern(client, scene, kind, tabs):
    """Media that opened them read how to ask for a meeting, then that it has no part in any."""
    scene.kenya.party.kind = kind
    scene.kenya.party.save()
    menu = sign_in(client, scene.user_ke).get("/portal/ken/").context["menu"]
    assert [str(tab["label"]) for tab in menu if str(tab["label"]) in ("Speaking", "Bilateral meetings")] == tabs
