"""Publishing can be undone while its mails wait: the next release is the programme as before, and the draft keeps its changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from conference.core import undo
from conference.core.access import Role
from conference.core.errors import NotAllowed, NotPossible
from conference.correspondence.models import Message
from schedule.programme.models import Draft, Release
from schedule.programme.releases import actions, page_cache
from tests.calendar.places import at
from tests.people import actor, make_focal_point, make_party, make_user
from tests.programme.draft import add, organiser, publish
from tests.programme.releases.test_holding_back import move, released
from tests.programme.site.test_day_page import text


@pytest.fixture
def moved(world):
    """A released session of Kenya, whose move is published as release 2."""
    with time_machine.travel(at("18:00", 24), tick=False) as moment:
        make_focal_point("KEN", email="ken@mission.example", name="Achieng Wambui")
        session = add("Evidence", key="evidence", room="CR1", organisers=[make_party("KEN")])
        add("Assets", key="assets", room="CR2")
        publish()
        move(session, "14:00", "14:50")
        publish()
        yield moment


def test_mails_wait_as_long_as_publishing_can_be_undone(moved):
    (mail,) = Message.objects.filter(kind="programme.concerned")
    assert (mail.state, mail.not_before) == ("queued", at("18:00", 24) + undo.mails_wait())


def test_the_programme_is_as_before_and_nobody_is_written_to(moved):
    restored = actions.undo_publishing(actor=organiser(), number=2)
    assert (restored.number, released("evidence")) == (3, "02:00")
    assert restored.digest == Release.objects.get(number=1).digest
    assert [(change["key"], change["what"]) for change in restored.changes] == [("evidence", "time")]
    assert set(Message.objects.exclude(subject_version=1).values_list("state", flat=True)) == {"cancelled"}


def test_the_change_waits_in_the_draft_and_can_be_published_again(moved):
    version = Draft.objects.get().version
    actions.undo_publishing(actor=organiser(), number=2)
    assert Draft.objects.get().version == version
    again = actions.publish(actor=organiser(), expected_version=version, expected_release=3)
    assert ([change["key"] for change in again.changes], released("evidence")) == (["evidence"], "07:00")
    assert [mail.subject_version for mail in Message.objects.filter(kind="programme.concerned", state="queued")] == [4]


def test_after_its_time_it_stands_and_the_mail_goes(moved):
    moved.shift(undo.window() + timedelta(seconds=1))
    with pytest.raises(NotPossible, match=r"Release 2 can no longer be undone. Nothing was changed."):
        actions.undo_publishing(actor=organiser(), number=2)
    assert Message.objects.get(kind="programme.concerned").state == "queued"


@pytest.mark.parametrize("number", [1, 3])
def test_only_the_latest_is_undone(moved, number):
    with pytest.raises(NotPossible):
        actions.undo_publishing(actor=organiser(), number=number)


def test_undoing_is_not_undone_but_published_again(moved):
    actions.undo_publishing(actor=organiser(), number=2)
    with pytest.raises(NotPossible):
        actions.undo_publishing(actor=organiser(), number=3)


def test_the_first_release_cannot_be_undone_and_does_not_wait(world):
    make_user("chau@hanoi2025.example", Role.PROGRAMME)
    add(key="opening")
    publish()
    mail = Message.objects.filter(kind="programme.released").latest("pk")
    assert mail.not_before <= mail.created_at + timedelta(seconds=1)
    with pytest.raises(NotPossible):
        actions.undo_publishing(actor=organiser(), number=1)


def test_nobody_else_may(moved):
    with pytest.raises(NotAllowed):
        actions.undo_publishing(actor=actor(make_user(None, Role.SECURITY)), number=2)


def test_the_desk_says_what_it_does(moved, client):
    client.force_login(make_user("bao@hanoi2025.example", Role.PROGRAMME, name="Lương Gia Bảo"))
    desk = text(client.get("/desk/programme/"))
    assert (
        "Đỗ Minh Châu published release 2. If you undo this, the public reads the programme as before, and the changes are in the draft. "
        "E-mail goes out at " in desk
    )
    page = client.post("/desk/programme/publish/2/undo/", follow=True)
    assert (
        "Release 2 is undone: release 3 is the programme as before. The changes are in the draft, and nobody was written to."
        in text(page)
    )
    assert "Undo release" not in text(page)
    page_cache.forget()
    assert "09:00" in text(client.get("/programme/2025-10-25/"))
