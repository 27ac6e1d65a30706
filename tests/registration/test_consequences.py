"""What a change, a replacement or a withdrawal ends or reopens is said before it is saved, and what is left to settle is listed."""

from __future__ import annotations

from pathlib import Path

import pytest
import time_machine
from django.utils.translation import override

from conference.core import lifecycle
from conference.core.access import SYSTEM, Role
from delegations.accreditation.models import Badge
from delegations.accreditation.passes.actions import lend
from delegations.accreditation.review.actions import decisions
from delegations.registration.members import consequences, queries
from delegations.registration.members.actions import editing
from delegations.registration.members.consequences import Effect, Step
from delegations.registration.models import (
    REPRINTED_FIELDS,
    REVIEWED_FIELDS,
    Delegate,
)
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.invitations import actions as receptions
from tests.accreditation.kit import accredited, as_actor, officer, security
from tests.accreditation.pass_kit import sort
from tests.bilaterals.scene import NOW
from tests.bilaterals.scene import make_scene as bilateral_scene
from tests.credentials.kit import rank
from tests.people import actor, make_delegation, make_focal_point, make_member, make_user, sign_in
from tests.receptions.scene import make_reception
from tests.registration.kit import letters, picture, post, text_of, values

ROOT = Path(__file__).parents[2]


@pytest.fixture
def jane(world):
    return actor(make_focal_point("KEN", name="Achieng Wambui"))


def edit(member: Delegate, who, **changes) -> Delegate:
    member.refresh_from_db()
    return editing.edit_member(actor=who, member=member, expected_version=member.version, values=changes)


@lifecycle.use_case
def printed(badge: Badge) -> Badge:
    """As the print room and the counter leave it."""
    badge = lifecycle.move(badge, "printed", actor=SYSTEM, verb="badge.printed", printed_at=NOW)
    return lifecycle.move(badge, "collected", actor=SYSTEM, verb="badge.collected", collected_at=NOW)


class TestTheTwoLists:
    """One place says what is reviewed and what is only printed anew; actions, pages and handbook follow it."""

    def test_they_are_those_of_the_customer(self):
        assert {"family_name", "given_names", "photo", "capacity", "category"} <= REVIEWED_FIELDS
        assert {"honorific", "functional_title"} == REPRINTED_FIELDS
        assert not REVIEWED_FIELDS & REPRINTED_FIELDS

    def test_each_field_has_its_word(self):
        assert set(consequences.LABELS) == REVIEWED_FIELDS | REPRINTED_FIELDS
        assert consequences.rule_in_words() == (
            "A change of name, photo, capacity, category, date of birth, nationality or travel document goes back to review, and the "
            "badge ends; so does one into or out of the office of Head of State, Head of Government or Minister for Foreign Affairs. "
            "For function or title alone a new badge is printed, without review."
        )

    @pytest.mark.parametrize(
        ("language", "words"),
        [("fr", " ou "), ("es", " o "), ("ru", " или "), ("ar", " أو "), ("vi", " hoặc "), ("zh-hans", "或")],
    )
    def test_one_of_them_is_enough_in_each_language(self, language, words):
        with override(language):
            assert consequences.rule_in_words().count(words) >= 2

    @pytest.mark.parametrize("state", ["vetted", "accredited"])
    @pytest.mark.parametrize("field", sorted(REVIEWED_FIELDS))
    def test_a_reviewed_field(self, state, field):
        assert consequences.effect_of(Delegate(state=state), {field, "hotel"}) == Effect.REVIEW

    @pytest.mark.parametrize("field", sorted(REPRINTED_FIELDS))
    def test_a_printed_field(self, field):
        assert consequences.effect_of(Delegate(state="accredited"), {field}) == Effect.REPRINT
        assert consequences.effect_of(Delegate(state="vetted"), {field}) == Effect.NONE

    @pytest.mark.parametrize("state", ["vetted", "accredited"])
    @pytest.mark.parametrize(
        ("before", "after", "effect"),
        [
            ({"protocol_rank": "ambassador"}, {"protocol_rank": "foreign_minister"}, Effect.REVIEW),
            ({"protocol_rank": "head_of_government"}, {"protocol_rank": "minister"}, Effect.REVIEW),
            ({"protocol_rank": "head_of_state"}, {"protocol_rank": "head_of_government"}, Effect.REVIEW),
            ({"protocol_rank": "ambassador"}, {"protocol_rank": "minister"}, Effect.NONE),
            ({"functional_title": "Ambassador"}, {"functional_title": "Minister for Foreign Affairs"}, Effect.REVIEW),
            (
                {"functional_title": "Ambassador"},
                {"functional_title": "Ministre des affaires étrangères"},
                Effect.REVIEW,
            ),
            ({"functional_title": "Prime Minister"}, {"functional_title": "Minister of Justice"}, Effect.REVIEW),
            ({"functional_title": "Ambassador"}, {"functional_title": "Deputy Prime Minister"}, Effect.REPRINT),
        ],
    )
    def test_into_or_out_of_an_office_that_signs_without_full_powers(self, world, state, before, after, effect):
        """VCLT, article 7 (2) (a): what shows the office is looked at anew."""

        def member(fields):
            ranked = {name: rank(value) if name == "protocol_rank" else value for name, value in fields.items()}
            return Delegate(state=state, **ranked)

        nothing = Effect.NONE if state == "vetted" and effect == Effect.REPRINT else effect
        assert consequences.effect_of(member(before), set(after), member(after)) == nothing

    def test_what_is_not_decided_has_nothing_to_lose(self):
        for state in ("draft", "submitted", "returned"):
            assert consequences.effect_of(Delegate(state=state), {"family_name", "functional_title"}) == Effect.NONE

    def test_the_handbook_says_the_same(self):
        handbook = " ".join((ROOT / "docs/handbook.md").read_text("utf-8").split())
        assert "name, photo, capacity, category, date of birth, nationality or travel document" in handbook
        assert "function or title" in handbook


