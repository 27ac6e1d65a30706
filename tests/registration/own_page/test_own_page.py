"""A member's own page: a link for one person, by the same rules, with nothing of anybody else."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import F
from django.test import Client

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.errors import NotFound, NotPossible
from conference.correspondence.letters import letter
from conference.models import current_conference
from delegations.accreditation.models import Badge
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate, MemberLink
from delegations.registration.own_page import actions
from delegations.registration.own_page.actions import LinkOver
from tests.people import actor, make_focal_point, make_member, sign_in
from tests.registration.kit import letters, make_deadline, picture, text_of

NOW = datetime(2025, 10, 10, 7, tzinfo=UTC)
OWN = {
    "date_of_birth": "1984-03-02",
    "nationality": "KE",
    "document_type": "ordinary",
    "document_number": "BK0417726",
    "document_expiry": "2029-06-30",
    "diet": "halal",
    "visa_support": "no",
}


@pytest.fixture(autouse=True)
def october():
    """Links end with the conference, so the clock stands before it."""
    with clock.standing(NOW):
        yield


@pytest.fixture
def jane(world):
    return make_focal_point("KEN", name="Achieng Wambui")


@pytest.fixture
def portal(client, jane):
    return sign_in(client, jane)


@pytest.fixture
def halima(world) -> Delegate:
    return make_member(
        "KEN", family_name="Wario", given_names="Halima", date_of_birth="", nationality="", document_type="",
        document_number="", document_expiry=None, photo_exempt=False, email="h.wario@mission.example",
    )  # fmt: skip


def link_for(member: Delegate, jane, **more) -> str:
    member.links.update(asked_at=F("asked_at") - timedelta(minutes=1))  # else this is the same request, sent twice
    actions.ask_member(actor=actor(jane), member=member, email="h.wario@mission.example", **more)
    mail = letter.compose(letters("member_asked")[-1], current_conference())
    [path] = re.findall(r"https?://[^/]+(/member/\S+)", mail.body)
    return path


class TestAsking:
    def test_the_focal_point_asks_and_the_link_goes_out_sealed(self, portal, halima):
        url = f"/portal/ken/members/{halima.public_id}/ask/"
        assert 'value="h.wario@mission.example"' in portal.get(url).content.decode()
        answer = portal.post(url, {"email": "Halima@Mission.example", "language": "fr"}, follow=True)
        assert (
            "The link is sent to halima@mission.example by e-mail. You will be informed when Halima Wario has finished."
            in text_of(answer)
        )
        assert "Personal page requested:" in text_of(answer)
        assert "personal page requested" in text_of(portal.get("/portal/ken/"))
        link, [message] = MemberLink.objects.get(), letters("member_asked")
        assert (link.email, link.language, link.expires_at - NOW) == (
            "halima@mission.example",
            "fr",
            timedelta(days=16, hours=10),
        )
        assert (message.recipient, message.language) == ("halima@mission.example", "fr")
        assert "member/" not in str(message.context)
        assert link.secret_hash not in str(message.context)

    def test_it_holds_three_weeks_but_no_longer_than_the_conference(self, jane, halima):
        with clock.standing(datetime(2025, 9, 1, tzinfo=UTC)):
            link = actions.ask_member(actor=actor(jane), member=halima, email="a@b.example")
            assert link.expires_at == datetime(2025, 9, 22, tzinfo=UTC)
        link = actions.ask_member(actor=actor(jane), member=halima, email="a@b.example")
        assert link.expires_at == datetime(2025, 10, 26, 17, tzinfo=UTC)
        with clock.standing(datetime(2025, 10, 27, tzinfo=UTC)), pytest.raises(NotPossible, match="conference is over"):
            actions.ask_member(actor=actor(jane), member=halima, email="a@b.example")

    def test_a_newer_one_replaces_it(self, client, jane, halima):
        first, second = link_for(halima, jane), link_for(halima, jane)
        assert "This link is no longer valid" in text_of(client.get(first), 410)
        assert client.get(second).status_code == 200

    def test_a_sixth_letter_within_a_day_is_refused(self, portal, jane, halima):
        for minutes in range(5, 0, -1):
            with clock.standing(NOW - timedelta(minutes=minutes)):
                actions.ask_member(actor=actor(jane), member=halima, email="a@b.example")
        answer = portal.post(f"/portal/ken/members/{halima.public_id}/ask/", {"email": "a@b.example", "language": "en"})
        assert "Halima Wario was sent 5 e-mails within one day." in text_of(answer, 422)
        with clock.standing(NOW + timedelta(hours=25)):
            actions.ask_member(actor=actor(jane), member=halima, email="a@b.example")

    def test_another_delegations_member_is_not_asked(self, jane, world):
        with pytest.raises(NotFound):
            actions.ask_member(actor=actor(jane), member=make_member("BRA"), email="a@b.example")


class TestTheLinkEnds:
    def test_when_it_is_taken_back(self, portal, client, jane, halima):
        path = link_for(halima, jane)
        portal.post(f"/portal/ken/members/{halima.public_id}/ask/withdraw/")
        assert client.get(path).status_code == 410
        assert Client().post(path, {**OWN, "version": "1"}).status_code == 410
        halima.refresh_from_db()
        assert halima.date_of_birth == ""

    def test_when_its_days_are_over(self, client, jane, halima):
        path = link_for(halima, jane)
        with clock.standing(datetime(2025, 10, 26, 17, tzinfo=UTC)):
            assert "This link has expired" in text_of(client.get(path), 410)

    @pytest.mark.parametrize("state", ["withdrawn", "refused"])
    def test_when_the_member_comes_no_more(self, client, jane, world, state):
        member = make_member("KEN", state="submitted")
        path = link_for(member, jane)
        if state == "withdrawn":
            editing.withdraw_member(actor=actor(jane), member=member, expected_version=1)
        else:
            from conference.core import lifecycle
            from conference.core.access import SYSTEM

            lifecycle.use_case(lifecycle.move)(member, "refused", actor=SYSTEM, verb="delegate.refused")
        assert client.get(path).status_code == 410

    def test_one_that_never_was(self, client, world):
        assert "This link is not valid" in text_of(client.get("/member/abc/"), 404)
        with pytest.raises(LinkOver):
            actions.fill_in_own(secret="abc", expected_version=1, values={})


class TestFillingIn:
    def test_reading_uses_nothing_up(self, client, jane, halima):
        path = link_for(halima, jane)
        for _each in range(3):
            page = client.get(path)
            text = text_of(page)
            assert "Halima Wario" in text
            assert "Still missing: date of birth, nationality, travel document, photo" in text
        assert page.headers["Referrer-Policy"] == "strict-origin"
        assert "no-store" in page.headers["Cache-Control"]
        assert MemberLink.objects.get().done_at is None

    def test_what_is_theirs_is_saved_and_the_rest_cannot_be(self, client, jane, halima):
        path = link_for(halima, jane)
        sent = {
            **OWN,
            "version": "1",
            "family_name": "Other",
            "capacity": "head",
            "category": "1",
            "email": "x@y.example",
        }
        assert client.post(path, sent).status_code == 302
        halima.refresh_from_db()
        assert (halima.date_of_birth, halima.document_number, halima.document_expiry) == (
            "1984-03-02",
            "BK0417726",
            date(2029, 6, 30),
        )
        assert (halima.family_name, halima.capacity, halima.email) == ("Wario", "delegate", "h.wario@mission.example")
        with pytest.raises(ValueError, match="not the member's own: family_name"):
            actions.fill_in_own(secret="x", expected_version=1, values={"family_name": "Other"})

    def test_the_record_knows_the_member_and_the_focal_points_read_it(self, portal, client, jane, halima):
        path = link_for(halima, jane)
        Client().post(path, {**OWN, "version": "1"})
        entry = AuditEntry.objects.get(subject_id=str(halima.pk), subject_version=2)
        assert (entry.verb, entry.actor_label, entry.actor_id) == ("delegate.filled_in", "Halima Wario", None)
        assert "BK0417726" not in str(entry.details)
        assert "Filled in by the member: Halima Wario." in text_of(portal.get("/portal/ken/"))

    def test_done_is_told_once_and_what_was_typed_is_in_no_mail(self, portal, jane, halima):
        path, browser = link_for(halima, jane), Client()
        answer = browser.post(path, {**OWN, "version": "1", "done": "1"}, follow=True)
        assert "Thank you. Your focal point is informed that you have finished." in text_of(answer)
        browser.post(path, {**OWN, "version": "2", "diet": "vegetarian", "done": "1"})
        assert MemberLink.objects.get().done_at == NOW
        [message] = letters("own_page_done")
        mail = letter.compose(message, current_conference())
        assert (message.recipient, mail.subject) == (jane.email, "Kenya: Halima Wario has completed the personal page")
        assert "Still missing: photo." in " ".join(mail.body.split())
        for typed in OWN.values():
            if len(typed) > 3:
                assert typed not in str(mail.message())
        assert "personal page completed" in text_of(portal.get("/portal/ken/"))

    def test_whoever_has_filled_in_all_is_told_to_tell_the_delegation(self, client, jane, halima):
        """To save tells nobody: what is left is one button, which says what it does."""
        path = link_for(halima, jane)
        text = text_of(client.post(path, {**OWN, "version": "1"}, follow=True))
        assert "What you entered is saved. You can come back to it with the same link." in text
        whole = {**OWN, "version": "2", "photo-file": picture()}
        text = text_of(client.post(path, whole, follow=True))
        assert "What you entered is saved, and nothing is missing. Now tell your delegation" in text
        assert "Save and tell your delegation" in text
        assert letters("own_page_done") == []

    def test_each_wrong_value_is_said_at_its_field_and_a_good_photo_is_saved(self, client, jane, halima):
        path = link_for(halima, jane)
        sent = {**OWN, "document_expiry": "2025-03-14", "version": "1", "photo-file": picture()}
        answer = client.post(path, sent)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["document_expiry"]
        page = answer.content.decode()
        assert 'value="BK0417726"' in page
        assert "Your photo is saved already; you need not choose it again." in text_of(answer, 422)
        halima.refresh_from_db()
        assert (bool(halima.photo), halima.document_number) == (True, "")
        assert f'name="version" value="{halima.version}"' in page
        assert client.get(f"{path}photo/").headers["Content-Type"] == "image/jpeg"
        assert client.post(path, {**OWN, "version": str(halima.version)}).status_code == 302

    def test_after_accreditation_a_new_passport_goes_back_to_review(self, client, jane, world):
        member = make_member("KEN", state="accredited")
        path = link_for(member, jane)
        client.post(path, {**OWN, "version": "1"})
        member.refresh_from_db()
        assert (member.state, member.document_number) == ("submitted", "BK0417726")
        assert Badge.objects.get(delegate=member).state == "superseded"
        assert len(letters("back_in_review")) == 1

    def test_a_diet_changes_no_badge(self, client, jane, world):
        member = make_member("KEN", state="accredited", document_number="BK0417726", date_of_birth="1984-03-02")
        same = {**OWN, "document_type": "diplomatic", "diet": "vegetarian", "version": "1"}
        client.post(link_for(member, jane), same)
        member.refresh_from_db()
        assert (member.state, member.diet) == ("accredited", "vegetarian")

    def test_both_sides_at_once(self, client, jane, halima):
        path = link_for(halima, jane)
        theirs = {"diet": "vegetarian", "hotel": "Lotus", "functional_title": "Reviser"}
        editing.edit_member(actor=actor(jane), member=halima, expected_version=1, values=theirs)
        answer = client.post(path, {**OWN, "version": "1"})
        assert answer.status_code == 409
        assert answer.context["form"].errors["diet"] == [
            "Achieng Wambui changed this to “vegetarian” in the meantime; you typed “halal”. If you save, your version replaces it."
        ]
        assert 'name="version" value="2"' in answer.content.decode()
        assert client.post(path, {**OWN, "version": "2"}).status_code == 302
        halima.refresh_from_db()
        assert (halima.diet, halima.functional_title) == ("halal", "Reviser")

    def test_what_the_member_left_alone_is_taken_over(self, client, jane, halima):
        path = link_for(halima, jane)
        seen = re.search(r'name="fingerprints" value="([^"]*)"', client.get(path).content.decode())[1]
        editing.edit_member(actor=actor(jane), member=halima, expected_version=1, values={"hotel": "Lotus"})
        text = text_of(client.post(path, {**OWN, "version": "1", "fingerprints": seen}), 409)
        assert "Hotel: Achieng Wambui changed this to “Lotus” in the meantime; that change is kept." in text


class TestNothingOfOthers:
    def test_the_page_and_its_refusals_name_nobody_else(self, client, jane, halima):
        other = make_member("KEN", family_name="Otieno", given_names="Brian")
        editing.edit_member(
            actor=actor(jane), member=other, expected_version=1, values={"document_number": "BK0417726"}
        )
        path = link_for(halima, jane)
        assert "Otieno" not in client.get(path).content.decode()
        answer = client.post(path, {**OWN, "version": "1"})
        assert answer.context["form"].errors["document_number"] == [
            "This is already entered in the delegation. Please ask the person who sent you the link."
        ]
        assert "Otieno" not in answer.content.decode()

    def test_it_speaks_the_language_it_was_sent_in(self, client, jane, halima):
        page = client.get(link_for(halima, jane, language="ar")).content.decode()
        assert 'lang="ar"' in page
        assert 'dir="rtl"' in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow_with_the_delegation(
        self, client, jane, halima, own_menu, count, django_assert_num_queries
    ):
        for _each in range(count):
            make_member("KEN")
        path = link_for(halima, jane)
        client.get(path)
        with django_assert_num_queries(4):
            client.get(path)


def test_the_mail_names_the_deadline_of_the_members_and_not_the_end_of_the_link(jane, halima):
    link_for(halima, jane)
    without = " ".join(letter.compose(letters("member_asked")[-1], current_conference()).body.split())
    assert "You can come back with it until" in without
    make_deadline()
    link_for(halima, jane)
    body = " ".join(letter.compose(letters("member_asked")[-1], current_conference()).body.split())
    assert "Please fill it in by Wednesday 15 October 2025, 18:00" in body
    assert "come back with it" not in body
