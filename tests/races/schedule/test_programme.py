"""Editors and publishers at once: no lost change, no number twice, no release that mixes before and after."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace

import pytest
from django.db import transaction

from conference.audit.chain import find_faults
from conference.audit.models import AuditEntry
from conference.core.errors import AlreadyDecided, NotPossible
from conference.db import guards
from conference.parties.models import Party
from schedule.calendar.models import Engagement
from schedule.programme.models import Draft, Panellist, Release, Session
from schedule.programme.releases import actions, page_cache
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.actions.editing import get_content
from schedule.programme.sessions.content import PanelSeat
from tests.calendar.places import at
from tests.people import make_conference, make_party, make_tables
from tests.programme.draft import add, content, organiser
from tests.races.threads import attack, kinds

pytestmark = pytest.mark.django_db(transaction=True)
TRIGGERS = [
    f"{model._meta.db_table}_seen_{verb}"
    for model in (Session, Session.organisers.through, Panellist)
    for verb in ("insert", "update", "delete")
]


@pytest.fixture
def site():
    make_conference()
    make_tables()
    page_cache.forget()
    yield organiser()
    page_cache.forget()


def test_one_of_many_editors_wins_and_the_others_learn_who(site):
    session = add(who=site)
    editors = [organiser(f"Editor {n}") for n in range(8)]

    def save(editor, number):
        mine = replace(get_content(Session.objects.get()), number=number)
        return editing.edit_session(actor=editor, session=Session.objects.get(), content=mine, expected_version=1)

    results = attack([lambda e=editor, n=n: save(e, n + 1) for n, editor in enumerate(editors)])
    assert kinds(results) == {"done": 1, "AlreadyDecided": 7}
    (winner,) = [result for result in results if isinstance(result, Session)]
    entry = AuditEntry.objects.get(verb="session.changed")
    losers = {str(result) for result in results if not isinstance(result, Session)}
    assert losers == {f"Opening of the Conference: already changed by {entry.actor_label}. Nothing was changed."}
    session.refresh_from_db()
    assert (session.number, session.version) == (winner.number, 2)
    assert list(find_faults()) == []


def test_one_room_and_hour_goes_to_one_of_many_new_sessions(site):
    content("warm", room="CR1")  # makes the room
    results = attack([lambda: editing.create_session(actor=site, content=content("Debate", room="CR1"))] * 8)
    assert kinds(results) == {"done": 1, "TimeTaken": 7}
    assert (Session.objects.count(), Engagement.objects.count()) == (1, 1)


def test_equal_titles_at_once_get_keys_of_their_own(site):
    hours = [f"{hour:02d}" for hour in range(8, 16)]
    content("warm", room="CR1")
    made = attack(
        [
            lambda h=hour: editing.create_session(
                actor=site, content=content("Press briefing", room="CR1", starts=f"{h}:00", ends=f"{h}:30")
            )
            for hour in hours
        ]
    )
    assert kinds(made) == {"done": 8}
    assert {session.key for session in made} == {"press-briefing", *(f"press-briefing-{n}" for n in range(2, 9))}


def test_two_sessions_exchange_rooms_with_many_editors_and_nobody_waits_for_long(site):
    one = add("One", who=site, room="CR1", key="one")
    add("Two", who=site, room="CR2", key="two")
    rooms = {session.key: session.room for session in Session.objects.select_related("room")}

    def to(key, room):
        session = Session.objects.get(key=key)
        return editing.move_session(
            actor=site,
            session=session,
            expected_version=session.version,
            starts=session.starts,
            ends=session.ends,
            room=room,
        )

    results = attack([lambda k=key, r=rooms[other]: to(k, r) for key, other in (("one", "two"), ("two", "one"))] * 4)
    assert set(kinds(results)) <= {"done", "TimeTaken", "AlreadyDecided"}
    assert sorted(Engagement.objects.values_list("room__code", flat=True)) == ["CR1", "CR2"]
    one.refresh_from_db()


class TestPublishers:
    def test_of_the_same_draft_one_publishes_and_the_others_are_told(self, site):
        add(who=site)
        expected_version = Draft.objects.get().version
        people = [organiser(f"Publisher {n}") for n in range(8)]
        results = attack(
            [lambda p=person: actions.publish(actor=p, expected_version=expected_version) for person in people]
        )
        assert kinds(results) == {"done": 1, "AlreadyDecided": 7}
        release = Release.objects.select_related("published_by").get()
        losers = {str(result) for result in results if not isinstance(result, Release)}
        assert losers == {f"Release 1: already published by {release.published_by}. Nothing was changed."}

    def test_between_edits_they_make_consecutive_releases(self, site):
        session = add(who=site)

        def edit_and_publish(number):
            for _ in range(20):
                row = Session.objects.get()
                try:
                    editing.edit_session(
                        actor=site,
                        session=row,
                        content=replace(get_content(row), number=number),
                        expected_version=row.version,
                    )
                    break
                except AlreadyDecided:
                    continue
            return actions.publish(actor=site)

        results = attack([lambda n=n: edit_and_publish(n + 1) for n in range(6)])
        assert set(kinds(results)) <= {"done", "NotPossible"}
        numbers = list(Release.objects.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        assert kinds(results)["done"] == len(numbers)
        for release in Release.objects.all():
            assert release.rows.count() == release.size == 1
        session.refresh_from_db()
        assert Release.objects.first().rows.get().data["version"] == session.version
        assert list(find_faults()) == []


class TestMixing:
    """A writer who goes round the actions changes a session's title, organisers and panel in one transaction."""

    ROUNDS = 60

    def scene(self, site) -> list[Party]:
        parties = [make_party("KEN"), make_party("BRA")]
        for number in range(2):
            add(
                "0", who=site, room=f"C-{number}", key=f"s{number}", organisers=parties[:1], panel=[PanelSeat(name="0")]
            )
        return parties

    def write(self, parties: list[Party], start: threading.Barrier, done: threading.Event) -> int:
        number = 0
        while True:
            start.wait(30)
            if done.is_set():
                return number
            # A few in a row, so that one of them falls between any two statements of whoever publishes meanwhile.
            for _ in range(4):
                number += 1
                with transaction.atomic():
                    for session in Session.objects.order_by("pk"):
                        Session.objects.filter(pk=session.pk).update(title={"en": str(number)})
                        session.organisers.set([parties[number % 2]])
                        session.panel.update(name=str(number))

    def publish(self, site, start: threading.Barrier, done: threading.Event, enough) -> list[bool]:
        found = []
        for _ in range(self.ROUNDS):
            start.wait(30)
            with suppress(NotPossible):  # faster than the first of the writes
                found.append(self.is_mixed(actions.publish(actor=site)))
            if enough(found):
                break
        done.set()
        start.wait(30)
        return found

    def is_mixed(self, release: Release) -> bool:
        told = {
            (
                data["title"]["en"],
                tuple(party["code"] for party in data["organisers"]),
                tuple(one["name"] for one in data["panel"]),
            )
            for data in release.rows.values_list("data", flat=True)
        }
        ((title, codes, panel), *others) = told
        return bool(others) or codes != (("KEN", "BRA")[int(title) % 2],) or panel != (title,)

    def run(self, site, enough) -> list[bool]:
        parties, start, done = self.scene(site), threading.Barrier(2), threading.Event()
        written, found = attack(
            [lambda: self.write(parties, start, done), lambda: self.publish(site, start, done, enough)]
        )
        assert isinstance(written, int), written
        assert isinstance(found, list), found
        return found

    def test_no_release_mixes_what_was_before_and_after(self, site):
        found = self.run(site, enough=lambda so_far: len(so_far) >= 15)
        assert found == [False] * 15

    def test_control_without_the_triggers_releases_are_mixed(self, site):
        guards.uninstall(names=TRIGGERS)
        try:
            assert any(self.run(site, enough=any))
        finally:
            guards.install()


def test_the_calendar_never_differs_from_the_draft(site):
    """Whatever the order of edits, each session holds exactly its own room and time."""
    for number in range(6):
        add(f"S{number}", who=site, room=f"C-{number % 3}", starts=f"{9 + number:02d}:00", ends=f"{9 + number:02d}:45")
    keys = list(Session.objects.values_list("key", flat=True))

    def act(number):
        session = Session.objects.filter(key=keys[number % 6]).first()
        if session is None:
            return None
        if number % 5 == 4:
            return editing.remove_session(actor=site, session=session, expected_version=session.version)
        starts = at(f"{9 + (number * 7) % 9:02d}:00")
        return editing.move_session(
            actor=site,
            session=session,
            expected_version=session.version,
            starts=starts,
            ends=starts + (session.ends - session.starts),
        )

    results = attack([lambda n=n: act(n) for n in range(12)])
    assert set(kinds(results)) <= {"done", "TimeTaken", "AlreadyDecided"}
    held = {(row.subject_id, row.room_id, row.starts, row.ends) for row in Engagement.objects.all()}
    drafted = {(str(s.pk), s.room_id, s.starts, s.ends) for s in Session.objects.all()}
    assert held == drafted
