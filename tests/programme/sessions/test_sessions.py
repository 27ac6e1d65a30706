"""A session takes its room and chair, keeps its version, and logs who changed what."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils.translation import override

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from schedule.calendar.engagements.actions import TimeTaken
from schedule.calendar.models import Engagement
from schedule.programme.models import Draft, Session
from schedule.programme.releases import actions
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.actions.editing import get_content
from tests.calendar.places import at, make_room, take
from tests.people import actor, make_member, make_party, make_user
from tests.programme.draft import add, content, organiser, publish


def engaged() -> list[tuple]:
    rows = Engagement.objects.order_by("starts", "room_id")
    return [(row.room and row.room.code, row.person_id, row.starts, row.ends, row.label) for row in rows]


def edit(session: Session, expected_version: int | None = None, **fields) -> Session:
    wanted = replace(get_content(session), **fields)
    return editing.edit_session(
        actor=organiser(), session=session, content=wanted, expected_version=expected_version or session.version
    )


def test_a_new_session_takes_its_room_and_chair(world):
    chair = make_member(capacity="head")
    session = add(chair=chair)
    assert (session.key, session.version) == ("opening-of-the-conference", 1)
    times = (at("09:00"), at("09:50"), "Opening of the Conference")
    assert sorted(engaged(), key=str) == sorted([("PLENARY", None, *times), (None, chair.pk, *times)], key=str)


def test_the_record_says_who_added_it(world):
    session = add(who=organiser("Đỗ Minh Châu"))
    entry = AuditEntry.objects.get(verb="session.added")
    assert (entry.actor_label, entry.subject_id, entry.subject_version) == ("Đỗ Minh Châu", str(session.pk), 0)
    assert entry.details["version"] == 1
    with override("fr"):
        assert entry.label == "Ouverture de la Conférence"


def test_equal_titles_get_keys_of_their_own(world):
    keys = [add("Press briefing", room="MEDIA", starts=f"{hour}:00", ends=f"{hour}:30").key for hour in (10, 12, 14)]
    assert keys == ["press-briefing", "press-briefing-2", "press-briefing-3"]


def test_a_key_never_comes_back_for_another_session(world):
    first = add("Press briefing")
    publish()
    editing.remove_session(actor=organiser(), session=first, expected_version=1)
    assert add("Press briefing").key == "press-briefing-2"


def test_a_taken_room_refuses_and_leaves_nothing(world):
    add(starts="09:00", ends="10:00")
    with pytest.raises(TimeTaken, match="Plenary Hall is engaged 09:00–10:00"):
        add("Another", starts="09:59", ends="11:00")
    assert (Session.objects.count(), Engagement.objects.count()) == (1, 1)
    assert AuditEntry.objects.filter(verb="session.added").count() == 1


def test_a_chair_who_is_elsewhere_refuses(world):
    chair = make_member(family_name="Phongsawat", given_names="Nattaya", capacity="head")
    take(make_party(), "11:00", "11:30", persons=[chair])
    with pytest.raises(TimeTaken, match="Nattaya Phongsawat is engaged 11:00–11:30"):
        add(starts="11:15", ends="12:00", chair=chair)
    assert not Session.objects.exists()


def test_an_edit_raises_the_version_and_writes_the_difference(world):
    session = add()
    edit(session, webcast=True, title={"en": "Opening", "fr": "Ouverture"})
    session.refresh_from_db()
    entry = AuditEntry.objects.get(verb="session.changed")
    assert (session.version, session.webcast, dict(session.title)) == (2, True, {"en": "Opening", "fr": "Ouverture"})
    assert entry.details["version"] == 2
    assert entry.details["changed"]["webcast"] == [False, True]
    assert set(entry.details["changed"]) == {"title", "webcast"}


def test_an_edit_that_changes_nothing_writes_nothing(world):
    session = add()
    before = Draft.objects.get().version
    edit(session)
    session.refresh_from_db()
    assert session.version == 1
    assert Draft.objects.get().version == before
    assert not AuditEntry.objects.filter(verb="session.changed").exists()


def test_a_move_gives_back_the_old_time_and_room(world):
    session = add()
    room = make_room("CR1")
    editing.move_session(
        actor=organiser(), session=session, expected_version=1, starts=at("10:00"), ends=at("10:30"), room=room
    )
    assert engaged() == [("CR1", None, at("10:00"), at("10:30"), "Opening of the Conference")]


def test_a_session_may_move_into_its_own_time(world):
    session = add(starts="09:00", ends="10:00")
    edit(session, starts=at("09:30"), ends=at("10:30"))
    assert engaged()[0][2:4] == (at("09:30"), at("10:30"))


def test_a_refused_move_leaves_the_old_time(world):
    session = add(starts="09:00", ends="10:00")
    add("Plenary", starts="10:00", ends="11:00")
    with pytest.raises(TimeTaken):
        edit(session, starts=at("09:30"), ends=at("10:30"))
    session.refresh_from_db()
    assert (session.starts, session.version) == (at("09:00"), 1)
    assert [row[2] for row in engaged()] == [at("09:00"), at("10:00")]


def test_two_who_save_at_once_do_not_lose_a_change(world):
    session = add()
    stale = Session.objects.get()
    editing.edit_session(
        actor=organiser("Lương Gia Bảo"),
        session=session,
        content=replace(get_content(session), webcast=True),
        expected_version=1,
    )
    with pytest.raises(AlreadyDecided, match=r"Opening of the Conference: already changed by Lương Gia Bảo. Nothing"):
        edit(stale, expected_version=1, is_open=False)
    session.refresh_from_db()
    assert (session.webcast, session.is_open) == (True, True)


def test_what_another_has_taken_out_cannot_be_saved(world):
    session = add()
    editing.remove_session(
        actor=organiser("Lương Gia Bảo"), session=Session.objects.get(), expected_version=1, reason="Cancelled"
    )
    assert AuditEntry.objects.get(verb="session.removed").reason == "Cancelled"
    assert engaged() == []
    with pytest.raises(AlreadyDecided, match="already removed by Lương Gia Bảo"):
        edit(session, webcast=True)


@pytest.mark.parametrize("verb", ["create", "edit", "remove", "publish"])
def test_others_than_the_programmes_staff_may_not(world, verb):
    session = add()
    who = actor(make_user(None, Role.PROTOCOL))
    acts = {
        "create": lambda: editing.create_session(actor=who, content=content("Other", room="CR1")),
        "edit": lambda: editing.edit_session(actor=who, session=session, content=content("Other"), expected_version=1),
        "remove": lambda: editing.remove_session(actor=who, session=session, expected_version=1),
        "publish": lambda: actions.publish(actor=who),
    }
    with pytest.raises(NotAllowed):
        acts[verb]()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"starts": "10:00", "ends": "10:00"}, "ends before it begins"),
        ({"starts": "10:00", "ends": "09:00"}, "ends before it begins"),
        ({"starts": "10:00", "ends": "+10:01"}, "longer than 24 hours"),
        ({"type": "party"}, "no type of session “party”"),
        ({"interpretation": ["en", "la"]}, "“la” is not a language"),
        ({"title": {"fr": "Ouverture"}}, "English title is missing"),
    ],
)
def test_what_no_session_can_be_is_refused(world, fields, words):
    with pytest.raises(NotPossible, match=words):
        add(**fields)
    assert not Session.objects.exists()


def test_past_midnight_is_no_mistake(world):
    session = add("Banquet", room="BANQUET", starts="19:00", ends="+00:30")
    assert session.ends == at("00:30", 26)


class TestTheDraftsVersion:
    """A trigger touches the draft's row, whatever writes a session."""

    def test_it_rises_with_every_change(self, world):
        session = add()
        seen = [Draft.objects.get().version]
        edit(session, webcast=True)
        seen.append(Draft.objects.get().version)
        Session.objects.filter(pk=session.pk).update(number=3)
        seen.append(Draft.objects.get().version)
        session.organisers.add(make_party())
        seen.append(Draft.objects.get().version)
        session.organisers.clear()
        Session.objects.all().delete()
        seen.append(Draft.objects.get().version)
        assert seen == sorted(set(seen))
