"""What an officer decides on full powers, what the delegation is told, and what can be undone."""

from __future__ import annotations

import pytest

from conference.audit.models import AuditEntry
from conference.core.access import SYSTEM, Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotFound, NotPossible
from conference.correspondence.models import Message
from delegations.credentials.powers import actions, deciding
from delegations.credentials.powers.models import FullPowers
from delegations.registration.members.actions import editing
from tests.credentials.kit import FACTS, PDF, another_scan, expected, minister, officer, received, treaty
from tests.people import actor, make_focal_point, make_member
from tests.treaties.kit import make_organization, other_treaty

pytestmark = pytest.mark.usefixtures("world", "october")


def letters() -> list[Message]:
    return list(Message.objects.filter(kind="credentials.powers_decided").order_by("pk"))


def now(row: FullPowers) -> FullPowers:
    return FullPowers.objects.get(pk=row.pk)


class TestHandingIn:
    def test_a_member_is_named_and_the_paper_handed_in(self):
        focal = actor(make_focal_point("KEN"))
        person = minister()
        row = actions.name_signatory(actor=focal, delegation=person.delegation, person=person, treaty=treaty())
        assert row.state == "expected"
        done = actions.hand_in(actor=focal, powers=row, facts=FACTS, document=PDF)
        assert (done.state, done.file_name, done.issuer_name) == ("received", "powers.pdf", "William Kipruto")
        assert now(row).file.read() == PDF.body
        verbs = AuditEntry.objects.filter(subject_type="credentials.fullpowers").values_list("verb", flat=True)
        assert list(verbs.order_by("number")) == ["powers.expected", "powers.received"]

    def test_nobody_is_named_twice(self):
        row = expected(person := minister())
        with pytest.raises(NotPossible, match="Naliaka Barasa is already named to sign"):
            expected(person)
        actions.withdraw(actor=SYSTEM, powers=row)
        assert expected(person).state == "expected"

    def test_not_for_another_delegation(self):
        other = actor(make_focal_point("CIV"))
        with pytest.raises(NotFound):
            actions.hand_in(actor=other, powers=expected(minister()), facts=FACTS, document=PDF)
        stranger = make_member("CIV")
        with pytest.raises(NotFound):
            actions.name_signatory(actor=SYSTEM, delegation=minister().delegation, person=stranger, treaty=treaty())

    def test_not_by_an_organization_to_which_the_treaty_is_not_open(self):
        under = treaty()
        make_organization("INTERPOL", "igo")
        with pytest.raises(NotPossible, match="not open for signature by this party"):
            expected(make_member("INTERPOL"), under)

    def test_not_without_a_scan_and_not_by_whoever_has_left(self):
        row = expected(person := minister())
        with pytest.raises(NotPossible, match="Attach the scan"):
            actions.hand_in(actor=SYSTEM, powers=row, facts=FACTS, document=None)
        editing.withdraw_member(actor=SYSTEM, member=person, expected_version=person.version)
        with pytest.raises(NotPossible, match="no longer a member"):
            actions.hand_in(actor=SYSTEM, powers=row, facts=FACTS, document=PDF)


