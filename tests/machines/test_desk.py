"""The desk's page of machines: a key is seen once and can be revoked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from conference.core import clock
from conference.core.access import Role
from conference.machines.models import Machine
from tests.gates.conftest import saturday  # noqa: F401
from tests.machines.scene import ask, make_machine
from tests.people import make_user, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday")]
FORM = {"name": "Turnstiles <Ltd>", "scopes": ["gates.read"], "until": "2025-10-27", "per_minute": "60"}


@pytest.fixture
def desk(client):
    return sign_in(client, make_user(None, Role.SECRETARIAT))


def key_on(page: str) -> str:
    return page.partition("data-focus>")[2].partition("<")[0]


def test_a_key_is_shown_once_and_opens_what_was_ticked(desk):
    made = desk.post("/desk/machines/make/", FORM)
    assert (made.status_code, "no-store" in made["Cache-Control"]) == (200, True)
    key = key_on(made.content.decode())
    machine = Machine.objects.get()
    # To the end of the day at the conference, which is seven hours ahead.
    assert machine.expires_at == datetime(2025, 10, 27, 16, 59, tzinfo=UTC)
    assert (machine.scopes, machine.per_minute) == (["gates.read"], 60)
    assert (ask(key, "/gates").status_code, ask(key, "/scans").status_code) == (200, 403)
    page = desk.get("/desk/machines/").content.decode()
    assert key not in page
    assert "Turnstiles &lt;Ltd&gt;" in page
    assert "See the gates and their devices" in page
    assert "In use" in page
    with clock.standing(machine.expires_at):
        assert "Expired" in desk.get("/desk/machines/").content.decode()


def test_what_the_form_refuses_it_says_beside_the_field(desk):
    for instead in (
        {"name": ""},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"until": "2025-10-24"},
        {"until": "2027-10-24"},
        {"per_minute": "0"},
    ):
        answer = desk.post("/desk/machines/make/", {**FORM, **instead})
        assert answer.status_code == 422, instead
        assert list(answer.context["form"].errors) == list(instead)
    make_machine(name=FORM["name"])
    again = desk.post("/desk/machines/make/", FORM)
    assert again.status_code == 422
    assert "already exists. Choose another name" in again.content.decode()
    assert Machine.objects.count() == 1


def test_a_key_is_revoked_by_who_saw_it_as_it_is(desk):
    machine, key = make_machine()
    url = f"/desk/machines/{machine.pk}/revoke/"
    assert desk.post(url, {"version": machine.version + 1}).status_code == 409
    assert ask(key, "/gates").status_code == 200
    assert desk.post(url, {"version": machine.version}).status_code == 302
    assert ask(key, "/gates").status_code == 401
    assert desk.post(url, {"version": machine.version}).status_code == 409
    assert "Revoked" in desk.get("/desk/machines/").content.decode()


def test_the_page_asks_as_much_for_many_machines_as_for_one(desk, django_assert_max_num_queries):
    for count in (1, 3):
        while Machine.objects.count() < count:
            make_machine()
        with django_assert_max_num_queries(12) as asked:
            assert desk.get("/desk/machines/").status_code == 200
        first = len(asked) if count == 1 else first  # noqa: F821
        assert len(asked) == first


def test_the_gates_page_leads_there(client):
    for role, there in ((Role.SECRETARIAT, True), (Role.SECURITY, True), (Role.ACCREDITATION, False)):
        page = sign_in(client, make_user(None, role)).get("/desk/gates/devices/")
        assert ("/desk/machines/" in page.content.decode()) == there, role