class TestANewBadgeWithoutReview:
    @pytest.mark.parametrize("change", [{"functional_title": "Ambassador"}, {"honorific": "H.E. Ms."}])
    def test_a_badge_that_was_given_out_is_superseded_and_the_next_copy_waits_for_print(self, jane, change):
        member, badge = accredited("KEN", honorific="Ms.")
        printed(badge)
        saved = edit(member, jane, **change)
        old, new = Badge.objects.filter(delegate=member).order_by("copy")
        assert (saved.state, saved.vetted_by_id is None) == ("accredited", False)
        assert (old.state, old.live_for) == ("superseded", None)
        assert (new.state, new.live_for, new.copy, new.number) == ("queued", member.pk, 2, badge.number)
        assert new.shows[next(iter(change))] == next(iter(change.values()))
        assert letters("back_in_review") == []

    def test_a_badge_that_is_not_printed_yet_stays_and_shows_it(self, jane):
        member, badge = accredited("KEN")
        edit(member, jane, functional_title="Ambassador")
        [same] = Badge.objects.filter(delegate=member)
        assert (same.pk, same.state, same.copy, same.version) == (badge.pk, "queued", 1, badge.version + 1)
        assert same.shows["functional_title"] == "Ambassador"

    def test_with_a_name_it_is_one_review(self, jane):
        member, badge = accredited("KEN")
        printed(badge)
        assert edit(member, jane, functional_title="Ambassador", family_name="Mokoena").state == "submitted"
        assert [one.state for one in Badge.objects.filter(delegate=member)] == ["superseded"]


