"""Factories of the programme, through the actions."""

from __future__ import annotations

import pytest
from django.utils import translation

from conference.core.access import Actor, Role
from conference.translated import Translated
from schedule.programme.models import Release, Session
from schedule.programme.releases import actions, page_cache
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.content import SessionContent
from tests.calendar.places import at, make_room
from tests.people import actor, make_user

OPENING = {"en": "Opening of the Conference", "fr": "Ouverture de la Conférence", "ar": "افتتاح المؤتمر"}


def organiser(name: str = "Đỗ Minh Châu", **kwargs) -> Actor:
    return actor(make_user(None, Role.PROGRAMME, name=name, **kwargs))


def content(
    title: str | dict = OPENING, room: str = "PLENARY", starts: str = "09:00", ends: str = "09:50", day=25, **more
):
    """A session's content; `+00:30` ends on the day after."""
    values = {
        "type": "plenary",
        "title": {"en": title} if isinstance(title, str) else title,
        "room": make_room(room),
        "starts": at(starts, day),
        "ends": at(ends.lstrip("+"), day + 1 if ends.startswith("+") else day),
        **more,
    }
    return SessionContent(**values)


def add(title: str | dict = OPENING, *, who: Actor | None = None, key: str = "", **kwargs) -> Session:
    return editing.create_session(actor=who or organiser(), content=content(title, **kwargs), key=key)


def publish(who: Actor | None = None) -> Release:
    """Publish, and do what follows a commit, which tests never reach."""
    release = actions.publish(actor=who or organiser())
    page_cache.ask_again()
    return release


def room_named(code: str, **names) -> None:
    room = make_room(code)
    room.name = Translated({**room.name, **names})
    room.save()


@pytest.fixture(autouse=True)
def fresh_pages(monkeypatch):
    """Begin without kept pages or the language of a request before.

    Which release is the latest is asked only when a test says so: on a busy machine a second passes between any two of its lines.
    """
    page_cache.forget()
    monkeypatch.setattr(page_cache, "ASK_EVERY", 3600.0)
    with translation.override("en"):
        yield
    page_cache.forget()
