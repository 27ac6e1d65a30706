"""Every kind of change has its sentence and its short form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schedule.programme.releases import changes
from schedule.programme.sessions.content import DocumentContent, PanelSeat
from schedule.programme.sessions.snapshot import data_of
from tests.calendar.places import HANOI, at, make_room
from tests.people import make_member, make_party
from tests.programme.draft import content

FIRST = {"title": {"en": "Cable cuts"}, "room": "CR1", "starts": "13:30", "ends": "14:30"}


def data(**fields) -> dict:
    from schedule.programme.models import Session

    wanted = content(**{**FIRST, **fields})
    session = Session(key="s", **wanted.columns())
    found = data_of(session) if session.pk else None
    return found or _unsaved(session, wanted)


def _unsaved(session, wanted) -> dict:
    session.save()
    found = wanted.data(session)
    session.delete()
    return found


@pytest.mark.parametrize(
    ("fields", "sentence", "mark"),
    [
        ({"starts": "14:00", "ends": "15:00"}, "Cable cuts has a new time: 14:00, was 13:30.", "14:00, was 13:30"),
        (
            {"ends": "14:15"},
            "Cable cuts has a new time: until 14:15, was until 14:30.",
            "until 14:15, was until 14:30",
        ),
        (
            {"starts": "14:00", "ends": "14:45"},
            "Cable cuts has a new time: 14:00–14:45, was 13:30–14:30.",
            "14:00–14:45, was 13:30–14:30",
        ),
        (
            {"day": 26},
            "Cable cuts has a new time: Sun 26 Oct, 13:30–14:30, was Sat 25 Oct, 13:30–14:30.",
            "Sun 26 Oct, 13:30–14:30, was Sat 25 Oct, 13:30–14:30",
        ),
        (
            {"room": "CR2"},
            "Cable cuts moves from Conference Room 1 to Conference Room 2.",
            "Conference Room 2, was Conference Room 1",
        ),
        ({"title": {"en": "Islands"}}, "Islands was called “Cable cuts”.", "other title, was “Cable cuts”"),
        ({"is_open": False}, "Cable cuts is now closed.", "now closed"),
        ({"webcast": True}, "Cable cuts: changed webcast.", "webcast"),
        (
            {"agenda": [{"en": "One"}], "interpretation": ["en"]},
            "Cable cuts: changed languages of interpretation, agenda items.",
            "languages of interpretation, agenda items",
        ),
    ],
)
def test_words(world, fields, sentence, mark):
    (change,) = changes.find_changes([data()], [data(**fields)])
    assert changes.sentence(change, HANOI) == sentence
    assert changes.mark(change, HANOI) == mark
    assert "<strong>" in changes.sentence_html(change, HANOI)


def test_new_and_taken_out(world):
    (new,) = changes.find_changes([], [data()])
    (gone,) = changes.find_changes([data()], [])
    assert changes.sentence(new, HANOI) == "Cable cuts is new: Conference Room 1, Sat 25 Oct, 13:30–14:30."
    assert changes.sentence(gone, HANOI) == "Cable cuts (Sat 25 Oct, 13:30–14:30) is removed."


def test_the_title_is_escaped(world):
    (change,) = changes.find_changes([data(title={"en": "<b>Bold</b>"})], [])
    assert changes.sentence_html(change, HANOI).startswith("<strong>&lt;b&gt;Bold&lt;/b&gt;</strong> (")


class TestChair:
    @pytest.fixture
    def two(self, world):
        common = {"capacity": "deputy_head", "functional_title": "Minister"}
        return make_member("KEN", name_on_badge="Ana Noor", **common), make_member(
            "BRA", name_on_badge="Rui Lima", **common
        )

    def test_of_an_open_meeting_is_named(self, two):
        one, other = two
        told = [
            changes.sentence(changes.find_changes([data(chair=a)], [data(chair=b)])[0], HANOI)
            for a, b in ((one, other), (None, one), (one, None))
        ]
        assert told == [
            "Cable cuts is chaired by Rui Lima, Minister, Brazil in place of Ana Noor, Minister, Kenya.",
            "Cable cuts is chaired by Ana Noor, Minister, Kenya.",
            "Cable cuts is no longer chaired by Ana Noor, Minister, Kenya.",
        ]

    @pytest.mark.parametrize(("before", "after"), [(False, False), (True, False), (False, True)])
    def test_of_a_closed_one_is_only_said_to_be_another(self, two, before, after):
        one, other = two
        found = changes.find_changes([data(chair=one, is_open=before)], [data(chair=other, is_open=after)])
        told = str(found) + " ".join(changes.sentence(change, HANOI) for change in found)
        assert "Ana Noor" not in told
        assert "Rui Lima" not in told
        assert "changed chair." in told


class TestPanel:
    ANA, RUI = PanelSeat(name="Ana Noor", function="Attorney"), PanelSeat(name="Rui Lima")

    @pytest.mark.parametrize(
        ("before", "after", "said"),
        [
            ([], [ANA], "Cable cuts: panel now also includes Ana Noor, Attorney."),
            ([ANA, RUI], [RUI], "Cable cuts: panel no longer includes Ana Noor, Attorney."),
            ([ANA], [RUI], "Cable cuts: panel now includes Rui Lima in place of Ana Noor, Attorney."),
            ([ANA, RUI], [RUI, ANA], "Cable cuts: order or roles of the panel changed."),
            (
                [RUI],
                [replace(RUI, role="moderator")],
                "Cable cuts: order or roles of the panel changed.",
            ),
        ],
    )
    def test_is_said_by_name(self, world, before, after, said):
        (change,) = changes.find_changes([data(panel=before)], [data(panel=after)])
        assert changes.sentence(change, HANOI) == said
        assert changes.mark(change, HANOI) == "other panel"

    def test_of_a_closed_meeting_is_only_said_to_be_another(self, world):
        found = changes.find_changes([data(panel=[self.ANA], is_open=False)], [data(panel=[self.RUI], is_open=False)])
        told = str(found) + " ".join(changes.sentence(change, HANOI) for change in found)
        assert "Ana Noor" not in told
        assert "Rui Lima" not in told
        assert "changed panel." in told

    def test_a_delegate_is_named_with_the_party(self, world):
        person = make_member("KEN", name_on_badge="Ana Noor", functional_title="Minister")
        (change,) = changes.find_changes([data()], [data(panel=[PanelSeat(person)])])
        assert changes.sentence(change, HANOI) == "Cable cuts: panel now also includes Ana Noor, Minister, Kenya."


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "1", "Cable cuts: new documents A/1."),
        ("1", "", "Cable cuts: documents removed A/1."),
        ("12", "13", "Cable cuts: new documents A/3 in place of A/2."),
        ("12", "21", "Cable cuts: changed documents."),
    ],
)
def test_documents(world, before, after, said):
    def papers(numbers):
        return [DocumentContent("Report", "en", f"A/{number}", "https://docs.un.org/x") for number in numbers]

    (change,) = changes.find_changes([data(documents=papers(before))], [data(documents=papers(after))])
    assert changes.sentence(change, HANOI) == said


def test_how_many_are_expected_is_no_change_of_the_programme(world):
    assert changes.find_changes([data()], [data(expected=40)]) == []


def test_releases_of_before_panels_and_documents_differ_in_nothing(world):
    old = {name: value for name, value in data().items() if name not in ("panel", "documents", "webcast_url")}
    assert changes.find_changes([old], [data()]) == []


def test_what_is_the_same_is_no_change(world):
    party = make_party("KEN")
    assert changes.find_changes([data(organisers=[party])], [data(organisers=[party])]) == []


def test_content_can_be_replaced_field_by_field(world):
    wanted = content(**FIRST)
    assert replace(wanted, room=make_room("CR2"), starts=at("13:00")).room.code == "CR2"
