"""The pages of full powers: the delegation's own, and the depositary's desk."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, timedelta

import openpyxl
import pytest

from conference.core import clock
from conference.core.access import SYSTEM, Role
from conference.files import spreadsheets
from delegations.credentials.powers import deciding
from delegations.credentials.powers.models import FullPowers
from delegations.credentials.waiting import handed_in, nothing_open
from delegations.registration.members.actions import editing
from delegations.registration.members.consequences import Step, consequences_of
from tests.credentials.kit import expected, minister, officer, posted, rank, received, scan, treaty
from tests.people import NOTED, make_focal_point, make_member, make_user, sign_in
from tests.registration.kit import make_deadline, text_of
from tests.treaties.kit import make_organization

pytestmark = pytest.mark.usefixtures("world", "october")
OWN, DESK = "/portal/ken/full-powers/", "/desk/full-powers/"


@pytest.fixture
def portal(client):
    return sign_in(client, make_focal_point("KEN"))


@pytest.fixture
def desk(client):
    return sign_in(client, make_user(None, Role.SECRETARIAT, name="Đỗ Minh Quân"))


class TestPortal:
    def test_named_then_handed_in(self, portal):
        treaty()
        person = minister()
        assert "Nobody is named to sign yet." in text_of(portal.get(OWN))
        answer = portal.post(OWN, {"person": str(person.public_id)})
        row = FullPowers.objects.get()
        assert (answer.status_code, answer["Location"]) == (302, f"{OWN}{row.public_id}/")
        page = portal.get(answer["Location"])
        assert 'value="Naliaka Barasa"' in page.content.decode()  # as whom the paper should name
        assert "Not stated" not in text_of(page)  # an office must be chosen
        answer = portal.post(f"{OWN}{row.public_id}/", {**posted(), "scan": scan(), "version": row.version})
        assert answer.status_code == 302
        row.refresh_from_db()
        assert (row.state, row.file_name, str(row.dated), row.is_signed) == (
            "received",
            "powers.jpg",
            "2025-10-01",
            True,
        )
        assert "To be checked" in text_of(portal.get(OWN))
        assert portal.get(f"{OWN}{row.public_id}/scan/")["Content-Type"] == "image/jpeg"

    def test_the_rule_is_the_one_of_the_party(self, client, portal):
        """No organization has a Head of State: an organ of it issues the paper."""
        treaty()
        state, organ = "one of these three has issued", "the organ named by its rules has issued"
        assert [words in text_of(portal.get(OWN)) for words in (state, organ)] == [True, False]
        make_organization("EU")
        page = text_of(sign_in(client, make_focal_point("EU")).get("/portal/eu/full-powers/"))
        assert [words in page for words in (state, organ)] == [False, True]

    def test_what_the_officer_will_find_is_said_at_once(self, portal):
        row = received(name_written="John Kamau", dated=None)
        page = text_of(portal.get(f"{OWN}{row.public_id}/"))
        assert "The paper names another person." in page
        assert "Have it issued with the date on which it is signed." in page

    @pytest.mark.parametrize(
        ("sent", "says"),
        [
            (
                {"dated": "2025-11-30"},
                "This date is in the future. Full powers bear the date on which they were signed.",
            ),
            ({"scan": io.BytesIO(b"MZ no paper")}, "This file is not a PDF, JPEG or PNG."),
            ({"scan": ""}, "Attach the scan of the paper."),
        ],
    )
    def test_bad_input(self, portal, sent, says):
        row = expected(minister())
        answer = portal.post(f"{OWN}{row.public_id}/", {**posted(), "scan": scan(), "version": row.version, **sent})
        assert says in text_of(answer, 422)
        assert FullPowers.objects.get().state == "expected"

    def test_a_scan_that_has_to_be_chosen_again_is_said_with_what_is_wrong(self, portal):
        """It was said only when everything else was right, once."""
        row = expected(minister())
        sent = {**posted(), "scan": scan(), "version": row.version, "issuer_name": ""}
        answer = portal.post(f"{OWN}{row.public_id}/", sent)
        assert answer.context["form"].errors == {
            "issuer_name": ["This field is required."],
            "scan": ["Choose the file again: it is not kept while something else has to be corrected."],
        }
        # Nobody is asked for a file that nobody sent and that is not needed.
        handed_in = received()
        again = {**posted(), "version": handed_in.version, "issuer_name": ""}
        answer = portal.post(f"{OWN}{handed_in.public_id}/", again)
        assert answer.context["form"].errors == {"issuer_name": ["This field is required."]}

    def test_the_same_file_is_known_when_it_comes_again(self, portal):
        """By its bytes as they are stored: a picture is written anew when it comes in."""
        row = expected(minister())
        url = f"{OWN}{row.public_id}/"
        portal.post(url, {**posted(), "scan": scan(), "version": row.version})
        row.refresh_from_db()
        row = deciding.find_defective(actor=officer(), powers=row, defects=["undated"])
        again = portal.post(url, {**posted(), "scan": scan("corrected.jpg"), "version": row.version})
        assert "This scan was found defective." in text_of(again, 422)

    def test_a_defective_scan_is_not_offered_to_be_kept(self, portal):
        row = received()
        kept = "Leave empty to keep the scan that you have sent."
        page = text_of(portal.get(f"{OWN}{row.public_id}/"))
        assert kept in page
        assert "Replace what you have sent" in page
        deciding.find_defective(actor=officer(), powers=row, defects=["unsigned"])
        assert kept not in text_of(portal.get(f"{OWN}{row.public_id}/"))
        row.refresh_from_db()
        answer = portal.post(f"{OWN}{row.public_id}/", {**posted(), "version": row.version})
        assert answer.context["form"].errors == {"scan": ["Attach the scan of the paper."]}

    def test_the_pages_say_by_when_they_are_due(self, portal):
        make_deadline("full_powers", at=clock.now() + timedelta(days=3))
        expected(minister())
        assert "Due: Sat 25 Oct 2025, 11:00 Hanoi time (UTC+7)" in text_of(portal.get(OWN))

    def test_defects_stand_with_their_cure_and_wait(self, portal):
        make_deadline("full_powers", at=clock.now() + timedelta(days=3))
        row = received()
        deciding.find_defective(actor=officer(), powers=row, defects=["issuer_office"], explanation="See page 2.")
        page = text_of(portal.get(f"{OWN}{row.public_id}/"))
        assert "The issuer holds an office that may not issue full powers." in page
        assert "Have it issued by the Head of State, the Head of Government or the Minister for Foreign Affairs" in page
        assert "See page 2." in page
        home = text_of(portal.get("/portal/ken/"))
        assert "Full powers of Naliaka Barasa" in home
        assert "Read what to correct" in home
        assert "Hand in full powers" not in home  # one matter waits once

    def test_the_deadline_leads_here(self, portal):
        make_deadline("full_powers", at=clock.now() + timedelta(days=3))
        page = portal.get("/portal/ken/")
        assert f'<a href="{OWN}">Full powers</a>' in page.content.decode()
        assert "Hand in full powers" not in text_of(page)  # not every party signs
        expected(minister())
        assert "Hand in full powers" in text_of(portal.get("/portal/ken/"))
        received(minister(family_name="Otieno"), name_written="Naliaka Otieno")
        assert "Hand in full powers" in text_of(portal.get("/portal/ken/"))

    def test_no_paper_is_asked_of_one_of_the_three_offices(self, portal):
        """VCLT, article 7 (2) (a); an officer confirms the office, the delegation hands in nothing."""
        make_deadline("full_powers", at=clock.now() + timedelta(days=3))
        row = expected(minister(office="foreign_minister"))
        assert "Hand in full powers" not in text_of(portal.get("/portal/ken/"))
        assert "Hand in full powers" not in text_of(portal.get(OWN))
        page = text_of(portal.get(f"{OWN}{row.public_id}/"))
        assert "The secretariat confirms the office; you need not hand in anything." in page

    def test_after_a_replacement_nothing_is_asked_of_who_has_left_nor_counted_for_who_signs_now(self, portal):
        deadline = make_deadline("full_powers", at=clock.now() + timedelta(days=3))
        accepted = deciding.accept(actor=officer(), powers=received())
        assert (handed_in(deadline, accepted.delegation), nothing_open(deadline, accepted.delegation)) == (True, True)
        person = accepted.representative
        editing.withdraw_member(actor=SYSTEM, member=person, expected_version=person.version)
        assert not handed_in(deadline, accepted.delegation)  # the paper names a person who does not sign
        successor = expected(minister(family_name="Otieno"))
        assert not handed_in(deadline, accepted.delegation)
        assert not nothing_open(deadline, accepted.delegation)
        person = successor.representative
        type(person).objects.filter(pk=person.pk).update(protocol_rank=rank("foreign_minister"))
        assert (handed_in(deadline, accepted.delegation), nothing_open(deadline, accepted.delegation)) == (True, True)
        editing.withdraw_member(actor=SYSTEM, member=person, expected_version=person.version)
        assert nothing_open(deadline, accepted.delegation)
        page = text_of(portal.get(f"{OWN}{accepted.public_id}/"))
        assert "The representative is no longer a member of the delegation." in page
        assert "Hand in full powers" not in page

    def test_an_organization_that_cannot_sign_sees_nothing_of_it(self, client):
        treaty()
        make_organization("INTERPOL", "igo")
        portal = sign_in(client, make_focal_point("INTERPOL"))
        make_deadline("full_powers", at=clock.now() + timedelta(days=3))
        assert "ull powers" not in text_of(portal.get("/portal/interpol/"))
        assert "The treaty is not open for signature by this party." in text_of(
            portal.get("/portal/interpol/full-powers/")
        )

    def test_a_replacement_says_that_the_powers_do_not_pass_on(self):
        row = received()
        words = "The full powers of Naliaka Barasa no longer hold: they name a person. Whoever signs instead needs new ones."
        assert words in consequences_of(Step(row.representative, leaves=True, replaced=True))
        assert not [one for one in consequences_of(Step(make_member("KEN"), leaves=True)) if "powers" in one]


class TestDesk:
    def test_the_list_counts_and_narrows(self, desk):
        received()
        expected(minister("CIV", family_name="Otieno"))
        page = text_of(desk.get(DESK))
        assert "To be checked 1" in page
        assert "Expected 1" in page
        assert "Naliaka Barasa" in page
        assert "Naliaka Otieno" not in page
        assert "Naliaka Otieno" in text_of(desk.get(f"{DESK}?show=expected&party=civ"))

    def test_a_scan_that_is_a_pdf_is_shown_beside_the_checklist(self, desk):
        row = received()
        page, address = desk.get(f"{DESK}{row.public_id}/"), f"{DESK}{row.public_id}/scan/page/"
        assert re.search(rf'<iframe class="paper-scan paper-pdf"\s+src="{address}"', page.content.decode())
        assert "frame-src 'self'" in page["Content-Security-Policy"]
        shown = desk.get(address)
        assert (shown["Content-Type"], shown["Content-Disposition"]) == (
            "application/pdf",
            'inline; filename="powers.pdf"',
        )
        assert (shown["X-Frame-Options"], shown["Content-Security-Policy"]) == ("SAMEORIGIN", "frame-ancestors 'self'")
        # By itself it is a file to keep, as every upload that is no picture.
        assert desk.get(f"{DESK}{row.public_id}/scan/")["Content-Disposition"] == 'attachment; filename="powers.pdf"'

    def test_the_paper_beside_its_checklist(self, desk):
        row = received(is_sealed=False, place="")
        shown = desk.get(f"{DESK}{row.public_id}/")
        page = text_of(shown)
        # What the checklist finds is ticked among the reasons, and nothing else.
        boxes = re.findall(r'<input type="checkbox" name="defects"[^>]*>', shown.content.decode())
        assert [one for one in boxes if " checked" in one] == [one for one in boxes if 'value="no_place"' in one] != []
        assert len(boxes) > 10
        assert "It proposes: Defective" in page
        assert "The paper does not state where it was signed." in page
        assert "They state the place at which they were signed. United Nations Treaty Handbook, section 3.2.3" in page
        # Acceptance is not offered, and why is said in its place; who sends it from an older page is refused by the same sentence.
        refusal = "These full powers cannot be accepted. The paper does not state where it was signed."
        assert refusal in page
        assert "Accept the full powers" not in page
        answer = desk.post(f"{DESK}{row.public_id}/", {"accept": "1", "version": row.version})
        assert text_of(answer, 409).count(refusal) == 1
        # What can be done instead stays open with its reasons, and is not folded away by the refusal.
        for page in (shown, answer):
            assert re.search(r'<details open>\s*<summary data-key="d">', page.content.decode())

    def test_beside_each_rule_stands_the_value_that_was_looked_at(self, desk):
        """VCLT, articles 2 (1) (c), 7 and 10; UN Treaty Handbook, section 3.2.3: "Met" alone does not show what was compared."""
        row = received(
            minister(name_native="ناليكا باراسا"),
            name_written="Naliaka Barasa and John Kamau",
            dated=date(2024, 1, 5),
            is_acting=True,
        )
        page = text_of(desk.get(f"{DESK}{row.public_id}/"))
        for line in (
            "Kind of paper Full powers: they authorize the signature of a treaty Met",
            "What the paper authorizes To sign the treaty Met",
            "On the paper: William Kipruto, Minister for Foreign Affairs (acting or ad interim) "
            "Representative: Naliaka Barasa, ناليكا باراسا Met",
            "Treaty On the paper: This treaty, by its title This treaty: United Nations Convention against Cybercrime",
            "On the paper: Naliaka Barasa and John Kamau Registered: Naliaka Barasa, ناليكا باراسا Met",
            "Number of representatives On the paper: Naliaka Barasa and John Kamau One person Not met",
            "Date On the paper: 5 January 2024 Met",
            "Date of adoption On the paper: 5 January 2024 Adopted on: 24 December 2024 Look at it",
            "Place Nairobi Met",
            "Seal Yes Met",
            "Language English Translation: No Met",
        ):
            assert line in page, line
        head = expected(minister(office="head_of_state", family_name="Ruto", functional_title="President"))
        page = text_of(desk.get(f"{DESK}{head.public_id}/"))
        assert "Protocol rank: Head of state Function: President Look at it" in page

    def test_corrected_accepted_undone(self, desk):
        row = received(place="")
        url = f"{DESK}{row.public_id}/"
        facts = {**posted(), "facts": "1", "version": row.version}
        assert desk.post(url, facts).status_code == 302
        row.refresh_from_db()
        page = text_of(desk.get(url))
        assert "Accept the full powers" in page
        assert "cannot be accepted" not in page
        answer = desk.post(url, {"accept": "1", "version": row.version}, follow=True)
        assert "Full powers accepted: Naliaka Barasa." in text_of(answer)
        row.refresh_from_db()
        assert (row.state, row.place, row.decided_by.name) == ("accepted", "Nairobi", "Đỗ Minh Quân")
        desk.post(url, {"again": "1", "version": row.version})
        row.refresh_from_db()
        assert row.state == "received"

    def test_a_comparison_of_names_is_overruled_with_a_reason(self, desk):
        row = received(name_written="Naliaka Mukhwana")
        url = f"{DESK}{row.public_id}/"
        assert "Accept all the same, with a reason" in text_of(desk.get(url))
        refused = desk.post(url, {"accept": "1", "reason": "", "version": row.version})
        assert "The paper names another person." in text_of(refused, 409)
        desk.post(url, {"accept": "1", "reason": "The maiden name, Note 124", "version": row.version})
        row.refresh_from_db()
        assert row.state == "accepted"
        page = text_of(desk.get(url))
        assert "Accepted although the checklist proposed otherwise" in page
        assert "The maiden name, Note 124" in page

    def test_found_defective_and_not_needed(self, desk):
        row = received()
        url = f"{DESK}{row.public_id}/"
        answer = desk.post(url, {"defective": "1", "version": row.version})
        assert "Choose at least one reason: the delegation reads it." in text_of(answer, 409)
        desk.post(url, {"defective": "1", "defects": ["undated", "illegible"], "version": row.version})
        row.refresh_from_db()
        assert (row.state, row.defects) == ("defective", ["undated", "illegible"])
        head = expected(minister(office="head_of_state", family_name="Ruto"))
        sent = {
            "not_needed": "1",
            "office": "head_of_state",
            "evidence": "List of Heads of State",
            "version": head.version,
        }
        desk.post(f"{DESK}{head.public_id}/", sent)
        head.refresh_from_db()
        assert (head.state, head.evidence) == ("not_needed", "List of Heads of State")

    def test_the_original_by_protocol(self, client):
        row = received()
        protocol = sign_in(client, make_user(None, Role.PROTOCOL))
        url = f"{DESK}{row.public_id}/"
        assert "The secretariat decides." in text_of(protocol.get(url))
        protocol.post(url, {"received": "1", "version": row.version})
        row.refresh_from_db()
        protocol.post(url, {"returned": "1", "returned_to": "Achieng Wambui", "version": row.version})
        row.refresh_from_db()
        assert row.original_returned_to == "Achieng Wambui"
        page = text_of(protocol.get(url))
        assert f"Received by {row.original_received_by}," in page
        assert "Returned to Achieng Wambui," in page
        assert protocol.post(url, {"accept": "1", "version": row.version}).status_code == 403

    def test_the_table_for_the_depositary(self, desk):
        deciding.accept(actor=officer(), powers=received())
        answer = desk.get(f"{DESK}table/?show=all&kind=csv")
        lines = b"".join(answer.streaming_content).decode().removeprefix(spreadsheets.MARK).splitlines()
        assert lines[0].startswith("Code,Party,Representative,Functional title,Treaty,State,Reasons,Issuer")
        assert lines[1].split(",")[:4] == ["KEN", "Kenya", "H.E. Ms. Naliaka Barasa", "Minister of Justice"]
        assert "2025-10-01" in lines[1]
        workbook = desk.get(f"{DESK}table/?show=all&kind=xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(b"".join(workbook.streaming_content))).active
        dated = next(cell for cell in sheet[1] if cell.value == "Date of the paper").column_letter
        assert sheet[f"{dated}2"].value == datetime(2025, 10, 1)
        assert sheet[f"{dated}2"].number_format == "yyyy-mm-dd"

    def test_a_person_who_was_changed_comes_back_to_the_desk(self, desk):
        row = deciding.accept(actor=officer(), powers=received())
        person = row.representative
        type(person).objects.filter(pk=person.pk).update(family_name="Kilonzi")
        assert "Kenya: the full powers of Naliaka Kilonzi must be checked again" in text_of(desk.get("/desk/"))
        page = text_of(desk.get(f"{DESK}{row.public_id}/"))
        assert "No longer valid" in page
        answer = desk.post(f"{DESK}{row.public_id}/", {"confirm": "1", "version": row.version})
        assert "The decision does not fit the person any more. Check it again." in text_of(answer, 409)

    def test_found_by_name_and_on_the_persons_page(self, desk):
        row = received()
        assert desk.get("/desk/find/?q=kipruto")["Location"] == f"{DESK}{row.public_id}/"
        page = text_of(desk.get(f"/desk/people/{row.representative.public_id}/"))
        assert "Check the full powers" in page

    @pytest.mark.parametrize("number", [1, 4])
    def test_a_list_asks_as_much_for_one_as_for_four(self, desk, number, django_assert_num_queries):
        for name in ("Barasa", "Otieno", "Kilonzi", "Wanjala")[:number]:
            received(minister(family_name=name))
        desk.get(DESK)
        with django_assert_num_queries(QUERIES):
            desk.get(DESK)


QUERIES = 13 + NOTED