class TestTheFormOfAMember:
    @pytest.fixture
    def portal(self, client, jane):
        return sign_in(client, make_focal_point("KEN"))

    def url(self, member: Delegate) -> str:
        return f"/portal/ken/members/{member.public_id}/"

    def member(self, **fields) -> tuple[Delegate, Badge]:
        return accredited("KEN", **{**values(), "category": "D", **fields})

    def sent(self, member: Delegate, **changes):
        return {**post(**changes), "version": str(member.version)}

    def test_a_name_is_saved_only_after_the_page_has_said_what_ends(self, portal):
        member, badge = self.member()
        printed(badge)
        page = portal.post(self.url(member), self.sent(member, family_name="Mokoena"))
        text = text_of(page)
        assert "The accreditation of Halima Wario ends, and the organizers review the entry again." in text
        assert f"The badge {badge.number} opens no gate from the moment you save, and has to be brought back." in text
        assert "Save and send Halima Wario back to review" in text
        assert "Nothing is saved yet." in text
        member.refresh_from_db()
        assert (member.state, member.family_name) == ("accredited", "Wario")

        told = {"consequences": page.context["consequences_fingerprint"]}
        portal.post(self.url(member), {**self.sent(member, family_name="Mokoena"), **told})
        member.refresh_from_db()
        assert (member.state, member.family_name) == ("submitted", "Mokoena")

    def test_a_function_asks_for_a_new_badge_and_for_no_review(self, portal):
        member, badge = self.member()
        printed(badge)
        page = portal.post(self.url(member), self.sent(member, functional_title="Ambassador"))
        text = text_of(page)
        assert f"A new badge is printed, without a new review. The present one, {badge.number}, opens no gate" in text
        assert "Save and print a new badge for Halima Wario" in text
        assert "back to review" not in page.context["button"]
        told = {"consequences": page.context["consequences_fingerprint"]}
        portal.post(self.url(member), {**self.sent(member, functional_title="Ambassador"), **told})
        member.refresh_from_db()
        assert (member.state, member.functional_title) == ("accredited", "Ambassador")

    def test_who_agreed_to_a_new_badge_has_not_agreed_to_a_review(self, portal):
        member, badge = self.member()
        printed(badge)
        page = portal.post(self.url(member), self.sent(member, functional_title="Ambassador"))
        told = {"consequences": page.context["consequences_fingerprint"]}
        again = portal.post(self.url(member), {**self.sent(member, family_name="Mokoena"), **told})
        assert "Save and send Halima Wario back to review" in text_of(again)
        member.refresh_from_db()
        assert member.state == "accredited"

    def test_a_hotel_is_saved_at_once(self, portal):
        member, _badge = self.member()
        text = text_of(portal.post(self.url(member), self.sent(member, hotel="Lotus"), follow=True))
        assert "Halima Wario is saved." in text

    def test_a_photo_is_not_chosen_twice(self, portal):
        member, _badge = self.member()
        page = portal.post(self.url(member), {**self.sent(member), "photo-file": picture()})
        text_of(page)
        draft = page.context["photo_draft"]
        assert draft is not None
        told = {"consequences": page.context["consequences_fingerprint"], "photo-token": str(draft.key)}
        portal.post(self.url(member), {**self.sent(member), **told})
        member.refresh_from_db()
        assert (member.state, bool(member.photo)) == ("submitted", True)

    def test_a_head_who_becomes_something_else_leaves_the_office(self, portal):
        member = make_member("KEN", state="submitted", **{**values(), "category": "H", "capacity": "head"})
        page = portal.post(self.url(member), self.sent(member, capacity="delegate", category=values("D")["category"]))
        text = text_of(page)
        assert "The delegation has no head until it names another." in text
        assert "Save: Halima Wario is no longer head of delegation" in text
        assert queries.head_of(make_delegation("KEN")) == member


