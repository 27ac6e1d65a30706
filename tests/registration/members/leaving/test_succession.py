"""A member takes the place of another: by Replace, or as the new head while the former one stays."""

from __future__ import annotations

import pytest

from conference.core.errors import AlreadyDecided, NotPossible
from conference.models import Category
from delegations.accreditation.models import Badge
from delegations.registration.members import queries
from delegations.registration.members.actions import succession
from delegations.registration.models import Delegate
from tests.accreditation.kit import accredited
from tests.people import actor, make_delegation, make_focal_point, make_member, sign_in
from tests.registration.kit import letters, post, text_of


@pytest.fixture
def jane(world):
    return actor(make_focal_point("KEN", name="Achieng Wambui"))


@pytest.fixture
def portal(client, jane):
    return sign_in(client, make_focal_point("KEN"))


@pytest.fixture
def head(world) -> Delegate:
    return make_member(
        "KEN", capacity="head", category="H", state="submitted", family_name="Barasa", given_names="Naliaka"
    )


def make_alternate(**more) -> Delegate:
    names = {"family_name": "Kilonzi", "given_names": "Josphat"}
    return make_member("KEN", capacity="deputy_head", category="D", **{**names, **more})


def place(member: Delegate) -> tuple[str, str, str]:
    member.refresh_from_db()
    return member.capacity, member.category.letter, member.state


class TestReplacedByAMember:
    def url(self, member: Delegate, successor: Delegate) -> str:
        return f"/portal/ken/members/{member.public_id}/replace/?successor={successor.public_id}"

    def sent(self, page, member: Delegate, successor: Delegate) -> dict[str, object]:
        return {
            "version": member.version,
            "successor": successor.public_id,
            "successor_version": successor.version,
            "consequences": page.context["consequences_fingerprint"],
        }

    def test_the_alternate_takes_the_head_s_place_after_reading_what_follows(self, portal, head):
        alternate, badge = accredited("KEN", capacity="deputy_head", family_name="Kilonzi", given_names="Josphat")
        form = text_of(portal.get(f"/portal/ken/members/{head.public_id}/replace/"))
        assert "A member of the delegation takes this place" in form
        assert "Josphat Kilonzi, Alternate head" in form
        page = portal.get(self.url(head, alternate))
        shown = text_of(page)
        assert "Replace Naliaka Barasa with Josphat Kilonzi?" in shown
        assert "Josphat Kilonzi gets the capacity “Head of delegation” and the category “Head of delegation”." in shown
        assert "The accreditation of Josphat Kilonzi ends, and the organizers review the entry again." in shown
        done = text_of(portal.post(self.url(head, alternate), self.sent(page, head, alternate), follow=True))
        assert "Josphat Kilonzi has the place of Naliaka Barasa now." in done
        assert "You replaced Naliaka Barasa with Josphat Kilonzi." in done
        assert (place(head)[2], place(alternate)) == ("withdrawn", ("head", "H", "submitted"))
        assert alternate.replaces == head
        assert queries.order_of(make_delegation("KEN")) == [alternate.pk]
        assert not Badge.objects.filter(pk=badge.pk, live_for__isnull=False).exists()
        assert {letter.context["name"] for letter in letters("withdrawn")} == {"Naliaka Barasa"}

    def test_nothing_is_done_before_it_was_read(self, portal, head):
        alternate = make_alternate()
        sent = {"version": head.version, "successor": alternate.public_id, "successor_version": 1}
        assert "Replace Naliaka Barasa with" in text_of(portal.post(self.url(head, alternate), sent))
        assert place(head)[2] == "submitted"

    def test_a_draft_is_then_to_be_submitted_and_needs_no_late_request(self, jane, head):
        alternate = make_alternate()
        succession.replace_by_member(
            actor=jane, member=head, expected_version=head.version, successor=alternate, successor_version=1
        )
        [letter] = letters("replaced")
        assert letter.context["name"] == "Josphat Kilonzi"

    def test_somebody_changed_meanwhile(self, jane, head):
        with pytest.raises(AlreadyDecided):
            succession.replace_by_member(
                actor=jane, member=head, expected_version=head.version, successor=make_alternate(), successor_version=7
            )
        assert place(head)[2] == "submitted"

    def test_who_has_the_same_place_and_strangers_are_not_offered(self, portal, head):
        first, second = (make_member("KEN", family_name=name) for name in ("Ouma", "Wario"))
        brazilian = make_member("BRA", capacity="deputy_head")
        for member, other in ((first, second), (first, brazilian)):
            answer = portal.get(self.url(member, other), follow=True)
            assert "Choose a member of the delegation." in text_of(answer)


class TestTheFormerHeadStays:
    @pytest.fixture
    def full(self, jane) -> None:
        Category.objects.filter(letter="D").update(places=1)

    def sent(self, member: Delegate, **more) -> dict[str, str]:
        names = {"family_name": "Kilonzi", "given_names": "Josphat", "document_number": "BK0000042"}
        return {**post("H", capacity="head", **names), "version": str(member.version), **more}

    def test_capacity_head_on_another_says_what_follows_and_swaps(self, portal, full, head):
        """The category of the alternate has one place, which the former head can have only when both change at once."""
        alternate = make_alternate(state="submitted", photo_exempt=True)
        url = f"/portal/ken/members/{alternate.public_id}/"
        asked = portal.post(url, self.sent(alternate))
        text = text_of(asked)
        assert "Naliaka Barasa gets the capacity “Alternate head” and the category “Delegate”." in text
        assert "Save: Josphat Kilonzi becomes head of delegation" in text
        assert place(head)[0] == "head"
        confirmed = {"consequences": asked.context["consequences_fingerprint"]}
        complete(head, alternate)
        portal.post(url, self.sent(alternate, **confirmed))
        assert (place(alternate), place(head)) == (("head", "H", "submitted"), ("deputy_head", "D", "submitted"))

    def test_who_lacks_something_in_the_new_place_stops_the_swap(self, jane, head):
        Category.objects.filter(letter="H").update(needs_photo=False)
        alternate = make_alternate(state="submitted")
        complete(head, head, photo_exempt=False)
        values = {"capacity": "head", "category": head.category}
        with pytest.raises(NotPossible, match="without photo the entry would be incomplete"):
            succession.swap_head(
                actor=jane,
                member=alternate,
                expected_version=1,
                values=values,
                head=head,
                head_version=head.version,
            )
        assert (place(head)[0], place(alternate)[0]) == ("head", "deputy_head")

    def test_a_new_person_is_no_second_head(self, portal, head):
        text = text_of(portal.post("/portal/ken/members/new/", post("H", capacity="head")), 422)
        assert "Naliaka Barasa is already head of the delegation." in text


def complete(member: Delegate, other: Delegate, *, photo_exempt: bool = True) -> None:
    """Give the member what an entry needs, as the other one has it."""
    names = ("date_of_birth", "nationality", "sex", "functional_title", "document_type", "document_expiry")
    stored = Delegate.objects.get(pk=member.pk)
    for name in names:
        setattr(stored, name, getattr(other, name))
    stored.photo_exempt = photo_exempt
    stored.save(update_fields=[*names, "photo_exempt"])
