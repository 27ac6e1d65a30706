"""A delegation's itinerary from each app, on the screen and on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.core.management import call_command
from django.utils import translation

from conference.audit.models import AuditEntry
from conference.core.access import RIGHTS, Role
from conference.core.errors import UserError
from conference.printing.documents import registry
from conference.printing.documents.errors import MissingGlyph
from conference.translated import Translated
from delegations.gates.models import Gate
from delegations.registration.models import Delegate, Delegation
from schedule.bilaterals.meetings import actions as bilaterals
from schedule.calendar.itineraries import itinerary, papers
from schedule.calendar.itineraries.itinerary import EntryKind
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.content import PanelSeat, get_content
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.models import Invitation
from tests.accreditation.pass_kit import vehicle_pass
from tests.bilaterals.scene import NOW, make_scene
from tests.calendar.places import at, make_room, take
from tests.people import make_focal_point, make_member, make_party, make_user, sign_in
from tests.printing.readback import accessible, letters, open_pdf
from tests.programme.draft import add, organiser, publish
from tests.programme.papers.papers import pages_of
from tests.receptions.scene import make_reception

URL, PAPER = "/portal/ken/itinerary/", "/portal/ken/itinerary.pdf"


@pytest.fixture
def scene(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


def make_full():
    scene = make_scene()
    add(key="opening", type="opening", for_heads=True)
    add("Group photograph", room="CR1", starts="08:45", ends="08:59", type="protocol", is_open=False, for_heads=True)
    add("Asset recovery", room="CR2", starts="10:00", ends="11:00", type="roundtable", chair=scene.head_ke)
    add("Young partners", room="C-1", starts="12:00", ends="13:00", type="workshop", organisers=[make_party()])
    add("Of others", room="C-2", starts="12:00", ends="13:00", type="workshop")
    add("Banquet", room="BANQUET", starts="19:00", ends="21:30", type="social", is_open=False, for_heads=True)
    publish()
    meeting = bilaterals.accept(actor=scene.of_brazil, meeting=scene.ask())
    bilaterals.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    guest_list.invite(actor=scene.protocol, reception=make_reception())
    flight = datetime(2025, 10, 24, 3, 20, tzinfo=UTC)
    for name in ("Otieno", "Mutua"):
        make_member("KEN", state="submitted", family_name=name, given_names="", arrival=flight, arrival_flight="KQ 430",
            hotel="Hồ Tây Guest House")  # fmt: skip
    return scene


@pytest.fixture
def full(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_full)


def entries(code: str = "KEN") -> list[itinerary.ItineraryEntry]:
    (party,) = itinerary.parties(Delegation.objects.filter(party__code=code).select_related("party"))
    return itinerary.entries_of([party])[party.delegation.pk]


def printed(code: str = "KEN", person=None, language: str = "en"):
    with translation.override(language):
        wanted = Delegation.objects.filter(party__code=code).select_related("party").prefetch_related("party__names")
        (found,) = papers.itineraries(wanted, person)
        return found, " ".join(pages_of(papers.make_pdf([found])))


def test_everything_that_the_delegation_has_to_be_at(full):
    assert [(one.kind, one.starts, one.title, one.where) for one in entries()] == [
        (EntryKind.ARRIVAL, at("10:20", 24), "Flight KQ 430", "Hồ Tây Guest House"),
        (EntryKind.SESSION, at("08:45"), "Group photograph", "Conference Room 1"),
        (EntryKind.SESSION, at("09:00"), "Opening of the Conference", "Plenary Hall"),
        (EntryKind.CHAIR, at("10:00"), "Asset recovery", "Conference Room 2"),
        (EntryKind.SESSION, at("12:00"), "Young partners", "Room C-1"),
        (EntryKind.BILATERAL, at("14:20"), "Bilateral meeting: Brazil", "Bilateral room B-3"),
        (EntryKind.INVITATION, at("19:00"), "State Banquet", "Banquet Hall"),
    ]


def test_the_signing_is_set_off_and_every_place_is_told_without_the_conferences_own_venue(scene):
    add("Signing of the Convention", key="signing", room="PLENARY", type="signing", starts="10:00", ends="12:30")
    publish()
    (one,) = entries()
    assert (one.kind, one.kind_word, one.kind in itinerary.STRONG) == (EntryKind.SIGNING, "Signing", True)
    with translation.override("ar"):
        (told,) = entries()
    assert ", " not in told.where
    found, _page = printed(language="ar")
    (row,) = papers.make_data([found])["papers"][0]["days"][0]["rows"]
    assert "،" not in row["where"]


def test_a_paper_names_no_term_that_has_passed_when_it_is_printed(scene):
    guest_list.invite(actor=scene.protocol, reception=make_reception())
    invitation = Invitation.objects.get(guest=scene.head_ke)
    (before,) = (one for one in entries() if one.kind == EntryKind.INVITATION)
    assert before.note.startswith("Not answered yet; the answer is due by ")
    with time_machine.travel(invitation.answer_by + timedelta(minutes=1), tick=False):
        (after,) = (one for one in entries() if one.kind == EntryKind.INVITATION)
    assert after.note.startswith("Not answered yet.")
    assert "due" not in after.note


def test_a_meeting_ends_when_it_ends_and_not_with_the_minutes_kept_free(full):
    (meeting,) = (one for one in entries() if one.kind == EntryKind.BILATERAL)
    assert meeting.ends == at("14:40")
    assert "Their principal: Joana Lima, Counsellor." in meeting.note
    assert "Ratification timetables" in meeting.note


def test_one_reads_the_released_programme_and_never_the_draft(full):
    from schedule.programme.models import Session

    session = Session.objects.get(key="opening")
    moved = replace(get_content(session), starts=at("09:05"), ends=at("09:55"))
    editing.edit_session(actor=organiser(), session=session, content=moved, expected_version=session.version)
    assert at("09:05") not in [one.starts for one in entries()]
    publish()
    assert at("09:05") in [one.starts for one in entries()]


def test_before_they_agree_the_asking_side_does_not_read_whom_the_other_sends(scene):
    scene.ask()
    (kenya,), (brazil,) = entries(), entries("BRA")
    assert "Lima" not in kenya.note
    assert "Requested, not agreed yet." in kenya.note
    assert "Naliaka Barasa" in brazil.note


def test_whoever_is_on_a_panel_reads_so(scene):
    add(type="roundtable", chair=scene.head_br, panel=[PanelSeat(scene.head_ke), PanelSeat(name="A guest")])
    publish()
    (one,) = entries()
    assert (one.kind, one.note, one.persons) == (
        EntryKind.PANEL,
        "Naliaka Barasa is on the panel.",
        (scene.head_ke.pk,),
    )
    (other,) = entries("BRA")
    assert (other.kind, other.note) == (EntryKind.CHAIR, "Joana Lima chairs.")


@pytest.mark.parametrize(
    ("kind", "what", "beside"),
    [
        (EntryKind.SIGNING, "Signing of the Convention", ""),
        (EntryKind.BILATERAL, "Bilateral meeting: Poland", ""),
        (EntryKind.INVITATION, "Banquet given by the President", "By invitation"),
        (EntryKind.SESSION, "General debate", ""),
    ],
)
def test_the_word_of_a_kind_does_not_stand_before_itself(kind, what, beside):
    assert itinerary.ItineraryEntry("x", kind, at("09:00"), at("10:00"), what).kind_beside == beside


@pytest.mark.parametrize(
    ("language", "kind", "what"),
    [
        ("ar", EntryKind.BILATERAL, "اجتماع ثنائي: بولندا"),
        ("vi", EntryKind.BILATERAL, "Gặp song phương: Ba Lan"),
        ("zh-hans", EntryKind.SIGNING, "公约签署"),
    ],
)
def test_nor_where_a_language_says_it_within(language, kind, what):
    with translation.override(language):
        assert itinerary.ItineraryEntry("x", kind, at("09:00"), at("10:00"), what).kind_beside == ""


def test_others_learn_nothing(full):
    make_member("FRA", state="submitted", capacity="head")
    assert [one.title for one in entries("FRA")] == ["Group photograph", "Opening of the Conference", "Banquet"]


def test_what_no_app_speaks_for_stands_under_its_label(scene):
    room = make_room("CR1")
    take(make_party("KEN"), "16:00", "16:20", rooms=[room], persons=[scene.head_ke], label="Interview", kind="press")
    (one,) = entries()
    assert (one.kind, one.title, one.where, one.persons) == (
        EntryKind.OTHER,
        "Interview",
        "Conference Room 1",
        (scene.head_ke.pk,),
    )


def test_as_many_queries_for_many_delegations_as_for_one(full, django_assert_num_queries):
    def ask(codes):
        wanted = list(Delegation.objects.filter(party__code__in=codes).select_related("party"))
        with django_assert_num_queries(13):
            itinerary.entries_of(itinerary.parties(wanted))

    for code in ("FRA", "CIV", "HRV"):
        make_member(code, state="submitted", capacity="head")
    ask(["KEN"])
    ask(["KEN", "BRA", "FRA", "CIV", "HRV"])


class TestOnPaper:
    def test_the_delegation_its_head_and_each_day(self, full):
        found, text = printed()
        for said in (
            "Kenya Itinerary, revision 1 printed Friday 10 October 2025, 14:00 all times Hanoi time, UTC+7",
            "Head of delegation",
            "Naliaka Barasa",
            "Liaison officer",
            "Ms. Trần Thu Hà",
            "Saturday 25 October 2025",
            "14:20–14:40 Bilateral Bilateral meeting: Brazil",
            "10:20 Arrival Flight KQ 430 Otieno, Mutua Hồ Tây Guest House",
            "Itinerary, Kenya · revision 1 · printed Friday 10 October 2025, 14:00 · all times Hanoi time, UTC+7",
        ):
            assert said in text, said
        assert found.revision.number == 1

    def test_hotels_whose_names_have_commas_are_set_apart(self, full):
        for name, hotel in (("Otieno", "Lotus Hotel, Wing A"), ("Barasa", "Sen Hotel")):
            Delegate.objects.filter(family_name=name).update(hotel=hotel)
        assert ("Hotel", "Sen Hotel; Lotus Hotel, Wing A; Hồ Tây Guest House", False) in papers.about(printed()[0])
        with translation.override("ar"):
            assert ("الفندق", "Sen Hotel؛ Lotus Hotel, Wing A؛ Hồ Tây Guest House", False) in papers.about(printed()[0])

    def test_a_member_has_what_concerns_the_member(self, full):
        otieno = Delegation.objects.get(party__code="KEN").members.get(family_name="Otieno")
        _found, text = printed(person=otieno)
        assert "Opening of the Conference" in text
        assert "Flight KQ 430" in text
        for of_the_head in ("Bilateral", "Group photograph", "Banquet", "Asset recovery"):
            assert of_the_head not in text

    def test_the_revision_goes_up_with_a_change_and_names_it(self, full):
        printed()
        assert printed()[0].revision.number == 1
        room = full.room
        room.name = Translated(en="Bilateral room B-9")
        room.save()
        found, text = printed()
        assert found.revision.number == 2
        assert "Changed since revision 1: Bilateral meeting: Brazil, now in Bilateral room B-9." in text
        assert [one.title for one in found.entries if found.is_changed(one)] == ["Bilateral meeting: Brazil"]

    def test_another_time_says_what_it_was(self, full):
        from schedule.programme.models import Session

        printed()
        session = Session.objects.get(key="opening")
        moved = replace(get_content(session), starts=at("09:05"), ends=at("09:55"))
        editing.edit_session(actor=organiser(), session=session, content=moved, expected_version=session.version)
        publish()
        assert "Changed since revision 1: Opening of the Conference 09:05 (was 09:00)." in printed()[1]

    def test_a_car_of_the_delegation_stands_above_the_days(self, full):
        printed()
        vehicle_pass("KEN", full.protocol)
        found, text = printed()
        assert "Cars 29NG 001 07, Gate 1, pass V-0041" in text
        assert found.revision.number == 2
        assert "Changed since revision 1: head of delegation, liaison officer or cars." in text

    def test_in_arabic_the_plate_is_whole_and_the_gate_is_called_as_its_table_has_it(self, full):
        names = {"en": "Gate 1, Pham Hung Street", "ar": "البوابة 1، شارع فام هونغ"}
        Gate.objects.create(name=Translated(names))
        vehicle_pass("KEN", full.protocol)
        with translation.override("ar"):
            wanted = Delegation.objects.filter(party__code="KEN").prefetch_related("party__names")
            (found,) = papers.itineraries(wanted)
            assert ("السيارات", "29NG 001 07\u200f، البوابة 1\u200f، تصريح V-0041", False) in papers.about(found)
            drawn = letters(open_pdf(papers.make_pdf([found]))[0])
        line = next(one.bottom for one, after in pairwise(drawn) if one.text + after.text == "NG")
        beside = sorted((one.left, one.text) for one in drawn if abs(one.bottom - line) < 0.3)
        assert "29NG00107" in "".join(text for _left, text in beside)

    def test_a_release_that_changes_nothing_for_the_delegation_is_no_revision(self, full):
        printed()
        add("Elsewhere", room="C-3", starts="15:00", ends="16:00", type="workshop")
        publish()
        assert printed()[0].revision.number == 1

    def test_of_a_flight_no_word_is_kept(self, full):
        from conference.printing.models import Revision

        printed()
        assert "KQ 430" not in str(Revision.objects.get().content)

    def test_another_language_is_no_other_revision(self, full):
        printed()
        found, text = printed(language="ar")
        assert found.revision.number == 1
        assert "افتتاح المؤتمر" in text

    def test_several_delegations_count_their_own_pages(self, full):
        wanted = Delegation.objects.select_related("party").order_by("party__en_sort")
        paper = papers.make_pdf(papers.itineraries(wanted))
        assert accessible(paper) == ("1", "Itinerary", "en")
        pages = pages_of(paper)
        firsts = [page for page in pages if "Page 1 of " in page]
        assert len(firsts) == 2
        assert firsts[0].index("Brazil") < firsts[0].index("Itinerary")
        assert any("Kenya" in page for page in firsts)

    def test_a_sign_without_a_glyph_is_said(self, full):
        make_member("KEN", state="submitted", family_name="සිරි", given_names="", arrival=NOW, arrival_flight="X")
        with pytest.raises(MissingGlyph):
            printed()


class TestDoors:
    def test_the_focal_point_reads_and_downloads_the_own(self, full, client):
        sign_in(client, full.user_ke)
        page = client.get(URL).content.decode()
        assert "Bilateral meeting: Brazil" in page
        response = client.get(PAPER)
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == 'attachment; filename="itinerary-ken-1.pdf"'
        member = Delegation.objects.get(party__code="KEN").members.get(family_name="Otieno")
        of_member = client.get(PAPER, {"member": str(member.public_id)})
        assert "Otieno" in pages_of(of_member.content)[0]

    def test_the_day_that_is_today_is_marked_and_led_to(self, full, client):
        sign_in(client, full.user_ke)
        assert 'aria-current="date"' not in client.get(URL).content.decode()
        dates = list(client.get(URL).context["days"])
        for date in (dates[0], dates[-1]):
            with time_machine.travel(datetime(date.year, date.month, date.day, 3, tzinfo=UTC), tick=False):
                sign_in(client, full.user_ke)
                page = client.get(URL).content.decode()
            marked = page.split('id="today"')[1].split("</caption>")[0]
            assert f"{date.day} {date:%B} {date.year}" in marked
            assert "Today" in marked
            assert page.count('aria-current="date"') == 1
            assert ('href="#today"' in page) is (date == dates[-1])

    def test_the_record_keeps_that_staff_took_one_and_not_that_the_focal_point_did(self, full, client):
        sign_in(client, full.user_ke)
        client.get(PAPER)
        assert not AuditEntry.objects.filter(verb="itinerary.read").exists()
        sign_in(client, make_user(None, Role.PROTOCOL, name="Bùi Minh"))
        client.get(PAPER)
        (entry,) = AuditEntry.objects.filter(verb="itinerary.read")
        assert (entry.actor_label, entry.subject_label, entry.scope) == ("Bùi Minh", "Kenya", "KEN")

    def test_anothers_delegation_and_anothers_member_are_404(self, full, client):
        sign_in(client, make_focal_point("CIV", email="focal.civ@mission.example"))
        assert client.get(URL).status_code == client.get(PAPER).status_code == 404
        client.logout()
        sign_in(client, full.user_ke)
        assert client.get(PAPER, {"member": str(full.head_br.public_id)}).status_code == 404
        assert client.get(PAPER, {"member": "x"}).status_code == 404

    @pytest.mark.parametrize(
        ("role", "status"), [(Role.PROTOCOL, 200), (Role.SECRETARIAT, 200), (Role.PRINT_ROOM, 403)]
    )
    def test_at_the_desk_with_the_right(self, full, client, role, status):
        sign_in(client, make_user(None, role))
        assert client.get("/desk/papers/itinerary.pdf", {"delegation": "KEN"}).status_code == status
        assert (role in RIGHTS["itineraries.print"]) == (status == 200)

    def test_at_the_command_line(self, full, tmp_path, capsys):
        out = tmp_path / "x.pdf"
        call_command("print", "itinerary", "--out", str(out))
        assert capsys.readouterr().out.startswith(f"{out}: 2 items on ")
        call_command("print", "itinerary", "--delegation", "ken", "--out", str(out))
        assert "Kenya" in pages_of(out.read_bytes())[0]
        with pytest.raises(UserError, match="There is no delegation XXX"):
            call_command("print", "itinerary", "--delegation", "XXX", "--out", str(out))
        with pytest.raises(UserError, match="itinerary takes no --day"):
            call_command("print", "itinerary", "--day", "2025-10-25", "--out", str(out))
        assert registry.get_document("itinerary").options == frozenset({"delegation"})
