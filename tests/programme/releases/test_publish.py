"""A release is the whole draft and never changed; nobody publishes what they have not seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
import time_machine
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from conference.audit.models import AuditEntry
from conference.core.errors import AlreadyDecided, NotPossible
from conference.db import guards
from schedule.programme.models import Draft, Release, ReleasedSession
from schedule.programme.releases import actions, rows
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.actions.editing import get_content
from tests.calendar.places import HANOI, at, make_room
from tests.people import make_member, make_party
from tests.programme.draft import add, organiser, publish


def edit(session, **fields):
    session.refresh_from_db()
    wanted = replace(get_content(session), **fields)
    return editing.edit_session(actor=organiser(), session=session, content=wanted, expected_version=session.version)


def what(release: Release) -> list[tuple[str, str]]:
    return [(change["key"], change["what"]) for change in release.changes]


def test_the_first_release_has_every_session_and_marks_none_as_new(world):
    add(key="opening")
    add("Roundtable", room="CR1", starts="08:00", ends="09:00", day=26, key="rt")
    with time_machine.travel(at("18:30", 24), tick=False):
        release = publish(organiser("Đỗ Minh Châu"))
    assert (release.number, release.size, release.changes) == (1, 2, [])
    assert (release.published_at, str(release.published_by)) == (at("18:30", 24), "Đỗ Minh Châu")
    rows = [(row.key, row.day.isoformat(), row.position) for row in release.rows.all()]
    assert rows == [("opening", "2025-10-25", 1), ("rt", "2025-10-26", 2)]
    assert [day["date"] for day in release.outline["days"]] == ["2025-10-25", "2025-10-26"]


def test_the_record_tells_of_it_once(world):
    add()
    release = publish()
    entry = AuditEntry.objects.get(verb="programme.published")
    assert (entry.subject_id, entry.details["number"], entry.details["digest"]) == (
        str(release.pk),
        1,
        release.digest,
    )


def test_the_next_one_lists_what_changed_in_the_order_of_the_day(world):
    moved = add("Electronic evidence", room="CR1", starts="15:30", ends="17:00", key="moved")
    roomed = add("Women in investigation", room="CR2", starts="10:15", ends="11:15", key="roomed")
    renamed = add("Signing", room="PLENARY", starts="10:00", ends="12:00", key="renamed")
    gone = add("Media badges", room="MEDIA", starts="08:00", ends="09:00", key="gone")
    add("Closing", starts="16:00", ends="17:00", key="same")
    publish()
    edit(moved, starts=at("15:45"), ends=at("17:15"))
    edit(roomed, room=make_room("C-9"))
    edit(renamed, title={"en": "Signing of the Convention"})
    editing.remove_session(actor=organiser(), session=gone, expected_version=1)
    add("Late session", room="CR1", starts="20:00", ends="21:00", key="new")
    release = publish()
    assert release.number == 2
    assert what(release) == [
        ("gone", "removed"),
        ("renamed", "title"),
        ("roomed", "room"),
        ("moved", "time"),
        ("new", "new"),
    ]


def test_rows_carry_the_change_in_each_language(world):
    session = add(room="CR1", starts="15:30", ends="17:00", key="hl-2")
    publish()
    edit(session, starts=at("15:45"), ends=at("17:15"))
    (row,) = rows.get_rows(publish(), HANOI)
    html = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            html[code] = row.html
    assert set(html) == {"en", "fr", "es", "ar", "ru", "zh-hans", "vi"}
    assert '<div class="changed">Changed: 15:45, was 15:30</div>' in html["en"]
    assert "Ouverture de la Conférence" in html["fr"]
    assert "افتتاح المؤتمر" in html["ar"]


def test_a_draft_that_went_back_to_what_it_was_is_no_release(world):
    session = add()
    publish()
    edit(session, webcast=True)
    edit(session, webcast=False)
    with pytest.raises(NotPossible, match="Nothing has changed since release 1"):
        publish()


def test_an_empty_draft_is_no_release(world):
    with pytest.raises(NotPossible, match="no session to publish"):
        publish()


class TestWhoHasSeenWhat:
    def test_the_draft_as_seen_is_published(self, world):
        add()
        assert actions.publish(actor=organiser(), expected_version=Draft.objects.get().version).number == 1

    def test_a_change_since_then_is_read_first(self, world):
        session = add()
        expected_version = Draft.objects.get().version
        editing.edit_session(
            actor=organiser("Lương Gia Bảo"),
            session=session,
            content=replace(get_content(session), webcast=True),
            expected_version=1,
        )
        with pytest.raises(AlreadyDecided, match="changed by Lương Gia Bảo in the meantime"):
            actions.publish(actor=organiser(), expected_version=expected_version)
        assert not Release.objects.exists()

    def test_what_another_has_published_already_is_said(self, world):
        add()
        expected_version = Draft.objects.get().version
        actions.publish(actor=organiser("Lương Gia Bảo"), expected_version=expected_version)
        with pytest.raises(AlreadyDecided, match=r"Release 1: already published by Lương Gia Bảo. Nothing was changed"):
            actions.publish(actor=organiser(), expected_version=expected_version)
        assert Release.objects.count() == 1


def test_the_version_in_calendar_files_never_goes_down(world):
    session = add(key="opening")
    edit(session, webcast=True)
    publish()
    editing.remove_session(actor=organiser(), session=session, expected_version=2)
    # 3 is the cancellation's.
    assert add(key="opening").version == 4


def test_publishing_takes_the_same_number_of_statements_however_much_has_changed(world):
    who = organiser()
    add(who=who, room="CR1", key="a", chair=make_member(capacity="head"), organisers=[make_party()])
    actions.publish(actor=who)
    counts = []
    for number, hours in enumerate([(10,), (11, 12, 13)]):
        for hour in hours:
            chair = make_member(capacity="deputy_head")
            add(
                "More",
                who=who,
                room="CR1",
                starts=f"{hour}:00",
                ends=f"{hour}:30",
                chair=chair,
                organisers=[make_party("BRA")],
            )
        with CaptureQueriesContext(connection) as seen:
            actions.publish(actor=who)
        counts.append(len(seen))
        assert Release.objects.first().number == number + 2
    assert counts[0] == counts[1] <= 23


class TestImmutability:
    @pytest.fixture
    def release(self, world):
        add(key="opening")
        return publish()

    def attacks(self, release):
        row = release.rows.get()
        extra = ReleasedSession.objects.get(pk=row.pk)
        extra.pk, extra.key, extra.position = None, "extra", 2
        return {
            "release changed": lambda: Release.objects.update(number=7),
            "release deleted": lambda: Release.objects.all()._raw_delete("default"),
            "row changed": lambda: ReleasedSession.objects.update(data={"title": {"en": "<script>"}}),
            "row deleted": lambda: ReleasedSession.objects.all()._raw_delete("default"),
            "row added": lambda: extra.save(force_insert=True),
            "row added before": lambda: _at_place_nought(extra),
        }

    @pytest.mark.parametrize(
        "name", ["release changed", "release deleted", "row changed", "row deleted", "row added", "row added before"]
    )
    def test_the_database_refuses(self, release, name):
        with pytest.raises(DatabaseError), transaction.atomic():
            self.attacks(release)[name]()
        assert (Release.objects.get().number, release.rows.get().key) == (1, "opening")

    def test_control_without_the_guards_all_of_it_happens(self, release):
        names = [
            f"programme_{table}_no_{verb}" for table in ("release", "releasedsession") for verb in ("update", "delete")
        ]
        attacks = self.attacks(release)
        connection.check_constraints()
        guards.uninstall(names=[*names, "programme_releasedsession_complete"])
        try:
            attacks["row added"]()
            attacks["row changed"]()
            attacks["release changed"]()
            assert {(row.key, row.data["title"]["en"]) for row in ReleasedSession.objects.all()} == {
                ("opening", "<script>"),
                ("extra", "<script>"),
            }
            assert Release.objects.get().number == 7
            attacks["row deleted"]()
            attacks["release deleted"]()
            assert not Release.objects.exists()
        finally:
            connection.check_constraints()
            guards.install()

    def test_a_number_is_given_once(self, release):
        again = Release.objects.get()
        again.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save(force_insert=True)


def _at_place_nought(row: ReleasedSession) -> None:
    # PositiveIntegerField refuses less than nought, the guard nought itself.
    row.position = 0
    row.save(force_insert=True)


def test_the_day_is_that_of_hanoi(world):
    add("Early", starts="00:30", ends="01:30", day=25, key="early")
    row = publish().rows.get()
    assert row.starts.isoformat() == "2025-10-24T17:30:00+00:00"
    assert row.starts.astimezone(HANOI).date() == row.day
