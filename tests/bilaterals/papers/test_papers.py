"""The signs of rooms, the card of each meeting, the nameplates for its table, and the page from which they are printed."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.errors import UserError
from conference.parties.models import PartyName
from conference.translated import Translated
from delegations.registration.models import Delegate
from schedule.bilaterals.board import interpreters
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.models import Meeting
from schedule.bilaterals.papers import queries
from schedule.calendar.models import DutyHours, Interpreter, Room
from tests.bilaterals.scene import AT, LENGTH, NOW, Scene, make_scene
from tests.people import make_user, sign_in
from tests.printing.readback import MM, accessible, letters, open_pdf
from tests.programme.papers.papers import pages_of

WISH = {
    "topics": "Ratification timetables",
    "party_size": 5,
    "contact": "Wangari Mathenge",
    "interpretation": "English and Portuguese",
}
SECRETS = ("Ratification", "Wangari", "0148", "focal.")


@pytest.fixture
def scene(keeper) -> Scene:
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


@pytest.fixture
def meeting(scene) -> Meeting:
    """Kenya and Brazil at 14:20 on 25 October in room B-3, with an interpreter."""
    Delegate.objects.filter(pk=scene.head_ke.pk).update(
        honorific="H.E. Ms.", functional_title="Minister for Foreign Affairs"
    )
    made = actions.accept(actor=scene.of_brazil, meeting=scene.ask(wish=WISH))
    made = actions.give_room(actor=scene.protocol, meeting=made, room=scene.room)
    who = Interpreter.objects.create(name="Luísa Prado", languages=["en", "pt"])
    DutyHours.objects.create(interpreter=who, day=made.day, opens="09:00", until="18:00")
    interpreters.give_interpreter(actor=scene.protocol, meeting=made, interpreter=who)
    return Meeting.objects.get(pk=made.pk)


def printed(tmp_path, name: str, *options: str) -> bytes:
    out = tmp_path / "x.pdf"
    call_command("print", name, *options, "--out", str(out))
    return out.read_bytes()


class TestTheSigns:
    def test_a_sheet_for_a_room_and_a_day_says_who_meets_when_and_nothing_else(self, scene, meeting, tmp_path):
        paper = printed(tmp_path, "meeting-signs")
        assert accessible(paper) == ("1", "Bilateral meetings at the doors", "en")
        (page,) = pages_of(paper)
        for said in ("Bilateral room B-3", "Saturday 25 October", "14:20 14:40 Kenya, Brazil", "all times Hanoi time"):
            assert said in page, said
        for kept in (*SECRETS, "Barasa", "Lima", "Luísa", "Closed", "release"):
            assert kept not in page, kept

    def test_only_what_has_its_room_stands_there(self, scene, meeting, tmp_path):
        scene.ask(datetime(2025, 10, 26, 3, tzinfo=UTC))  # not answered yet: its room is only held
        assert len(pages_of(printed(tmp_path, "meeting-signs"))) == 1
        with pytest.raises(UserError, match="No bilateral meeting has a room there on that day"):
            printed(tmp_path, "meeting-signs", "--day", "2025-10-26")
        actions.take_room(actor=scene.protocol, meeting=meeting, reason="Flooded")
        with pytest.raises(UserError, match="No bilateral meeting has a room"):
            printed(tmp_path, "meeting-signs")

    def test_of_an_arabic_page_the_names_and_their_and_are_arabic(self, scene, meeting, tmp_path):
        for delegation, name in ((scene.kenya, "كينيا"), (scene.brazil, "البرازيل")):
            PartyName.objects.create(party=delegation.party, language="ar", short=name, formal=name)
        Room.objects.filter(pk=scene.room.pk).update(name=Translated(en="Bilateral room B-3", ar="القاعة ب-3"))
        paper = printed(tmp_path, "meeting-signs", "--language", "ar")
        assert accessible(paper)[2] == "ar"
        (page,) = pages_of(paper)
        for said in ("كينيا والبرازيل", "القاعة", "14:20", "السبت"):
            assert said in page, said

    def test_an_unknown_room_is_named(self, scene, meeting, tmp_path):
        with pytest.raises(UserError, match="There is no meeting room Z-9"):
            printed(tmp_path, "meeting-signs", "--room", "Z-9")


class TestTheCards:
    def test_a_card_has_whom_the_staff_of_the_room_meet_and_what_stands_ready(self, scene, meeting, tmp_path):
        paper = printed(tmp_path, "meeting-cards", "--day", "2025-10-25")
        assert accessible(paper) == ("1", "Meeting cards", "en")
        document = open_pdf(paper)
        assert [round(side / MM) for side in document[0].get_size()] == [210, 148]
        (page,) = pages_of(paper)
        for said in (
            "Bilateral room B-3",
            "14:20–14:40",
            "Saturday 25 October 2025",
            "Kenya H.E. Ms. Naliaka Barasa, Minister for Foreign Affairs 5 persons",
            "Brazil",
            "Joana Lima",
            "Seats 10",
            "Interpretation English and Portuguese, Luísa Prado",
            "Flags from the left, as one enters Brazil, Kenya",
            "Layout Sofas, flags behind",
            "Press Photo at the start",
        ):
            assert said in page, said
        for kept in SECRETS:
            assert kept not in page, kept

    def test_the_time_reads_from_the_right_in_arabic_as_on_every_other_paper(self, scene, meeting, tmp_path):
        (page,) = open_pdf(printed(tmp_path, "meeting-cards", "--language", "ar"))
        found = letters(page)
        highest = max((one for one in found if one.text in "0124"), key=lambda one: one.bottom - one.top)
        line = [
            one
            for one in found
            if one.text in "0124:–" and highest.top - 1 < one.top and one.bottom < highest.bottom + 1
        ]
        read = "".join(one.text for one in sorted(line, key=lambda one: one.left))
        assert "14:40–14:20" in read

    def test_the_hosts_flag_is_first(self, scene, meeting):
        scene.kenya.party.is_host = True
        scene.kenya.party.save()
        assert [one.code for one in queries.flags_of(Meeting.objects.get(pk=meeting.pk))] == ["KEN", "BRA"]

    def test_protocol_prints_the_card_of_one_meeting_and_the_audit_log_has_it(self, client, scene, meeting):
        sign_in(client, make_user(None, Role.PROTOCOL))
        answer = client.get(reverse("bilaterals:card", args=[meeting.public_id]))
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert "Naliaka Barasa" in pages_of(answer.content)[0]
        assert AuditEntry.objects.get(verb="meetings.printed").subject_id == str(meeting.pk)


class TestTheNameplates:
    def test_one_for_each_delegation_with_the_room_on_the_foot(self, scene, meeting, tmp_path):
        PartyName.objects.create(party=scene.brazil.party, language="fr", short="Brésil", formal="le Brésil")
        pages = pages_of(printed(tmp_path, "meeting-nameplates", "--language", "fr"))
        assert len(pages) == 2
        assert "Kenya" in pages[0]
        assert "Brazil" in pages[1]
        assert "Brésil" in pages[1]
        assert "Bilateral room B-3" in pages[0]


class TestThePage:
    def url(self, day: str = "2025-10-25") -> str:
        return reverse("bilaterals:by-room-day", args=[day])

    def text(self, client, moment: datetime) -> str:
        with time_machine.travel(moment, tick=False):
            page = client.get(self.url()).content.decode()
        return " ".join(re.sub(r"<[^>]+>", " ", page).split())

    def test_a_room_is_free_then_in_use_then_free_again(self, client, scene, meeting):
        printer = make_user(None, Role.PRINT_ROOM)

        def read(moment: datetime) -> str:
            with time_machine.travel(moment, tick=False):
                sign_in(client, printer)
            return self.text(client, moment)

        before = read(AT - LENGTH)
        assert "Free until 14:20" in before
        assert "In progress" not in before
        during = read(AT + LENGTH / 2)
        assert "In progress" in during
        assert "Free until" not in during
        assert "In progress" not in read(AT + LENGTH)

    def test_it_tells_nothing_but_delegations_and_times(self, client, scene, meeting):
        sign_in(client, make_user(None, Role.PROTOCOL))
        page = client.get(self.url()).content.decode()
        assert "Kenya" in page
        assert "Brazil" in page
        for kept in (*SECRETS, "Barasa", "Joana Lima"):
            assert kept not in page, kept
        assert "meeting-signs.pdf?day=2025-10-25" in page
        assert client.get(self.url("2025-11-30")).status_code == 404

    def test_who_only_sees_the_meetings_does_not_print_them(self, client, scene, meeting):
        sign_in(client, make_user(None, Role.PROGRAMME))
        assert client.get(self.url()).status_code == 403
        assert client.get(reverse("desk:paper", args=["meeting-signs"])).status_code == 403
