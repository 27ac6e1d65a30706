"""A panel's rows are a formset: an emptied row goes, and an uncounted one is never dropped without a word."""

from __future__ import annotations

import pytest

from conference.core.access import Role
from schedule.programme.models import Panellist, Session
from schedule.programme.sessions.content import PanelSeat
from tests.people import make_user
from tests.programme.draft import add
from tests.programme.sessions.test_panel import NEW, given
from tests.programme.site.test_day_page import text


@pytest.fixture
def desk(world, client):
    client.force_login(make_user("chau@hanoi2025.example", Role.PROGRAMME, name="Đỗ Minh Châu"))
    return client


def test_an_emptied_row_goes_and_the_others_close_up(desk):
    session = add(room="CR1", panel=[PanelSeat(name="First"), PanelSeat(name="Second")])
    url = f"/desk/programme/session/{session.key}/"
    page = desk.get(url)
    assert [row["who"].value() for row in page.context["form"].panel] == ["First", "Second", None, None]
    assert 'name="panel-TOTAL_FORMS" value="4"' in page.content.decode()
    rows = {
        "panel-0-who": " ",
        "panel-0-place": "1",
        "panel-1-who": "Second",
        "panel-2-who": "",
        "panel-3-who": "Third",
    }
    assert desk.post(url, given(version=1, **rows)).status_code == 302
    assert [(one.position, one.name) for one in Panellist.objects.all()] == [(1, "Second"), (2, "Third")]


def test_rows_that_are_not_counted_are_refused_and_never_dropped(desk):
    row = {"panel-0-who": "Guest Speaker"}
    page = desk.post(NEW, given(**row, **{"panel-TOTAL_FORMS": ""}))
    assert page.status_code == 422
    assert "ManagementForm data is missing" in text(page)
    assert not Session.objects.exists()
    assert desk.post(NEW, given(**row)).status_code == 302
