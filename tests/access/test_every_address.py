"""Nobody reads or changes what belongs to another delegation; each page can be drawn, and to open one is no act."""

from __future__ import annotations

import copy
from collections.abc import Iterable

import pytest
from django.core.cache import cache
from django.db import transaction

from conference.core.access import RIGHTS, Role
from schedule.programme.releases import page_cache
from tests.access.rules import WALKERS, Answer, Guest, delegation, public, signed_in, staff
from tests.access.table import TABLE, TOKENLESS
from tests.access.walk import Route, by_space, client_of, faults, knock, reader_of, routes, rule_for, tokens
from tests.access.world import World

SITE_ROUTES = list(routes("conference.urls"))
DEMO = [route for route in routes("tests.accounts.demo_site") if route.name.startswith("demo:")]


@pytest.fixture
def demo(settings, tmp_path):
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.accounts.demo_site"
    settings.MAILERS = {
        "default": {
            "BACKEND": "conference.correspondence.mailbox.backend.MailboxBackend",
            "OPTIONS": {"folder": str(tmp_path / "mailbox")},
        }
    }


def faults_of(routes_there: Iterable[Route], world: World) -> list[str]:
    """Return a sentence for each wrong answer; what an address needs is made for it alone and taken back."""
    found = []
    for route in routes_there:
        cache.clear()
        page_cache.forget()
        with transaction.atomic():
            own, rule = copy.copy(world), rule_for(route, TABLE)
            found += faults(route, rule, own)
            passed = tokens(route, rule, own)
            transaction.set_rollback(True)
        if route.name not in TOKENLESS:
            found += passed
        elif len(passed) != 4:
            found.append(f"{route.name} asks for a token: {passed}")
    return found


@pytest.mark.parametrize("part", by_space(SITE_ROUTES))
@pytest.mark.slow
def test_who_may_come_in(part, world, plain_refusals):
    assert faults_of(part, world) == []


@pytest.mark.parametrize("part", by_space(DEMO))
@pytest.mark.slow
def test_who_may_come_in_at_the_demo(part, world, demo):
    assert faults_of(part, world) == []


def test_every_address_is_walked():
    walked = [route for parameters in by_space(SITE_ROUTES) for route in parameters.values[0]]
    assert sorted(map(repr, walked)) == sorted(map(repr, SITE_ROUTES))


def test_most_pages_are_opened_by_a_reader():
    """Control: that opening is no act holds for no reader at all."""
    readers = [reader_of(rule_for(route, TABLE)) for route in SITE_ROUTES if route.space != "admin"]
    assert len([reader for reader in readers if reader is not None]) > 0.9 * len(readers)


def test_the_table_names_nothing_that_is_not_there():
    there = {route.name for route in [*SITE_ROUTES, *DEMO]}
    assert {name for name in TABLE if not name.endswith(":*")} - there == set()
    for name in TABLE:
        if name.endswith(":*"):
            assert any(route.startswith(name[:-1]) for route in there), name


