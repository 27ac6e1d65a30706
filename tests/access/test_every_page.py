"""Each page can be drawn, and to open one is no act."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from conference.audit.models import AuditEntry
from conference.core import access_log
from conference.core.access import Role
from schedule.programme.releases import page_cache
from tests.access.rules import Answer, Guest, Rule, Walker, staff
from tests.access.table import TABLE
from tests.access.walk import Route, address, by_space, client_of, routes, rule_for
from tests.access.world import World

# What says who looked at what. The times offered for a meeting are looked at on its page, and stay the same after that.
LOOKS = {*access_log.KINDS, "meeting.times_offered"}
PAGES = [route for route in routes("conference.urls") if route.space != "admin"]


def reader_of(rule: Rule) -> Walker | None:
    """Return somebody who may read the page: of the delegation, else of the staff; None where nobody does."""
    everybody = (Guest.OWN, *Role, Guest.ANONYMOUS, Guest.ADMIN)
    return next((walker for walker in everybody if Answer.IN in rule.expected(walker, "GET")), None)


def opened(route: Route, rule: Rule, world: World) -> tuple[int, set[str]]:
    """Return what its reader is answered, and which acts that was; what the address needs is made for it alone and taken back."""
    reader = reader_of(rule)
    if reader is None:
        return 0, set()
    cache.clear()
    page_cache.forget()
    with transaction.atomic():
        own = copy.copy(world)
        client, url = client_of(reader, own), address(route, rule, own)
        before = list(AuditEntry.objects.values_list("pk", flat=True))
        response: Any = client.get(url)
        if response.streaming:
            b"".join(response.streaming_content)
        verbs = set(AuditEntry.objects.exclude(pk__in=before).values_list("verb", flat=True))
        transaction.set_rollback(True)
    return response.status_code, verbs - LOOKS


@pytest.mark.parametrize("part", by_space(PAGES))
@pytest.mark.slow
def test_its_reader_can_read_it(part, world):
    answered = {route.name: opened(route, rule_for(route, TABLE), world) for route in part}
    assert {name: status for name, (status, _acts) in answered.items() if status >= 500} == {}
    assert {name: acts for name, (_status, acts) in answered.items() if acts} == {}


def test_most_are_read():
    """Control: the walk above passes for no reader at all."""
    readers = [reader_of(rule_for(route, TABLE)) for route in PAGES]
    assert len([one for one in readers if one is not None]) > 0.9 * len(readers)


@pytest.mark.slow
def test_a_page_whose_opening_is_an_act_is_found(world, settings):
    """The control."""
    settings.ROOT_URLCONF = "tests.access.leaky_urls"
    route = next(route for route in routes("tests.access.leaky_urls") if route.name == "leaky:acting")
    assert opened(route, staff("desk.see"), world) == (200, {"account.sessions_ended"})
