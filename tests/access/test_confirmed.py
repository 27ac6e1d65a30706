from __future__ import annotations

from tests.access.tables.confirmed import ASKS, DECISIONS, SUSPECTS
from tests.access.walk import routes


def test_each_export_and_each_act_on_many_is_decided_on():
    lacking = [
        f"{route.name} ({route.route})"
        for route in routes()
        if SUSPECTS.search(route.route) and route.space not in ("admin", "api", "") and route.name not in DECISIONS
    ]
    assert lacking == []


def test_those_and_no_others_ask_who_one_is():
    found = {route.name for route in routes() if hasattr(route.view, "confirmation") and route.space != "admin"}
    assert found == {name for name, decision in DECISIONS.items() if decision == ASKS}


def test_no_decision_is_left_of_an_address_that_went():
    assert DECISIONS.keys() - {route.name for route in routes()} == set()
