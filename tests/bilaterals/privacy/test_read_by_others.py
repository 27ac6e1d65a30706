"""A third delegation learns that somebody is busy, never with whom: from no page, feed, error or amount of work."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conference.audit import person_keys
from conference.web import page_cache
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.models import BUFFER, Meeting
from schedule.calendar.engagements.actions import engage_claim
from schedule.calendar.feeds import actions as feeds
from schedule.calendar.models import Feed
from schedule.programme.releases import page_cache as programme_pages
from tests.bilaterals.scene import AT, LENGTH, NOW, make_scene
from tests.bilaterals.test_pages import FORM
from tests.people import actor, make_delegation, make_focal_point, make_member, sign_in

NOBODY_S = "00000000-0000-4000-8000-000000000000"
# Of the meeting of Kenya and Brazil.
SECRETS = ("Ratification timetables", "Mathenge", "Naliaka", "Barasa")


@pytest.fixture
def scene(db):
    with time_machine.travel(NOW, tick=False):
        found = make_scene()
        found.france = make_member("FRA", capacity="head", state="submitted", family_name="Moreau").delegation
        found.user_fr = make_focal_point("FRA")
        meeting = actions.accept(actor=found.of_brazil, meeting=found.ask())
        found.meeting = actions.give_room(actor=found.protocol, meeting=meeting, room=found.room)
        yield found


def says_nothing(text: str, *besides: str) -> None:
    for secret in (*SECRETS, *besides):
        assert secret not in text


@pytest.fixture
def france(client, scene):
    return sign_in(client, scene.user_fr)


def test_the_times_offered_say_nothing_of_who_is_busy(france, scene):
    page = france.get(reverse("bilaterals:ask", args=["fra"]), {"party": "BRA"}).content.decode()
    assert "busy" not in page
    times = page[page.index("slots-days") : page.index("</table>", page.rindex("slots-days"))]
    says_nothing(page)
    says_nothing(times, "Kenya", "14:20–14:40")


def test_the_lists_of_others_do_not_have_it(france, scene):
    for url in (
        reverse("bilaterals:meetings", args=["fra"]),
        reverse("calendar:itinerary", args=["fra"]),
        reverse("registration:history", args=["fra"]),
    ):
        page = france.get(url)
        assert page.status_code == 200, url
        says_nothing(page.content.decode(), str(scene.meeting.public_id))


@pytest.mark.parametrize("name", ["meeting", "answer", "cancel", "keep"])
@pytest.mark.parametrize("code", ["fra", "bra"])
def test_its_addresses_answer_as_if_there_were_none(france, scene, name, code):
    mine = reverse(f"bilaterals:{name}", args=[code, scene.meeting.public_id])
    none = reverse(f"bilaterals:{name}", args=[code, NOBODY_S])
    method = france.get if name == "meeting" else france.post
    there, nowhere = method(mine), method(none)
    assert (there.status_code, nowhere.status_code) == (404, 404)
    says_nothing(there.content.decode(), "Kenya")


@pytest.mark.parametrize("minutes", [0, 10, -10])
def test_a_request_at_an_hour_that_the_other_has_given_away_is_taken_and_answered_by_the_other(client, scene, minutes):
    starts = AT + timedelta(minutes=minutes)
    meeting = scene.ask(starts, actor=actor(scene.user_fr), asking=scene.france)
    assert meeting.state == "requested"
    brazil, page = sign_in(client, scene.user_br), reverse("bilaterals:meeting", args=["bra", meeting.public_id])
    text = brazil.get(page).text
    assert "Joana Lima is engaged 14:20–14:50 (Hanoi time, UTC+7)." in text
    assert "You cannot accept a time at which your principal is engaged: propose another one, or decline." in text
    assert '<details class="block2" open>' in text  # other times can be proposed at once
    answer = reverse("bilaterals:answer", args=["bra", meeting.public_id])
    refused = brazil.post(answer, {"answer": "accept", "choice": "first", "version": meeting.version})
    assert (refused.status_code, Meeting.objects.get(pk=meeting.pk).state) == (409, "requested")


def test_a_counter_proposal_offers_no_time_that_others_fill_and_says_nothing_of_them(france, scene):
    later, wish = AT + timedelta(hours=1), {"topics": "Training", "party_size": 2, "contact": "Rui Prado"}
    meeting = scene.ask(later, wish=wish, actor=scene.of_brazil, asking=scene.brazil, asked=scene.france)
    page = france.get(reverse("bilaterals:meeting", args=["fra", meeting.public_id])).content.decode()
    assert 'value="2025-10-25T14:20' not in page
    says_nothing(page, "Kenya")


def brazil_meets(scene, code: str) -> None:
    """Let Brazil meet another delegation in room B-3."""
    meeting = scene.ask(actor=actor(make_focal_point(code)), asking=make_delegation(code))
    meeting = actions.accept(actor=scene.of_brazil, meeting=meeting)
    actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)


def brazil_is_elsewhere(scene) -> None:
    """Take the same times of Brazil's head and of the room for something else than a meeting."""
    ends = AT + LENGTH + BUFFER
    common = {"subject": scene.room, "kind": "reception", "starts": AT, "ends": ends}
    engage_claim(label="Luncheon of the Prime Minister", persons=[scene.head_br], rooms=[scene.room], **common)


