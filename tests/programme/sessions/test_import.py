"""A file of sessions comes in whole or not at all, and a mistake is named with its session."""

from __future__ import annotations

import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest
from django.core.management import call_command

from conference.audit.models import AuditEntry
from conference.core.access import SYSTEM, Role
from conference.core.errors import NotAllowed, UserError
from schedule.calendar.models import Engagement
from schedule.programme.models import Release, Session
from schedule.programme.sessions.actions import importing
from tests.calendar.places import at, make_room, take
from tests.people import actor, make_member, make_party, make_user
from tests.programme.draft import add, organiser

GOOD = {
    "zone": "Asia/Ho_Chi_Minh",
    "sessions": [
        {
            "key": "opening",
            "type": "opening",
            "number": None,
            "title": {"en": "Opening", "fr": "Ouverture"},
            "description": "Be seated.",
            "room": "PLENARY",
            "starts": "2025-10-25T09:00",
            "ends": "2025-10-25T09:50",
            "open": True,
            "webcast": True,
            "languages": ["en", "fr"],
            "organisers": ["KEN"],
            "agenda": ["Statement by the President"],
        },
        {
            "key": "night",
            "type": "social",
            "title": "Banquet",
            "room": "CR1",
            "starts": "2025-10-25T19:00",
            "ends": "2025-10-26T00:30",
            "open": False,
            "number": 2,
        },
    ],
}


@pytest.fixture
def rooms(world):
    for code in ("PLENARY", "CR1", "CR2"):
        make_room(code)
    make_party("KEN")


def changed(place: int = 1, /, **fields) -> dict:
    """The good file with one row changed; None takes a field away."""
    source = deepcopy(GOOD)
    row = source["sessions"][place]
    for name, value in fields.items():
        if value is None:
            row.pop(name)
        else:
            row[name] = value
    return source


def load(source) -> importing.ImportResult:
    return importing.import_sessions(actor=organiser(), source=source)


def test_every_field_arrives(rooms):
    done = load(GOOD)
    assert (done.added, done.changed, done.same) == (2, 0, 0)
    opening, night = Session.objects.order_by("starts")
    assert (opening.starts, opening.ends, opening.room.code) == (at("09:00"), at("09:50"), "PLENARY")
    assert dict(opening.title) == {"en": "Opening", "fr": "Ouverture"}
    assert dict(opening.description) == {"en": "Be seated."}
    assert opening.agenda == [{"en": "Statement by the President"}]
    assert (opening.webcast, opening.is_open, opening.interpretation) == (True, True, ["en", "fr"])
    assert [party.code for party in opening.organisers.all()] == ["KEN"]
    assert (night.number, night.is_open, night.ends) == (2, False, at("00:30", 26))
    assert Engagement.objects.count() == 2
    assert AuditEntry.objects.filter(verb="session.added").count() == 2
    assert not Release.objects.exists()


def test_again_it_changes_only_what_differs(rooms):
    load(GOOD)
    assert load(GOOD) == importing.ImportResult(0, 0, 2)
    done = load(changed(0, starts="2025-10-25T08:30", organisers=[]))
    assert done == importing.ImportResult(0, 1, 1)
    opening = Session.objects.get(key="opening")
    assert (opening.version, opening.starts, list(opening.organisers.all())) == (2, at("08:30"), [])
    assert Session.objects.get(key="night").version == 1
    (entry,) = AuditEntry.objects.filter(verb="session.changed")
    assert set(entry.details["changed"]) == {"starts", "organisers"}


def test_what_the_file_does_not_name_stays(rooms):
    other = add("Other", room="CR2", chair=make_member(capacity="head"))
    load(GOOD)
    other.refresh_from_db()
    assert other.version == 1
    assert Session.objects.count() == 3


def test_the_chair_of_a_session_stays_and_is_taken_anew(rooms):
    chair = make_member(capacity="head")
    load(GOOD)
    session = Session.objects.get(key="opening")
    session.chair = chair
    session.save()
    load(changed(0, starts="2025-10-25T08:30"))
    session.refresh_from_db()
    assert session.chair == chair
    assert Engagement.objects.get(person=chair).starts == at("08:30")


