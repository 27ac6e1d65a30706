"""Secret calendars, asked for and made by many at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from icalendar import Calendar

from conference.audit.chain import find_faults
from delegations.registration.delegations import places
from schedule.calendar.feeds import actions as feeds_actions
from schedule.calendar.feeds import events
from schedule.calendar.models import Feed, PublishedEvent
from schedule.programme.releases import actions as releases_actions
from schedule.programme.releases import page_cache
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.actions.editing import get_content
from tests.calendar.places import at
from tests.people import actor, make_conference, make_delegation, make_focal_point, make_tables
from tests.programme.draft import add, organiser
from tests.races.threads import attack, kinds
from tests.registration.members.test_races import overlap, unlocked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def focal():
    make_conference()
    make_tables()
    page_cache.forget()
    yield actor(make_focal_point("KEN"))
    page_cache.forget()


def make(focal) -> Feed:
    return feeds_actions.make(actor=focal, delegation=make_delegation("KEN"), person=None, language="en", remind=15)


def test_one_of_many_makes_the_address_and_the_others_are_told(focal):
    make_delegation("KEN")
    results = attack([lambda: make(focal)] * 6)
    assert kinds(results) == {"done": 1, "AlreadyDecided": 5}
    assert Feed.objects.count() == 1
    assert list(find_faults()) == []


def test_control_without_the_lock_the_second_meets_the_constraint(focal, monkeypatch):
    make_delegation("KEN")
    monkeypatch.setattr(places, "lock_places", unlocked)
    assert kinds(overlap(lambda: make(focal), lambda: make(focal))) == {"done": 1, "IntegrityError": 1}


def test_renewed_and_withdrawn_at_once_it_is_one_of_both(focal):
    feed = make(focal)
    acts = [
        lambda a=act: a(actor=focal, feed=Feed.objects.get(), expected_version=feed.version)
        for act in (feeds_actions.renew, feeds_actions.revoke)
    ]
    results = attack(acts * 3)
    assert kinds(results) == {"done": 1, "AlreadyDecided": 5}
    feed.refresh_from_db()
    assert (feed.state == "live") == bool(feed.secret_hash)


def test_many_who_read_what_has_just_changed_read_the_same_sequence(focal):
    who = organiser()
    session = add(who=who, key="opening", type="opening")
    releases_actions.publish(actor=who)
    feed = make(focal)

    def read() -> bytes:
        return events.body(Feed.objects.select_related("delegation__party", "person").get(pk=feed.pk))

    first = attack([read] * 6)
    assert kinds(first) == {"done": 6}
    moved = replace(get_content(session), starts=at("10:00"), ends=at("11:00"))
    editing.edit_session(actor=who, session=session, content=moved, expected_version=1)
    releases_actions.publish(actor=who)
    second = attack([read] * 6)
    assert kinds(second) == {"done": 6}
    for bodies, sequence in ((first, 0), (second, 1)):
        told = {int(one["SEQUENCE"]) for body in bodies for one in Calendar.from_ical(body).walk("VEVENT")}
        assert told == {sequence}
    assert PublishedEvent.objects.get().sequence == 1
