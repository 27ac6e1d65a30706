"""A withdrawn member is taken back: by the delegation while the mail waits, by an accreditation officer later."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from conference.core.access import Role
from conference.core.errors import NotAllowed, NotFound, NotPossible, UserError
from conference.models import Category
from delegations.accreditation.review.actions import decisions
from delegations.registration.members.actions import editing, restoring
from delegations.registration.models import Delegate
from delegations.registration.overview import history
from tests.accreditation.kit import accredited, as_actor, officer
from tests.people import actor, make_delegation, make_focal_point, make_member, make_user, sign_in
from tests.registration.kit import letters, text_of


@pytest.fixture
def jane(world):
    return actor(make_focal_point("KEN", name="Achieng Wambui"))


def withdraw(who, member: Delegate) -> Delegate:
    member.refresh_from_db()
    return editing.withdraw_member(actor=who, member=member, expected_version=member.version)


def undo(who, member: Delegate) -> Delegate:
    return restoring.undo_withdrawal(actor=who, member=member, expected_version=member.version)


class TestTheUndo:
    @pytest.mark.parametrize("state", ["draft", "returned", "submitted", "vetted"])
    def test_everything_is_as_before_and_nobody_is_told(self, jane, state):
        member = make_member("KEN", state=state)
        assert undo(jane, withdraw(jane, member)).state == state
        assert {letter.state for letter in letters("withdrawn")} <= {"cancelled"}
        assert history.find_lines(make_delegation("KEN"), jane)[0].text == f"Back in the delegation: {member}."

    def test_the_mail_waits_as_long(self, jane):
        withdraw(jane, make_member("KEN", state="submitted"))
        [letter] = letters("withdrawn")
        assert letter.not_before > timezone.now() + timedelta(minutes=1)

    def test_a_badge_stays_ended_and_accreditation_decides_anew(self, jane):
        member, badge = accredited("KEN")
        member = undo(jane, withdraw(jane, member))
        badge.refresh_from_db()
        assert (member.state, member.decided_by_id, badge.state) == ("vetted", None, "revoked")
        assert member.vetted_by_id is not None
        new = decisions.accredit(actor=as_actor(officer()), delegate=member, expected_version=member.version)
        assert new.copy == 2

    def test_too_late(self, jane):
        member = withdraw(jane, make_member("KEN", state="submitted"))
        with (
            time_machine.travel(timezone.now() + timedelta(hours=1)),
            pytest.raises(NotPossible, match="nothing to undo any more"),
        ):
            undo(jane, member)

    def test_not_another_s(self, jane):
        bra = actor(make_focal_point("BRA"))
        member = withdraw(bra, make_member("BRA"))
        with pytest.raises(NotFound):
            undo(jane, member)

    def test_the_place_or_the_office_may_be_given_anew(self, jane):
        Category.objects.filter(letter="D").update(places=1)
        member = withdraw(jane, make_member("KEN", state="submitted"))
        make_member("KEN", state="submitted")
        with pytest.raises(NotPossible, match="1 requested, 1 allotted"):
            undo(jane, member)
        head = withdraw(jane, make_member("KEN", capacity="head", category="H"))
        make_member("KEN", capacity="head", category="H", family_name="Barasa", given_names="Naliaka")
        with pytest.raises(NotPossible, match="Naliaka Barasa is already head"):
            undo(jane, head)

    def test_on_the_page(self, client, jane):
        portal = sign_in(client, make_focal_point("KEN"))
        member = make_member("KEN", state="submitted", family_name="Rono", given_names="Chelangat")
        url = f"/portal/ken/members/{member.public_id}/withdraw/"
        asked = portal.get(url)
        assert "This can be undone for a few minutes" in text_of(asked)
        sent = {"version": member.version, "consequences": asked.context["consequences_fingerprint"]}
        page = portal.post(url, sent, follow=True)
        assert "Undo: Chelangat Rono stays" in text_of(page)
        version = page.context["withdrawal"]["version"]
        done = portal.post(f"{url}undo/", {"version": version}, follow=True)
        assert "Chelangat Rono is back in the delegation." in text_of(done)
        assert "Undo: Chelangat" not in text_of(portal.get("/portal/ken/"))
        member.refresh_from_db()
        assert member.state == "submitted"


class TestLaterByAccreditation:
    def restore(self, member: Delegate, who=None) -> Delegate:
        member.refresh_from_db()
        return restoring.restore_member(
            actor=who or as_actor(officer()), delegate=member, expected_version=member.version
        )

    def test_who_was_accredited_is_reviewed_from_the_start(self, jane):
        member, _badge = accredited("KEN")
        withdraw(jane, member)
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            back = self.restore(member)
        assert (back.state, back.vetted_by_id, back.decided_by_id) == ("submitted", None, None)

    def test_a_draft_is_a_draft_again(self, jane):
        assert self.restore(withdraw(jane, make_member("KEN"))).state == "draft"

    def test_whose_place_another_took_stays_away(self, jane):
        member = make_member("KEN", state="submitted")
        member = withdraw(jane, member)
        make_member("KEN", replaces=member, family_name="Ouma", given_names="Brian")
        with pytest.raises(NotPossible, match="Brian Ouma has the place"):
            self.restore(member)

    def test_who_may_not_decide_or_was_never_withdrawn(self, jane):
        member = withdraw(jane, make_member("KEN", state="submitted"))
        with pytest.raises(NotAllowed):
            self.restore(member, as_actor(make_user(None, Role.SECURITY)))
        with pytest.raises(NotPossible, match="was not withdrawn"):
            self.restore(make_member("KEN", state="submitted"))

    def test_no_other_decision_takes_anybody_back(self, jane):
        """The graph has ways back from `withdrawn`, for the undo alone."""
        member = withdraw(jane, make_member("KEN", state="submitted"))
        for decide, values in ((decisions.vet, {}), (decisions.return_, {"code": "photo_unclear"})):
            with pytest.raises(UserError):
                decide(actor=as_actor(officer()), delegate=member, expected_version=member.version, **values)
        member.refresh_from_db()
        assert member.state == "withdrawn"

    def test_on_the_page(self, client, jane):
        member = withdraw(jane, make_member("KEN", state="submitted", family_name="Rono", given_names="Chelangat"))
        desk = sign_in(client, make_user(None, Role.ACCREDITATION))
        url = f"/desk/accreditation/{member.public_id}/"
        assert "Take back into the delegation" in text_of(desk.get(url))
        done = desk.post(f"{url}restore/", {"version": member.version}, follow=True)
        assert "Chelangat Rono is back in the delegation." in text_of(done)