def test_sessions_may_exchange_their_times(rooms):
    add("One", key="one", room="CR1", starts="09:00", ends="10:00")
    add("Two", key="two", room="CR1", starts="10:00", ends="11:00")
    row = {"type": "plenary", "room": "CR1"}
    load(
        {
            "sessions": [
                {**row, "key": "one", "title": "One", "starts": "2025-10-25T10:00", "ends": "2025-10-25T11:00"},
                {**row, "key": "two", "title": "Two", "starts": "2025-10-25T09:00", "ends": "2025-10-25T10:00"},
            ]
        }
    )
    assert list(Session.objects.order_by("starts").values_list("key", flat=True)) == ["two", "one"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"room": "NOWHERE"}, "Session “night”: there is no room “NOWHERE”."),
        ({"room": None}, "Session “night”: “room” is missing."),
        ({"organisers": ["XYZ"]}, "Session “night”: there is no party “XYZ”."),
        ({"starts": "2025-10-25T25:00"}, "Session “night”: “2025-10-25T25:00” is not a date and time."),
        ({"starts": "2025-10-26T01:00"}, "Session “night”: The session ends before it begins."),
        (
            {"starts": "2052-10-25T19:00", "ends": "2052-10-25T22:00"},
            "Session “night”: The session would be more than a month away from the conference.",
        ),
        ({"starts": 9}, "Session “night”: “starts” is 9."),
        ({"type": "party"}, "Session “night”: There is no type of session “party”."),
        ({"languages": ["la"]}, "Session “night”: “la” is not a language of interpretation."),
        ({"languages": "en"}, 'Session “night”: “languages” is "en".'),
        ({"open": "no"}, 'Session “night”: “open” is "no".'),
        ({"number": "two"}, 'Session “night”: “number” is "two".'),
        ({"number": -1}, "Session “night”: “number” is -1."),
        ({"title": {"fr": "Banquet"}}, "Session “night”: The English title is missing."),
        ({"title": "B" * 201}, "Session “night”: “title” is"),
        ({"title": "Banquet \u202eteuqnaB"}, "a character that reverses the direction of the text (U+202E)"),
        ({"title": ["Banquet"]}, 'Session “night”: “title” is ["Banquet"].'),
        ({"agenda": [{"en": 1}]}, 'Session “night”: “agenda” is {"en": 1}.'),
        ({"key": "opening"}, "Session “opening”: it appears in the file twice."),
        ({"key": "a b"}, "Session “a b”: its key is missing or contains characters other"),
        ({"key": "k" * 61}, "its key is missing or contains characters other than letters, digits, - and _"),
        ({"key": None}, "Session “#2”: its key is missing"),
        (
            {"room": "PLENARY", "starts": "2025-10-25T09:30"},
            "Session “night”: Plenary Hall is engaged 09:00–09:50 (Hanoi time, UTC+7). By session “opening”.",
        ),
    ],
)
def test_one_wrong_session_imports_nothing_and_is_named(rooms, fields, words):
    with pytest.raises(UserError) as refusal:
        load(changed(**fields))
    assert str(refusal.value).startswith(words) or words in str(refusal.value)
    assert str(refusal.value).endswith("Nothing was imported.")
    assert (Session.objects.count(), Engagement.objects.count()) == (0, 0)
    assert not AuditEntry.objects.filter(verb__startswith="session.").exists()


def test_a_clash_with_what_is_there_names_that_session(rooms):
    add("Debate", key="debate", room="CR1", starts="18:00", ends="20:00")
    with pytest.raises(UserError, match=r"“night”: Conference Room 1 is engaged 18:00–20:00 .* By session “debate”"):
        load(GOOD)
    assert Session.objects.count() == 1


def test_a_clash_with_another_matter_names_room_and_time_alone(rooms):
    take(make_party("KEN"), "19:00", "19:30", rooms=[make_room("CR1")], kind="bilateral", label="Secret")
    with pytest.raises(UserError, match="Conference Room 1 is engaged 19:00–19:30") as refusal:
        load(GOOD)
    assert "Secret" not in str(refusal.value)