def attempt(client: Client, url: str, values: dict) -> HttpResponse:
    """Post, and take back what came of it."""
    with transaction.atomic():
        page = client.post(url, values)
        transaction.set_rollback(True)
    return page


def answers(client: Client, code: str) -> list[tuple[int, str, list[str]]]:
    """Return the status, the text and the shape of each query of what a delegation can read and try with Brazil and Kenya."""
    ask, later = reverse("bilaterals:ask", args=[code]), (AT - timedelta(minutes=10)).isoformat()
    calls: list[Callable] = [
        *(lambda name=name: client.get(reverse(name, args=[code])) for name in PAGES),
        lambda: client.get("/", follow=True),
    ]
    for party in ("BRA", "KEN"):
        terms = {**FORM, "party": party}
        calls += [
            lambda party=party: client.get(ask, {"party": party}),
            lambda party=party: client.get(ask, {"party": party, "length": "60", "start": AT.isoformat()}),
            lambda party=party: client.get(
                reverse("bilaterals:chosen", args=[code]), {"party": party, "start": AT.isoformat()}
            ),
            lambda terms=terms: attempt(client, ask, {**terms, "start": AT.isoformat()}),
            lambda terms=terms: attempt(client, ask, {**terms, "start": later}),
            lambda terms=terms: attempt(client, ask, {**terms, "start": "", "other_time": "2025-10-25T14:30"}),
        ]
    calls += [lambda feed=feed: client.get(feed) for feed in map(feeds.address_of, Feed.objects.order_by("pk"))]
    calls += errors(client, code)
    found = []
    for call in calls:
        person_keys._cache.clear()  # kept for half a minute, which a slow machine may be over or not
        with CaptureQueriesContext(connection) as queries:
            page = call()
        # A token is another one on each page, and has one length; what is not found is named by the address that was asked for.
        text = re.sub(rf"{UUID}|\b[0-9A-Za-z]{{64}}\b", "", page.content.decode())
        found.append((page.status_code, text, [_shape(query["sql"]) for query in queries]))
    return found


def errors(client: Client, code: str) -> list[Callable]:
    """Return calls that are refused: a meeting of others, what was decided meanwhile, and a time that one has not oneself."""
    theirs = Meeting.objects.exclude(asking__party__code=code.upper()).values_list("public_id", flat=True)
    own = Meeting.objects.filter(asking__party__code=code.upper()).values_list("public_id", "starts")
    calls: list[Callable] = []
    for name in ("meeting", "answer", "cancel"):
        url = reverse(f"bilaterals:{name}", args=[code, theirs.first() or NOBODY_S])
        calls.append(lambda url=url, name=name: client.get(url) if name == "meeting" else attempt(client, url, {}))
    for public_id, starts in own:
        cancel, ask = (
            reverse(f"bilaterals:{name}", args=args) for name, args in (("cancel", [code, public_id]), ("ask", [code]))
        )
        calls.append(lambda url=cancel: attempt(client, url, {"version": 7, "reason": "Too late"}))
        calls.append(lambda url=ask, at=starts: attempt(client, url, {**FORM, "party": "BRA", "start": at.isoformat()}))
    return calls


