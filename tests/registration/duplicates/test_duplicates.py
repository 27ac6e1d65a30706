"""Two entries that look like one person: who is shown, and what an organiser may make of them."""

from __future__ import annotations

import re

import pytest

from conference.audit.models import AuditEntry
from conference.core.access import SYSTEM, Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.db import together
from conference.desk import registry
from conference.models import Category
from delegations.accreditation.models import Badge
from delegations.registration import desk_tasks
from delegations.registration.duplicates import actions, queries
from delegations.registration.members.actions import editing
from delegations.registration.members.actions.editing import EnteredAlready
from delegations.registration.members.questions import SURE
from delegations.registration.models import Delegate, DistinctPersons
from tests.people import NOTED, actor, make_delegation, make_focal_point, make_member, make_user, sign_in
from tests.registration.kit import letters, picture, post, text_of, values

URL = "/desk/delegations/doubles/"


def enter(code: str = "KEN", letter: str = "D", **more) -> Delegate:
    return editing.enter_member(actor=SYSTEM, delegation=make_delegation(code), values=values(letter, **more))


def keys() -> list[tuple[int, int]]:
    return [(pair.first, pair.second) for pair in queries.pairs()]


def officer(role: Role = Role.ACCREDITATION, **more):
    return actor(make_user(None, role, **more))


@pytest.fixture
def desk(client, world):
    return sign_in(client, make_user(None, Role.ACCREDITATION, name="Phạm Thị Ngọc Diệp"))


class TestWhoIsShown:
    def test_one_document_number_in_two_delegations(self, world):
        first = enter("KEN")
        second = enter("BRA", family_name="Quite", given_names="Another", date_of_birth="1950-01-01")
        [pair] = queries.pairs()
        assert pair == (first.pk, second.pk, True, False, False)

    def test_the_number_however_it_is_spaced(self, world):
        enter("KEN", document_number="BK 0417726")
        enter("BRA", document_number="BK0417726", family_name="Other")
        assert len(keys()) == 1

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Nguyễn", "Nguye\u0302\u0303n"),
            ("Nguyễn", "NGUYEN"),
            ("Đặng", "Dang"),
            ("Côte", "cote"),
        ],
    )
    def test_one_name_and_birth_date_in_any_spelling(self, world, one, other):
        enter("KEN", family_name=one, document_number="A1000001")
        enter("BRA", family_name=other, document_number="B2000002")
        [pair] = queries.pairs()
        assert (pair.by_number, pair.by_name) == (False, True)

    def test_another_birth_date_is_another_person(self, world):
        enter("KEN", document_number="A1000001")
        enter("BRA", document_number="B2000002", date_of_birth="1984-03-03")
        assert keys() == []

    def test_nobody_without_birth_date_or_number_is_like_another(self, world):
        for code in ("KEN", "BRA"):
            enter(code, document_number="", date_of_birth="")
        assert keys() == []

    def test_in_another_category_of_one_delegation(self, world):
        enter("KEN", "D")
        enter("KEN", "M", capacity="media")
        assert len(keys()) == 1

    @pytest.mark.parametrize(
        ("states", "count"), [(("refused", "draft"), 1), (("refused", "refused"), 0), (("withdrawn", "draft"), 0)]
    )
    def test_who_was_refused_and_comes_again(self, world, states, count):
        for code, state in zip(("KEN", "BRA"), states, strict=True):
            make_member(code, state=state, document_number_index="x" * 32)
        assert len(keys()) == count

    def test_three_entries_are_three_pairs_the_latest_first(self, world):
        one, two, three = (enter(code) for code in ("KEN", "BRA", "HRV"))
        assert keys() == [(two.pk, three.pk), (one.pk, three.pk), (one.pk, two.pk)]


class TestTheSameTwice:
    def test_a_form_sent_twice_enters_nobody_twice(self, world):
        enter("KEN")
        with pytest.raises(EnteredAlready) as refused:
            enter("KEN")
        assert str(refused.value) == "The same document number as Halima Wario."

    def test_a_change_of_category_does_not_make_it_so(self, world):
        enter("KEN")
        media = enter("KEN", "M", capacity="media")
        with pytest.raises(EnteredAlready):
            editing.edit_member(actor=SYSTEM, member=media, expected_version=1, values=values("D"))

    def test_by_the_form_in_another_category_it_is_entered(self, client, world):
        sign_in(client, make_focal_point("KEN"))
        assert client.post("/portal/ken/members/new/", post("D")).status_code == 302
        assert client.post("/portal/ken/members/new/", post("D")).status_code == 422
        asked = client.post("/portal/ken/members/new/", post("M", capacity="media"))
        [question] = asked.context["form"].questions
        intended = {**post("M", capacity="media"), SURE: [question.key]}
        assert client.post("/portal/ken/members/new/", intended).status_code == 302
        assert Delegate.objects.count() == 2


