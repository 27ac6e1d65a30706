"""A registry holds one item a key, in order; apps join by modules of fixed names alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.template.loader import get_template
from django.urls import resolve, reverse

from conference.apps import JOINING, joining_modules
from conference.audit.sentences import sentences_by_verb
from conference.core import access_log
from conference.core.registry import AlreadyRegistered, Registry, name_of
from conference.db import guards
from conference.desk import registry as desk
from conference.web import menu
from delegations.registration.overview import history
from schedule.calendar.engagements import hooks
from schedule.calendar.itineraries import itinerary

ROOT = Path(__file__).resolve().parents[3]
OURS = ("conference", "delegations", "schedule")


def modules() -> Iterator[Path]:
    for root in OURS:
        yield from (ROOT / root).rglob("*.py")


@pytest.fixture
def fruits() -> Registry[str]:
    return Registry("fruits", {"b": "banana"})


class TestARegistry:
    def test_items_stand_in_the_order_in_which_they_came(self, fruits):
        assert fruits.add("a", "apple") == "apple"
        fruits.update({"d": "date", "c": "cherry"})
        assert list(fruits.values()) == ["banana", "apple", "date", "cherry"]
        assert (fruits["a"], fruits.get("x"), "b" in fruits, "x" in fruits, len(fruits)) == (
            "apple",
            None,
            True,
            False,
            4,
        )

    def test_or_in_an_order_of_their_own(self):
        lengths: Registry[str] = Registry("words", {"x": "three", "y": "a", "z": "to"}, order=len)
        assert list(lengths) == ["y", "z", "x"]
        assert list(lengths.values()) == ["a", "to", "three"]

    def test_the_same_again_changes_nothing(self, fruits):
        fruits.add("b", "".join(["ban", "ana"]))
        assert dict(fruits) == {"b": "banana"}

    def test_another_under_the_same_key_is_a_mistake(self, fruits):
        with pytest.raises(AlreadyRegistered, match=r"^b: declared twice among the fruits$"):
            fruits.add("b", "blueberry")
        assert fruits["b"] == "banana"

    def test_a_test_puts_back_what_it_changed(self, fruits):
        with fruits.override():
            fruits.add("a", "apple")
            with fruits.override({}):
                assert not fruits
            assert list(fruits) == ["b", "a"]
        assert list(fruits) == ["b"]
        with pytest.raises(ZeroDivisionError), fruits.override({"c": "cherry"}):
            raise ZeroDivisionError
        assert list(fruits) == ["b"]

    def test_a_function_is_known_by_its_dotted_name(self):
        assert name_of(name_of) == "conference.core.registry.name_of"


class TestJoining:
    def test_no_app_but_the_lowest_does_anything_at_start(self):
        ours = [type(app) for app in apps.get_app_configs() if app.name.startswith(OURS)]
        assert len(ours) > 14
        assert {kind.name for kind in ours if kind.ready is not AppConfig.ready and "ready" in vars(kind)} == {
            "conference"
        }

    def test_every_name_is_that_of_a_module_of_some_app(self):
        names = {module.rpartition(".")[2] for module in joining_modules()}
        assert [name for name in JOINING if name not in names] == []

    def test_what_joins_lies_in_an_app_or_a_topic_and_is_imported(self):
        """A module of such a name in a deeper folder would wait for somebody to import it."""
        wanted = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in modules() if path.stem in JOINING}
        found = list(joining_modules())
        assert (set(found), len(found)) == (wanted, len(wanted))
        assert wanted <= set(sys.modules)

    def test_a_root_joins_before_its_topics_and_an_app_before_the_next(self):
        found = [module for module in joining_modules() if module.endswith(".notices")]
        passes = found.index("delegations.accreditation.passes.notices")
        assert found.index("delegations.accreditation.notices") < passes < found.index("delegations.gates.notices")


class TestWhatIsRegistered:
    def test_menus_lead_somewhere(self):
        for item in menu.entries.values():
            of_a_delegation = {"code": "KEN"} if item.side == "portal" and not item.everywhere else None
            assert resolve(reverse(item.url_name, kwargs=of_a_delegation)), item.url_name

    def test_panels_have_their_templates(self):
        panels = desk.parts.of_kind(desk.Panel)
        assert panels
        for panel in panels:
            get_template(panel.template)

    def test_guards_are_made_since_their_tables_are_there(self):
        tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
        assert {name for name, guard in guards.declared.items() if guard.table not in tables} == set()

    def test_what_engages_persons_and_what_is_told_of_it_are_models(self):
        spoken_for = {name for source in itinerary.sources.values() for name in source.subjects}
        assert set(hooks.subjects) >= spoken_for
        for name in {*hooks.subjects, *history.between_two}:
            apps.get_model(name)

    def test_every_read_has_its_sentence_in_the_audit_log(self):
        assert set(access_log.KINDS) - set(sentences_by_verb) == set()
