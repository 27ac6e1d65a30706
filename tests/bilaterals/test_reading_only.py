"""Staff may read the meetings of a delegation, and only the delegation asks for one."""

import pytest
import time_machine
from django.urls import reverse

from conference.core.access import Role
from tests.bilaterals.scene import NOW, make_scene
from tests.people import make_user, sign_in


@pytest.fixture
def scene(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


def test_who_only_reads_is_not_led_to_a_form_that_is_closed_to_them(client, scene):
    page, form = reverse("bilaterals:meetings", args=["ken"]), reverse("bilaterals:ask", args=["ken"])
    assert f'href="{form}"' in sign_in(client, scene.user_ke).get(page).content.decode()
    assert f'href="{form}"' not in sign_in(client, make_user(None, Role.PROTOCOL)).get(page).content.decode()
