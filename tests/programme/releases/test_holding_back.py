"""Publishing some of the changes: what is held back stays as released, waits in the draft, and nobody is told of it."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest

from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotPossible
from conference.correspondence.models import Message
from conference.db import together
from schedule.programme.models import Draft, Release
from schedule.programme.releases import actions, page_cache
from schedule.programme.releases.desk_tasks import unpublished
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.actions.editing import get_content
from tests.calendar.places import at, make_room
from tests.people import actor, make_focal_point, make_party, make_user
from tests.programme.draft import add, organiser, publish
from tests.programme.site.test_day_page import text

PUBLISH = "/desk/programme/publish/"


def move(session, starts: str, ends: str, room: str = "") -> None:
    session.refresh_from_db()
    content = replace(get_content(session), starts=at(starts), ends=at(ends))
    content = replace(content, room=make_room(room)) if room else content
    editing.edit_session(actor=organiser(), session=session, content=content, expected_version=session.version)


@pytest.fixture
def two(world):
    """Two released sessions of Kenya and Brazil, both moved in the draft."""
    make_focal_point("KEN", email="ken@mission.example", name="Achieng Wambui", language="fr")
    make_focal_point("BRA", email="bra@mission.example", name="Ana Lima")
    sessions = [
        add("Evidence", key="evidence", room="CR1", organisers=[make_party("KEN")]),
        add("Assets", key="assets", room="CR2", organisers=[make_party("BRA")]),
    ]
    publish()
    for session in sessions:
        move(session, "14:00", "14:50")
    return sessions


def released(key: str) -> str:
    row = Release.objects.first().rows.get(key=key)
    return f"{row.starts:%H:%M}"


def test_what_is_held_back_stays_as_released_and_nobody_is_told(two):
    release = actions.publish(actor=organiser(), held_back=["assets"])
    assert (released("evidence"), released("assets")) == ("07:00", "02:00")
    assert [change["key"] for change in release.changes] == ["evidence"]
    assert release.held_back == ["assets"]
    told = Message.objects.filter(kind="programme.concerned")
    assert [message.recipient for message in told] == ["ken@mission.example"]


def test_it_waits_in_the_draft_and_goes_with_the_next_release(two):
    actions.publish(actor=organiser(), held_back=["assets"])
    two[1].refresh_from_db()
    assert two[1].starts == at("14:00")
    release = actions.publish(actor=organiser(), expected_version=Draft.objects.get().version, expected_release=2)
    assert [change["key"] for change in release.changes] == ["assets"]
    assert released("assets") == "07:00"
    assert release.held_back == []


def test_a_new_one_stays_out_and_one_taken_out_stays_in(world):
    gone = add("Gone", key="gone", room="CR1")
    stays = add("Stays", key="stays", room="CR2")
    publish()
    editing.remove_session(actor=organiser(), session=gone, expected_version=1)
    add("Fresh", key="fresh", room="CR3")
    move(stays, "14:00", "14:50")
    release = actions.publish(actor=organiser(), held_back=["gone", "fresh"])
    assert list(release.rows.values_list("key", flat=True)) == ["gone", "stays"]


def test_a_desk_task_still_says_that_it_waits(two, moment_before):
    actions.publish(actor=organiser(), held_back=["assets"])
    (task,) = together.results_of(unpublished(organiser()))
    assert str(task.title) == "1 change to the next 24 hours is not published"


@pytest.fixture
def moment_before():
    import time_machine

    with time_machine.travel(at("18:00", 24), tick=False):
        yield


def test_what_would_then_share_a_room_is_refused(world):
    one, other = add("One", key="one", room="CR1"), add("Other", key="other", room="CR2")
    publish()
    move(one, "09:00", "09:50", "CR3")
    move(other, "09:00", "09:50", "CR1")
    with pytest.raises(NotPossible, match="“One” and “Other” would both have Conference Room 1 at the same time"):
        actions.publish(actor=organiser(), held_back=["one"])
    assert Release.objects.count() == 1
    assert actions.publish(actor=organiser(), held_back=["other"]).number == 2


def test_all_held_back_is_no_release(two):
    with pytest.raises(NotPossible, match="Every change is held back"):
        actions.publish(actor=organiser(), held_back=["assets", "evidence"])


def test_the_second_of_two_publishers_is_told_though_something_was_held_back(two):
    seen = {"expected_version": Draft.objects.get().version, "expected_release": 1}
    actions.publish(actor=organiser("Lương Gia Bảo"), held_back=["assets"], **seen)
    with pytest.raises(AlreadyDecided, match="Release 2: already published by Lương Gia Bảo"):
        actions.publish(actor=organiser(), **seen)
    assert Release.objects.count() == 2


def fields_shown(*, hold: str) -> dict[str, str | int]:
    """Return what the form of the page holds besides its boxes, when it shows who is informed while `hold` is held back."""
    return {"version": Draft.objects.get().version, "release": 1, "shown": "evidence assets", "hold": hold}


class TestThePage:
    @pytest.fixture
    def desk(self, two, client):
        client.force_login(make_user("chau@hanoi2025.example", Role.PROGRAMME, name="Đỗ Minh Châu"))
        return client

    def test_has_each_change_with_whom_it_is_told(self, desk):
        read = text(desk.get(PUBLISH))
        assert "Evidence has a new time: 14:00, was 09:00." in read
        assert "Informed: Achieng Wambui (KEN), and the organizers" in read
        assert "Informed: Ana Lima (BRA), and the organizers" in read

    def test_shows_the_mail_as_it_will_be_read(self, desk):
        mail = desk.get(PUBLISH + "mail/", {"to": "ken@mission.example"})
        assert "Dear Achieng Wambui" not in text(mail)  # French
        assert "Evidence" in text(mail)
        assert "Assets" not in text(mail)
        actions.publish(actor=organiser())
        sent = Message.objects.get(recipient="ken@mission.example").context["sentences"]
        read = " ".join(unescape(text(mail)).split())
        assert [sentence for sentence in sent if " ".join(sentence.split()) not in read] == []

    def test_with_one_held_back_shows_who_is_told_then(self, desk):
        page = desk.post(PUBLISH, {**fields_shown(hold=""), "go": "evidence", "show": "1"})
        assert Release.objects.count() == 1
        assert "The changes of 1 session will be published. 1 session is held back and stays as released." in text(page)
        assert '<input type="hidden" name="hold" value="assets ">' in page.content.decode()
        assert "Ana Lima" not in page.content.decode().split('id="told"')[1]
        assert desk.get(PUBLISH + "mail/", {"to": "bra@mission.example", "hold": "assets"}).status_code == 404

    def test_publishes_what_was_on_the_screen(self, desk):
        page = desk.post(PUBLISH, {**fields_shown(hold="assets"), "go": "evidence"}, follow=True)
        assert "Release 2 is published. E-mail goes out at " in text(page)
        page_cache.forget()
        read = text(desk.get("/programme/changes/"))
        assert "Evidence has a new time" in read
        assert "Assets has a new time" not in read

    def test_a_refusal_keeps_the_choice(self, desk):
        choice = {**fields_shown(hold="assets"), "go": "evidence"}
        actions.publish(actor=actor(make_user(None, Role.PROGRAMME, name="Lương Gia Bảo")), held_back=["evidence"])
        page = desk.post(PUBLISH, choice)
        assert page.status_code == 409
        assert "already published by Lương Gia Bảo" in text(page)
        assert Release.objects.count() == 2

    def test_a_box_unticked_just_before_the_button_publishes_nothing(self, desk):
        page = desk.post(PUBLISH, {**fields_shown(hold=""), "go": "evidence"})
        assert page.status_code == 409
        assert "You changed the choice. Read who is informed now, and publish then. Nothing was published." in text(
            page
        )
        assert (Release.objects.count(), Message.objects.filter(kind="programme.concerned").count()) == (1, 0)
        assert "1 session is held back and stays as released." in text(page)
        assert "Ana Lima" not in page.content.decode().split('id="told"')[1]
        desk.post(PUBLISH, {**fields_shown(hold="assets"), "go": "evidence"})
        assert [change["key"] for change in Release.objects.first().changes] == ["evidence"]

    def test_without_any_box_nothing_is_published(self, desk):
        page = desk.post(PUBLISH, {**fields_shown(hold="assets evidence")})
        assert "Every change is held back: there is nothing to publish." in text(page)
        assert Release.objects.count() == 1