class TestTwoPersons:
    def test_they_are_shown_no_more(self, world):
        one, other = enter("KEN"), enter("BRA")
        said = actions.tell_apart(actor=officer(name="Diệp"), first=other, second=one)
        assert keys() == []
        assert (said.one, said.other) == (one, other)
        entry = AuditEntry.objects.get(verb="delegate.told_apart")
        assert (entry.actor_label, entry.subject_label) == ("Diệp", "Halima Wario, Halima Wario")
        assert letters("entered_twice") == []

    def test_it_is_said_once(self, world):
        one, other = enter("KEN"), enter("BRA")
        actions.tell_apart(actor=officer(name="Diệp"), first=one, second=other)
        with pytest.raises(AlreadyDecided, match="Diệp has already confirmed that these are two persons"):
            actions.tell_apart(actor=officer(), first=one, second=other)

    def test_a_third_one_still_is(self, world):
        one, two, three = (enter(code) for code in ("KEN", "BRA", "HRV"))
        actions.tell_apart(actor=officer(), first=one, second=two)
        assert keys() == [(two.pk, three.pk), (one.pk, three.pk)]

    @pytest.mark.parametrize("role", [Role.SECURITY, Role.PROTOCOL, Role.PRINT_ROOM, Role.PROGRAMME])
    def test_others_may_not(self, world, role):
        one, other = enter("KEN"), enter("BRA")
        who = officer(role)
        with pytest.raises(NotAllowed):
            actions.tell_apart(actor=who, first=one, second=other)
        with pytest.raises(NotAllowed):
            actions.merge(actor=who, stays=one, goes=other, stays_version=1, goes_version=1)
        with pytest.raises(NotAllowed):
            actions.withdraw_double(actor=who, stays=one, goes=other, expected_version=1)
        assert not DistinctPersons.objects.exists()


class TestMerging:
    def test_what_is_empty_is_filled_and_the_other_withdrawn(self, world):
        focal = make_focal_point("KEN")
        stays = enter("KEN", document_type="", document_number="", document_expiry=None, diet="halal")
        goes = enter("KEN", "M", capacity="media", hotel="Lotus", diet="vegetarian", name_native="حليمة")
        kept = actions.merge(actor=officer(), stays=stays, goes=goes, stays_version=1, goes_version=1)
        kept.refresh_from_db()
        goes.refresh_from_db()
        assert (kept.document_number, kept.document_type, kept.hotel, kept.diet) == (
            "BK0417726", "ordinary", "Lotus", "halal",
        )  # fmt: skip
        assert kept.name_native == "حليمة"
        assert "حليمة" in kept.search
        assert kept.document_number_index == goes.document_number_index
        assert (kept.category.letter, kept.capacity, kept.state) == ("D", "delegate", "draft")
        assert goes.state == "withdrawn"
        assert keys() == []
        [letter] = letters("entered_twice")
        assert letter.recipient == focal.email
        assert letter.context["here"] is True
        assert letter.context["name"] == "Ms. Halima Wario"

    def test_a_passport_is_not_pieced_together(self, world):
        stays = enter("KEN", document_number="", document_expiry=None)
        goes = enter("KEN", "M", capacity="media")
        kept = actions.merge(actor=officer(), stays=stays, goes=goes, stays_version=1, goes_version=1)
        assert (kept.document_type, kept.document_number, kept.document_expiry) == ("ordinary", "", None)

    def test_the_photo_comes_along(self, client, world):
        stays = enter("KEN")
        goes = editing.enter_member(
            actor=SYSTEM, delegation=make_delegation("KEN"), values=values("M", capacity="media"), photo="photos/x.jpg"
        )
        kept = actions.merge(actor=officer(), stays=stays, goes=goes, stays_version=1, goes_version=1)
        assert Delegate.objects.get(pk=kept.pk).photo.name == "photos/x.jpg"

    def test_the_badge_of_the_other_ends(self, world):
        stays = make_member("KEN")
        goes = make_member("KEN", state="accredited", category="M", capacity="media")
        actions.merge(actor=officer(), stays=stays, goes=goes, stays_version=1, goes_version=1)
        badge = Badge.objects.get()
        assert (badge.state, badge.live_for) == ("revoked", None)

    def test_of_somebody_accredited_nothing_goes_back_to_review(self, world):
        stays = make_member("KEN", state="accredited", functional_title="")
        goes = make_member("KEN", category="M", capacity="media", functional_title="Editor", hotel="Lotus")
        kept = actions.merge(actor=officer(), stays=stays, goes=goes, stays_version=1, goes_version=1)
        assert (kept.state, kept.functional_title, kept.hotel) == ("accredited", "", "Lotus")
        assert Badge.objects.get().state == "queued"

    def test_two_delegations_are_not_merged(self, world):
        one, other = enter("KEN"), enter("BRA")
        with pytest.raises(NotPossible, match="two delegations"):
            actions.merge(actor=officer(), stays=one, goes=other, stays_version=1, goes_version=1)
        assert Delegate.objects.filter(state="draft").count() == 2

    def test_what_changed_meanwhile_is_not_merged_blindly(self, world):
        one, other = enter("KEN"), enter("KEN", "M", capacity="media")
        editing.edit_member(actor=SYSTEM, member=other, expected_version=1, values={"hotel": "Lotus"})
        with pytest.raises(AlreadyDecided):
            actions.merge(actor=officer(), stays=one, goes=other, stays_version=1, goes_version=1)
        one.refresh_from_db()
        assert (one.hotel, one.version) == ("", 1)

    def test_the_record_names_the_fields_and_no_private_value(self, world):
        stays = enter("KEN", document_type="", document_number="", document_expiry=None, date_of_birth="")
        goes = enter("KEN", "M", capacity="media")
        actions.merge(actor=officer(name="Diệp"), stays=stays, goes=goes, stays_version=1, goes_version=1)
        merged, gone = AuditEntry.objects.filter(verb__in=["delegate.merged", "delegate.doubled"]).order_by("number")
        assert merged.details["changed"]["document_number"] == "changed"
        assert (gone.reason, gone.went_to) == ("Entered twice; the other entry stays.", "withdrawn")
        told = "".join(str(entry.details) for entry in (merged, gone))
        assert "BK0417726" not in told
        assert "1984" not in told