class TestReplaceAHead:
    """The head is replaced after accreditation: everything that follows is on the page, and what is left is listed after it."""

    @pytest.fixture
    def scene(self, db):
        with time_machine.travel(NOW, tick=False):
            scene = bilateral_scene()
            decisions.vet(actor=as_actor(security()), delegate=scene.head_ke)
            badge = decisions.accredit(actor=as_actor(officer()), delegate=scene.head_ke)
            self.badge = printed(badge)
            self.reception = make_reception()
            guest_list.invite(actor=scene.protocol, reception=self.reception)
            invitation = self.reception.invitations.get(delegation=scene.kenya)
            receptions.answer_invitation(invitation=invitation, answer=receptions.Answer("yes"), actor=scene.of_kenya)
            self.meeting = scene.ask()
            clerk = as_actor(officer())
            lend(actor=clerk, delegation=scene.kenya, type=sort("pin"), number="12", to="", member=scene.head_ke)
            yield scene

    def url(self, scene, what: str) -> str:
        return f"/portal/ken/members/{scene.head_ke.public_id}/{what}/"

    def test_the_page_says_it_all_before_anything_is_saved(self, scene, client):
        portal = sign_in(client, scene.user_ke)
        page = portal.get(self.url(scene, "replace"))
        assert page.context["consequences"] == [
            "The accreditation of Naliaka Barasa ends.",
            f"The badge {self.badge.number} opens no gate from the moment you save, and has to be brought back.",
            "Pin P-0012 has to be brought back.",
            "The invitation to “State Banquet” passes to the new head, who is asked again; the answer so far (Accepted) ends.",
            "The bilateral meeting with Brazil, Sat 25 Oct, 14:20, is with Naliaka Barasa: keep it with the new head, or cancel it.",
        ]
        assert "Replace and withdraw Naliaka Barasa" in text_of(page)
        page = portal.get(self.url(scene, "withdraw"))
        assert "The delegation has no head until it names another." in page.context["consequences"]
        assert (
            "The answer to the invitation to “State Banquet” (Accepted) ends; it waits until the delegation names another head."
            in page.context["consequences"]
        )

    def test_a_post_without_the_page_withdraws_nobody(self, scene, client):
        portal = sign_in(client, scene.user_ke)
        assert "When you save this:" in text_of(portal.post(self.url(scene, "withdraw"), {"version": "3"}))
        sent = {**post("H", capacity="head"), "version": str(scene.head_ke.version)}
        assert "When you save this:" in text_of(portal.post(self.url(scene, "replace"), sent))
        scene.head_ke.refresh_from_db()
        assert scene.head_ke.state == "accredited"

    def test_what_is_left_is_listed_with_links_to_the_focal_point_and_to_the_staff(self, scene, client):
        portal = sign_in(client, scene.user_ke)
        page = portal.get(self.url(scene, "replace"))
        sent = {
            **post("H", capacity="head"),
            "version": str(scene.head_ke.version),
            "consequences": page.context["consequences_fingerprint"],
        }
        page = portal.post(self.url(scene, "replace"), sent, follow=True)
        new = Delegate.objects.get(replaces=scene.head_ke)
        invitation = self.reception.invitations.get(delegation=scene.kenya)
        found = [(item.title, item.url) for item in page.context["waiting"]]
        assert found == [
            (
                "Bilateral meeting with Brazil: it is with Naliaka Barasa, who is no longer head.",
                f"/portal/ken/bilaterals/{self.meeting.public_id}/",
            ),
            ("Halima Wario takes the place of Naliaka Barasa and is not submitted yet.", f"/portal/ken/members/{new.public_id}/"),
            ("Pin P-0012 is still with Naliaka Barasa.", "/portal/ken/passes/"),
            ("State Banquet: Halima Wario is invited", f"/portal/ken/receptions/{invitation.public_id}/"),
        ]  # fmt: skip
        # The tabs count the same ones, each where it is done.
        counted = {str(tab["label"]): tab["count"] for tab in page.context["menu"] if tab["count"]}
        assert counted == {"Bilateral meetings": 1, "Delegation": 1, "Passes": 1, "Receptions": 1}
        assert [item.why for item in page.context["waiting"] if item.why] == [
            "The invitation passed to the new head; no answer of the former head applies any longer."
        ]
        for _words, url in found:
            assert url in page.content.decode()
            assert portal.get(url).status_code == 200

        client = sign_in(portal, make_user(None, Role.PROTOCOL))
        desk = client.get("/desk/delegations/ken/")
        assert [one.right for one in desk.context["unsettled"]] == [
            "registration.see", "passes.lend", "receptions.see", "bilaterals.see",
        ]  # fmt: skip
        for one in desk.context["unsettled"]:
            assert client.get(one.desk_url.partition("#")[0]).status_code == 200
        client = sign_in(client, make_user(None, Role.PRINT_ROOM))
        desk = client.get("/desk/delegations/ken/")
        assert [one.right for one in desk.context["unsettled"]] == ["registration.see", "passes.lend"]

    def test_a_delegation_where_nothing_happened_has_nothing_to_settle(self, scene):
        assert consequences.find_unsettled(scene.kenya) == []
        assert consequences.find_unsettled(scene.brazil) == []

    def test_a_member_who_is_no_head_loses_none_of_it(self, scene):
        member = make_member("KEN", state="submitted", family_name="Rono", given_names="Chelangat")
        assert consequences.consequences_of(Step(member, leaves=True)) == [
            "Chelangat Rono is withdrawn, and nothing more is decided on this person."
        ]