class TestDeciding:
    def test_accepted_by_a_named_officer(self, settings):
        make_focal_point("KEN")
        row = deciding.accept(actor=officer(), powers=received())
        assert (row.state, row.decided_by.name, row.decided_name) == ("accepted", "Đỗ Minh Quân", "Barasa|Naliaka|")
        [letter] = letters()
        assert (letter.context["verdict"], letter.context["name"]) == ("accepted", "H.E. Ms. Naliaka Barasa")

    @pytest.mark.parametrize(
        ("facts", "says"),
        [
            ({"name_written": "John Kamau"}, "The paper names another person."),
            ({"name_written": "Nalia Akbarasa"}, "The paper names another person."),
            ({"treaty_named": "other"}, "The paper names another treaty."),
            ({"purpose": "negotiate"}, "The paper authorizes negotiation alone, and not signature."),
            ({"name_written": "Naliaka Barasa and John Kamau"}, "names more than one person and does not say"),
            ({"designation": "together"}, "The paper authorizes several persons to sign only together."),
            ({"dated": None}, "The paper bears no date."),
            ({"issuer_office": "other"}, "The issuer holds an office that may not issue full powers."),
            ({"issuer_name": "Naliaka Barasa"}, "Issuer and representative are the same person."),
        ],
    )
    def test_what_cannot_be_accepted_says_why(self, facts, says):
        row = received(**facts)
        with pytest.raises(NotPossible, match=says):
            deciding.accept(actor=officer(), powers=row)
        assert now(row).state == "received"

    def test_the_name_in_another_script_is_accepted_as_a_spelling(self):
        row = received(name_written="ناليكا باراسا")
        assert deciding.accept(actor=officer(), powers=row).overruled == []

    def test_defects_are_told_with_their_cure_in_the_readers_language(self):
        make_focal_point("KEN", language="fr")
        row = received()
        deciding.find_defective(
            actor=officer(), powers=row, defects=["undated", "other"], explanation="Page 2 missing."
        )
        [letter] = letters()
        assert [one["says"] for one in letter.context["defects"]] == ["Le document ne porte pas de date."]
        assert letter.context["words"] == "Page 2 missing."
        assert (now(row).state, now(row).defects) == ("defective", ["undated", "other"])

    def test_defective_needs_a_reason(self):
        row = received()
        with pytest.raises(NotPossible, match="at least one reason"):
            deciding.find_defective(actor=officer(), powers=row, defects=["no such"])
        with pytest.raises(NotPossible, match="in your own words"):
            deciding.find_defective(actor=officer(), powers=row, defects=["other"])

    def test_another_paper_after_a_defective_one_waits_again(self):
        row = received()
        deciding.find_defective(actor=officer(), powers=row, defects=["undated"])
        done = actions.hand_in(actor=SYSTEM, powers=now(row), facts=FACTS, document=another_scan())
        assert (done.state, done.defects, done.decided_by_id) == ("received", [], None)

    @pytest.mark.parametrize("same", [PDF, None])
    def test_the_scan_that_was_found_defective_is_not_taken_again(self, same):
        row = received(dated=None)
        deciding.find_defective(actor=officer(), powers=row, defects=["undated"])
        with pytest.raises(NotPossible, match="Attach the scan of the corrected paper"):
            actions.hand_in(actor=SYSTEM, powers=now(row), facts=FACTS, document=same)
        assert (now(row).state, now(row).dated) == ("defective", None)

    def test_not_needed_names_the_office_and_its_evidence(self):
        row = expected(minister(office="foreign_minister"))
        done = deciding.find_not_needed(
            actor=officer(), powers=row, office="foreign_minister", acting=False, evidence="Note MFA/124"
        )
        assert (done.state, done.held_office, done.evidence) == ("not_needed", "foreign_minister", "Note MFA/124")

    @pytest.mark.parametrize(
        ("office", "acting", "evidence", "says"),
        [
            ("foreign_minister", False, " ", "Enter what shows the office"),
            ("organ", False, "Note", "Whoever holds this office needs full powers"),
            ("other", False, "Note", "Whoever holds this office needs full powers"),
        ],
    )
    def test_what_makes_powers_needed_after_all(self, office, acting, evidence, says):
        row = expected(minister())
        with pytest.raises(NotPossible, match=says):
            deciding.find_not_needed(actor=officer(), powers=row, office=office, acting=acting, evidence=evidence)

    def test_a_treaty_may_ask_more(self):
        row = expected(minister(), other_treaty())
        for office, acting in (("foreign_minister", False), ("head_of_state", True)):
            with pytest.raises(NotPossible):
                deciding.find_not_needed(actor=officer(), powers=row, office=office, acting=acting, evidence="Note")

    def test_an_organization_always_needs_them(self):
        treaty()
        make_organization("EU")
        row = expected(minister("EU", office="head_of_state"))
        with pytest.raises(NotPossible, match="signs for an organization"):
            deciding.find_not_needed(actor=officer(), powers=row, office="head_of_state", acting=False, evidence="Note")

    def test_only_the_secretariat_decides(self):
        row = received()
        for role in set(Role) - {Role.SECRETARIAT}:
            with pytest.raises(NotAllowed):
                deciding.accept(actor=officer(role), powers=row)
        with pytest.raises(NotAllowed):
            deciding.accept(actor=SYSTEM, powers=row)

    def test_of_two_officers_the_second_is_told(self):
        row = received()
        deciding.accept(actor=officer(), powers=row, expected_version=row.version)
        late = FullPowers.objects.get(pk=row.pk)
        with pytest.raises(AlreadyDecided, match="already accepted by Đỗ Minh Quân"):
            deciding.find_defective(
                actor=officer(), powers=late, defects=["undated"], expected_version=late.version - 1
            )

    def test_an_undone_decision_sends_no_mail(self):
        make_focal_point("KEN")
        row = deciding.accept(actor=officer(), powers=received())
        assert now(row).is_undoable
        deciding.check_again(actor=officer(), powers=now(row), expected_version=now(row).version)
        assert (now(row).state, [one.state for one in letters()]) == ("received", ["cancelled"])
        deciding.accept(actor=officer(), powers=now(row))
        assert [one.state for one in letters()] == ["cancelled", "queued"]

    def test_an_officer_does_not_revive_what_was_withdrawn(self):
        row = deciding.accept(actor=officer(), powers=received())
        actions.withdraw(actor=SYSTEM, powers=now(row))
        with pytest.raises(NotPossible, match="Naliaka Barasa is no longer named to sign"):
            deciding.check_again(actor=officer(), powers=now(row), expected_version=now(row).version)
        assert now(row).state == "withdrawn"
        focal = actor(make_focal_point("KEN"))
        actions.name_signatory(actor=focal, delegation=row.delegation, person=row.representative, treaty=row.treaty)
        assert now(row).state == "received"