class TestOfTwoDelegations:
    def test_one_is_withdrawn_and_learns_nothing_of_the_other(self, world):
        kenya, brazil = make_focal_point("KEN"), make_focal_point("BRA")
        stays, goes = enter("KEN"), enter("BRA")
        actions.withdraw_double(actor=officer(), stays=stays, goes=goes, expected_version=1)
        goes.refresh_from_db()
        assert goes.state == "withdrawn"
        [letter] = letters("entered_twice")
        assert letter.recipient == brazil.email != kenya.email
        assert letter.context["here"] is False
        assert "Kenya" not in str(letter.context)

    def test_the_reason_is_in_the_language_of_the_delegation(self, world):
        stays, goes = enter("KEN"), enter("BRA")
        actions.withdraw_double(actor=officer(), stays=stays, goes=goes, expected_version=1)
        assert AuditEntry.objects.get(verb="delegate.doubled").reason == "Entered twice; the other entry stays."

    def test_a_refused_one_cannot_be_withdrawn(self, world):
        stays = make_member("KEN", document_number_index="x" * 32)
        goes = make_member("BRA", state="refused", document_number_index="x" * 32)
        with pytest.raises(NotPossible, match="is refused and can no longer be changed"):
            actions.withdraw_double(actor=officer(), stays=stays, goes=goes, expected_version=1)