@pytest.mark.parametrize("text", ["2025-03-30T02:30", "2025-10-26T02:30"], ids=["skipped", "struck twice"])
def test_a_time_that_the_clocks_do_not_show_once_is_refused(rooms, text):
    source = {**changed(starts=text, ends="2025-10-26T23:00"), "zone": "Europe/Paris"}
    with pytest.raises(UserError, match=f"“{text}” does not exist in Europe/Paris or is ambiguous there"):
        load(source)
    offset = changed(starts="2025-10-26T02:30+01:00", ends="2025-10-26T04:00")
    load({**offset, "zone": "Europe/Paris"})
    assert Session.objects.get(key="night").starts == at("08:30", 26)


@pytest.mark.parametrize("source", [{}, {"sessions": {}}, {"sessions": [], "zone": "Mars/Olympus"}])
def test_no_list_or_no_zone(rooms, source):
    with pytest.raises(UserError, match=r"no list of sessions|is not a time zone"):
        load(source)


def test_others_than_the_programmes_staff_may_not(rooms):
    with pytest.raises(NotAllowed):
        importing.import_sessions(actor=actor(make_user(None, Role.PROTOCOL)), source=GOOD)


def test_the_seeds_programme_comes_in_and_comes_out(world):
    seeds = Path(__file__).resolve().parents[3] / "seeds"
    source = json.loads((seeds / "programme.json").read_text(encoding="utf-8"))
    for row in source["sessions"]:
        make_room(row["room"])
        for code in row["organisers"]:
            make_party(code)
    done = importing.import_sessions(actor=SYSTEM, source=source)
    assert (done.added, Session.objects.count()) == (len(source["sessions"]),) * 2
    assert importing.import_sessions(actor=SYSTEM, source=source) == importing.ImportResult(0, 0, done.added)


def test_the_same_number_of_statements_for_few_and_for_many(rooms, django_assert_max_num_queries):
    row = {"type": "workshop", "room": "CR2", "title": "W", "organisers": ["KEN"]}
    many = [
        {
            **row,
            "key": f"w{n}",
            "starts": f"2025-10-25T{8 + n // 4:02d}:{n % 4 * 15:02d}",
            "ends": f"2025-10-25T{8 + (n + 1) // 4:02d}:{(n + 1) % 4 * 15:02d}",
        }
        for n in range(40)
    ]
    with django_assert_max_num_queries(34):
        load({"sessions": many})
    assert Engagement.objects.count() == 40


class TestTheCommand:
    def test_says_what_it_did(self, rooms, tmp_path, capsys):
        file = tmp_path / "programme.json"
        file.write_text(json.dumps(GOOD), encoding="utf-8")
        call_command("import_programme", str(file))
        assert capsys.readouterr().out == f"{file}: 2 sessions added, 0 changed, 0 as they were\n"

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            (b'{"sessions": [', "line 1: Expecting value"),
            (b"\xff\xfe", "is not in UTF-8"),
            (b"[]", "has no list of sessions"),
            (b'{"sessions": ' + b"[" * 20_000 + b"]" * 20_000 + b"}", "is nested deeper than a programme is"),
            (b'{"zone": "UTC", "sessions": [], "zone": "Asia/Tokyo"}', "names “zone” twice in one object"),
            (None, "cannot be read: No such file"),
        ],
    )
    def test_a_file_that_is_none_is_said_in_one_line(self, rooms, tmp_path, body, words):
        file = tmp_path / "programme.json"
        if body is not None:
            file.write_bytes(body)
        with pytest.raises(UserError, match=words):
            call_command("import_programme", str(file))

    @pytest.mark.slow
    def test_bad_input_ends_with_code_2_and_one_line(self, tmp_path):
        """A real process, as from a shell; it never comes to the database."""
        root = Path(__file__).resolve().parents[3]
        command = [sys.executable, "manage.py", "import_programme", str(tmp_path / "missing.json")]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.strip().splitlines()[-1].startswith("plenipo: ")
        assert "cannot be read" in done.stderr
        assert "Traceback" not in done.stderr
