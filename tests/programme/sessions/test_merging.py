"""Two editors of one session: separate changes both stay, and the same field is asked about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.concurrency import EditConflict
from conference.core.errors import AlreadyDecided
from schedule.programme.models import Session
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.content import PanelSeat, get_content
from tests.calendar.places import at, make_room
from tests.people import make_user
from tests.programme.draft import add, organiser
from tests.programme.sessions.rows import with_rows
from tests.programme.site.test_day_page import text

FIRST = "Lương Gia Bảo"


@pytest.fixture
def desk(world, client):
    client.force_login(make_user("chau@hanoi2025.example", Role.PROGRAMME, name="Đỗ Minh Châu"))
    return client


@pytest.fixture
def session(world) -> Session:
    return add("Cable cuts", key="cable", room="CR1", starts="13:30", ends="14:30")


def first_saves(session: Session, **fields) -> None:
    row = Session.objects.get(pk=session.pk)
    content = replace(get_content(row), **fields)
    editing.edit_session(actor=organiser(FIRST), session=row, content=content, expected_version=row.version)


def second(session: Session, expected_version: int = 1, **fields):
    content = replace(get_content(session), **fields)
    return editing.edit_merged(actor=organiser(), session=session, content=content, expected_version=expected_version)


def test_different_fields_are_both_kept(session):
    opened = Session.objects.get(pk=session.pk)
    first_saves(session, webcast=True, title={"en": "Cable cuts", "fr": "Câbles"})
    row, taken = second(opened, room=make_room("CR2"), title={"en": "Cable cuts and islands"})
    row.refresh_from_db()
    assert (row.webcast, row.room.code, dict(row.title)) == (
        True,
        "CR2",
        {"en": "Cable cuts and islands", "fr": "Câbles"},
    )
    assert [(one.name, one.who) for one in taken] == [("title_fr", FIRST), ("webcast", FIRST)]
    assert row.version == 3
    assert AuditEntry.objects.filter(verb="session.changed").count() == 2


def test_a_panel_that_was_left_alone_is_taken_over(session):
    opened = Session.objects.get(pk=session.pk)
    first_saves(session, panel=[PanelSeat(name="Aoife Brannigan", function="Attorney")])
    second(opened, expected=40)
    row = Session.objects.get()
    assert ([one.name for one in row.panel.all()], row.expected) == (["Aoife Brannigan"], 40)


def test_the_same_field_is_asked_about_and_nothing_is_saved(session):
    opened = Session.objects.get(pk=session.pk)
    first_saves(session, starts=at("14:00"), ends=at("15:00"), webcast=True)
    with pytest.raises(EditConflict) as refusal:
        second(opened, starts=at("13:00"))
    assert [one.name for one in refusal.value.conflicts] == ["starts"]
    assert [one.name for one in refusal.value.theirs] == ["ends", "webcast"]
    row = Session.objects.get()
    assert (row.starts, row.version) == (at("14:00"), 2)


def test_who_typed_the_same_is_not_asked(session):
    opened = Session.objects.get(pk=session.pk)
    first_saves(session, number=3)
    row, taken = second(opened, number=3)
    assert (row.number, row.version, taken) == (3, 2, [])


def test_several_changes_since_are_looked_at_together(session):
    opened = Session.objects.get(pk=session.pk)
    first_saves(session, number=3)
    first_saves(session, number=4)
    first_saves(session, number=None)
    second(opened, number=5)
    assert Session.objects.get().number == 5


def test_what_was_taken_out_meanwhile_is_not_saved(session):
    opened = Session.objects.get(pk=session.pk)
    editing.remove_session(actor=organiser(FIRST), session=session, expected_version=1)
    with pytest.raises(AlreadyDecided, match=f"already removed by {FIRST}"):
        second(opened, number=5)


class TestMoving:
    def move(self, session, expected_version=1):
        room = make_room("CR2")
        return editing.move_merged(
            actor=organiser(),
            session=session,
            expected_version=expected_version,
            starts=at("15:00"),
            ends=at("16:00"),
            room=room,
        )

    def test_keeps_what_others_wrote_meanwhile(self, session):
        first_saves(session, webcast=True)
        self.move(session)
        row = Session.objects.get()
        assert (row.webcast, row.starts, row.room.code, row.version) == (True, at("15:00"), "CR2", 3)

    def test_does_not_take_it_from_where_another_has_put_it(self, session):
        first_saves(session, starts=at("13:45"))
        with pytest.raises(AlreadyDecided, match=f"Cable cuts: already changed by {FIRST}. Nothing was changed."):
            self.move(session)
        assert Session.objects.get().starts == at("13:45")


class TestTheForm:
    URL = "/desk/programme/session/cable/"

    def given(self, **more) -> dict:
        return {
            "version": "1",
            "title": "Cable cuts",
            "type": "plenary",
            "starts": "2025-10-25T13:30",
            "ends": "2025-10-25T14:30",
            "room": make_room("CR1").pk,
            "is_open": "on",
            **more,
        }

    def test_saves_at_once_and_says_what_was_taken_over(self, desk, session):
        first_saves(session, webcast=True)
        page = desk.post(self.URL, self.given(number="7"), follow=True)
        assert page.redirect_chain
        assert f"Webcast: {FIRST} changed this to “yes” in the meantime; that change is kept." in text(page)
        row = Session.objects.get()
        assert (row.webcast, row.number) == (True, 7)

    def test_shows_both_values_and_keeps_what_was_typed(self, desk, session):
        first_saves(session, title={"en": "Cables"}, webcast=True)
        page = desk.post(self.URL, self.given(title="Cable cuts and islands"))
        read = text(page)
        assert page.status_code == 409
        assert (
            f"Title (English): {FIRST} changed this to “Cables” in the meantime. What you typed is shown here" in read
        )
        assert 'name="title" value="Cable cuts and islands"' in page.content.decode()
        assert 'name="take" value="title"' in page.content.decode()
        assert 'name="version" value="2"' in page.content.decode()
        assert f"Webcast: {FIRST} changed this to “yes” in the meantime; that change is kept." in read
        assert page.context["form"]["webcast"].value()
        assert str(Session.objects.get().title) == "Cables"

    @pytest.mark.parametrize(("take", "title"), [([], "Cable cuts and islands"), (["title"], "Cables")])
    def test_the_editor_chooses(self, desk, session, take, title):
        first_saves(session, title={"en": "Cables"}, webcast=True)
        again = self.given(version="2", title="Cable cuts and islands", webcast="on", take=take)
        assert desk.post(self.URL, again).status_code == 302
        row = Session.objects.get()
        assert (str(row.title), row.webcast, row.version) == (title, True, 2 if take else 3)

    def test_times_and_rows_can_be_taken_too(self, desk, session):
        first_saves(session, starts=at("13:45"), panel=[PanelSeat(name="Aoife Brannigan", function="Attorney")])
        rows = with_rows({"panel-0-who": "Somebody Else", "panel-0-role": "panellist"})
        given = self.given(starts="2025-10-25T13:00", **rows)
        page = desk.post(self.URL, given)
        assert page.status_code == 409
        assert "take “Aoife Brannigan, Attorney” of" in text(page)
        desk.post(self.URL, {**given, "version": "2", "take": ["starts", "panel"]})
        row = Session.objects.get()
        assert (row.starts, [one.name for one in row.panel.all()]) == (at("13:45"), ["Aoife Brannigan"])