class TestThePages:
    def test_both_stand_side_by_side_without_number_or_date(self, desk):
        enter("KEN"), enter("BRA", family_name="Wárío")
        page = desk.get(URL)
        text = text_of(page)
        assert "1 pair" in text
        assert "Halima Wario" in text
        assert "Halima Wárío" in text
        assert "Kenya , Delegate" in text
        assert "the same the same Withdraw one of them" in text
        assert "BK0417726" not in page.content.decode()
        assert not re.search(r"\b1984\b", page.content.decode())  # letters and digits of a key may hold it

    def test_merging_by_the_page(self, desk):
        one, other = enter("KEN", hotel="Lotus"), enter("KEN", "M", capacity="media", diet="halal")
        url = f"{URL}{one.public_id}/{other.public_id}/"
        text = text_of(desk.get(url))
        assert "If this one stays, it takes from the other: diet." in text
        assert "If this one stays, it takes from the other: hotel." in text
        answer = desk.post(url, {"stays": "2", "version1": 1, "version2": 1}, follow=True)
        assert "Halima Wario is one entry now; the other is withdrawn." in text_of(answer)
        one.refresh_from_db()
        other.refresh_from_db()
        assert (one.state, other.state, other.hotel) == ("withdrawn", "draft", "Lotus")

    def test_nothing_chosen(self, desk):
        one, other = enter("KEN"), enter("KEN", "M", capacity="media")
        answer = desk.post(f"{URL}{one.public_id}/{other.public_id}/", {"version1": 1, "version2": 1})
        assert "Choose which entry stays." in text_of(answer, 422)

    def test_two_persons_by_the_page(self, desk):
        one, other = enter("KEN"), enter("BRA")
        answer = desk.post(f"{URL}{one.public_id}/{other.public_id}/apart/", follow=True)
        assert "are recorded as two persons and will not be listed again" in text_of(answer)
        assert "No likely duplicates" in text_of(answer)

    def test_somebody_was_faster(self, desk):
        one, other = enter("KEN"), enter("KEN", "M", capacity="media")
        actions.withdraw_double(actor=SYSTEM, stays=one, goes=other, expected_version=1)
        answer = desk.post(f"{URL}{one.public_id}/{other.public_id}/", {"stays": "1", "version1": 1, "version2": 1})
        assert "One entry for Halima Wario has already been withdrawn. Nothing was changed." in text_of(answer, 409)

    def test_a_made_up_pair_is_404(self, desk):
        one = enter("KEN")
        assert desk.get(f"{URL}{one.public_id}/{one.public_id}/").status_code == 404

    @pytest.mark.parametrize("after", ["x", "1", "1-", "-", "0-0", "9-9", "9" * 40 + "-1"])
    def test_a_made_up_page_is_no_error(self, desk, after):
        enter("KEN"), enter("BRA")
        assert desk.get(URL, {"after": after}).status_code == 200

    def test_pages_go_on_where_the_last_one_ended(self, world, monkeypatch):
        monkeypatch.setattr(queries, "PAGE", 2)
        for code in ("KEN", "BRA", "HRV", "CIV"):
            enter(code)
        found, seen, after = queries.pairs(), [], ""
        for _each in range(3):
            rows, after = queries.find_page(found, after)
            seen += [row.key for row in rows]
        assert seen == [pair.key for pair in found]
        assert len(seen) == 6
        assert after == ""

    @pytest.mark.parametrize("count", [2, 4])
    def test_queries_do_not_grow_with_the_rows(self, desk, own_menu, count, django_assert_num_queries):
        for code in ("KEN", "BRA", "HRV", "CIV")[:count]:
            enter(code)
        desk.get(URL)
        with django_assert_num_queries(8 + NOTED):
            desk.get(URL)


class TestWhatWaits:
    def test_the_desk_counts_the_pairs(self, world):
        assert together.results_of(desk_tasks.likely_doubles(SYSTEM)) == []
        enter("KEN"), enter("BRA")
        [matter] = together.results_of(desk_tasks.likely_doubles(SYSTEM))
        assert str(matter.title) == "1 pair of entries may be one person"
        assert matter.url == URL
        keys_of = {role: [m.key for m in registry.tasks_for(officer(role))] for role in Role}
        assert {role for role, found in keys_of.items() if "registration.doubles" in found} == {
            Role.SECRETARIAT,
            Role.ACCREDITATION,
        }

    @pytest.mark.slow
    def test_three_thousand_are_looked_through_in_one_query(self, world, django_assert_num_queries):
        category = Category.objects.get(letter="D")
        delegation = make_delegation("KEN")
        from conference.core import lifecycle

        @lifecycle.use_case
        def many():
            rows = [
                Delegate(
                    delegation=delegation, category=category, capacity="delegate", family_name=f"F{n}",
                    alike=f"f{n // 2 if n < 20 else n}", position=n,
                )
                for n in range(3000)
            ]  # fmt: skip
            lifecycle.create_many(rows, actor=SYSTEM, verb="delegate.entered")

        many()
        with django_assert_num_queries(1):
            assert len(queries.pairs()) == 10


def test_photos_are_of_their_own_delegations(desk):
    """The pictures are asked of the delegations' own views."""
    from django.core.files.base import ContentFile

    one = enter("KEN")
    enter("BRA")
    one.photo.save("photo.jpg", ContentFile(picture().getvalue()))
    Delegate.objects.filter(pk=one.pk).update(photo=one.photo.name)
    assert f'src="/portal/ken/members/{one.public_id}/photo/"' in desk.get(URL).content.decode()