class TestOverruling:
    """How names are compared is a proposal of ours; the depositary examines (VCLT, article 77 (1) (d)) and may decide otherwise."""

    def test_an_officer_accepts_another_spelling_with_a_reason_that_the_audit_log_keeps(self):
        row, reason = received(name_written="Nalyaca Mukhwana"), "The mission confirms the maiden name, Note 124."
        with pytest.raises(NotPossible, match="names another person"):
            deciding.accept(actor=officer(), powers=row)
        with pytest.raises(NotPossible, match="names another person"):
            deciding.accept(actor=officer(), powers=row, reason=" ")
        done = deciding.accept(actor=officer(), powers=now(row), reason=reason)
        assert (done.state, done.overruled, done.overruled_because) == ("accepted", ["person_other"], reason)
        entry = AuditEntry.objects.filter(subject_type="credentials.fullpowers").order_by("number").last()
        assert (entry.verb, entry.details["changed"]["overruled_because"]) == ("powers.accepted", ["", reason])
        assert entry.reason == ""  # which the delegation reads on its page

    def test_an_issuer_of_the_same_name_is_another_person_where_an_officer_says_so(self):
        row = received(issuer_name="Naliaka Barasa")
        done = deciding.accept(actor=officer(), powers=row, reason="The Head of State is the minister’s namesake.")
        assert done.overruled == ["issuer_is_signatory"]

    @pytest.mark.parametrize(
        "facts",
        [
            {"paper": "credentials"},
            {"purpose": "negotiate"},
            {"issuer_office": "other"},
            {"is_signed": False},
            {"treaty_named": "other"},
            {"treaty_named": "general"},
            {"name_written": ""},
            {"dated": None},
            {"place": ""},
        ],
    )
    def test_no_reason_makes_full_powers_of_what_is_none(self, facts):
        """VCLT, articles 2 (1) (c) and 7; UN Treaty Handbook, section 3.2.3."""
        row = received(**{"name_written": "John Kamau", **facts})
        with pytest.raises(NotPossible):
            deciding.accept(actor=officer(), powers=row, reason="The minister is known to us.")
        assert now(row).state == "received"

    def test_what_was_overruled_is_decided_anew_for_another_paper_and_another_name(self):
        row = deciding.accept(actor=officer(), powers=received(name_written="John Kamau"), reason="Known to us.")
        person = row.representative
        type(person).objects.filter(pk=person.pk).update(functional_title="Minister of the Interior")
        assert deciding.confirm(actor=officer(), powers=now(row)).overruled == ["person_other"]
        type(person).objects.filter(pk=person.pk).update(given_names="Nafula")
        with pytest.raises(NotPossible, match="does not fit the person any more"):
            deciding.confirm(actor=officer(), powers=now(row))
        deciding.check_again(actor=officer(), powers=now(row))
        assert (now(row).overruled, now(row).overruled_because) == ([], "")
        with pytest.raises(NotPossible, match="names another person"):
            deciding.accept(actor=officer(), powers=now(row))

    def test_a_sound_paper_keeps_no_reason(self):
        assert deciding.accept(actor=officer(), powers=received(), reason="As usual").overruled_because == ""


class TestOriginal:
    def test_received_and_returned(self):
        protocol = officer(Role.PROTOCOL)
        row = deciding.accept(actor=officer(), powers=received())
        with pytest.raises(NotPossible, match="is not here"):
            actions.return_original(actor=protocol, powers=row, returned_to="Achieng Wambui")
        actions.receive_original(actor=protocol, powers=row)
        with pytest.raises(NotPossible, match="The secretariat has the original"):
            actions.receive_original(actor=protocol, powers=row)
        actions.return_original(actor=protocol, powers=row, returned_to="Achieng Wambui")
        assert (now(row).original_returned_to, now(row).original_received_by_id) == ("Achieng Wambui", protocol.user_id)

    def test_not_of_what_was_never_handed_in(self):
        with pytest.raises(NotPossible, match="Nothing is handed in yet"):
            actions.receive_original(actor=officer(), powers=expected(minister()))
