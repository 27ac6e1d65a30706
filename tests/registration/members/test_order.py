"""The delegation's own order: one row moves, and two who move at once cannot both win."""

from __future__ import annotations

import pytest

from conference.audit.models import AuditEntry
from conference.core.errors import AlreadyDecided, NotFound
from delegations.registration.members import queries
from delegations.registration.members.actions import editing, ordering
from tests.people import actor, make_delegation, make_focal_point, make_member, sign_in
from tests.registration.kit import text_of

URL = "/portal/ken/order/"


@pytest.fixture
def jane(world):
    return make_focal_point("KEN", name="Achieng Wambui")


@pytest.fixture
def four(jane):
    return [make_member("KEN", family_name=name, given_names="") for name in "ABCD"]


def order() -> str:
    return "".join(str(member) for member in queries.members_of(make_delegation("KEN")))


@pytest.mark.parametrize(
    ("name", "place", "after"),
    [("A", 3, "BCAD"), ("D", 1, "DABC"), ("B", 2, "ABCD"), ("A", 99, "BCDA"), ("C", 0, "CABD")],
)
def test_one_row_moves_and_the_others_close_up(jane, four, name, place, after):
    member = next(one for one in four if str(one) == name)
    ordering.reorder(
        actor=actor(jane), delegation=make_delegation("KEN"), member=member, place=place, expected_version=1
    )
    assert order() == after


def test_a_move_is_one_entry_and_leaves_the_members_versions_alone(jane, four):
    version = ordering.reorder(
        actor=actor(jane), delegation=make_delegation("KEN"), member=four[3], place=1, expected_version=1
    )
    assert (version, make_delegation("KEN").order_version) == (2, 2)
    entry = AuditEntry.objects.get(verb="delegation.reordered")
    assert (entry.scope, entry.details) == ("KEN", {"member": "D", "place": 1})
    four[0].refresh_from_db()
    assert four[0].version == 1


def test_whoever_saw_another_order_moves_nothing(jane, four):
    delegation = make_delegation("KEN")
    ordering.reorder(actor=actor(jane), delegation=delegation, member=four[3], place=1, expected_version=1)
    with pytest.raises(AlreadyDecided, match="Somebody else changed the order in the meantime"):
        ordering.reorder(actor=actor(jane), delegation=delegation, member=four[0], place=4, expected_version=1)
    assert order() == "DABC"


def test_somebody_withdrawn_is_in_no_order(jane, four):
    editing.withdraw_member(actor=actor(jane), member=four[1], expected_version=1)
    assert order() == "ACD"
    with pytest.raises(NotFound):
        ordering.reorder(
            actor=actor(jane), delegation=make_delegation("KEN"), member=four[1], place=1, expected_version=1
        )


class TestTheDoor:
    @pytest.fixture
    def portal(self, client, jane):
        return sign_in(client, jane)

    def test_a_script_gets_the_next_address(self, portal, four):
        headers = {"X-Requested-With": "XMLHttpRequest"}
        moved = {"id": str(four[3].public_id), "place": "1"}
        answer = portal.post(f"{URL}?expected_version=1", moved, headers=headers)
        assert (answer.status_code, answer.headers["X-Order-Url"]) == (204, f"{URL}?expected_version=2")
        again = portal.post(f"{URL}?expected_version=1", moved, headers=headers)
        assert again.status_code == 409
        assert order() == "DABC"

    def test_without_scripts_two_buttons_do_it(self, portal, four):
        page = portal.get("/portal/ken/").content.decode()
        assert f'action="{URL}?expected_version=1"' in page
        assert 'name="place" value="2" aria-label="Move A down"' in page
        answer = portal.post(f"{URL}?expected_version=1", {"id": str(four[0].public_id), "place": "2"})
        assert answer.headers["Location"] == "/portal/ken/#members"
        assert order() == "BACD"

    def test_the_slower_one_is_told_on_the_page(self, portal, four):
        moved = {"id": str(four[0].public_id), "place": "2"}
        portal.post(f"{URL}?expected_version=1", moved)
        text = text_of(portal.post(f"{URL}?expected_version=1", moved, follow=True))
        assert (
            "Somebody else changed the order in the meantime. The page now shows the new order. Nothing was moved."
        ) in text

    @pytest.mark.parametrize("sent", [{}, {"place": "x"}, {"place": "-1"}, {"place": "9" * 400}])
    def test_nonsense_moves_nothing_far(self, portal, four, sent):
        portal.post(f"{URL}?expected_version=1", {"id": str(four[0].public_id), **sent})
        assert order() in ("ABCD", "BCDA")

    @pytest.mark.parametrize("key", ["", "x", "00000000-0000-0000-0000-000000000000"])
    def test_a_member_who_is_not_there(self, portal, four, key):
        assert portal.post(f"{URL}?expected_version=1", {"id": key, "place": "1"}).status_code == 404

    def test_another_delegations_member(self, portal, four):
        stranger = make_member("BRA")
        assert (
            portal.post(f"{URL}?expected_version=1", {"id": str(stranger.public_id), "place": "1"}).status_code == 404
        )
