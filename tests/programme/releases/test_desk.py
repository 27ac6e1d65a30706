"""The organisers' side: the draft beside the release, a form that keeps what was typed, publishing as seen."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
import time_machine

from conference.audit.models import AuditEntry
from conference.core.access import Role
from schedule.calendar.models import Engagement
from schedule.programme.models import Draft, Release, Session
from schedule.programme.releases import actions
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.actions.editing import get_content
from tests.calendar.places import at, make_room, take
from tests.people import make_focal_point, make_member, make_party, make_user
from tests.programme.draft import add, organiser, publish
from tests.programme.sessions.rows import with_rows
from tests.programme.site.test_day_page import text

DESK, PUBLISH = "/desk/programme/", "/desk/programme/publish/"


@pytest.fixture
def desk(world, client):
    client.force_login(make_user("chau@hanoi2025.example", Role.PROGRAMME, name="Đỗ Minh Châu"))
    return client


def given(**more) -> dict:
    return {
        "title": "Cable cuts",
        "type": "side_event",
        "number": "8",
        "starts": "2025-10-25T13:30",
        "ends": "2025-10-25T14:30",
        "room": make_room("CR1").pk,
        "is_open": "on",
        "interpretation": ["en", "fr"],
        "agenda": "One\n\n  Two  \n",
        "organisers": "ken",
        "description": "",
        **more,
    }


class TestTheList:
    def test_shows_the_draft_beside_the_release(self, desk):
        kept = add("Kept", room="CR1")
        moved = add("Moved", room="CR2", starts="13:30", ends="14:30")
        gone = add("Gone", room="MEDIA")
        publish()
        shifted = replace(get_content(moved), starts=at("14:00"), ends=at("15:00"))
        editing.edit_session(actor=organiser(), session=moved, content=shifted, expected_version=1)
        editing.remove_session(actor=organiser(), session=gone, expected_version=1)
        add("Fresh", starts="16:00", ends="17:00")
        page = desk.get(DESK)
        read = text(page)
        assert "read release 1" in read
        assert "14:00, was 13:30" in read
        assert '<span class="tag new">New</span>' in page.content.decode()
        assert '<span class="tag chg">Removed</span>' in page.content.decode()
        assert f'href="/desk/programme/session/{kept.key}/"' in page.content.decode()
        assert f'href="/desk/programme/session/{gone.key}/"' not in page.content.decode()
        assert "Publish release 2" in read
        assert "Moved has a new time: 14:00, was 13:30." in text(desk.get(PUBLISH))
        differences = text(desk.get(DESK + "?show=differences"))
        assert "Kept" not in differences
        assert "Sat 25 Oct, 14:00–15:00" in differences

    def test_says_when_there_is_nothing_to_publish(self, desk):
        add()
        publish()
        read = text(desk.get(DESK))
        assert "Publish release" not in read
        assert "Draft and release are the same" in text(desk.get(DESK + "?show=differences"))

    def test_empty_it_offers_the_first_session(self, desk):
        page = desk.get(DESK)
        assert "There is no session yet" in text(page)
        assert 'href="/desk/programme/new/"' in page.content.decode()

    def test_opens_on_today_or_the_next_day(self, desk):
        add()
        add("Closing", day=26)
        assert "Programme, Saturday 25 October" in text(desk.get(DESK + "2025-10-25/"))
        assert desk.get(DESK + "2025-10-27/").status_code == 404
        with time_machine.travel(at("10:00", 26), tick=False):
            desk.force_login(make_user(None, Role.PROGRAMME))
            assert "Programme, Sunday 26 October" in text(desk.get(DESK))

    def test_a_new_session_is_proposed_for_the_day_that_is_shown(self, desk):
        add("Closing", day=26)
        page = html.unescape(desk.get("/desk/programme/2025-10-26/").content.decode())
        (address,) = re.findall(r'data-new\s+href="([^"]+)"', page)
        assert address == "/desk/programme/new/?starts=2025-10-26T09:00&ends=2025-10-26T10:00"
        body = desk.get(address).content.decode()
        assert 'name="starts" value="2025-10-26T09:00"' in body
        assert 'name="ends" value="2025-10-26T10:00"' in body

    def test_says_how_many_would_be_written_to(self, desk):
        make_focal_point("KEN", name="Achieng Wambui")
        make_focal_point("KEN", name="Otieno Odhiambo")
        make_focal_point("BRA")
        session = add(organisers=[make_party("KEN")])
        publish()
        editing.edit_session(
            actor=organiser(), session=session, content=replace(get_content(session), webcast=True), expected_version=1
        )
        page = desk.get(PUBLISH)
        assert "Informed: Achieng Wambui (KEN), Otieno Odhiambo (KEN), and the organizers" in text(page)
        assert [(one["to"].name, one["party"]) for one in page.context["concerned"]] == [
            ("Achieng Wambui", "KEN"),
            ("Otieno Odhiambo", "KEN"),
        ]

    def test_the_same_number_of_queries_for_one_session_and_for_three(self, desk, django_assert_num_queries):
        add(organisers=[make_party("KEN")], chair=make_member(capacity="head"))
        publish()
        desk.get(DESK)
        with django_assert_num_queries(QUERIES):
            desk.get(DESK)
        for room in ("CR1", "CR2"):
            add("More", room=room, organisers=[make_party("BRA")], chair=make_member("BRA", capacity="deputy_head"))
        publish()
        with django_assert_num_queries(QUERIES + 1):  # whether the second release can be undone
            assert text(desk.get(DESK)).count("More") == 4  # on the grid, and in the list for telephones


QUERIES = 17


class TestTheForm:
    def test_puts_a_session_into_the_draft(self, desk):
        make_party("KEN")
        response = desk.post("/desk/programme/new/", given(title_fr="Câbles coupés"), follow=True)
        session = Session.objects.get()
        assert response.redirect_chain == [("/desk/programme/2025-10-25/", 302)]
        assert "Cable cuts: the draft is saved." in text(response)
        assert (session.key, session.starts, session.ends) == ("cable-cuts", at("13:30"), at("14:30"))
        assert dict(session.title) == {"en": "Cable cuts", "fr": "Câbles coupés"}
        assert session.agenda == [{"en": "One"}, {"en": "Two"}]
        assert [party.code for party in session.organisers.all()] == ["KEN"]
        assert (session.is_open, session.webcast, session.interpretation) == (True, False, ["en", "fr"])
        assert AuditEntry.objects.get(verb="session.added").actor_label == "Đỗ Minh Châu"

    def test_shows_what_is_there_in_the_conferences_time(self, desk):
        session = add(organisers=[make_party("KEN")], agenda=[{"en": "One", "fr": "Un"}], number=4)
        page = desk.get(f"/desk/programme/session/{session.key}/").content.decode()
        assert 'name="starts" value="2025-10-25T09:00"' in page
        assert 'name="organisers" value="KEN"' in page
        assert 'name="version" value="1"' in page
        assert 'value="Ouverture de la Conférence"' in page
        assert "All times in Hanoi (UTC+7)." in page

    def test_changes_it_and_keeps_the_translations_of_an_agenda_item_that_stayed(self, desk):
        session = add(agenda=[{"en": "One", "fr": "Un"}])
        data = given(version=1, agenda="One\nThree", organisers="", starts="2025-10-25T09:00", ends="2025-10-25T09:50")
        desk.post(f"/desk/programme/session/{session.key}/", data)
        session.refresh_from_db()
        assert session.agenda == [{"en": "One", "fr": "Un"}, {"en": "Three"}]
        assert session.version == 2

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"ends": "2025-10-25T13:30"}, "This is before the beginning."),
            ({"title": ""}, "This field is required."),
            ({"starts": "soon"}, "Enter a valid date/time."),
            ({"organisers": "ken; Atlantis"}, "There is no party “Atlantis”."),
            ({"number": "0"}, "greater than or equal to 1"),
            ({"room": "999999"}, "not one of the available choices"),
            ({"agenda_fr": "Un \u202exued"}, "reverses the direction of the text (U+202E)"),
            ({"panel-0-who": "A \u202etseug"}, "reverses the direction of the text (U+202E)"),
        ],
    )
    def test_a_wrong_field_is_said_there_and_keeps_the_rest(self, desk, fields, words):
        make_party("KEN")
        response = desk.post("/desk/programme/new/", with_rows(given(description="Typed at length", **fields)))
        assert response.status_code == 422
        assert words in text(response)
        assert "Typed at length" in response.content.decode()
        assert not Session.objects.exists()

    @pytest.mark.parametrize("day", ["0001-01-01", "2024-10-25", "2025-12-01", "2052-10-25", "9999-12-31"])
    def test_another_year_is_a_typing_error(self, desk, day):
        make_party("KEN")
        response = desk.post("/desk/programme/new/", given(starts=f"{day}T13:30", ends=f"{day}T14:30"))
        assert response.status_code in (409, 422)
        assert "Check the year." in text(response) or "Enter a valid date/time." in text(response)
        assert not Session.objects.exists()

    def test_a_month_before_there_may_be_a_preparatory_session(self, desk):
        make_party("KEN")
        early = given(starts="2025-09-25T13:30", ends="2025-09-25T14:30")
        refused = desk.post("/desk/programme/new/", early)
        assert refused.status_code == 409
        assert "Begins: Thu 25 Sep 2025 is not a day of the conference." in text(refused)
        desk.post("/desk/programme/new/", {**early, "all_the_same": "on", "despite": "The bureau meets"})
        assert Session.objects.get().starts == at("13:30", 25).replace(month=9)

    def test_saving_comes_last_and_no_word_is_djangos_own(self, desk):
        page = desk.get("/desk/programme/new/").content.decode()
        form = page.split('class="session-form"')[1].split("</form>")[0]
        assert form.rindex("Save in the draft") > max(
            form.index('name="interpretation"'), form.index('name="for_heads"')
        )
        assert "Please choose</option>" in form
        assert "Select an option" not in form

    def test_a_time_that_the_clocks_do_not_show_is_refused(self, desk, world):
        world.zone_name = "Europe/Paris"
        world.save()
        make_party("KEN")
        response = desk.post("/desk/programme/new/", given(starts="2025-10-26T02:30", ends="2025-10-26T05:00"))
        assert response.status_code == 422
        assert "may be ambiguous or it may not exist" in text(response)

    def test_past_midnight_is_entered_with_its_day(self, desk):
        make_party("KEN")
        desk.post("/desk/programme/new/", given(starts="2025-10-25T22:00", ends="2025-10-26T00:30"))
        assert Session.objects.get().ends == at("00:30", 26)


class TestAClash:
    def test_of_the_room_is_said_at_the_field_and_above_with_the_next_free_time(self, desk):
        make_party("KEN")
        add("Roundtable", room="CR1", starts="13:00", ends="14:15")
        response = desk.post("/desk/programme/new/", given())
        read = text(response)
        assert response.status_code == 409
        said = "Conference Room 1 is engaged 13:00–14:15 (Hanoi time, UTC+7). It is “Roundtable”."
        assert f"Room: {said}" in read
        assert read.count(said) == 2
        assert "Nothing was changed: the draft is as it was." in read
        assert 'name="begin" value="2025-10-25T14:15/2025-10-25T15:15"' in response.content.decode()
        assert Session.objects.count() == 1

    def test_the_offered_time_takes_it(self, desk):
        make_party("KEN")
        add("Roundtable", room="CR1", starts="13:00", ends="14:15")
        desk.post("/desk/programme/new/", given(begin="2025-10-25T14:15/2025-10-25T15:15"))
        session = Session.objects.get(title__en="Cable cuts")
        assert (session.starts, session.ends) == (at("14:15"), at("15:15"))

    def test_of_the_chair_looks_at_room_and_chair_together(self, desk):
        make_party("KEN")
        chair = make_member(name_on_badge="Nattaya Phongsawat", capacity="head")
        take(make_party("KEN"), "14:00", "14:40", persons=[chair], kind="bilateral", label="With Brazil")
        add("Roundtable", room="CR1", starts="14:45", ends="15:30")
        response = desk.post("/desk/programme/new/", given(chair=chair.pk))
        read = text(response)
        assert "Chair: Nattaya Phongsawat is engaged 14:00–14:40" in read
        assert 'name="begin" value="2025-10-25T15:30/2025-10-25T16:30"' in response.content.decode()

    def test_whom_a_bilateral_is_with_is_shown_only_to_those_who_may_see_bilaterals(self, desk, monkeypatch):
        from conference.core import access

        make_party("KEN")
        chair = make_member(capacity="head")
        take(make_party("KEN"), "14:00", "14:40", persons=[chair], kind="bilateral", label="With Brazil")
        Engagement.objects.update(subject_type="bilaterals.meeting")
        assert "It is “With Brazil”." in text(desk.post("/desk/programme/new/", given(chair=chair.pk)))
        monkeypatch.setitem(access.RIGHTS, "bilaterals.see", frozenset({Role.PROTOCOL}))
        assert "With Brazil" not in text(desk.post("/desk/programme/new/", given(chair=chair.pk)))
        # A reception is not read by who may read meetings.
        monkeypatch.undo()
        Engagement.objects.update(subject_type="receptions.invitation")
        assert "With Brazil" not in text(desk.post("/desk/programme/new/", given(chair=chair.pk)))

    def test_a_session_is_not_in_its_own_way(self, desk):
        make_party("KEN")
        session = add(room="CR1", starts="13:30", ends="14:30")
        response = desk.post(
            f"/desk/programme/session/{session.key}/",
            given(version=1, starts="2025-10-25T13:45", ends="2025-10-25T14:45"),
        )
        assert response.status_code == 302
        assert Engagement.objects.get().starts == at("13:45")


class TestSomebodyElse:
    def test_published_meanwhile(self, desk):
        add()
        seen = Draft.objects.get().version
        actions.publish(actor=organiser("Lương Gia Bảo"))
        response = desk.post(PUBLISH, {"version": seen, "release": 0})
        assert response.status_code == 409
        assert "already published by Lương Gia Bảo" in text(response)
        assert Release.objects.count() == 1


class TestRemoveAndPublish:
    def test_takes_it_out_with_a_reason(self, desk):
        session = add()
        response = desk.post(
            f"/desk/programme/session/{session.key}/remove/", {"version": 1, "reason": "Ill"}, follow=True
        )
        assert "Opening of the Conference is removed from the draft." in text(response)
        assert not Session.objects.exists()
        assert AuditEntry.objects.get(verb="session.removed").reason == "Ill"

    def test_publishes_what_was_on_the_screen(self, desk):
        add()
        version = Draft.objects.get().version
        page = desk.get(PUBLISH).content.decode()
        assert f'name="version" value="{version}"' in page
        assert 'name="release" value="0"' in page
        response = desk.post(PUBLISH, {"version": version, "release": 0}, follow=True)
        assert "Release 1 is published." in text(response)
        assert str(Release.objects.get().published_by) == "Đỗ Minh Châu"

    @pytest.mark.parametrize("url", ["/desk/programme/publish/", "/desk/programme/session/opening/remove/"])
    def test_a_page_without_its_version_does_nothing(self, desk, url):
        add(key="opening")
        assert desk.post(url, {}).status_code == 409
        assert Session.objects.count() == 1
        assert not Release.objects.exists()


ROLES = {
    None: {"list": 404, "new": 404, "edit": 404, "publish": 404, "remove": 404},
    Role.PROTOCOL: {"list": 200, "new": 403, "edit": 403, "publish": 403, "remove": 403},
    Role.PROGRAMME: {"list": 200, "new": 200, "edit": 200, "publish": 302, "remove": 302},
}


@pytest.mark.parametrize("role", ROLES, ids=["focal point", "protocol", "programme"])
def test_who_may_go_where(world, client, role):
    session = add(key="opening")
    client.force_login(make_user(None, role) if role else make_focal_point("KEN"))
    found = {
        "list": client.get(DESK).status_code,
        "new": client.get("/desk/programme/new/").status_code,
        "edit": client.get("/desk/programme/session/opening/").status_code,
        "publish": client.post(PUBLISH, {"release": 0, "version": Draft.objects.get().version}).status_code,
        "remove": client.post("/desk/programme/session/opening/remove/", {"version": session.version}).status_code,
    }
    assert found == ROLES[role]


def test_protocol_sees_no_button_that_it_may_not_use(world, client):
    add()
    client.force_login(make_user(None, Role.PROTOCOL))
    page = client.get(DESK).content.decode()
    assert "New session" not in page
    assert "Publish release" not in page
    assert "/desk/programme/session/" not in page
    assert "What you do here" not in page
    assert "This page shows the draft: what differs from the release is seen only by organizers" in page


@pytest.mark.parametrize("url", [DESK, "/desk/programme/new/", "/desk/programme/publish/"])
def test_nobody_is_sent_to_sign_in(world, client, url):
    response = client.get(url)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
