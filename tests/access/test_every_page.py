"""Each page can be drawn."""

from __future__ import annotations

import copy

import pytest
from django.core.cache import cache
from django.db import transaction

from conference.core.access import Role
from schedule.programme.releases import page_cache
from tests.access.rules import Answer, Guest, Rule, Walker
from tests.access.table import TABLE
from tests.access.walk import Route, address, by_space, client_of, knock, routes, rule_for
from tests.access.world import World

PAGES = [route for route in routes("conference.urls") if route.space != "admin"]


def reader_of(rule: Rule) -> Walker | None:
    """Return somebody who may read the page: of the delegation, else of the staff; None where nobody does."""
    everybody = (Guest.OWN, *Role, Guest.ANONYMOUS, Guest.ADMIN)
    return next((walker for walker in everybody if Answer.IN in rule.expected(walker, "GET")), None)


def status_of(route: Route, world: World) -> int:
    """Return what its reader is answered; what the address needs is made for it alone and taken back."""
    rule = rule_for(route, TABLE)
    reader = reader_of(rule)
    if reader is None:
        return 0
    cache.clear()
    page_cache.forget()
    with transaction.atomic():
        own = copy.copy(world)
        _answer, status = knock(client_of(reader, own), "GET", address(route, rule, own))
        transaction.set_rollback(True)
    return status


@pytest.mark.parametrize("part", by_space(PAGES))
@pytest.mark.slow
def test_its_reader_can_read_it(part, world):
    answered = {route.name: status_of(route, world) for route in part}
    assert {name: status for name, status in answered.items() if status >= 500} == {}


def test_most_are_read():
    """Control: the walk above passes for no reader at all."""
    readers = [reader_of(rule_for(route, TABLE)) for route in PAGES]
    assert len([one for one in readers if one is not None]) > 0.9 * len(readers)
