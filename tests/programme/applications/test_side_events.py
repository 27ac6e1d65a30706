"""Delegations' side events: kept as typed, counted, late, withdrawn, decided."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pikepdf
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotFound, NotPossible
from conference.correspondence.models import Message
from conference.desk.registry import tasks_for
from conference.files.documents import Document
from conference.files.pdf_reader import clean_pdf
from delegations.registration.models import NoteVerbale
from schedule.calendar.engagements.actions import TimeTaken
from schedule.calendar.models import Engagement
from schedule.programme.applications import actions, queries
from schedule.programme.applications.actions import LateNote
from schedule.programme.models import Application, ApplicationRules, Session
from schedule.programme.sessions.actions import editing as programme
from schedule.programme.sessions.actions.cautions import CautionsRaised
from tests.calendar.places import at, make_room
from tests.markup import compact
from tests.people import actor, make_delegation, make_focal_point, make_member, make_user, sign_in
from tests.programme.applications.side_events import draft_of, sent_by
from tests.programme.draft import add, organiser
from tests.registration.kit import make_deadline
from tests.registration.notes.test_notes import pdf


@pytest.fixture
def kenya(world):
    return make_focal_point("KEN", email="focal.ken@mission.example", name="Achieng Wambui")


@pytest.fixture
def sent(kenya) -> Application:
    return sent_by("KEN", actor(kenya))


def accept(sent: Application, **more):
    values = {
        "title": "Electronic evidence",
        "room": make_room("CR2"),
        "starts": at("10:00", 26),
        "ends": at("11:00", 26),
    }
    return actions.accept(
        **{"actor": organiser(), "application": sent, "expected_version": sent.version, **values, **more}
    )


class TestTheDelegation:
    def test_a_draft_is_kept_as_typed_good_or_not_and_the_record_is_silent(self, kenya):
        draft = draft_of("KEN", actor(kenya))
        kept = actions.save_draft(
            actor=actor(kenya), application=draft, typed={"attendance": "many", "days": ["x"]}, expected_version=0
        )
        assert (kept.typed, kept.typed_version, kept.version) == ({"attendance": "many", "days": ["x"]}, 1, 1)
        assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["application.begun"]

    def test_two_who_write_one_draft_learn_of_one_another(self, kenya):
        other = make_focal_point("KEN", name="Second Focal")
        draft = draft_of("KEN", actor(kenya))
        actions.save_draft(actor=actor(kenya), application=draft, typed={"title": "Mine"}, expected_version=0)
        with pytest.raises(AlreadyDecided, match="Achieng Wambui has changed this draft since you opened it"):
            actions.save_draft(actor=actor(other), application=draft, typed={"title": "Theirs"}, expected_version=0)
        draft.refresh_from_db()
        assert draft.typed == {"title": "Mine"}
        assert (
            actions.save_draft(
                actor=actor(other), application=draft, typed={"title": "Both"}, expected_version=1
            ).typed_version
            == 2
        )

    def test_sending_writes_a_receipt_and_what_was_typed_is_gone(self, sent):
        assert (sent.state, sent.typed, sent.late, sent.title) == (
            "submitted",
            {},
            False,
            "Electronic evidence across borders",
        )
        message = Message.objects.get(kind="side_events.submitted")
        assert (message.recipient, message.scope, message.context["late"]) == (
            "focal.ken@mission.example",
            "KEN",
            False,
        )
        entry = AuditEntry.objects.get(verb="application.submitted")
        assert entry.details["changed"]["contact_email"] == "changed"
        assert "mission.example" not in str(entry.details)

    def test_after_the_deadline_it_goes_as_a_late_request_with_its_reason(self, kenya):
        make_deadline("side_events", clock.now() - timedelta(hours=1))
        with pytest.raises(NotPossible, match="Give the reason for the late application"):
            sent_by("KEN", actor(kenya))
        late = sent_by("KEN", actor(kenya), late_words="The Minister decided yesterday.")
        assert (late.state, late.late, late.late_words) == ("submitted", True, "The Minister decided yesterday.")

    def test_a_delegation_has_its_places_and_gets_one_back(self, kenya, sent):
        ApplicationRules.objects.create(places=1)
        with pytest.raises(NotPossible, match="maximum of 1 applications"):
            sent_by("KEN", actor(kenya))
        actions.withdraw_application(actor=actor(kenya), application=sent, expected_version=sent.version)
        assert sent_by("KEN", actor(kenya)).state == "submitted"
        assert Message.objects.filter(kind="side_events.withdrawn").count() == 1

    def test_others_find_nothing(self, kenya, sent):
        brazil = actor(make_focal_point("BRA"))
        with pytest.raises(NotFound):
            actions.withdraw_application(actor=brazil, application=sent)
        with pytest.raises(NotFound):
            queries.get_application(make_delegation("BRA"), sent.public_id)

    def test_the_database_knows_no_half_application(self, kenya):
        draft = draft_of("KEN", actor(kenya))
        with pytest.raises(IntegrityError), transaction.atomic():
            Application.objects.filter(pk=draft.pk).update(state="accepted")


class TestTheDecision:
    def test_accepted_it_is_a_session_of_the_draft_and_both_are_told(self, sent):
        done, session = accept(sent)
        assert (done.state, session.key) == ("accepted", done.session_key)
        assert (str(session.title), session.type, session.description) == (
            "Electronic evidence",
            "side_event",
            {"en": "What small States need."},
        )
        assert [party.code for party in session.organisers.all()] == ["KEN"]
        assert Engagement.objects.get(room=make_room("CR2")).starts == at("10:00", 26)
        message = Message.objects.get(kind="side_events.accepted")
        assert message.context["starts"] == at("10:00", 26).isoformat()
        verbs = AuditEntry.objects.order_by("number").values_list("verb", flat=True)
        assert list(verbs)[-2:] == ["application.accepted", "session.added"]

    def test_a_clash_is_refused_and_nothing_is_decided(self, sent):
        add("Something", room="CR2", starts="10:30", ends="11:30", day=26)
        with pytest.raises(TimeTaken, match="Conference Room 2 is engaged 10:30–11:30"):
            accept(sent)
        sent.refresh_from_db()
        assert (sent.state, Session.objects.count()) == ("submitted", 1)
        assert not Message.objects.filter(kind="side_events.accepted").exists()

    def test_a_room_too_small_is_taken_with_a_reason_only(self, kenya):
        sent = sent_by("KEN", actor(kenya), attendance=500)
        with pytest.raises(CautionsRaised, match="Conference Room 2 has 200 seats; 500 persons are expected"):
            accept(sent)
        sent.refresh_from_db()
        assert sent.state == "submitted"
        assert accept(sent, despite="They stand.")[0].state == "accepted"

    def test_declined_the_delegation_reads_why(self, sent):
        with pytest.raises(NotPossible, match="Give the reason"):
            actions.decline(actor=organiser(), application=sent, reason=" ")
        actions.decline(
            actor=organiser(), application=sent, reason="All rooms are taken.", expected_version=sent.version
        )
        sent.refresh_from_db()
        assert (sent.state, sent.reason) == ("declined", "All rooms are taken.")
        assert Message.objects.get(kind="side_events.declined").context["words"] == "All rooms are taken."
        with pytest.raises(NotPossible):
            actions.withdraw_application(actor=actor(make_focal_point("KEN")), application=sent)

    def test_only_the_programme_decides(self, sent):
        with pytest.raises(NotAllowed):
            accept(sent, actor=actor(make_user(None, Role.SECRETARIAT)))

    def test_withdrawn_after_it_was_accepted_it_waits_on_the_desk_until_it_is_taken_out(self, kenya, sent):
        done, session = accept(sent)
        actions.withdraw_application(actor=actor(kenya), application=done, expected_version=done.version)
        who = organiser()
        (matter,) = [one for one in tasks_for(who) if one.key.startswith("applications.left")]
        assert str(matter.title) == "Kenya withdrew its side event “Electronic evidence across borders”"
        programme.remove_session(actor=who, session=session, expected_version=session.version)
        assert not [one for one in tasks_for(who) if one.key.startswith("applications")]

    @pytest.mark.parametrize(("days", "urgency"), [(10, "LATER"), (2, "TODAY"), (-1, "TODAY")])
    def test_undecided_ones_are_more_urgent_near_the_deadline(self, sent, days, urgency):
        make_deadline("side_events", clock.now() + timedelta(days=days))
        (matter,) = [one for one in tasks_for(organiser()) if one.key == "applications.undecided"]
        assert (matter.urgency.name, str(matter.word)) == (urgency, "1 to decide")

    def test_free_moments_lie_in_the_parts_asked_for_a_quarter_of_an_hour_after_what_is_there_in_rooms_that_suit(
        self, world, sent
    ):
        make_room("CR2")
        add("Something", room="CR2", starts="09:00", ends="09:50", day=26)
        found = queries.find_moments(sent, world)
        assert [one.starts for one in found] == [at("10:15", 26), at("10:45", 26)]
        assert {room.code for one in found for room in one.rooms} == {"CR2"}


WHOLE = {
    "title": "Evidence",
    "language": "en",
    "abstract": "What small States need.",
    "attendance": "40",
    "contact_name": "Achieng Wambui",
    "contact_email": "a@mission.example",
    "late_words": "The ministry decided late.",
    "version": "1",
    "typed": "0",
}


class TestThePages:
    def test_a_draft_goes_from_typing_to_the_organisers(self, client, kenya):
        sign_in(client, kenya)
        begun = client.post(reverse("programme:side_events", args=["ken"]))
        page = client.get(begun.url)
        assert page.context["form"]["contact_email"].value() == "focal.ken@mission.example"
        draft = Application.objects.get()
        typed = {"title": "Evidence", "attendance": "many", "days": ["2025-10-26"], "typed": "0", "version": "1"}
        kept = client.post(reverse("programme:side_event_draft", args=["ken", draft.public_id]), typed)
        assert kept.content.decode().startswith("Saved as typed at ")
        again = client.get(begun.url)
        assert again.context["form"]["attendance"].value() == "many"
        refused = client.post(begun.url, typed)
        assert refused.status_code == 422
        assert set(refused.context["form"].errors) >= {"attendance", "abstract", "contact_name"}
        whole = {
            **typed,
            "attendance": "40",
            "abstract": "What\nsmall States need.",
            "language": "en",
            "contact_name": "Achieng Wambui",
            "contact_email": "a@mission.example",
            "partners": "brazil; CIV",
        }
        make_delegation("BRA")
        make_delegation("CIV")
        unknown = client.post(begun.url, {**whole, "partners": "Atlantis"})
        assert unknown.context["form"].errors["partners"] == ["There is no party “Atlantis”."]
        turned = client.post(begun.url, {**whole, "abstract": "What \u202e\u202dneed."})
        assert "reverses the direction of the text (U+202E)" in turned.context["form"].errors["abstract"][0]
        assert client.post(begun.url, whole).status_code == 302
        draft.refresh_from_db()
        assert (draft.state, draft.days, sorted(party.code for party in draft.partners.all())) == (
            "submitted",
            ["2025-10-26"],
            ["BRA", "CIV"],
        )
        assert "What<br>small States need." in client.get(begun.url).content.decode()

    def test_nobody_sends_away_what_another_has_typed_meanwhile(self, kenya):
        other = make_focal_point("KEN", name="Second Focal")
        draft = draft_of("KEN", actor(kenya))
        jane, mary = (sign_in(Client(), user) for user in (kenya, other))
        page = reverse("programme:side_event", args=["ken", draft.public_id])
        shown = {"typed": "0", "version": "1"}
        jane.post(f"{page}draft/", {"title": "Evidence", **shown})
        sent = {"title": "Other", "attendance": "40", "abstract": "Words", "language": "en", "days": ["2025-10-26"]} | {
            "contact_name": "Second Focal",
            "contact_email": "b@mission.example",
        }
        # A page that comes back for its mistakes still compares with what it showed first.
        wrong = mary.post(page, {**sent, **shown, "attendance": "many"})
        assert (wrong.status_code, wrong.context["application"].typed_version) == (422, 0)
        refused = mary.post(page, {**sent, **shown})
        assert refused.status_code == 409
        assert refused.context["form"].non_field_errors() == [
            "Achieng Wambui has changed this draft since you opened it. What you typed is shown here but not saved yet."
        ]
        assert refused.context["form"]["title"].value() == "Other"
        draft.refresh_from_db()
        assert (draft.state, draft.typed["title"]) == ("draft", "Evidence")
        assert (
            mary.post(page, {**sent, "typed": refused.context["application"].typed_version, "version": "1"}).status_code
            == 302
        )

    def test_a_late_one_brings_its_note_verbale_which_the_organisers_open(self, client, kenya):
        make_deadline("side_events", clock.now() - timedelta(hours=1))
        draft, whole = draft_of("KEN", actor(kenya)), {**WHOLE, "number": "MFA/131", "dated": "2025-10-16"}
        page, note = (
            reverse(f"programme:{name}", args=["ken", draft.public_id]) for name in ("side_event", "side_event_note")
        )
        sign_in(client, kenya)
        text = client.get(page).content.decode()
        assert 'enctype="multipart/form-data"' in text
        assert 'type="file"' in text
        locked = client.post(page, {**whole, "file": pdf(encryption=pikepdf.Encryption(owner="o", user="u"))})
        assert locked.status_code == 422
        assert "This PDF is encrypted" in locked.context["form"].errors["file"][0]
        assert 'value="MFA/131"' in locked.content.decode()
        paper = pdf()
        assert client.post(page, {**whole, "file": paper}).status_code == 302
        draft.refresh_from_db()
        assert (draft.late, draft.note, draft.note_dated) == (True, "MFA/131", date(2025, 10, 16))
        assert not NoteVerbale.objects.exists()  # it names nobody: registration has nothing to accept
        sign_in(client, make_user(None, Role.PROGRAMME))
        desk = compact(client.get(reverse("programme:application", args=[draft.public_id])).content.decode())
        assert f'<a href="{note}"><bdi>MFA/131</bdi></a>' in desk
        file = client.get(note)
        assert (b"".join(file.streaming_content), file["Content-Type"]) == (
            clean_pdf(paper.getvalue())[1],
            "application/pdf",
        )
        assert sign_in(client, make_focal_point("BRA")).get(note).status_code == 404

    def test_a_late_one_may_come_without_and_one_in_time_is_not_asked(self, client, kenya):
        draft = draft_of("KEN", actor(kenya))
        page = reverse("programme:side_event", args=["ken", draft.public_id])
        text = sign_in(client, kenya).get(page).content.decode()
        assert 'type="file"' not in text
        make_deadline("side_events", clock.now() - timedelta(hours=1))
        assert client.post(page, WHOLE).status_code == 302
        assert "No note verbale has been received." in client.get(page).content.decode()
        assert client.get(reverse("programme:side_event_note", args=["ken", draft.public_id])).status_code == 404

    def test_one_in_time_keeps_no_note(self, kenya):
        sent = sent_by("KEN", actor(kenya), note=LateNote(Document("note.pdf", "pdf", pdf().getvalue())))
        assert (sent.late, sent.note_file.name, sent.note) == (False, "", "")

    def test_the_organiser_takes_a_moment_or_learns_of_the_clash(self, client, sent):
        sign_in(client, make_user(None, Role.PROGRAMME))
        make_room("CR2")
        add("Something", room="CR1", starts="10:30", ends="11:30", day=26)
        url = reverse("programme:application_accept", args=[sent.public_id])
        page = client.get(reverse("programme:application", args=[sent.public_id]))
        text = page.content.decode()
        assert re.search(
            r'<input [^>]*type="radio" name="take"[^>]*value="CR1/2025-10-26T09:00/2025-10-26T10:00"', text
        )
        # A choice decides nothing; the button says what it does, and the page who reads of it.
        assert "The decision is sent by e-mail at once to Achieng Wambui and cannot be undone." in text
        assert re.findall(r'<button class="b [^>]*>([^<]*)</button>', text[text.index('id="dec"') :]) == [
            "Accept and inform the delegation",
            "Decline and inform the delegation",
        ]
        assert (
            client.post(url, {"version": sent.version, "title": "Electronic evidence", "take": ""}).status_code == 422
        )
        data = {"version": sent.version, "title": "Electronic evidence"}
        clash = client.post(url, {**data, "room": "CR1", "starts": "2025-10-26T10:00", "ends": "2025-10-26T11:00"})
        assert clash.status_code == 409
        assert "Conference Room 1 is engaged 10:30–11:30" in clash.content.decode()
        assert client.post(url, {**data, "take": "CR2/2025-10-26T09:00/2025-10-26T10:00"}).status_code == 302
        assert Session.objects.get(type="side_event").starts == at("09:00", 26)
        assert client.post(url, {**data, "take": "CR2/2025-10-26T11:00/2025-10-26T12:00"}).status_code == 409

    def test_lists_ask_as_often_for_one_as_for_many(self, client, kenya, django_assert_max_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        sign_in(client, make_user(None, Role.PROGRAMME))
        sent_by("KEN", actor(kenya))
        url = reverse("programme:applications")
        client.get(url)
        with CaptureQueriesContext(connection) as one:
            client.get(url)
        for code in ("BRA", "CIV", "FRA"):
            make_member(code)
            sent_by(code, actor(make_focal_point(code)))
        with CaptureQueriesContext(connection) as more:
            client.get(url)
        assert len(more) == len(one)


def test_the_contacts_telephone_is_encrypted_in_the_database_while_it_is_typed_too(kenya):
    phone = "+254 20 883 5019"
    begun = draft_of("KEN", actor(kenya))
    actions.save_draft(actor=actor(kenya), application=begun, typed={"contact_phone": phone}, expected_version=0)
    sent_by("KEN", actor(kenya), contact_phone=phone)
    with connection.cursor() as cursor:
        cursor.execute("SELECT typed, contact_phone FROM programme_application ORDER BY id")
        assert "5019" not in str(cursor.fetchall())
    first, second = Application.objects.order_by("pk")
    assert (first.typed, first.contact_phone) == ({"contact_phone": phone}, "")
    assert (second.typed, second.contact_phone) == ({}, phone)
