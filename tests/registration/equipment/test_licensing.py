"""The security liaison decides on arms and radios: one, or all of an officer together."""

from __future__ import annotations

import pytest
from django.utils import timezone

from conference.audit.models import AuditEntry
from conference.core.access import SYSTEM, Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotFound, NotPossible
from conference.db import together
from delegations.registration import desk_tasks
from delegations.registration.equipment import actions, licensing, queries
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate, Equipment
from tests.people import NOTED, actor, make_focal_point, make_member, make_user, sign_in
from tests.registration.kit import firearm, letters, radio, text_of

URL = "/desk/equipment/"


def officer(code: str = "KEN", **fields) -> Delegate:
    return make_member(code, capacity="security", family_name="Wekesa", given_names="Barasa", **fields)


def ask(member: Delegate, values: dict) -> Equipment:
    return actions.ask_for_equipment(actor=SYSTEM, member=member, values=values)


def liaison(role: Role = Role.SECURITY):
    return actor(make_user(None, role, name="Đỗ Minh Quân"))


@pytest.fixture
def desk(client, world):
    return sign_in(client, make_user(None, Role.SECURITY, name="Đỗ Minh Quân"))


class TestDeciding:
    def test_all_of_an_officer_under_one_number(self, world):
        focal = make_focal_point("KEN")
        member = officer()
        gun, talk = ask(member, firearm()), ask(member, radio())
        done = licensing.license_equipment(
            actor=liaison(), bearer=member, expected_version={gun.pk: 1, talk.pk: 1}, licence="VN/2025/118"
        )
        assert [(one.state, one.licence) for one in done] == [("licensed", "VN/2025/118")] * 2
        assert {one.decided_by.name for one in Equipment.objects.all()} == {"Đỗ Minh Quân"}
        [letter] = letters("equipment_decided")
        assert letter.recipient == focal.email
        assert (letter.context["licence"], letter.context["items"]) == ("VN/2025/118", "Firearm × 1, Radio × 1")

    def test_one_is_refused_with_a_reason(self, world):
        make_focal_point("KEN")
        member = officer()
        gun, talk = ask(member, firearm()), ask(member, radio())
        licensing.refuse_equipment(
            actor=liaison(), bearer=member, expected_version={gun.pk: 1}, reason="No arms in the hall."
        )
        gun.refresh_from_db()
        talk.refresh_from_db()
        assert (gun.state, gun.reason, gun.licence, talk.state) == ("refused", "No arms in the hall.", "", "asked")
        assert letters("equipment_decided")[0].context["reason"] == "No arms in the hall."
        entry = AuditEntry.objects.get(verb="equipment.refused")
        assert (entry.reason, entry.went_to) == ("No arms in the hall.", "refused")

    def test_a_decision_is_undone_on_all_that_it_decided_and_told_once(self, world):
        make_focal_point("KEN")
        member = officer()
        gun, talk = ask(member, firearm()), ask(member, radio())
        both = {"bearer": member, "expected_version": {gun.pk: 1, talk.pk: 1}}
        licensing.license_equipment(actor=liaison(), licence="L-1", **both)
        undone = licensing.undo_decision(actor=liaison(), equipment=talk)
        assert [(one.pk, one.state, one.licence, one.decided_at) for one in undone] == [
            (gun.pk, "asked", "", None),
            (talk.pk, "asked", "", None),
        ]
        with pytest.raises(NotPossible, match="nothing to undo any more"):
            licensing.undo_decision(actor=liaison(), equipment=talk)
        licensing.refuse_equipment(
            actor=liaison(), bearer=member, expected_version={gun.pk: 3, talk.pk: 3}, reason="No arms in the hall."
        )
        assert [(mail.state, mail.not_before > timezone.now()) for mail in letters("equipment_decided")] == [
            ("cancelled", True),
            ("queued", True),
        ]
        gun.refresh_from_db()
        actions.withdraw_equipment(actor=SYSTEM, equipment=gun, expected_version=4)
        with pytest.raises(NotPossible, match="nothing to undo any more"):
            licensing.undo_decision(actor=liaison(), equipment=talk)
        with pytest.raises(NotAllowed):
            licensing.undo_decision(actor=liaison(Role.SECRETARIAT), equipment=talk)

    def test_what_the_delegation_changes_in_time_is_told_as_decided_no_more(self, world):
        """The letter waits while the decision can be undone; it names what still stands of it, and goes to nobody when nothing does."""
        make_focal_point("KEN")
        member = officer()
        gun, talk, other = ask(member, firearm()), ask(member, radio()), ask(member, radio(serial="R-77"))
        versions = {one.pk: 1 for one in (gun, talk, other)}
        licensing.license_equipment(actor=liaison(), bearer=member, expected_version=versions, licence="L-1")
        actions.change_equipment(actor=SYSTEM, equipment=gun, expected_version=2, values=firearm(serial="NEW 1"))
        [letter] = letters("equipment_decided")
        assert (letter.state, letter.context["items"], letter.subject_id) == ("queued", "Radio × 2", str(talk.pk))
        actions.withdraw_equipment(actor=SYSTEM, equipment=talk, expected_version=2)
        [letter] = letters("equipment_decided")
        assert (letter.state, letter.context["items"], letter.subject_id) == ("queued", "Radio × 1", str(other.pk))
        actions.change_equipment(actor=SYSTEM, equipment=other, expected_version=2, values=radio(serial="R-78"))
        assert [mail.state for mail in letters("equipment_decided")] == ["cancelled"]
        # What is licensed anew is told anew.
        licensing.license_equipment(
            actor=liaison(), bearer=member, expected_version={gun.pk: 3, other.pk: 3}, licence="L-2"
        )
        assert [(mail.state, mail.context["licence"]) for mail in letters("equipment_decided")] == [
            ("cancelled", "L-1"),
            ("queued", "L-2"),
        ]

    def test_serials_stand_in_no_mail_and_no_record(self, world):
        make_focal_point("KEN")
        member = officer()
        gun = ask(member, firearm())
        licensing.license_equipment(actor=liaison(), bearer=member, expected_version={gun.pk: 1}, licence="L-1")
        told = str([mail.context for mail in letters("equipment_decided")])
        told += str(list(AuditEntry.objects.values_list("subject_label", "details", "reason")))
        assert gun.serial not in told

    def test_all_or_none(self, world):
        member = officer()
        gun, talk = ask(member, firearm()), ask(member, radio())
        actions.withdraw_equipment(actor=SYSTEM, equipment=talk, expected_version=1)
        with pytest.raises(AlreadyDecided):
            licensing.license_equipment(
                actor=liaison(), bearer=member, expected_version={gun.pk: 1, talk.pk: 1}, licence="L-1"
            )
        gun.refresh_from_db()
        assert (gun.state, gun.version) == ("asked", 1)
        assert letters("equipment_decided") == []

    def test_of_another_bearer(self, world):
        gun = ask(officer(), firearm())
        with pytest.raises(NotFound):
            licensing.license_equipment(
                actor=liaison(), bearer=officer("BRA"), expected_version={gun.pk: 1}, licence="L-1"
            )

    def test_without_number_or_reason(self, world):
        member = officer()
        gun = ask(member, firearm())
        with pytest.raises(NotPossible, match="Enter the number of the licence"):
            licensing.license_equipment(actor=liaison(), bearer=member, expected_version={gun.pk: 1}, licence="")
        with pytest.raises(NotPossible, match="Give the reason"):
            licensing.refuse_equipment(actor=liaison(), bearer=member, expected_version={gun.pk: 1}, reason="")

    def test_nobody_is_licensed_who_comes_no_more(self, world):
        member = officer()
        gun = ask(member, firearm())
        editing.withdraw_member(actor=SYSTEM, member=member, expected_version=1)
        with pytest.raises(NotPossible, match="is no longer a security officer of a delegation"):
            licensing.license_equipment(actor=liaison(), bearer=member, expected_version={gun.pk: 1}, licence="L-1")
        licensing.refuse_equipment(actor=liaison(), bearer=member, expected_version={gun.pk: 1}, reason="Withdrawn.")

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.SECURITY])
    def test_others_may_not(self, world, role):
        member = officer()
        gun = ask(member, firearm())
        who = liaison(role)
        with pytest.raises(NotAllowed):
            licensing.license_equipment(actor=who, bearer=member, expected_version={gun.pk: 1}, licence="L-1")
        with pytest.raises(NotAllowed):
            licensing.refuse_equipment(actor=who, bearer=member, expected_version={gun.pk: 1}, reason="No.")


