"""What reads backwards, cannot be seen or heaps up is refused at every view; what a language needs stays."""

from __future__ import annotations

import pytest
from django import forms
from django.core.exceptions import ValidationError

from conference.core import characters
from conference.core.errors import NotPossible
from schedule.programme.models import Session
from schedule.programme.sessions import content
from schedule.programme.sessions.actions import importing
from schedule.programme.sessions.actions.importing import BadSession
from tests.calendar.places import make_room
from tests.programme.draft import add, organiser

TURNED = "Data \u202eatad"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TURNED, "reverses the direction of the text (U+202E)"),
        ("a\u2067b", "(U+2067)"),
        ("a\x00b", "a control character (U+0000)"),
        ("a\x1bb", "(U+001B)"),
        ("a\ue000b", "(U+E000)"),
        ("a\u2028b", "(U+2028)"),
        ("e" + "\u0301" * 5000, "One letter carries more than 4 accents or marks"),
    ],
)
def test_refused_with_the_reason(text, words):
    with pytest.raises(ValidationError) as refusal:
        characters.check_characters(text)
    assert words in refusal.value.messages[0]


@pytest.mark.parametrize(
    "text",
    ["One\r\n\ttwo", "می\u200cخواهم", "\u200fالبرنامج", "Nguye\u0302\u0303n", "שָּׁ", "签署", "👩\u200d⚖️"],
)
def test_what_languages_need_stays(text):
    field = forms.CharField(validators=[characters.check_characters], strip=False)
    assert field.clean(text) == text


@pytest.mark.parametrize(
    "fields",
    [
        {"title": {"en": "Talk", "fr": TURNED}},
        {"description": {"en": TURNED}},
        {"agenda": [{"en": "One"}, {"en": TURNED}]},
        {"panel": [content.PanelSeat(name=TURNED)]},
        {"panel": [content.PanelSeat(name="A guest", function=TURNED)]},
        {"documents": [content.DocumentContent(TURNED, "en", link="https://example.org/a")]},
    ],
)
def test_no_session_holds_them(world, fields):
    with pytest.raises(NotPossible, match=r"^“Data atad”: This contains a character that reverses the direction"):
        add(**fields)
    assert not Session.objects.exists()


def test_a_file_names_the_session(world):
    make_room("CR1")
    row = {"key": "a", "type": "plenary", "title": TURNED, "room": "CR1"}
    row |= {"starts": "2025-10-25T09:00", "ends": "2025-10-25T10:00"}
    with pytest.raises(BadSession, match=r"^Session “a”: “Data atad”: .+ Nothing was imported\.$"):
        importing.import_sessions(actor=organiser(), source={"sessions": [row]})
    assert not Session.objects.exists()
