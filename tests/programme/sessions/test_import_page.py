"""The programme role imports a file of sessions on a page: shown first, then the same action as the command."""

from __future__ import annotations

import io
import json
from copy import deepcopy

import pytest

from conference.audit.chain import find_faults
from conference.audit.models import AuditEntry
from conference.core.access import Role
from schedule.calendar.models import Engagement, Room
from schedule.programme.models import Session
from tests.markup import compact
from tests.people import make_user, sign_in
from tests.programme.sessions.test_import import GOOD, rooms  # noqa: F401 (fixture)

PAGE = "/desk/programme/import/"


@pytest.fixture
def desk(client, rooms):  # noqa: F811
    return sign_in(client, make_user(None, Role.PROGRAMME))


def file_of(body: bytes, name: str = "programme.json") -> io.BytesIO:
    file = io.BytesIO(body)
    file.name = name
    return file


def text_of(answer) -> str:
    return compact(answer.content.decode())


def test_a_file_is_shown_first_and_imported_with_one_more_press(desk):
    shown = desk.post(PAGE, {"file": file_of(json.dumps(GOOD).encode())})
    assert "2 sessions are new. 0 sessions change. 0 sessions stay as they are. Nothing was saved yet." in text_of(
        shown
    )
    assert (
        Session.objects.count(),
        Engagement.objects.count(),
        AuditEntry.objects.filter(verb="session.added").count(),
    ) == (0, 0, 0)
    sent = {"text": shown.context["form"]["text"].value(), "send": "1"}
    done = desk.post(PAGE, sent, follow=True)
    assert "2 sessions are new. 0 sessions change. 0 sessions stay as they are. Nothing is published yet." in text_of(
        done
    )
    assert set(Session.objects.values_list("key", flat=True)) == {"opening", "night"}
    assert AuditEntry.objects.filter(verb="session.added").count() == 2
    assert list(find_faults()) == []


def test_what_changes_is_named(desk):
    desk.post(PAGE, {"text": json.dumps(GOOD), "send": "1"})
    other = deepcopy(GOOD)
    other["sessions"][1]["room"] = "CR2"
    other["sessions"][1]["number"] = 3
    shown = desk.post(PAGE, {"text": json.dumps(other)})
    assert [(session.key, differs) for session, differs in shown.context["rows"]] == [("night", "Number, Room")]
    assert "0 sessions are new. 1 session changes. 1 session stays as it is." in text_of(shown)
    assert Session.objects.get(key="night").room.code == "CR1"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"sessions": [', "programme.json, line 1: Expecting value."),
        (b"\xff\xfe", "programme.json is not in UTF-8."),
        (b"[]", "programme.json has no list of sessions."),
        (b'{"sessions": ' + b"[" * 20_000 + b"]" * 20_000 + b"}", "is nested deeper than a programme is"),
        (b'{"sessions": [{"key": "a b"}]}', "Nothing was imported."),
        (b'{"sessions": []}' + b" " * 800_001, "too large to be shown first"),
    ],
)
def test_a_file_that_is_none_is_said_on_the_page(desk, body, said):
    answer = desk.post(PAGE, {"file": file_of(body), "send": "1"})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert Session.objects.count() == 0


def test_the_example_on_the_page_is_one_that_is_taken(desk):
    Room.objects.filter(code="PLENARY").update(capacity=900)
    answer = desk.post(PAGE, {"text": desk.get(PAGE).context["example"]})
    assert "1 session is new." in text_of(answer)


def test_nothing_chosen(desk):
    assert "Choose a file, or paste its text." in text_of(desk.post(PAGE, {"text": " "}))


def test_the_programme_role_alone(client, rooms):  # noqa: F811
    sign_in(client, make_user(None, Role.PROTOCOL))
    assert client.get(PAGE).status_code == 403