class TestTheWalkItself:
    @pytest.fixture
    def doors_of(self, settings):
        settings.ROOT_URLCONF = "tests.access.leaky_urls"
        return {route.name: route for route in routes("tests.access.leaky_urls")}

    def test_an_address_that_nobody_classified(self, doors_of):
        with pytest.raises(AssertionError, match=r"leaky:forgotten \(desk/forgotten/\) is not classified"):
            rule_for(doors_of["leaky:forgotten"], TABLE)

    def test_an_address_without_a_name(self, doors_of):
        with pytest.raises(AssertionError, match=r"leaky:\(desk/nameless/\) \(desk/nameless/\) is not classified"):
            rule_for(doors_of["leaky:(desk/nameless/)"], TABLE)

    def test_a_view_of_the_desk_that_was_not_decorated(self, doors_of, world):
        found = faults(doors_of["leaky:undecorated"], staff("audit.read"), world)
        assert f"leaky:undecorated GET /desk/undecorated/ as {Guest.OTHER.value}: 200, in, instead of 404" in found
        assert "leaky:undecorated GET /desk/undecorated/ as security: 200, in, instead of 403" in found
        assert "leaky:undecorated: its view is marked None and the table says 'audit.read'" in found

    def test_a_view_with_the_wrong_right(self, doors_of, world):
        found = faults(doors_of["leaky:too_wide"], staff("audit.read"), world)
        assert "leaky:too_wide: its view is marked 'desk.see' and the table says 'audit.read'" in found
        assert "leaky:too_wide GET /desk/too-wide/ as security: 200, in, instead of 403" in found

    def test_a_page_of_the_portal_that_asks_nobody_whose_it_is(self, doors_of, world):
        found = faults(doors_of["leaky:unscoped"], delegation(public_id="draft_member"), world)
        url = f"/portal/ken/unscoped/{world.draft_member}/"
        assert f"leaky:unscoped GET {url} as {Guest.OTHER.value}: 200, in, instead of 404" in found

    def test_another_s_object_below_one_s_own_code(self, doors_of, world):
        """The address is one's own, the object is not."""
        found = faults(doors_of["leaky:half_scoped"], delegation(public_id="draft_member"), world)
        url = f"/portal/civ/half-scoped/{world.draft_member}/"
        assert found == [f"leaky:half_scoped GET {url} as {Guest.OTHER.value}: 200 instead of 404"]

    def test_a_page_of_the_portal_that_shows_staff_what_their_desk_does_not(self, doors_of, world):
        found = faults(doors_of["leaky:hidden_at_the_desk"], delegation(see="receptions.see"), world)
        outside = [role.value for role in Role if role not in RIGHTS["receptions.see"]]
        assert found == [
            f"leaky:hidden_at_the_desk GET /portal/ken/hidden/ as {role}: 200, in, instead of 404" for role in outside
        ]

    def test_a_page_of_the_portal_that_leads_to_the_desk(self, doors_of, world):
        found = faults(doors_of["leaky:leading_to_the_desk"], delegation(), world)
        assert found == [
            f"leaky:leading_to_the_desk GET /portal/ken/leading/ leads {Guest.OWN.value} to /desk/people/1/"
        ]

    def test_a_page_that_shows_a_template_s_tag(self, doors_of, world):
        found = faults(doors_of["leaky:torn"], delegation(), world)
        assert "leaky:torn GET /portal/ken/torn/ shows a template's tag" in found

    def test_a_page_that_names_a_clock_as_machines_do(self, doors_of, world):
        found = faults(doors_of["leaky:machines_clock"], delegation(), world)
        assert set(found) == {"leaky:machines_clock GET /portal/ken/clock/ shows Africa/Nairobi for a clock"}

    def test_a_page_whose_opening_is_an_act(self, doors_of, world):
        found = faults(doors_of["leaky:acting"], staff("desk.see"), world)
        assert found[0] == "leaky:acting GET /desk/acting/ is an act: account.sessions_ended"

    def test_a_view_exempt_from_the_token(self, doors_of, world):
        found = tokens(doors_of["leaky:tokenless"], public(), world)
        assert found[0] == "leaky:tokenless POST /desk/tokenless/ without a token: 200"

    def test_a_view_open_to_strangers(self, doors_of, world):
        found = faults(doors_of["leaky:tokenless"], signed_in(), world)
        assert (
            f"leaky:tokenless GET /desk/tokenless/ as {Guest.ANONYMOUS.value}: 200, in, instead of to the sign-in page"
            in found
        )
        assert "leaky:tokenless: its view is exempt from signing in" in found

    def test_what_a_knock_changes_is_taken_back(self, world):
        from delegations.registration.models import Delegate

        client = client_of(Guest.OWN, world)
        url = f"/portal/ken/members/{world.draft_member}/withdraw/"
        before = Delegate.objects.get(public_id=world.draft_member)
        knock(client, "POST", url, {"version": before.version, "reason": "x"})
        assert Delegate.objects.get(public_id=world.draft_member).state == "draft"

    def test_everybody_walks(self, world):
        assert {type(walker).__name__ for walker in WALKERS} == {"Guest", "Role"}
        assert set(world.users) == set(WALKERS) - {Guest.ANONYMOUS}
        assert Answer.BROKEN not in {a for rule in TABLE.values() for w in WALKERS for a in rule.expected(w, "GET")}
