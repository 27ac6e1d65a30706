"""A member replaces another, before or after accreditation: order, badge, head, and what hangs on it."""

from __future__ import annotations

import pytest
import time_machine

from conference.audit.models import AuditEntry
from conference.core.access import SYSTEM, Role
from conference.core.errors import AlreadyDecided, NotFound, NotPossible
from conference.db import together
from delegations.accreditation.models import Badge
from delegations.registration.members import queries
from delegations.registration.members.actions import editing
from delegations.registration.members.actions.editing import EnteredAlready
from delegations.registration.models import Delegate
from delegations.registration.overview import history
from tests.accreditation.kit import accredited
from tests.bilaterals.scene import NOW
from tests.bilaterals.scene import make_scene as bilateral_scene
from tests.people import actor, make_delegation, make_focal_point, make_member, make_user, sign_in
from tests.receptions.scene import make_scene as reception_scene
from tests.registration.kit import letters, picture, post, text_of, values

WARIO = "BK0417726"  # the number of `values`


@pytest.fixture
def jane(world):
    return actor(make_focal_point("KEN", name="Achieng Wambui"))


def replace(who, member: Delegate, **more) -> Delegate:
    member.refresh_from_db()
    return editing.replace_member(actor=who, member=member, expected_version=member.version, values=values(**more))


def names() -> list[str]:
    return [one.family_name for one in queries.members_of(make_delegation("KEN"))]


class TestTheAction:
    def test_the_new_one_takes_the_place_in_the_order(self, jane):
        _first, second, _third = (make_member("KEN", family_name=name, given_names="") for name in "ABC")
        new = replace(jane, second)
        second.refresh_from_db()
        assert names() == ["A", "Wario", "C"]
        assert (new.state, new.position, new.replaces_id) == ("draft", second.position, second.pk)
        assert second.state == "withdrawn"

    def test_a_badge_ends_with_the_one_who_leaves(self, jane):
        member, badge = accredited("KEN")
        replace(jane, member)
        badge.refresh_from_db()
        member.refresh_from_db()
        assert (badge.state, badge.live_for, member.state) == ("revoked", None, "withdrawn")
        assert not Badge.objects.filter(live_for__isnull=False).exists()

    def test_one_head_follows_another(self, jane):
        head = make_member("KEN", state="submitted", capacity="head")
        new = replace(jane, head, letter="H", capacity="head")
        assert queries.head_of(make_delegation("KEN")) == new
        with pytest.raises(NotPossible, match="Change that person's capacity first"):
            replace(jane, make_member("KEN"), letter="H", capacity="head", document_number="BK0000001")

    def test_what_cannot_be_saved_leaves_everything_as_it_was(self, jane):
        member, badge = accredited("KEN")
        make_member("KEN", document_number=WARIO, document_number_index=_index(WARIO))
        with pytest.raises(EnteredAlready, match="The same document number"):
            replace(jane, member)
        badge.refresh_from_db()
        member.refresh_from_db()
        assert (member.state, badge.state) == ("accredited", "queued")
        assert letters("replaced") == []

    def test_a_misspelt_person_may_be_entered_anew_with_the_same_number(self, jane):
        old = make_member("KEN", document_number=WARIO, document_number_index=_index(WARIO))
        assert replace(jane, old).document_number == WARIO

    def test_the_focal_points_hear_unless_the_one_who_left_was_a_draft(self, jane):
        replace(jane, make_member("KEN"))
        assert letters("replaced") == []
        old = make_member("KEN", state="vetted", family_name="Rono", given_names="Chelangat", honorific="Ms.")
        replace(jane, old, document_number="BK0000002", family_name="Ouma", given_names="Brian", honorific="Mr.")
        [letter] = letters("replaced")
        assert (letter.context["name"], letter.context["instead"]) == ("Mr. Brian Ouma", "Ms. Chelangat Rono")
        assert letters("withdrawn") == []

    @pytest.mark.parametrize("state", ["refused", "withdrawn"])
    def test_somebody_gone_is_replaced_no_more(self, jane, state):
        with pytest.raises(NotPossible, match=f"is {state} and can no longer be replaced"):
            replace(jane, make_member("KEN", state=state))

    def test_somebody_changed_meanwhile(self, jane):
        member = make_member("KEN")
        editing.edit_member(actor=jane, member=member, expected_version=1, values={"hotel": "Lotus"})
        with pytest.raises(AlreadyDecided):
            editing.replace_member(actor=jane, member=member, expected_version=1, values=values())
        assert Delegate.objects.count() == 1

    def test_nobody_replaces_another_s(self, jane):
        with pytest.raises(NotFound):
            replace(jane, make_member("BRA"))

    def test_the_history_tells_it_in_one_sentence(self, jane):
        replace(jane, make_member("KEN", state="submitted", family_name="Rono", given_names="Chelangat"))
        [line, *_rest] = history.find_lines(make_delegation("KEN"), jane)
        assert line.text == "You replaced Chelangat Rono with Halima Wario."
        kamau = actor(make_focal_point("KEN", name="Kamau Gitonga"))
        assert history.find_lines(make_delegation("KEN"), kamau)[0].text == (
            "Achieng Wambui replaced Chelangat Rono with Halima Wario."
        )
        entry = AuditEntry.objects.get(verb="delegate.entered_instead")
        assert entry.details["instead_of"] == "Chelangat Rono"