class TestThePages:
    @pytest.mark.parametrize("role", [Role.SECURITY, Role.ACCREDITATION, Role.SECRETARIAT])
    def test_they_stand_in_the_menu_of_who_decides_on_them_alone(self, world, client, role):
        page = " ".join(sign_in(client, make_user(None, role)).get("/desk/").content.decode().split())
        assert (f'<a href="{URL}"> Arms and radios' in page) == (role == Role.SECURITY)

    def test_the_list_shows_what_waits_without_serials(self, desk):
        gun = ask(officer(), firearm())
        page = desk.get(URL)
        text = text_of(page)
        assert "Kenya Barasa Wekesa Draft Firearm: Glock" in text
        assert gun.serial not in page.content.decode()
        assert "Requested Decide : Barasa Wekesa" in text

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ({}, 2),
            ({"state": ""}, 3),
            ({"state": "licensed"}, 1),
            ({"state": "x"}, 3),
            ({"party": "bra"}, 1),
            ({"kind": "radio"}, 1),
            ({"party": "\0"}, 2),
        ],
    )
    def test_by_state_party_and_kind(self, world, query, count):
        member = officer()
        gun = ask(member, firearm())
        ask(member, radio())
        ask(officer("BRA"), firearm())
        licensing.license_equipment(actor=liaison(), bearer=member, expected_version={gun.pk: 1}, licence="L-1")
        assert len(queries.find_page(queries.EquipmentFilter.read(query))[0]) == count

    def test_licensing_by_the_page(self, desk):
        member = officer()
        gun, talk = ask(member, firearm()), ask(member, radio())
        url = f"{URL}{member.public_id}/"
        text = text_of(desk.get(url))
        assert gun.serial in text
        typed = {"chosen": [gun.pk, talk.pk], f"version-{gun.pk}": 1, f"version-{talk.pk}": 1, "licence": "VN/2025/118"}
        answer = desk.post(url, {**typed, "license": "1"}, follow=True)
        assert "2 are licensed. E-mail goes out at " in text_of(answer)
        text = text_of(desk.get(url))
        assert text.count("Licensed VN/2025/118") == 2
        assert "Undo: Barasa Wekesa" in text_of(answer)
        undone = text_of(desk.post(f"{URL}{gun.pk}/undo/", follow=True))
        assert "Undone: what Barasa Wekesa brings waits for a decision again." in undone
        assert "Undo: " not in text_of(desk.get(URL))
        sent = {**typed, f"version-{gun.pk}": 3, f"version-{talk.pk}": 3, "license": "1"}
        desk.post(url, sent)
        text = text_of(desk.get(url))
        assert "License the selected items" not in text

    def test_refusing_by_the_page_needs_a_reason(self, desk):
        member = officer()
        gun = ask(member, firearm())
        url = f"{URL}{member.public_id}/"
        typed = {"chosen": [gun.pk], f"version-{gun.pk}": 1, "refuse": "1"}
        answer = desk.post(url, typed)
        assert answer.context["form"].errors == {"reason": ["Give the reason; the delegation reads it."]}
        assert answer.status_code == 422
        assert "1 is refused." in text_of(desk.post(url, {**typed, "reason": "No arms."}, follow=True))

    def test_nothing_ticked_and_no_number(self, desk):
        member = officer()
        ask(member, firearm())
        answer = desk.post(f"{URL}{member.public_id}/", {"license": "1"})
        assert answer.context["form"].errors == {
            "chosen": ["Tick the items to decide on."],
            "licence": ["Enter the number of the licence."],
        }

    def test_a_number_with_strange_signs(self, desk):
        member = officer()
        gun = ask(member, firearm())
        typed = {"chosen": [gun.pk], f"version-{gun.pk}": 1, "license": "1", "licence": "=1+1"}
        answer = desk.post(f"{URL}{member.public_id}/", typed)
        assert set(answer.context["form"].errors) == {"licence"}

    def test_what_changed_meanwhile_is_not_decided(self, desk):
        member = officer()
        gun = ask(member, firearm())
        actions.change_equipment(actor=SYSTEM, equipment=gun, expected_version=1, values=firearm(serial="OTHER 1"))
        typed = {"chosen": [gun.pk], f"version-{gun.pk}": 1, "license": "1", "licence": "L-1"}
        answer = desk.post(f"{URL}{member.public_id}/", typed)
        assert "Nothing was changed." in text_of(answer, 422)
        gun.refresh_from_db()
        assert gun.state == "asked"

    def test_somebody_without_arms_has_no_page(self, desk):
        assert desk.get(f"{URL}{make_member('KEN').public_id}/").status_code == 404

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow_with_the_rows(self, desk, own_menu, count, django_assert_num_queries):
        for code in ("BRA", "KEN", "HRV")[:count]:
            ask(officer(code), firearm())
        desk.get(URL)
        with django_assert_num_queries(9 + NOTED):
            desk.get(URL)

    def test_it_waits_at_the_desk_until_it_is_decided(self, world):
        member = officer()
        gun = ask(member, firearm())
        [matter] = together.results_of(desk_tasks.equipment_to_decide(SYSTEM))
        assert str(matter.title) == "1 arm or radio waits for a licence"
        assert matter.at == gun.asked_at
        licensing.license_equipment(actor=liaison(), bearer=member, expected_version={gun.pk: 1}, licence="L-1")
        assert together.results_of(desk_tasks.equipment_to_decide(SYSTEM)) == []