PAGES = ("bilaterals:meetings", "calendar:itinerary", "registration:history", "registration:delegation")
UUID = r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"


def _shape(sql: str) -> str:
    return re.sub(rf"{UUID}|'(?:[^']|'')*'|\b[0-9a-f]{{32}}\b|\d+", "?", sql)


def of_each(scene, client: Client, code: str, worlds: list[Callable]) -> list[list[tuple[int, str, list[str]]]]:
    found = []
    for world in worlds:
        with transaction.atomic():
            world(scene)
            # What a process reads once is read by then.
            answers(client, code)
            found.append(answers(client, code))
            transaction.set_rollback(True)
    return found


@pytest.mark.slow
def test_nothing_that_is_read_tried_or_done_depends_on_whether_the_others_meet(client, db, monkeypatch):
    """A request, an answer, a room, another meeting, something else, or nothing at all: to a third delegation it is the same."""
    # What a process keeps for a second is read once: otherwise a slow page is a query later than a quick one.
    stopped = time.monotonic()
    for module in (page_cache, programme_pages):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: stopped))
    programme_pages.forget()
    worlds = [
        lambda _scene: None,
        lambda scene: scene.ask(),
        lambda scene: actions.accept(actor=scene.of_brazil, meeting=scene.ask()),
        lambda scene: brazil_meets(scene, "HRV"),
        lambda scene: brazil_meets(scene, "CIV"),
        brazil_is_elsewhere,
    ]
    with time_machine.travel(NOW, tick=False):
        scene = make_scene()
        for code, name in (("FRA", "Moreau"), ("HRV", "Horvat"), ("CIV", "Kouassi-Yao-Brou")):
            make_member(code, capacity="head", state="submitted", family_name=name)
        focal = make_focal_point("FRA")
        sign_in(client, focal)
        own = {"asking": make_delegation("FRA"), "asked": make_delegation("HRV"), "actor": actor(focal)}
        scene.ask(AT + timedelta(days=1), **own)
        feeds.make(actor=actor(focal), delegation=own["asking"], person=None, language="en", remind=60)
        answers(client, "fra")  # the times are drawn
        first, *others = of_each(scene, client, "fra", worlds)
        for other in others:
            assert other == first
        refused = [404, 404, 404, 409, 422]
        statuses = [*[200] * 5, *[200, 200, 200, 302, 302, 302] * 2, 200, *refused]
        assert [status for status, _text, _queries in first] == statuses
        assert all(len(queries) > 5 for _status, _text, queries in first[6:-6])
        # The comparison finds a difference where there is one: Brazil may read whom it meets.
        sign_in(client, scene.user_br)
        pages = []
        for world in worlds:
            with transaction.atomic():
                world(scene)
                pages.append(client.get(reverse("calendar:itinerary", args=["bra"])).content)
                transaction.set_rollback(True)
        assert len(set(pages)) == len(worlds)


@pytest.mark.parametrize("column", ["topics", "contact", "asked_contact", "answer_words", "former_words"])
def test_what_the_sides_write_is_encrypted_in_the_database(scene, column):
    meeting = scene.ask(AT + timedelta(hours=2))
    Meeting.objects.filter(pk=meeting.pk).update(**{column: "Ratification"})
    assert getattr(Meeting.objects.get(pk=meeting.pk), column) == "Ratification"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM bilaterals_meeting WHERE id = %s", [meeting.pk])
        stored = cursor.fetchone()[0]
    assert stored
    assert "Ratification" not in stored
