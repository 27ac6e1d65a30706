"""The desk's home: what waits, most urgent first, for those who may see it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conference.audit.models import AccessLogEntry, Head
from conference.core import clock
from conference.core.access import Role
from conference.desk import registry
from conference.desk.registry import Task, Urgency
from delegations.registration.models import Delegate
from tests.bench.support.crowd import crowd
from tests.markup import compact
from tests.people import make_focal_point, make_member, make_user, sign_in

MOST_QUERIES = 15  # trips to the database, however many kinds of task wait (tests/seeds/test_stages.py)
MOST_STATEMENTS = 45  # that are sent by these, where persons wait
NOON = datetime(2025, 10, 24, 12, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def matter(key: str, urgency: Urgency, tone: str = "wait") -> Task:
    return Task(key, urgency, tone, "!", "3 late", f"Title of {key}", "Because.", "Take up all 3", f"/do/{key}")


@pytest.fixture
def sources():
    """No tasks, figures or panels; the line on the desk's health stays."""
    health = {name: part for name, part in registry.parts.items() if isinstance(part, registry.HealthSource)}
    with registry.sources.override({}), registry.parts.override(health):
        yield


def test_matters_stand_by_urgency_and_refusals_first(sources):
    def some(actor):
        return [matter("c", Urgency.LATER), matter("b", Urgency.NOW), matter("a", Urgency.NOW, "no")]

    registry.register_tasks("desk.see")(some)
    keys = [m.key for m in registry.tasks_for(_staff_actor(Role.PROTOCOL))]
    assert keys == ["a", "b", "c"]


def test_within_a_group_what_hurts_first_comes_first_and_what_is_for_others_last(sources):
    def some(actor):
        return [
            replace(matter("others", Urgency.TODAY, "no"), right="bilaterals.place"),
            replace(matter("long", Urgency.TODAY), at=NOON - timedelta(days=2)),
            replace(matter("short", Urgency.TODAY), at=NOON),
            replace(matter("due later", Urgency.TODAY), due=NOON + timedelta(days=1)),
            replace(matter("a due soon", Urgency.TODAY), due=NOON, at=NOON),
            replace(matter("refused", Urgency.TODAY, "no"), at=NOON),
        ]

    registry.register_tasks("desk.see")(some)
    keys = [m.key for m in registry.tasks_for(_staff_actor(Role.ACCREDITATION))]
    assert keys == ["a due soon", "due later", "refused", "long", "short", "others"]


def test_what_is_due_on_another_day_is_not_for_today(client, world, sources):
    def some(actor):
        due = {"today": NOON.replace(hour=23, minute=59), "tomorrow": NOON + timedelta(hours=12), "whenever": None}
        eve = replace(matter("eve", Urgency.TODAY, "no"), due=NOON, today=True)
        return [eve, *(replace(matter(key, Urgency.TODAY), due=at) for key, at in due.items())]

    registry.register_tasks("desk.see")(some)
    sign_in(client, make_user(None, Role.SECRETARIAT))
    with clock.standing(NOON):
        groups = client.get(reverse("desk:home")).context["groups"]
    assert [(group["name"], [task.key for task in group["rows"]]) for group in groups] == [
        ("Today", ["eve", "today"]),
        ("Without a date", ["whenever"]),
        ("Later", ["tomorrow"]),
    ]


def test_times_say_what_they_are_and_names_lead_to_their_pages(client, world, sources):
    def some(actor):
        named = (("Amina Yusuf", "/desk/people/1/"),)
        return [replace(matter("b", Urgency.NOW), at=NOON, due=NOON + timedelta(hours=3), names=named)]

    registry.register_tasks("desk.see")(some)
    text = compact(sign_in(client, make_user(None, Role.SECURITY)).get(reverse("desk:home")).content.decode())
    words = re.sub(r"<[^>]+>", "", text)
    assert "since Fri 24 Oct, 12:00" in words
    assert "due Fri 24 Oct, 15:00" in words
    assert '<a href="/desk/people/1/"><bdi>Amina Yusuf</bdi></a>' in text
    entry = AccessLogEntry.objects.get()
    assert (entry.verb, entry.details) == ("persons.named", {"page": "desk:home", "names": 1})


def test_a_source_is_asked_only_for_those_with_the_right(sources):
    def secret(actor):
        raise AssertionError("asked")

    registry.register_tasks("audit.read")(secret)
    assert registry.tasks_for(_staff_actor(Role.PROTOCOL)) == []


