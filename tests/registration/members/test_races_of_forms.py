"""Two at once around a member's form; see test_races.py."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from conference.core import clock
from conference.core.access import SYSTEM
from conference.core.links import hash_of
from delegations.registration.delegations import places
from delegations.registration.drafts import form_drafts
from delegations.registration.models import Delegate, FormDraft, MemberLink, OwnDraft
from delegations.registration.own_page import actions, drafts
from tests.people import actor, make_conference, make_delegation, make_focal_point, make_member, make_tables
from tests.races.threads import kinds
from tests.registration.members.test_races import overlap, unlocked

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2025, 10, 10, 7, tzinfo=UTC)
SECRET = "s" * 43


@pytest.fixture(autouse=True)
def scene():
    make_conference()
    make_tables()


def ask(member: Delegate) -> MemberLink:
    with clock.standing(NOW):  # threads have clocks of their own
        return actions.ask_member(actor=SYSTEM, member=member, email="h.wario@mission.example")


class TestTwoLinks:
    def act(self) -> list[Any]:
        member = make_member("KEN")
        return overlap(lambda: ask(member), lambda: ask(member))

    def test_the_later_one_opens(self):
        results = self.act()
        assert kinds(results) == {"done": 2}
        assert list(MemberLink.objects.filter(withdrawn_at__isnull=True)) == [results[1]]

    def test_control_without_the_lock_the_database_refuses_the_second(self, monkeypatch):
        monkeypatch.setattr(places, "lock_places", unlocked)
        assert kinds(self.act()) == {"done": 1, "IntegrityError": 1}


class TestALinkTakenBack:
    """Who fills in while the focal point takes the link back comes too late."""

    def act(self) -> tuple[list[Any], Delegate]:
        member = make_member("KEN", diet="")
        link = ask(member)
        MemberLink.objects.filter(pk=link.pk).update(secret_hash=hash_of(SECRET))

        def fill_in() -> Delegate:
            with clock.standing(NOW):
                return actions.fill_in_own(secret=SECRET, expected_version=1, values={"diet": "halal"})

        results = overlap(lambda: actions.withdraw_link(actor=SYSTEM, link=link), fill_in)
        member.refresh_from_db()
        return results, member

    def test_nothing_is_filled_in(self):
        results, member = self.act()
        assert kinds(results) == {"done": 1, "LinkOver": 1}
        assert member.diet == ""

    def test_control_without_the_lock_it_is(self, monkeypatch):
        monkeypatch.setattr(places, "lock_places", unlocked)
        results, member = self.act()
        assert kinds(results) == {"done": 2}
        assert member.diet == "halal"


class TestTypingWhileTheLinkIsTakenBack:
    """What arrives meanwhile does not stay behind on a link that opens nothing."""

    def act(self) -> list[Any]:
        link = ask(make_member("KEN"))
        MemberLink.objects.filter(pk=link.pk).update(secret_hash=hash_of(SECRET))

        def keep() -> Any:
            with clock.standing(NOW):
                return drafts.save_draft({"diet": "halal", "version": "1"}, secret=SECRET)

        return overlap(lambda: actions.withdraw_link(actor=SYSTEM, link=link), keep)

    def test_nothing_is_kept(self):
        assert kinds(self.act()) == {"done": 1, "LinkOver": 1}
        assert OwnDraft.objects.count() == 0

    def test_control_without_the_lock_it_is(self, monkeypatch):
        find = actions.get_link
        monkeypatch.setattr(actions, "get_link", lambda secret, lock=False: find(secret))
        assert kinds(self.act()) == {"done": 2}
        assert OwnDraft.objects.count() == 1


def test_two_windows_keep_one_draft():
    jane, delegation = actor(make_focal_point("KEN")), make_delegation("KEN")

    def keep(hotel: str) -> Any:
        return form_drafts.save_draft({"hotel": hotel}, delegation=delegation, actor=jane, member=None)

    results = overlap(lambda: keep("Lotus"), lambda: keep("Quiet House"))
    assert kinds(results) == {"done": 2}
    assert [form_drafts.values_of(draft) for draft in FormDraft.objects.all()] == [{"hotel": "Quiet House"}]
