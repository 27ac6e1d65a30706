"""Letters in support of a visa: who gets one, what it says, who may have it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import SYSTEM, Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.db import together
from conference.printing.documents.errors import MissingGlyph
from delegations.registration import desk_tasks
from delegations.registration.members import rules
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate, VisaLetter
from delegations.registration.visas import actions
from delegations.registration.visas import letters as visas_letters
from tests.markup import compact
from tests.people import NOTED, actor, make_delegation, make_focal_point, make_member, make_party, make_user, sign_in
from tests.printing.readback import accessible, open_pdf, words
from tests.registration.kit import letters, text_of

DESK = "/desk/visa/"
CHECK = "/visa/check/"
AT = datetime(2025, 10, 23, 11, 40, tzinfo=UTC)


def traveller(code: str = "KEN", **more) -> Delegate:
    given = {
        "state": "submitted",
        "honorific": "Mr.",
        "family_name": "Sambongo",
        "given_names": "Domingos Kiala",
        "date_of_birth": "1971-03-14",
        "document_number": "D0041872",
        "functional_title": "Minister for Foreign Affairs",
        "visa_support": True,
        "visa_post": "Pretoria",
        "arrival": AT,
        "arrival_flight": "QR 8944",
        "departure": AT + timedelta(days=4),
        "departure_flight": "QR 977",
    }
    return make_member(code, **{**given, **more})


def issue(member: Delegate, expected_version: str = "") -> VisaLetter:
    return actions.issue_visa_letter(actor=secretariat(), member=member, expected_version=expected_version)


def words_of(paper: bytes) -> str:
    return " ".join(" ".join(words(page) for page in open_pdf(paper)).split())


def secretariat():
    return actor(make_user(None, Role.SECRETARIAT, name="Trần Thu Hà"))


@pytest.fixture(autouse=True)
def before_the_conference():
    with clock.standing(datetime(2025, 10, 6, 3, tzinfo=UTC)):
        yield


@pytest.fixture
def desk(client, world):
    make_party("VNM")
    return sign_in(client, make_user(None, Role.SECRETARIAT, name="Trần Thu Hà"))


class TestIssuing:
    def test_the_first_has_the_number_one_and_a_code(self, world):
        focal = make_focal_point("KEN")
        letter = issue(traveller())
        assert letter.number == "OC/VISA/2025/0001"
        assert len(letter.check_code) == 9
        assert set(letter.check_code) <= set(actions.LETTERS + "-")
        [mail] = letters("visa_letter")
        assert mail.recipient == focal.email
        assert (mail.context["number"], mail.context["name"]) == (letter.number, "Mr. Domingos Kiala Sambongo")
        assert mail.context["url"].endswith("/portal/ken/visa/")

    def test_numbers_have_no_gap_though_one_is_refused(self, world):
        good, bad = traveller(), traveller(visa_post="")
        issue(good)
        with pytest.raises(NotPossible):
            issue(bad)
        assert issue(traveller("BRA")).number == "OC/VISA/2025/0002"

    def test_a_new_one_ends_the_old_one(self, world):
        member = traveller()
        first = issue(member)
        second = issue(member, expected_version=first.number)
        first.refresh_from_db()
        assert first.ended_at == second.made_at
        assert second.ended_at is None
        assert AuditEntry.objects.filter(verb="visa_letter.issued").latest("number").details == {
            "member": member.pk,
            "instead_of": "OC/VISA/2025/0001",
        }

    def test_whoever_did_not_see_the_first_is_told(self, world):
        member = traveller()
        issue(member)
        with pytest.raises(AlreadyDecided, match="already has letter OC/VISA/2025/0001"):
            issue(member)
        assert VisaLetter.objects.count() == 1

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"visa_support": False}, "has not requested visa support"),
            ({"state": "draft"}, "is draft. Letters are issued only for members who have been submitted"),
            ({"state": "withdrawn"}, "is withdrawn. Letters are issued only for members who have been submitted"),
            ({"visa_post": ""}, "Still missing for Domingos Kiala Sambongo: place where the visa is issued"),
            ({"document_number": ""}, "Still missing for Domingos Kiala Sambongo: number of the document"),
            ({"date_of_birth": ""}, "Still missing for Domingos Kiala Sambongo: date of birth"),
            ({"arrival": None}, "Still missing for Domingos Kiala Sambongo: flight of arrival"),
            ({"document_expiry": date(2025, 1, 1)}, "document expires before the conference ends"),
        ],
    )
    def test_who_gets_none(self, world, more, words):
        with pytest.raises(NotPossible, match=words):
            issue(traveller(**more))
        assert not VisaLetter.objects.exists()

    def test_a_missing_photo_hinders_no_letter(self, world):
        assert issue(traveller(photo_exempt=False)).number == "OC/VISA/2025/0001"

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.SECRETARIAT])
    def test_others_may_not(self, world, role):
        who = actor(make_user(None, role))
        with pytest.raises(NotAllowed):
            actions.issue_visa_letter(actor=who, member=traveller())
        with pytest.raises(NotAllowed):
            actions.issue_waiting_visa_letters(actor=who)

    def test_a_name_that_cannot_be_printed_is_said_and_uses_no_number(self, world):
        with pytest.raises(MissingGlyph):
            issue(traveller(given_names="A\U0001d11e"))
        assert issue(traveller()).number == "OC/VISA/2025/0001"

    def test_all_who_wait_by_arrival(self, world):
        late, soon = traveller(arrival=AT + timedelta(days=1)), traveller("BRA")
        traveller("BRA", visa_post="")
        assert actions.issue_waiting_visa_letters(actor=secretariat()) == (2, 0)
        assert [letter.member_id for letter in VisaLetter.objects.order_by("number")] == [soon.pk, late.pk]
        with pytest.raises(NotPossible, match="The list shows what is missing for each member"):
            actions.issue_waiting_visa_letters(actor=secretariat())

    def test_who_has_arrived_waits_for_none(self, world):
        here = traveller()
        with clock.standing(here.arrival - timedelta(hours=1)):
            assert list(visas_letters.members_waiting()) == [here]
        with clock.standing(here.arrival):
            assert list(visas_letters.members_waiting()) == []

    def test_no_more_than_so_many_at_once(self, world, monkeypatch):
        monkeypatch.setattr(actions, "AT_ONCE", 2)
        for _each in range(3):
            traveller()
        assert actions.issue_waiting_visa_letters(actor=secretariat()) == (2, 1)

    def test_the_record_and_the_mails_hold_nothing_private(self, world):
        make_focal_point("KEN")
        issue(traveller())
        told = "".join(str(row) for row in AuditEntry.objects.values_list("details", "subject_label", "reason"))
        told += "".join(str(mail.context) for mail in letters("visa_letter"))
        for private in ("D0041872", "1971"):
            assert private not in told

    def test_in_the_database_it_is_sealed(self, world):
        letter = issue(traveller())
        with connection.cursor() as cursor:
            cursor.execute("SELECT holds FROM registration_visaletter")
            [(stored,)] = cursor.fetchall()
        assert "Sambongo" not in stored
        assert "D0041872" not in stored
        assert "D0041872" in VisaLetter.objects.get(pk=letter.pk).holds  # with the key it is there


class TestThePaper:
    def test_it_says_who_comes_as_what_with_which_passport(self, world):
        make_party("VNM")
        make_party("VNM").__class__.objects.filter(code="VNM").update(is_host=True)
        bearer = traveller(sex="F", birth_place="Saurimo, Angola")
        said = words_of(visas_letters.make_letter_pdf(issue(bearer)))
        for sentence in (
            "Embassy of the Socialist Republic of Viet Nam",
            "Pretoria",
            "Ref. OC/VISA/2025/0001",
            "Support for the visa of Mr. Domingos Kiala Sambongo",
            "the Republic of Kenya has named the following person as a member of its delegation",
            "SAMBONGO, Domingos Kiala",
            "14 March 1971 Place of birth Saurimo, Angola Sex F, female",
            "Diplomatic passport, number D0041872, valid until 30 June 2029",
            "Minister for Foreign Affairs",
            "Thursday 23 October 2025, 18:40 (Hanoi time, UTC+7), flight QR 8944",
            "It is neither an accreditation nor full powers, and it is valid until 27 October 2025.",
            "Length of stay 5 days, 23–27 October 2025 Entries One",
            "Trần Thu Hà",
        ):
            assert sentence in said, sentence

    def test_it_is_one_page_for_screen_readers_too(self, world):
        paper = visas_letters.make_letter_pdf(issue(traveller()))
        assert len(open_pdf(paper)) == 1
        assert accessible(paper) == ("1", "Visa support letter OC/VISA/2025/0001", "en")

    def test_the_same_letter_comes_out_again_whatever_changed(self, world):
        member = traveller()
        letter = issue(member)
        before = visas_letters.make_letter_pdf(VisaLetter.objects.get(pk=letter.pk))
        Delegate.objects.filter(pk=member.pk).update(family_name="Other", hotel="Lotus")
        world.name["en"] = "Another name"
        world.save()
        assert visas_letters.make_letter_pdf(VisaLetter.objects.get(pk=letter.pk)) == before

    def test_markup_in_a_name_is_text(self, world):
        said = words_of(visas_letters.make_letter_pdf(issue(traveller(given_names="#panic() *x* $y$ <b>"))))
        assert "#panic() *x* $y$ <b>" in said

    def test_a_companion_has_no_function(self, world):
        letter = issue(traveller(capacity="companion", category="U", functional_title=""))
        assert [key for key, _value in json.loads(letter.holds)["rows"]][3:6] == [
            "Travel document",
            "In the delegation",
            "Delegation",
        ]


class TestTheDesk:
    def test_who_waits_and_what_is_missing(self, desk):
        traveller()
        traveller("BRA", family_name="Prado", given_names="Ana", visa_post="", arrival=AT + timedelta(hours=1))
        make_member("KEN", state="submitted")
        text = text_of(desk.get(DESK))
        assert "Mr. Domingos Kiala Sambongo Kenya Pretoria Thu 23 Oct, 18:40 nothing Issue the letter" in text
        assert "Mr. Ana Prado Brazil – Thu 23 Oct, 19:40 Place where the visa is issued" in text

    def test_issuing_one(self, desk):
        member = traveller()
        text = text_of(desk.post(f"{DESK}members/{member.public_id}/", {"expected_version": ""}, follow=True))
        assert "Letter OC/VISA/2025/0001 is issued for Domingos Kiala Sambongo" in text
        assert "Nobody waits for a letter" in text
        text = text_of(desk.get(DESK, {"show": "issued"}))
        assert "OC/VISA/2025/0001" in text
        assert "The data have changed since." not in text

    def test_data_that_changed_since_ask_for_a_new_one(self, desk):
        member = traveller()
        issue(member)
        editing.edit_member(actor=SYSTEM, member=member, expected_version=1, values={"hotel": "Lotus"})
        page = desk.get(DESK, {"show": "issued"})
        assert "The data have changed since. Issue a new one" in text_of(page)
        desk.post(f"{DESK}members/{member.public_id}/", {"expected_version": "OC/VISA/2025/0001"})
        assert "changed since" not in text_of(desk.get(DESK, {"show": "issued"}))

    def test_issuing_all(self, desk):
        traveller()
        traveller("BRA")
        assert "2 letters are issued." in text_of(desk.post(f"{DESK}waiting/", follow=True))
        assert "The list shows what is missing for each member" in text_of(desk.post(f"{DESK}waiting/", follow=True))

    def test_the_paper(self, desk):
        letter = issue(traveller())
        answer = desk.get(f"{DESK}{letter.pk}/letter.pdf")
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Disposition"] == 'attachment; filename="OC-VISA-2025-0001.pdf"'
        assert answer["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize("show", ["waiting", "issued"])
    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow_with_the_rows(self, desk, own_menu, count, show, django_assert_num_queries):
        for code in ("BRA", "KEN", "HRV")[:count]:
            member = traveller(code)
            if show == "issued":
                issue(member)
        desk.get(DESK, {"show": show})
        with django_assert_num_queries({"waiting": 9, "issued": 10}[show] + NOTED):
            desk.get(DESK, {"show": show})

    @pytest.mark.parametrize(
        ("wanted", "who"),
        [("kiala  SAMBÔNGO", "Kiala"), ("kenya", "Kiala"), ("prado bra", "Prado"), ("0041872", ""), (" ", "both")],
    )
    def test_search_by_name_and_delegation(self, desk, wanted, who):
        traveller()
        traveller("BRA", family_name="Prado", given_names="Ana")
        for one in Delegate.objects.all():
            Delegate.objects.filter(pk=one.pk).update(**rules.derived(one))
        text = text_of(desk.get(DESK, {"q": wanted}))
        assert [name for name in ("Kiala", "Prado") if name in text] == {
            "both": ["Kiala", "Prado"],
            "": [],
        }.get(who, [who])
        assert ("Nothing found" in text) == (who == "")
        # The button issues all, so it is not beside those found.
        assert ("Issue all that are ready" in text) == (who == "both")

    def test_before_all_are_issued_it_asks_and_says_how_many_at_a_time(self, desk):
        traveller()
        text = compact(desk.get(DESK).content.decode())
        button = text.index("Issue all that are ready")
        assert text[:button].endswith('type="button" commandfor="issue-all" command="show-modal">')
        asked = text[text.index('<dialog class="ask" id="issue-all"') :]
        assert "in the order of arrival, 100 at a time; the focal points are informed by e-mail at once." in asked
        assert f'action="{reverse("registration:desk_visa_waiting")}"' in asked

    def test_search_by_the_letters_number_goes_on_with_the_pages(self, desk, monkeypatch):
        monkeypatch.setattr(visas_letters, "PAGE", 1)
        issue(traveller())
        issue(traveller("BRA", family_name="Prado", given_names="Ana"))
        assert "Ana Prado" in text_of(desk.get(DESK, {"show": "issued", "q": "2025/0002"}))
        page = desk.get(DESK, {"show": "issued", "q": "visa"})
        assert page.context["pager"]["next"].startswith("?show=issued&q=visa&after=")

    @pytest.mark.parametrize("after", ["x", "0", "9" * 30, "-1"])
    def test_a_made_up_page_is_no_error(self, desk, after):
        traveller()
        assert desk.get(DESK, {"after": after}).status_code == 200

    def test_pages_go_on(self, world, monkeypatch):
        monkeypatch.setattr(visas_letters, "PAGE", 2)
        made = [traveller(arrival=AT + timedelta(hours=n)).pk for n in (2, 0, 0)]
        first, after = visas_letters.find_page(visas_letters.members_waiting())
        second, end = visas_letters.find_page(visas_letters.members_waiting(), after)
        assert [row.member.pk for row in first + second] == [made[1], made[2], made[0]]
        assert end == ""

    def test_it_waits_at_the_desk(self, world):
        assert together.results_of(desk_tasks.visa_letters(SYSTEM)) == []
        member = traveller()
        [matter] = together.results_of(desk_tasks.visa_letters(SYSTEM))
        assert str(matter.title) == "1 member waits for a visa support letter"
        issue(member)
        assert together.results_of(desk_tasks.visa_letters(SYSTEM)) == []


class TestTheDelegation:
    def test_its_focal_point_downloads_it(self, client, world):
        letter = issue(traveller())
        sign_in(client, make_focal_point("KEN"))
        page = client.get("/portal/ken/visa/")
        assert "OC/VISA/2025/0001 Domingos Kiala Sambongo" in text_of(page)
        assert "In force" in text_of(page)
        answer = client.get(f"/portal/ken/visa/{letter.pk}/")
        assert answer.content == visas_letters.make_letter_pdf(letter)

    def test_whoever_asks_and_has_none_is_listed_with_what_is_missing(self, client, world):
        issue(traveller())
        make_member("KEN", visa_support=True, given_names="Brian", family_name="Otieno", nationality="")
        make_member("KEN", given_names="Halima", family_name="Wario")
        sign_in(client, make_focal_point("KEN"))
        asked = client.get("/portal/ken/visa/").context["waiting"]
        [(member, lacks)] = asked
        assert member.full_name == "Brian Otieno"
        assert lacks.startswith("Nationality, ")

    def test_whoever_was_returned_or_is_a_draft_is_not_said_to_lack_nothing(self, client, world):
        traveller(state="returned")
        traveller(family_name="Otieno", given_names="Brian", state="draft")
        traveller(family_name="Wario", given_names="Halima")
        sign_in(client, make_focal_point("KEN"))
        text = text_of(client.get("/portal/ken/visa/"))
        assert "Domingos Kiala Sambongo Correct what the organizers returned, and submit again. Returned" in text
        assert "Brian Otieno Not submitted yet. Draft" in text
        assert "Halima Wario Nothing Submitted" in text

    def test_another_delegation_does_not(self, client, world):
        letter = issue(traveller())
        make_delegation("BRA")
        sign_in(client, make_focal_point("BRA"))
        assert client.get(f"/portal/ken/visa/{letter.pk}/").status_code == 404
        assert client.get(f"/portal/bra/visa/{letter.pk}/").status_code == 404

    @pytest.mark.parametrize("role", [Role.PRINT_ROOM, Role.PROTOCOL, Role.SECURITY])
    def test_staff_who_may_only_look_do_not_get_the_passport(self, client, world, role):
        letter = issue(traveller())
        sign_in(client, make_user(None, role))
        assert client.get(f"/portal/ken/visa/{letter.pk}/").status_code == 404

    def test_it_ends_with_the_member(self, client, world):
        member = traveller()
        letter = issue(member)
        editing.withdraw_member(actor=SYSTEM, member=member, expected_version=1)
        sign_in(client, make_focal_point("KEN"))
        assert "No longer in force" in text_of(client.get("/portal/ken/visa/"))
        assert client.get(f"/portal/ken/visa/{letter.pk}/").status_code == 404

    def test_the_delegation_reads_of_it(self, client, world):
        sign_in(client, make_focal_point("KEN"))
        issue(traveller())
        assert "Visa support letter issued: OC/VISA/2025/0001." in text_of(client.get("/portal/ken/"))
