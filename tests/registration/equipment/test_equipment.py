"""Arms and radios of security officers; a change of what was licensed is asked anew."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from conference.audit.models import AuditEntry
from conference.core import lifecycle
from conference.core.access import SYSTEM, Role
from conference.core.errors import AlreadyDecided, NotFound, NotPossible
from conference.correspondence.letters import letter
from conference.db import together
from conference.models import current_conference
from delegations.registration import desk_tasks
from delegations.registration.equipment import actions
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate, Equipment
from delegations.registration.overview import history
from tests.people import actor, make_focal_point, make_member, make_user, sign_in
from tests.registration.kit import firearm, letters, radio, text_of


@pytest.fixture
def jane(world):
    return make_focal_point("KEN", name="Achieng Wambui")


@pytest.fixture
def portal(client, jane):
    return sign_in(client, jane)


def officer(code: str = "KEN", **fields) -> Delegate:
    return make_member(code, capacity="security", family_name="Wekesa", given_names="Barasa", **fields)


def url_of(member: Delegate, thing: Equipment | None = None, more: str = "") -> str:
    own = f"{thing.pk}/" if thing else ""
    return f"/portal/{member.delegation.party.slug}/members/{member.public_id}/equipment/{own}{more}"


def posted(values: dict, **more) -> dict:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in {**values, **more}.items()}


def entry_delegation():
    return Equipment.objects.get().bearer.delegation


@lifecycle.use_case
def decide(thing: Equipment, state: str, reason: str = "", **fields) -> Equipment:
    Equipment.objects.filter(pk=thing.pk).update(reason=reason)
    return lifecycle.move(thing, state, actor=SYSTEM, verb=f"equipment.{state}", **fields)


class TestAsking:
    def test_a_firearm_is_asked_for(self, portal):
        member = officer()
        answer = portal.post(url_of(member), posted(firearm()), follow=True)
        assert "Firearm Glock Pistol is requested. The security liaison decides" in text_of(answer)
        thing = Equipment.objects.get()
        assert (thing.bearer, thing.state, thing.serial, thing.rounds, thing.model) == (
            member,
            "asked",
            "BXK 417",
            30,
            "",
        )
        assert (thing.starts_on, thing.ends_on, thing.checkpoint) == (date(2025, 10, 23), date(2025, 10, 27), "Nội Bài")
        assert '<span class="state wait" data-mark="→">Requested</span>' in answer.content.decode()

    def test_of_a_radio_other_things_are_asked(self, portal):
        member = officer()
        portal.post(url_of(member), posted(radio(), calibre="9 mm", rounds="4", type="Pistol"))
        thing = Equipment.objects.get()
        assert (thing.model, thing.frequency, thing.power) == ("DP4800", "430 MHz", "4 W")
        assert (thing.calibre, thing.rounds, thing.type) == ("", None, "")

    @pytest.mark.parametrize(
        ("values", "field", "message"),
        [
            (firearm(calibre=""), "calibre", "This field is required."),
            (firearm(rounds=""), "rounds", "This field is required."),
            (radio(frequency=""), "frequency", "This field is required."),
            (
                radio(ends_on="2025-10-20"),
                "ends_on",
                "20 October 2025 is before 23 October 2025. Please check both dates.",
            ),
            (
                radio(starts_on="2025-10-01", ends_on="2025-10-02"),
                "ends_on",
                "1 October 2025 to 2 October 2025 does not include a day of the conference. Please check both dates.",
            ),
            (
                radio(ends_on="2035-10-27"),
                "ends_on",
                "27 October 2035 is more than a year away from the conference. Check the year.",
            ),
            (radio(kind="drone"), "kind", "Select a valid choice. drone is not one of the available choices."),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(self, portal, values, field, message):
        answer = portal.post(url_of(officer()), posted(values))
        assert answer.status_code == 422
        assert answer.context["form"].errors == {field: [message]}
        assert f'value="{values["serial"]}"' in answer.content.decode()
        assert not Equipment.objects.exists()

    def test_the_same_thing_twice_is_refused(self, portal):
        first, second = officer(), officer()
        portal.post(url_of(first), posted(radio()))
        answer = portal.post(url_of(second), posted(radio(serial="871tpd0042")))
        words = "The serial number “871tpd0042” is already entered for Barasa Wekesa."
        assert answer.context["form"].errors == {"serial": [words]}
        # What was withdrawn may be listed anew.
        actions.withdraw_equipment(actor=SYSTEM, equipment=Equipment.objects.get(), expected_version=1)
        assert portal.post(url_of(second), posted(radio())).status_code == 302

    def test_others_read_that_only_officers_bring_them(self, portal):
        member = make_member("KEN", family_name="Wario", given_names="Halima")
        text = text_of(portal.get(url_of(member)))
        assert "Only security officers bring arms or radios, and Halima Wario is not one." in text
        assert "Ask for one more" not in text
        answer = portal.post(url_of(member), posted(radio()))
        assert "Only security officers bring arms or radios, and Halima Wario is not one." in text_of(answer, 422)
        assert not Equipment.objects.exists()

    def test_the_member_s_form_leads_there_for_officers_only(self, portal):
        member, other = officer(), make_member("KEN")
        page = portal.get(url_of(member).removesuffix("equipment/")).content.decode()
        assert f'href="{url_of(member)}"' in page
        step = 'id="step-equipment" data-only-if="capacity=security"'
        assert f"<fieldset {step}>" in page
        page = portal.get(url_of(other).removesuffix("equipment/")).content.decode()
        assert f"<fieldset {step} hidden>" in page
        assert url_of(other) not in page


class TestChanging:
    def test_a_licensed_one_is_asked_anew_and_its_licence_ends(self, portal, jane):
        member = officer()
        thing = actions.ask_for_equipment(actor=actor(jane), member=member, values=radio())
        boss = make_user(None, Role.SECURITY)
        decide(thing, "licensed", licence="L-12", decided_by_id=boss.pk)
        assert "Licence L-12" in text_of(portal.get(url_of(member)))
        assert "ends the licence" in text_of(portal.get(url_of(member, thing)))
        portal.post(url_of(member, thing), posted(radio(power="5 W"), version="2"))
        thing.refresh_from_db()
        assert (thing.state, thing.licence, thing.decided_by, thing.power) == ("asked", "", None, "5 W")
        assert len(letters("equipment_received")) == 2

    def test_one_that_waits_is_changed_without_a_further_letter(self, jane):
        thing = actions.ask_for_equipment(actor=actor(jane), member=officer(), values=radio())
        saved = actions.change_equipment(
            actor=actor(jane), equipment=thing, expected_version=1, values=radio(power="5 W")
        )
        assert (saved.state, saved.version, saved.power) == ("asked", 2, "5 W")
        assert len(letters("equipment_received")) == 1

    def test_nothing_changed_leaves_the_licence(self, jane):
        thing = actions.ask_for_equipment(actor=actor(jane), member=officer(), values=radio())
        decide(thing, "licensed", licence="L-12")
        saved = actions.change_equipment(actor=actor(jane), equipment=thing, expected_version=2, values=radio())
        assert (saved.state, saved.licence, saved.version) == ("licensed", "L-12", 2)

    def test_a_refused_one_may_be_asked_for_again(self, portal, jane):
        member = officer()
        thing = actions.ask_for_equipment(actor=actor(jane), member=member, values=firearm())
        decide(thing, "refused", reason="The calibre is not allowed.")
        assert "“<bdi>The calibre is not allowed.</bdi>”" in portal.get(url_of(member)).content.decode()
        saved = actions.change_equipment(
            actor=actor(jane), equipment=thing, expected_version=2, values=firearm(calibre="7,65 mm")
        )
        assert (saved.state, saved.calibre) == ("asked", "7,65 mm")
        assert "The calibre is not allowed." not in text_of(portal.get(url_of(member)))

    def test_whoever_was_slower_than_the_decision_is_told_and_keeps_the_words(self, portal, jane):
        member = officer()
        thing = actions.ask_for_equipment(actor=actor(jane), member=member, values=radio())
        decide(thing, "licensed", licence="L-12")
        answer = portal.post(url_of(member, thing), posted(radio(power="5 W"), version="1"))
        text = text_of(answer, 409)
        assert "Radio Motorola DP4800: already licensed by system. Nothing was changed." in text
        page = answer.content.decode()
        assert 'value="5 W"' in page
        assert 'name="version" value="2"' in page

    def test_withdrawing(self, portal, jane):
        member = officer()
        thing = actions.ask_for_equipment(actor=actor(jane), member=member, values=radio())
        answer = portal.post(url_of(member, thing, "withdraw/"), {"version": "1"}, follow=True)
        assert "Radio Motorola DP4800 is withdrawn." in text_of(answer)
        with pytest.raises(AlreadyDecided):
            actions.withdraw_equipment(actor=actor(jane), equipment=thing, expected_version=1)
        with pytest.raises(NotPossible):
            actions.change_equipment(actor=actor(jane), equipment=thing, expected_version=2, values=radio())


class TestWhoMay:
    def test_another_delegation_may_not(self, jane, world):
        other = officer("BRA")
        with pytest.raises(NotFound):
            actions.ask_for_equipment(actor=actor(jane), member=other, values=radio())
        thing = actions.ask_for_equipment(actor=SYSTEM, member=other, values=radio())
        with pytest.raises(NotFound):
            actions.change_equipment(actor=actor(jane), equipment=thing, expected_version=1, values=radio(power="5 W"))
        with pytest.raises(NotFound):
            actions.withdraw_equipment(actor=actor(jane), equipment=thing, expected_version=1)

    def test_what_another_member_brings_is_not_here(self, portal):
        one, other = officer(), officer()
        thing = actions.ask_for_equipment(actor=SYSTEM, member=other, values=radio())
        assert portal.get(url_of(one, thing)).status_code == 404
        assert portal.post(url_of(one, thing, "withdraw/"), {"version": "1"}).status_code == 404

    def test_what_was_asked_for_is_called_in_the_readers_language(self, jane):
        with override("fr"):
            actions.ask_for_equipment(actor=actor(jane), member=officer(), values=firearm())
        entry = AuditEntry.objects.get(verb="equipment.asked")
        assert entry.subject_label == "Firearm Glock Pistol"
        with override("ru"):
            kind = str(Equipment(kind="firearm").get_kind_display())
            assert history.find_lines(entry_delegation(), actor(jane))[0].text.count(f"{kind} Glock Pistol") == 1
            assert kind != "Firearm"

    def test_the_serial_stands_in_no_list_letter_or_record(self, portal, jane):
        member = officer()
        portal.post(url_of(member), posted(radio()))
        actions.change_equipment(
            actor=actor(jane), equipment=Equipment.objects.get(), expected_version=1, values=radio(serial="871TPD0043")
        )
        assert "871TPD" not in portal.get(url_of(member)).content.decode()
        assert "871TPD0043" in portal.get(url_of(member, Equipment.objects.get())).content.decode()
        entries = AuditEntry.objects.filter(verb__startswith="equipment.")
        assert [entry.verb for entry in entries.order_by("number")] == ["equipment.asked", "equipment.changed"]
        assert "871TPD" not in str([(one.details, one.subject_label, one.reason) for one in entries])
        mail = letter.compose(letters("equipment_received")[0], current_conference())
        assert mail.subject == "Kenya: arms or radios of Barasa Wekesa received"
        assert "to bring: Radio Motorola DP4800." in " ".join(mail.body.split())
        assert "871TPD" not in str(mail.message())


class TestWithoutABearer:
    def lines(self) -> list:
        return together.results_of(desk_tasks.without_bearer(actor(make_user(None, Role.SECURITY))))

    def test_an_officer_s_is_nothing_to_look_at(self, world):
        actions.ask_for_equipment(actor=SYSTEM, member=officer(), values=radio())
        assert self.lines() == []

    def test_it_is_listed_when_the_officer_leaves_and_no_more_when_it_is_withdrawn(self, world):
        member = officer()
        thing = actions.ask_for_equipment(actor=SYSTEM, member=member, values=radio())
        decide(thing, "licensed", licence="L-12")
        editing.withdraw_member(actor=SYSTEM, member=member, expected_version=1)
        [line] = self.lines()
        assert str(line.title) == "Kenya: Radio Motorola DP4800 has no bearer"
        assert "Barasa Wekesa is withdrawn in the delegation (Security officer)" in str(line.why)
        assert line.tone == "no"
        actions.withdraw_equipment(actor=SYSTEM, equipment=thing, expected_version=2)
        assert self.lines() == []

    def test_it_is_listed_when_the_officer_becomes_something_else(self, portal):
        member = officer()
        actions.ask_for_equipment(actor=SYSTEM, member=member, values=radio())
        editing.edit_member(actor=SYSTEM, member=member, expected_version=1, values={"capacity": "support"})
        assert len(self.lines()) == 1
        text = text_of(portal.get(url_of(member)))
        assert "What is listed below no longer applies: withdraw it, or list it for another officer." in text


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_list(portal, own_menu, jane, count, django_assert_num_queries):
    member = officer()
    for number in range(count):
        actions.ask_for_equipment(actor=actor(jane), member=member, values=radio(serial=f"S-{number}"))
    portal.get(url_of(member))
    with django_assert_num_queries(8):
        portal.get(url_of(member))