def _index(number: str) -> str:
    from delegations.registration.members.rules import number_index

    return number_index(number)


class TestWhatHangsOnTheHead:
    def test_a_meeting_is_listed_for_protocol(self, db):
        from schedule.bilaterals import desk_tasks

        with time_machine.travel(NOW, tick=False):
            scene = bilateral_scene()
            scene.ask()
            assert together.results_of(desk_tasks.waiting(SYSTEM)) == []
            replace(scene.of_brazil, scene.head_br, letter="H", capacity="head")
            [matter] = together.results_of(desk_tasks.waiting(SYSTEM))
        assert str(matter.title) == "Kenya and Brazil: a head of delegation was replaced"

    def test_an_invitation_passes_to_the_new_head_and_needs_nobody(self, db):
        from schedule.receptions import desk_tasks

        with time_machine.travel(NOW, tick=False):
            scene = reception_scene()
            new = replace(SYSTEM, scene.heads["KEN"], letter="H", capacity="head")
            assert together.results_of(desk_tasks.waiting(SYSTEM)) == []
        assert scene.invitation("KEN").guest == new


class TestThePage:
    @pytest.fixture
    def portal(self, client, jane):
        return sign_in(client, make_focal_point("KEN"))

    def url(self, member: Delegate) -> str:
        return f"/portal/ken/members/{member.public_id}/replace/"

    def shown_form(self, portal, member: Delegate) -> dict[str, str]:
        """What the page of the form sends back besides what is typed."""
        return {
            "version": str(member.version),
            "consequences": portal.get(self.url(member)).context["consequences_fingerprint"],
        }

    def test_capacity_and_category_are_those_of_the_one_who_leaves(self, portal):
        make_member("KEN")
        member = make_member("KEN", capacity="interpreter", category="U", family_name="Rono", given_names="Chelangat")
        page = portal.get(self.url(member))
        form = page.context["form"]
        assert (form["capacity"].value(), form["category"].value()) == ("interpreter", member.category_id)
        assert form["family_name"].value() is None
        text = text_of(page)
        assert "Replace Chelangat Rono" in text
        assert "member 2 of 2" in text

    def test_by_the_form_with_a_photo(self, portal):
        member = make_member("KEN", state="submitted", family_name="Rono", given_names="Chelangat")
        sent = {**post(), **self.shown_form(portal, member), "photo-file": picture()}
        text = text_of(portal.post(self.url(member), sent, follow=True))
        assert "Chelangat Rono is withdrawn." in text
        assert "Halima Wario is saved." in text
        new = Delegate.objects.get(replaces=member)
        assert new.photo.name.startswith("photos/")
        assert names() == ["Wario"]

    def test_a_head_by_the_form(self, portal):
        head = make_member("KEN", state="submitted", capacity="head")
        sent = {**post("H", capacity="head"), **self.shown_form(portal, head)}
        assert "Halima Wario is saved." in text_of(portal.post(self.url(head), sent, follow=True))

    def test_a_fault_keeps_what_was_typed_and_withdraws_nobody(self, portal):
        member = make_member("KEN")
        sent = {**post(document_expiry="2025-13-01"), "version": "1"}
        page = portal.post(self.url(member), sent)
        assert "“2025-13-01” is not a date" in text_of(page, 422)
        assert 'value="Halima"' in page.content.decode()
        member.refresh_from_db()
        assert member.state == "draft"

    def test_a_page_that_was_overtaken_says_so(self, portal, jane):
        member = make_member("KEN")
        editing.edit_member(actor=jane, member=member, expected_version=1, values={"hotel": "Lotus"})
        page = portal.post(self.url(member), {**post(), "version": "1"})
        assert "Nothing was changed." in text_of(page, 422)

    def test_somebody_gone(self, portal):
        answer = portal.get(self.url(make_member("KEN", state="withdrawn")), follow=True)
        assert "is withdrawn and can no longer be changed" in text_of(answer)

    def test_the_row_leads_there(self, portal):
        member = make_member("KEN")
        assert self.url(member) in portal.get("/portal/ken/").content.decode()
        client = sign_in(portal, make_user(None, Role.PROTOCOL))
        assert client.get(self.url(member)).status_code == 404