def test_the_page_shows_the_matter_its_reason_and_one_remedy(client, world, sources):
    def some(actor):
        return [matter("b", Urgency.NOW)]

    registry.register_tasks("desk.see")(some)
    page = sign_in(client, make_user(None, Role.SECRETARIAT)).get(reverse("desk:home"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Title of b" in text
    assert 'href="/do/b"' in text
    assert "1 task" in text


def test_a_remedy_of_others_is_no_button(client, world, sources):
    def some(actor):
        return [replace(matter("b", Urgency.NOW), right="bilaterals.place")]

    registry.register_tasks("desk.see")(some)
    text = compact(sign_in(client, make_user(None, Role.SECRETARIAT)).get(reverse("desk:home")).content.decode())
    assert "Take up all 3" not in text
    assert '<a href="/do/b" data-row-focus data-row-key="Enter">See the current state</a>' in text
    text = compact(sign_in(client, make_user(None, Role.PROTOCOL)).get(reverse("desk:home")).content.decode())
    assert '<a class="b main" href="/do/b" data-row-focus data-row-key="Enter">Take up all 3</a>' in text


def test_nothing_waits_is_said(client, world, sources):
    page = sign_in(client, make_user(None, Role.PROTOCOL)).get(reverse("desk:home"))
    assert "You have no tasks" in page.content.decode()


def test_a_focal_point_finds_no_desk(client, world):
    client.force_login(make_focal_point())
    assert client.get(reverse("desk:home")).status_code == 404


def test_a_broken_tail_is_red(client, world, sources):
    make_member()
    Head.objects.update(hash="0" * 64)
    page = sign_in(client, make_user(None, Role.SECRETARIAT)).get(reverse("desk:home"))
    assert "Audit log damaged" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_record_takes_the_same_queries_for_one_row_and_for_three(client, world, django_assert_num_queries, rows):
    for _ in range(rows):
        make_member()
    client = sign_in(client, make_user(None, Role.SECRETARIAT))
    client.get(reverse("desk:record"))
    with django_assert_num_queries(7):
        page = client.get(reverse("desk:record"))
    assert len(page.context["rows"]) == rows


def _staff_actor(role: Role):
    from conference.core.access import Actor

    return Actor(1, "Somebody", frozenset({role}))


def test_what_was_done_on_another_day_has_its_day(client, world, sources):
    with clock.standing(datetime(2025, 10, 10, 7, tzinfo=UTC)):
        make_member(state="submitted")
        office = make_user(None, Role.SECRETARIAT)
        shown = compact(sign_in(client, office).get(reverse("desk:home")).content.decode())
    assert '<td class="hour num">14:00</td>' in re.sub(r"<time[^>]*>|</time>|<bdi>|</bdi>", "", shown)
    with clock.standing(datetime(2025, 10, 11, 7, tzinfo=UTC)):
        shown = compact(sign_in(client, office).get(reverse("desk:home")).content.decode())
    assert '<td class="hour num">Fri 10 Oct, 14:00</td>' in re.sub(r"<time[^>]*>|</time>|<bdi>|</bdi>", "", shown)


def test_a_source_is_not_asked_while_its_rows_are_empty_and_all_rows_take_one_query(
    world, sources, django_assert_num_queries
):
    actor = _staff_actor(Role.SECRETARIAT)

    def unasked(actor):
        raise AssertionError("asked")

    def one(actor):
        return [matter("one", Urgency.NOW)]

    def other(actor):
        return [matter("other", Urgency.NOW)]

    make_member("KEN", state="submitted")
    registry.register_tasks("desk.see", AccessLogEntry.objects.all)(unasked)
    registry.register_tasks("desk.see", AccessLogEntry.objects.all, Delegate.objects.all)(one)
    registry.register_tasks("desk.see", lambda: Delegate.objects.filter(state="submitted"))(other)
    with django_assert_num_queries(1):
        assert [task.key for task in registry.tasks_for(actor)] == ["one", "other"]


@pytest.mark.parametrize("role", Role)
def test_as_many_queries_and_statements_however_many_wait(client, world, role):
    sign_in(client, make_user(None, role))
    crowd(20, waiting=0.8)
    client.get(reverse("desk:home"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("desk:home"))
    crowd(180, seed=2, waiting=0.8)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("desk:home"))
    assert len(many) == len(few) <= MOST_QUERIES
    assert _statements(many) == _statements(few) <= MOST_STATEMENTS


def _statements(captured: CaptureQueriesContext) -> int:
    return sum(query["sql"].count("; SELECT") + query["sql"].count("; (SELECT") + 1 for query in captured)
