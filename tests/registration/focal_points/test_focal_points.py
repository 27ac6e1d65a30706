"""Focal points invite a colleague, hand over, withdraw another, leave."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import BigIntegerField, CharField, Exists, OuterRef

from conference.accounts.models import User
from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotFound, NotPossible
from conference.db.prepared import Prepared
from delegations.registration.focal_points.actions import focal_points, invitations
from delegations.registration.focal_points.actions.invitations import InvitationOver
from delegations.registration.models import Delegate, FocalPoint, FocalPointInvitation
from delegations.registration.overview import history
from tests.people import actor, make_delegation, make_focal_point, make_user, sign_in
from tests.registration.focal_points.test_invitation import EMAIL, GOOD, link_of_the_letter
from tests.registration.kit import letters, text_of

PAGE = "/portal/ken/people/"


@pytest.fixture
def jane(world):
    return make_focal_point("KEN", name="Achieng Wambui", email="wambui@mission.example")


@pytest.fixture
def portal(client, jane):
    return sign_in(client, jane)


def point_of(user: User, code: str = "KEN") -> FocalPoint:
    return FocalPoint.objects.get(user=user, delegation=make_delegation(code))


def heard(kind: str) -> list[str]:
    return sorted(letter.recipient for letter in letters(kind))


def acting() -> list[str]:
    found = FocalPoint.objects.filter(delegation=make_delegation("KEN"), until__isnull=True)
    return sorted(found.values_list("user__email", flat=True))


def invite(jane: User, email: str = EMAIL, **more) -> str:
    invitations.invite_colleague(actor=actor(jane), delegation=make_delegation("KEN"), email=email, **more)
    return link_of_the_letter()


class TestInvitingAColleague:
    def test_by_the_form_of_the_page(self, portal, jane, client):
        typed = {"email": "Otieno@Mission.example", "name": "Otieno Baraka", "language": "fr", "takes_over": ""}
        text = text_of(portal.post(PAGE, typed, follow=True))
        assert "The invitation goes to otieno@mission.example by e-mail. E-mail goes out at " in text
        assert "Otieno Baraka otieno@mission.example Achieng Wambui" in text
        invitation = FocalPointInvitation.objects.get()
        assert (invitation.invited_by, invitation.takes_over, invitation.language) == (jane, None, "fr")
        [letter] = letters("invitation")
        assert (letter.recipient, letter.context["inviter"], letter.context["instead_of"]) == (
            "otieno@mission.example",
            "Achieng Wambui",
            "",
        )

    def test_the_others_hear_who_joined_and_the_new_one_what_to_do(self, client, jane):
        second = make_focal_point("KEN", email="second@mission.example")
        client.post(invite(jane), GOOD)
        assert acting() == [EMAIL, second.email, jane.email]
        assert heard("appointed") == [EMAIL]
        assert heard("joined") == [second.email, jane.email]
        assert letters("joined")[0].context["name"] == GOOD["name"]

    def test_of_another_delegation_there_is_nothing(self, client, jane):
        stranger = actor(make_focal_point("BRA"))
        with pytest.raises(NotFound):
            invitations.invite_colleague(actor=stranger, delegation=make_delegation("KEN"), email=EMAIL)
        assert FocalPointInvitation.objects.count() == 0

    def test_staff_without_the_right_invite_nobody(self, jane):
        officer = actor(make_user(None, Role.PROTOCOL))
        with pytest.raises(NotFound):
            invitations.invite_colleague(actor=officer, delegation=make_delegation("KEN"), email=EMAIL)

    def test_who_acts_already_is_named_at_the_field_and_what_was_typed_stays(self, portal):
        make_focal_point("KEN", email=EMAIL)
        answer = portal.post(PAGE, {"email": EMAIL, "name": "Otieno", "language": "fr"})
        assert answer.status_code == 422
        assert answer.context["form"].errors == {"email": [f"{EMAIL} is already a focal point of Kenya."]}
        assert 'value="Otieno"' in answer.content.decode()

    @pytest.mark.parametrize("email", ["", "nobody", "a@b\r\nBcc: c@d.example", "x" * 300 + "@mission.example"])
    def test_what_is_no_address_is_refused(self, portal, email):
        answer = portal.post(PAGE, {"email": email, "language": "en"})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["email"]
        assert letters("invitation") == []

    def test_ten_are_open_at_most_and_a_withdrawn_one_makes_room(self, jane):
        for number in range(10):
            invite(jane, f"n{number}@mission.example")
        earlier = FocalPointInvitation.objects.get(email="n0@mission.example").pk
        invite(jane, "n0@mission.example", replaces=earlier)  # takes the place of the earlier one to the same address
        with pytest.raises(NotPossible, match="already 10 open invitations"):
            invite(jane)
        invitations.withdraw_invitation(
            actor=actor(jane), invitation=FocalPointInvitation.objects.get(email="n5@mission.example")
        )
        invite(jane)

    def test_expired_ones_take_no_room(self, jane):
        for number in range(10):
            invite(jane, f"n{number}@mission.example")
        FocalPointInvitation.objects.update(expires_at=clock.now())
        invite(jane)
        assert FocalPointInvitation.objects.filter(expires_at__gt=clock.now()).count() == 1

    def test_twenty_a_day_at_most_whatever_was_withdrawn_and_the_secretariat_goes_on(self, jane):
        for number in range(20):
            invite(jane, f"n{number}@mission.example")
            FocalPointInvitation.objects.update(withdrawn_at=clock.now())
        with pytest.raises(NotPossible, match="20 invitations were sent within one day"):
            invite(jane)
        desk = actor(make_user(None, Role.SECRETARIAT))
        invitations.invite_colleague(actor=desk, delegation=make_delegation("KEN"), email=EMAIL)
        FocalPointInvitation.objects.update(sent_at=clock.now() - timedelta(days=1, minutes=1))
        invite(jane, "n21@mission.example")


class TestHandingOver:
    def test_the_one_who_hands_over_acts_until_the_successor_takes_it_up(self, client, portal, jane):
        typed = {"email": EMAIL, "language": "en", "takes_over": str(point_of(jane).pk)}
        assert "to take over from Achieng Wambui" in text_of(portal.post(PAGE, typed, follow=True))
        assert acting() == [jane.email]
        assert portal.get("/portal/ken/").status_code == 200
        assert letters("invitation")[0].context["instead_of"] == "Achieng Wambui"
        successor = type(client)()
        assert successor.post(link_of_the_letter(), GOOD).headers["Location"] == "/portal/ken/"
        assert acting() == [EMAIL]
        assert portal.get("/portal/ken/").status_code == 403
        assert successor.get("/portal/ken/").status_code == 200

    def test_each_hears_their_part(self, client, jane):
        make_focal_point("KEN", email="second@mission.example")
        client.post(invite(jane, takes_over=point_of(jane)), GOOD)
        assert heard("joined") == ["second@mission.example"]
        assert letters("joined")[0].context["instead_of"] == "Achieng Wambui"
        [letter] = letters("ended")
        assert (letter.recipient, letter.context["own"], letter.context["successor"]) == (
            jane.email,
            True,
            GOOD["name"],
        )
        assert letter.context["url"] == ""

    def test_the_history_tells_it(self, client, jane):
        path = invite(jane, takes_over=point_of(jane), name="Otieno Baraka")
        client.post(path, GOOD)
        successor = User.objects.get(email=EMAIL)
        told = [line.text for line in history.find_lines(make_delegation("KEN"), actor(successor))]
        assert told == [
            "You took over from Achieng Wambui.",
            "You became a focal point.",
            f"Achieng Wambui asked Otieno Baraka, {EMAIL} to take over.",
        ]

    def test_a_focal_point_hands_over_nobody_elses_work(self, jane):
        other = point_of(make_focal_point("KEN"))
        with pytest.raises(NotPossible, match="Only a current focal point can hand over, and only their own function"):
            invite(jane, takes_over=other)

    def test_the_desk_hands_over_anybodys(self, client, jane):
        desk = sign_in(client, make_user(None, Role.SECRETARIAT))
        page = "/desk/delegations/ken/people/"
        assert "To take over from Achieng Wambui" in text_of(desk.get(page))
        typed = {"email": EMAIL, "language": "en", "takes_over": str(point_of(jane).pk)}
        assert f"The invitation goes to {EMAIL} by e-mail." in text_of(desk.post(page, typed, follow=True))
        type(client)().post(link_of_the_letter(), GOOD)
        assert acting() == [EMAIL]
        # The secretariat has no name on the delegation's side.
        assert letters("invitation")[0].context["inviter"] == ""

    def test_not_twice_at_once(self, jane):
        invite(jane, takes_over=point_of(jane), name="Otieno")
        with pytest.raises(NotPossible, match=f"Achieng Wambui is already handing over to Otieno, {EMAIL}"):
            invite(jane, "other@mission.example", takes_over=point_of(jane))

    def test_whoever_left_meanwhile_leaves_once(self, client, jane):
        make_focal_point("KEN", email="second@mission.example")
        path = invite(jane, takes_over=point_of(jane))
        focal_points.withdraw_focal_point(actor=actor(jane), focal_point=point_of(jane))
        until = point_of(jane).until
        client.post(path, GOOD)
        assert acting() == [EMAIL, "second@mission.example"]
        assert point_of(jane).until == until
        assert letters("joined")[0].context["instead_of"] == ""


class TestWithdrawing:
    def test_an_open_session_loses_the_delegation_at_once(self, client, portal, jane):
        other = make_focal_point("KEN", name="Otieno", email="otieno@mission.example")
        theirs = sign_in(type(client)(), other)
        assert theirs.get("/portal/ken/").status_code == 200
        url = f"{PAGE}{point_of(other).pk}/withdraw/"
        assert "Withdraw Otieno?" in text_of(portal.get(url))
        assert "Otieno is no longer a focal point." in text_of(portal.post(url, follow=True))
        for path in ("/portal/ken/", PAGE, "/portal/ken/members/new/"):
            assert theirs.get(path).status_code == 403
        assert theirs.post("/portal/ken/submit/").status_code == 403
        assert "You are not yet a focal point of any delegation" in text_of(theirs.get("/portal/"))
        assert heard("ended") == ["otieno@mission.example", jane.email]
        assert [one.context["own"] for one in letters("ended")] == [False, True]

    def test_an_open_page_says_on_saving_who_ended_the_access_and_when(self, client, portal, jane):
        other = make_focal_point("KEN", name="Otieno", email="otieno@mission.example")
        theirs = sign_in(type(client)(), other)
        with clock.standing(datetime(2025, 10, 15, 11, tzinfo=UTC)):
            portal.post(f"{PAGE}{point_of(other).pk}/withdraw/")
        text = text_of(theirs.post("/portal/ken/members/new/", {"family_name": "Kamau"}), 403)
        assert "Your access has ended" in text
        ended = "ended your work as focal point of Kenya (Wed 15 Oct 2025, 18:00)."
        assert f"Achieng Wambui {ended}" in text
        assert not Delegate.objects.filter(delegation__party__code="KEN").exists()
        assert "Kenya" not in text_of(theirs.get("/portal/fra/"), 404)
        never = make_focal_point("BRA", email="bra@mission.example")
        assert "Your access has ended" not in text_of(sign_in(type(client)(), never).get("/portal/ken/"), 404)

    def test_whom_the_secretariat_withdrew_reads_no_officers_name(self, client, jane):
        other = make_focal_point("KEN", name="Otieno", email="otieno@mission.example")
        officer = make_user(None, Role.SECRETARIAT, name="Lê Minh")
        focal_points.withdraw_focal_point(actor=actor(officer), focal_point=point_of(other))
        text = text_of(sign_in(client, other).get("/portal/ken/"), 403)
        assert "The secretariat ended your work as focal point of Kenya" in text
        assert "Lê Minh" not in text

    def test_who_left_is_told_that_it_has_ended(self, client, jane):
        other = make_focal_point("KEN", name="Otieno", email="otieno@mission.example")
        focal_points.withdraw_focal_point(actor=actor(other), focal_point=point_of(other))
        text = text_of(sign_in(client, other).get("/portal/ken/"), 403)
        assert "Your work as focal point of Kenya has ended (" in text

    def test_without_the_guard_the_session_would_keep_it(self, client, portal, monkeypatch):
        """The control: each page asks who acts now."""
        from delegations.registration.delegations import raw_queries

        other = make_focal_point("KEN")
        theirs = sign_in(type(client)(), other)
        portal.post(f"{PAGE}{point_of(other).pk}/withdraw/")
        ever = FocalPoint.objects.filter(delegation=OuterRef("pk"))

        def without_the_guard(user, code):
            return raw_queries._with_code(user, code).annotate(is_mine=Exists(ever.filter(user=user)))

        monkeypatch.setattr(raw_queries, "_by_code", Prepared(without_the_guard, BigIntegerField(), CharField()))
        assert theirs.get("/portal/ken/").status_code == 200

    def test_leaving(self, portal, jane):
        make_focal_point("KEN", email="second@mission.example")
        url = f"{PAGE}{point_of(jane).pk}/withdraw/"
        assert "Leave the delegation of Kenya?" in text_of(portal.get(url))
        answer = portal.post(url)
        assert answer.headers["Location"] == "/portal/"
        assert acting() == ["second@mission.example"]
        assert AuditEntry.objects.filter(verb="focal_point.left", scope="KEN").count() == 1

    def test_the_last_one_learns_to_hand_over_instead(self, portal, jane):
        url = f"{PAGE}{point_of(jane).pk}/withdraw/"
        page = portal.get(url)
        assert "This delegation has no other focal point: hand over instead." in text_of(page)
        assert "btn-danger-line" not in page.content.decode()
        text = text_of(portal.post(url, follow=True))
        assert "Achieng Wambui is the only focal point of Kenya. Hand over instead" in text
        assert acting() == [jane.email]

    def test_one_who_cannot_sign_in_is_nobody_to_stay(self, jane):
        make_focal_point("KEN")
        User.objects.exclude(pk=jane.pk).update(is_active=False)
        with pytest.raises(NotPossible, match="invite the successor, who takes over when accepting the invitation"):
            focal_points.withdraw_focal_point(actor=actor(jane), focal_point=point_of(jane))

    def test_the_desk_withdraws_too_but_not_the_last(self, client, jane):
        other = make_focal_point("KEN", name="Otieno")
        desk = sign_in(client, make_user(None, Role.SECRETARIAT))
        url = f"/desk/delegations/ken/people/{point_of(other).pk}/withdraw/"
        assert "Withdraw Otieno?" in text_of(desk.get(url))
        assert "Otieno is no longer a focal point." in text_of(desk.post(url, follow=True))
        last = f"/desk/delegations/ken/people/{point_of(jane).pk}/withdraw/"
        assert "Hand over instead" in text_of(desk.post(last, follow=True))
        assert acting() == [jane.email]

    def test_what_the_withdrawn_had_sent_opens_nothing(self, client, jane):
        other = make_focal_point("KEN")
        path = invite(other)
        focal_points.withdraw_focal_point(actor=actor(jane), focal_point=point_of(other))
        assert client.get(path).status_code == 410

    def test_what_somebody_who_left_had_sent_stays_good(self, client, jane):
        other = make_focal_point("KEN")
        path = invite(other)
        focal_points.withdraw_focal_point(actor=actor(other), focal_point=point_of(other))
        assert client.get(path).status_code == 200

    def test_twice_is_told(self, jane):
        other = point_of(make_focal_point("KEN", name="Otieno"))
        focal_points.withdraw_focal_point(actor=actor(jane), focal_point=other)
        with pytest.raises(AlreadyDecided, match="Otieno is no longer a focal point"):
            focal_points.withdraw_focal_point(actor=actor(jane), focal_point=other)

    def test_of_another_delegation_there_is_nothing(self, client, portal):
        theirs = point_of(make_focal_point("BRA"), "BRA")
        for url in (f"{PAGE}{theirs.pk}/withdraw/", f"/portal/bra/people/{theirs.pk}/withdraw/"):
            assert portal.post(url).status_code == 404
        assert point_of(theirs.user, "BRA").until is None

    def test_coming_back_takes_a_new_invitation_and_is_a_new_beginning(self, client, jane):
        other = make_focal_point("KEN", email=EMAIL)
        focal_points.withdraw_focal_point(actor=actor(jane), focal_point=point_of(other))
        path = invite(jane)
        sign_in(client, other).post(path)
        assert FocalPoint.objects.filter(user=other).count() == 2
        assert acting() == [EMAIL, jane.email]


class TestInvitations:
    def test_a_focal_point_withdraws_an_open_one(self, client, portal, jane):
        path = invite(jane)
        pk = FocalPointInvitation.objects.get().pk
        text = text_of(portal.post(f"{PAGE}invitations/{pk}/withdraw/", follow=True))
        assert f"The invitation to {EMAIL} is withdrawn; its link no longer works." in text
        assert type(client)().get(path).status_code == 410
        assert "This invitation can no longer be accepted." in text_of(
            portal.post(f"{PAGE}invitations/{pk}/withdraw/", follow=True)
        )

    def test_a_stranger_does_not(self, jane):
        invite(jane)
        with pytest.raises(NotFound):
            invitations.withdraw_invitation(
                actor=actor(make_focal_point("BRA")), invitation=FocalPointInvitation.objects.get()
            )

    def test_one_taken_up_is_over(self, client, jane):
        client.post(invite(jane), GOOD)
        with pytest.raises(InvitationOver):
            invitations.withdraw_invitation(actor=actor(jane), invitation=FocalPointInvitation.objects.get())


class TestThePage:
    def test_it_says_who_acts_since_when_and_who_did(self, portal, jane):
        former = make_focal_point("KEN", name="Kamau Gitonga")
        focal_points.withdraw_focal_point(actor=actor(jane), focal_point=point_of(former))
        text = text_of(portal.get(PAGE))
        assert re.search(r"Achieng Wambui you wambui@mission\.example English \w+ 1 Sep 2025", text)
        assert "Formerly Kamau Gitonga" in text

    def test_staff_who_may_not_act_see_no_form(self, client, jane):
        page = sign_in(client, make_user(None, Role.PROTOCOL)).get(PAGE).content.decode()
        assert "wambui@mission.example" in page
        assert 'name="email"' not in page
        assert "/withdraw/" not in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_asks_the_same_number_of_queries(self, portal, jane, own_menu, count, django_assert_num_queries, world):
        for number in range(count):
            gone = make_focal_point("KEN")
            invite(jane, f"n{number}@mission.example")
            focal_points.withdraw_focal_point(actor=actor(jane), focal_point=point_of(gone))
            make_focal_point("KEN")
        portal.get(PAGE)
        with django_assert_num_queries(7):
            portal.get(PAGE)

    def test_the_delegations_page_leads_there(self, portal):
        assert f'<a href="{PAGE}">' in portal.get("/portal/ken/").content.decode()
