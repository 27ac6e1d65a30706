"""The organisers' side: every delegation in a list, one of them whole, and what waits."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from conference.core import clock
from conference.core.access import SYSTEM, Role
from conference.db import together
from conference.desk import registry
from conference.parties.models import PartyName
from delegations.registration import desk_tasks
from delegations.registration.members.actions import editing
from delegations.registration.members.queries import TRAVEL
from delegations.registration.models import FocalPointInvitation, NoteVerbale
from delegations.registration.notes import actions
from delegations.registration.overview import listing
from delegations.registration.overview.listing import Filter
from tests.people import actor, make_delegation, make_focal_point, make_member, make_party, make_user, sign_in
from tests.registration.delegations.test_delegation_page import return_for_correction
from tests.registration.kit import late_request, letters, make_deadline, text_of

LIST = "/desk/delegations/"


@pytest.fixture
def desk(client, world):
    return sign_in(client, make_user(None, Role.SECRETARIAT, name="Trần Thu Hà"))


def found(**chosen) -> list[str]:
    return [row.delegation.party.code for row in listing.find_page(Filter(**chosen)).rows]


class TestTheList:
    def test_a_row_says_how_a_delegation_stands(self, desk):
        make_member(
            "KEN",
            capacity="head",
            honorific="H.E. Ms.",
            family_name="Barasa",
            given_names="Naliaka",
            state="accredited",
        )
        make_member("KEN")
        make_member("KEN", state="withdrawn")
        NoteVerbale.objects.create(delegation=make_delegation("KEN"), file_name="n.pdf", received_at=clock.now())
        text = text_of(desk.get(LIST))
        assert "Kenya Member State H.E. Ms. Naliaka Barasa 2 1 accredited 1 draft 0 Received" in text

    def test_the_last_activity_is_the_records(self, world):
        make_delegation("BRA")
        member = make_member("KEN")
        [bra, ken] = listing.find_page(Filter()).rows
        assert bra.active_at is None
        editing.edit_member(actor=SYSTEM, member=member, expected_version=1, values={"hotel": "Lotus"})
        assert listing.find_page(Filter()).rows[1].active_at > ken.active_at

    def test_parties_stand_in_alphabetical_order(self, world):
        for code in ("HRV", "CIV", "BRA"):
            make_delegation(code)
        assert found() == ["BRA", "CIV", "HRV"]  # Brazil, Côte d'Ivoire, Croatia

    def test_incomplete_members_are_counted(self, desk):
        make_member("KEN", functional_title="")
        make_member("KEN", nationality="")
        make_member("KEN")
        make_member("KEN", date_of_birth="")
        make_member("KEN", functional_title="", capacity="companion")  # who needs none
        make_member("KEN", state="submitted", nationality="")
        [row] = listing.find_page(Filter()).rows
        assert row.incomplete == 3

    def test_sorted_by_the_last_activity(self, world, monkeypatch):
        monkeypatch.setattr(listing, "PAGE", 2)
        make_delegation("HRV")
        for code in ("KEN", "BRA", "CIV"):
            make_member(code)
        seen, after = [], ""
        for _each in range(2):
            page = listing.find_page(Filter(sort="activity"), after)
            seen += [row.delegation.party.code for row in page.rows]
            after = page.after
        assert seen == ["CIV", "BRA", "KEN", "HRV"]
        assert after == ""

    @pytest.mark.parametrize(
        ("q", "codes"),
        [
            ("cote", ["CIV"]),
            ("Co\u0302te", ["CIV"]),
            ("肯尼亚", ["KEN"]),
            ("Nguye\u0302\u0303n", ["VNM"]),
            ("CÔTE D'IVOIRE", ["CIV"]),
            ("civ", ["CIV"]),
            ("Kenia", ["KEN"]),
            ("كينيا", ["KEN"]),
            ("nguyen", ["VNM"]),
            ("Nguyễn Thuỳ", ["VNM"]),
            ("Dang", ["VNM"]),
            ("zzz", []),
            ("%", []),
            ("'; --", []),
        ],
    )
    def test_search_finds_parties_and_members_in_any_spelling(self, world, q, codes):
        for code in ("CIV", "KEN", "VNM"):
            make_delegation(code)
        for language, short in (("es", "Kenia"), ("ar", "كينيا"), ("zh", "肯尼亚")):
            PartyName.objects.create(party=make_party("KEN"), language=language, short=short, formal=short)
        named = {"family_name": "Nguyễn", "given_names": "Đặng Thuỳ", "capacity": "delegate"}
        from tests.registration.kit import values

        editing.enter_member(actor=SYSTEM, delegation=make_delegation("VNM"), values=values(**named))
        assert found(q=q) == codes

    @pytest.mark.parametrize(
        ("show", "codes"),
        [
            ("note", ["KEN"]),
            ("no_note", ["BRA", "HRV"]),
            ("nobody", ["BRA"]),
            ("no_head", ["BRA", "HRV"]),
            ("drafts", ["BRA", "KEN"]),
            ("returned", ["HRV"]),
            ("late", ["KEN"]),
            ("no_focal_point", ["BRA", "KEN"]),
        ],
    )
    def test_filters(self, world, show, codes):
        make_member("BRA")
        make_member("KEN", capacity="head", state="submitted")
        late_request(make_member("KEN"))
        NoteVerbale.objects.create(delegation=make_delegation("KEN"), file_name="n.pdf", received_at=clock.now())
        make_member("HRV", state="returned")
        make_focal_point("HRV")
        assert found(show=show) == codes

    def test_pages_go_on_where_the_last_one_ended(self, desk, monkeypatch):
        monkeypatch.setattr(listing, "PAGE", 2)
        for code in ("BRA", "CIV", "HRV", "KEN", "VNM"):
            make_delegation(code)
        seen, after = [], ""
        for _each in range(3):
            page = listing.find_page(Filter(), after)
            seen.append([row.delegation.party.code for row in page.rows])
            after = page.after
        assert seen == [["BRA", "CIV"], ["HRV", "KEN"], ["VNM"]]
        assert after == ""
        assert 'rel="next"' in desk.get(LIST).content.decode()

    @pytest.mark.parametrize("after", ["x", "0", "-1", "9" * 60, "1' OR 1=1"])
    def test_a_made_up_page_is_no_error(self, desk, after):
        make_delegation("KEN")
        assert desk.get(LIST, {"after": after}).status_code == 200

    def test_nothing_fits(self, desk):
        make_delegation("KEN")
        assert "No delegation matches" in text_of(desk.get(LIST, {"q": "zzz"}))

    def test_nothing_there(self, desk):
        assert "No delegation yet" in text_of(desk.get(LIST))

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow_with_the_rows(self, desk, own_menu, count, django_assert_num_queries):
        for code in ("BRA", "KEN", "HRV")[:count]:
            for _each in range(count):
                make_member(code)
        desk.get(LIST)
        with django_assert_num_queries(12):
            desk.get(LIST)

    @pytest.mark.parametrize("role", list(Role))
    def test_all_staff_may_look(self, client, world, role):
        assert sign_in(client, make_user(None, role)).get(LIST).status_code == 200

    def test_a_focal_point_finds_no_such_page(self, client, world):
        sign_in(client, make_focal_point("KEN"))
        for url in (LIST, f"{LIST}ken/", f"{LIST}invite/", f"{LIST}ken/invite/"):
            assert client.get(url).status_code == 404


class TestOne:
    def test_it_shows_members_notes_and_focal_points(self, desk):
        make_focal_point("KEN", name="Achieng Wambui", email="focal.kenya@mission.example")
        return_for_correction(make_member("KEN", family_name="Wario", given_names="Halima", state="submitted"))
        text = text_of(desk.get(f"{LIST}ken/"))
        assert "Republic of Kenya" in text
        assert "Halima Wario Counsellor Delegate D Delegate Face in shadow. Returned" in text
        assert "Achieng Wambui focal.kenya@mission.example , English" in text
        assert "None was sent yet." in text

    def test_flights_that_are_overdue_are_listed_as_on_the_delegations_own_page(self, desk):
        make_member("KEN", state="submitted")
        assert "departure (date and flight)" not in text_of(desk.get(f"{LIST}ken/"))
        make_deadline(TRAVEL, at=clock.now() - timedelta(hours=1))
        assert "departure (date and flight)" in text_of(desk.get(f"{LIST}ken/"))

    def test_no_passport_stands_there(self, desk):
        member = make_member("KEN", document_number="SECRET-77", date_of_birth="1971-07-17")
        page = desk.get(f"{LIST}ken/").content.decode()
        assert member.full_name in page
        assert "SECRET-77" not in page
        assert not re.search(r"\b1971\b", page)  # letters and digits of a key may hold it

    def test_an_unknown_one_is_404(self, desk):
        assert desk.get(f"{LIST}atl/").status_code == 404


class TestInvitingByThePage:
    def test_of_one_delegation(self, desk):
        make_delegation("KEN")
        typed = {"email": "focal.kenya@mission.example", "name": "Ms. Wambui", "language": "fr"}
        text = text_of(desk.post(f"{LIST}ken/invite/", typed, follow=True))
        assert "The invitation goes to focal.kenya@mission.example by e-mail. E-mail goes out at " in text
        assert "Invitations not taken up Ms. Wambui, focal.kenya@mission.example" in text
        assert len(letters("invitation")) == 1

    def test_of_a_party_without_a_delegation(self, desk):
        party = make_party("BRA")
        typed = {"party": str(party.pk), "email": "x@mission.example", "name": "", "language": "en"}
        assert desk.post(f"{LIST}invite/", typed).headers["Location"] == f"{LIST}bra/"
        assert party.delegation.invitations.count() == 1

    def test_what_is_wrong_is_said_at_the_field(self, desk):
        make_focal_point("KEN", email="focal.kenya@mission.example")
        answer = desk.post(f"{LIST}ken/invite/", {"email": "nobody", "language": "xx"})
        assert set(answer.context["form"].errors) == {"email", "language"}
        typed = {"email": "focal.kenya@mission.example", "language": "en"}
        answer = desk.post(f"{LIST}ken/invite/", typed)
        assert answer.context["form"].errors["email"] == [
            "focal.kenya@mission.example is already a focal point of Kenya."
        ]

    def test_an_invitation_is_withdrawn(self, desk):
        make_delegation("KEN")
        desk.post(f"{LIST}ken/invite/", {"email": "a@mission.example", "language": "en"})
        invitation = FocalPointInvitation.objects.get()
        text = text_of(desk.post(f"{LIST}ken/invitations/{invitation.pk}/withdraw/", follow=True))
        assert "its link no longer works" in text
        assert "Invitations not taken up" not in text

    def test_officers_without_the_right_are_refused(self, client, world):
        make_delegation("KEN")
        sign_in(client, make_user(None, Role.PROTOCOL))
        assert client.get(f"{LIST}ken/invite/").status_code == 403
        assert "Invite a focal point" not in text_of(client.get(f"{LIST}ken/"))


class TestWhatWaits:
    def keys(self, role: Role = Role.SECRETARIAT) -> list[str]:
        who = actor(make_user(None, role))
        return [m.key for m in registry.tasks_for(who) if m.key.startswith("registration.")]

    def test_a_note_until_it_is_accepted(self, world):
        note = NoteVerbale.objects.create(
            delegation=make_delegation("KEN"), number="MFA/1", file_name="n.pdf", received_at=clock.now()
        )
        assert self.keys(Role.ACCREDITATION) == [f"registration.note.{note.pk}"]
        assert self.keys(Role.PRINT_ROOM) == []
        [matter] = together.results_of(desk_tasks.notes_to_accept(SYSTEM))
        assert (str(matter.title), matter.url) == ("Kenya: note verbale MFA/1", "/desk/delegations/ken/#notes")
        actions.accept_note(actor=actor(make_user(None, Role.ACCREDITATION)), note=note)
        assert self.keys(Role.ACCREDITATION) == []

    def test_many_notes_are_one_line_with_the_flags_of_the_oldest(self, world):
        for number, code in enumerate(("KEN", "BRA", "HRV", "CIV")):
            received = clock.now() + timedelta(minutes=number)
            NoteVerbale.objects.create(delegation=make_delegation(code), file_name="n.pdf", received_at=received)
        [matter] = together.results_of(desk_tasks.notes_to_accept(SYSTEM))
        assert (str(matter.word), matter.url) == ("4 received", "/desk/delegations/?show=note")
        assert [party.code for party in matter.parties] == ["KEN", "BRA", "HRV", "CIV"]

    @pytest.mark.parametrize(
        ("until", "tone"), [(timedelta(days=8), None), (timedelta(days=6), "wait"), (timedelta(days=-1), "no")]
    )
    def test_delegations_that_have_not_begun_once_the_deadline_is_near(self, world, until, tone):
        now = datetime(2025, 10, 10, 7, tzinfo=UTC)
        make_deadline(at=now + until)
        make_member("KEN")
        make_member("BRA", state="submitted")
        with clock.standing(now):
            found = together.results_of(desk_tasks.not_begun(SYSTEM))
        assert [matter.tone for matter in found] == ([tone] if tone else [])
        if found:
            assert str(found[0].title) == "1 delegation has submitted nobody"
            assert found[0].url == "/desk/delegations/?show=nobody"

    def test_on_the_last_day_nobody_is_waited_for_any_more(self, world):
        make_deadline(at=datetime(2025, 10, 15, 11, tzinfo=UTC))
        make_member("KEN")
        for hours, count in ((-1, 1), (1, 0)):  # around midnight in Hanoi
            with clock.standing(datetime(2025, 10, 25, 17, tzinfo=UTC) + timedelta(hours=hours)):
                found = together.results_of(desk_tasks.not_begun(SYSTEM))
                assert len(found) == count

    def test_the_figure_counts_who_is_entered(self, world):
        for state in ("draft", "submitted", "accredited", "withdrawn", "refused"):
            make_member("KEN", state=state)
        [figure] = together.results_of(desk_tasks.entered(SYSTEM))
        assert (figure.n, str(figure.note)) == (4, "1 still in draft")  # as the panel from entry to badge says
        assert figure.url == "/desk/delegations/?show=drafts"

    def test_without_drafts_the_figure_leads_to_none(self, world):
        make_member("KEN", state="submitted")
        [figure] = together.results_of(desk_tasks.entered(SYSTEM))
        assert (figure.n, str(figure.note)) == (1, "")

    @pytest.mark.parametrize("count", [1, 3])
    def test_each_source_asks_a_constant_number(self, world, count, django_assert_max_num_queries):
        make_deadline(at=datetime(2025, 1, 1, tzinfo=UTC))
        for code in ("BRA", "KEN", "HRV")[:count]:
            make_member(code, state="submitted")
            NoteVerbale.objects.create(delegation=make_delegation(code), file_name="n.pdf", received_at=clock.now())
        for source in (
            desk_tasks.notes_to_accept,
            desk_tasks.late_requests,
            desk_tasks.not_begun,
            desk_tasks.entered,
        ):
            with django_assert_max_num_queries(2):
                together.results_of(source(SYSTEM))
