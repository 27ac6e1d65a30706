"""Who signs is said by the appointment and by full powers: the second follows from the first, and where they differ both sides see it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from conference.core.access import SYSTEM, Role
from conference.desk.registry import tasks_for
from delegations.credentials.powers import actions as powers
from delegations.credentials.powers import deciding
from delegations.credentials.powers.models import FullPowers
from delegations.registration.members.actions import editing
from tests.credentials.kit import FACTS, PDF, expected, minister, officer
from tests.markup import compact
from tests.people import actor, make_focal_point, make_member, make_user, sign_in
from tests.signing.kit import declaration
from tests.signing.scene import appointment_of, empower, fill, intend, make_session, make_signatory
from tests.treaties.kit import hanoi

ADDRESS = "/portal/ken/signing/"


@pytest.fixture
def session(world, begun):
    return make_session(hanoi())


def states() -> dict[str, str]:
    return dict(FullPowers.objects.values_list("representative__family_name", "state"))


def tasks(role: Role = Role.SECRETARIAT) -> dict[str, str]:
    found = tasks_for(actor(make_user(None, role)))
    return {one.key.rstrip("0123456789."): str(one.title) for one in found if one.key.startswith("signing.")}


def test_of_whoever_is_to_sign_full_powers_or_the_finding_of_an_office_are_expected(session):
    intend("BRA", make_signatory("BRA", family_name="Silva"), find_office=False)
    intend("KEN", minister())
    assert states() == {"Silva": "expected", "Barasa": "expected"}


def test_full_powers_for_somebody_else_are_settled_with_one_button(client, session):
    intend("KEN", minister())
    other = expected(minister(family_name="Otieno"))
    sign_in(client, make_focal_point("KEN"))
    home = client.get("/portal/ken/").content.decode()
    assert "Full powers name Naliaka Otieno, who is not said to sign" in home
    page = client.get(ADDRESS).content.decode()
    assert "Naliaka Otieno signs" in page
    assert tasks()["signing.besides"] == "Kenya: full powers name Naliaka Otieno, who is not said to sign"
    assert client.post(ADDRESS, {"do": "let_sign", "powers": other.pk}).status_code == 302
    assert appointment_of("KEN").signatory == other.representative
    # Now those of the first one stand beside.
    first = FullPowers.objects.get(representative__family_name="Barasa")
    assert client.post(ADDRESS, {"do": "withdraw_powers", "powers": first.pk}).status_code == 302
    assert states() == {"Barasa": "withdrawn", "Otieno": "expected"}
    assert "signing.besides" not in tasks()
    assert "not said to sign" not in client.get(ADDRESS).content.decode()


def test_a_substitute_with_full_powers_is_no_contradiction_once_the_signatory_may_sign(session):
    person = minister()
    intend("KEN", person)
    expected(minister(family_name="Otieno"))
    assert "signing.besides" in tasks()
    empower(person)
    assert "signing.besides" not in tasks()


def test_the_page_says_how_the_signatorys_full_powers_stand_and_leads_to_them(client, session):
    person = minister()
    intend("KEN", person)
    paper = FullPowers.objects.get(representative=person)
    sign_in(client, make_focal_point("KEN"))
    link = f'href="/portal/ken/full-powers/{paper.public_id}/"'
    shown = compact(client.get(ADDRESS).content.decode())
    assert (link in shown, "Expected" in shown, "Hand in full powers</a>" in shown) == (True, True, True)
    powers.hand_in(actor=SYSTEM, powers=paper, facts={**FACTS, "dated": None}, document=PDF)
    deciding.find_defective(actor=officer(), powers=paper, defects=["undated"])
    shown = compact(client.get(ADDRESS).content.decode())
    assert (link in shown, "Defective" in shown, "Read what to correct</a>" in shown) == (True, True, True)


def test_another_delegation_settles_nothing(client, session):
    intend("KEN", make_signatory("KEN"))
    other = expected(make_member("BRA"))
    sign_in(client, make_focal_point("KEN"))
    assert client.post(ADDRESS, {"do": "withdraw_powers", "powers": other.pk}).status_code == 404
    assert FullPowers.objects.get(pk=other.pk).state == "expected"


def test_a_delegation_is_asked_whether_it_signs_and_who_once_the_signatory_has_left(client, session):
    sign_in(client, make_focal_point("KEN"))
    assert "Whether your delegation signs, and who" in client.get("/portal/ken/").content.decode()
    person = minister()
    intend("KEN", person)
    assert "Whether your delegation signs" not in client.get("/portal/ken/").content.decode()
    fill(session)
    session.refresh_from_db()
    page = client.get(reverse("registration:withdraw", args=["ken", person.public_id]))
    assert "Naliaka Barasa is to sign the treaty at about Sat 25 Oct, 10:00" in page.content.decode()
    editing.withdraw_member(actor=SYSTEM, member=person, expected_version=person.version)
    assert "Naliaka Barasa has left the delegation and was to sign" in client.get("/portal/ken/").content.decode()
    assert tasks()["signing.left"] == "Kenya: Naliaka Barasa has left the delegation and was to sign"


def test_the_desk_sees_who_in_the_order_lacks_full_powers_and_texts_to_review(session):
    person = minister()
    intend("KEN", person, statements=[declaration("Kenya declares.")])
    intend("BRA")
    assert "signing.unready" not in tasks()
    fill(session, accept=False)
    assert tasks()["signing.unready"] == "1 in the running order cannot be called: no full powers accepted"
    assert tasks()["signing.texts"] == "1 declaration or reservation to be reviewed"
    empower(person)
    assert "signing.unready" not in tasks()
    powers.withdraw(actor=SYSTEM, powers=FullPowers.objects.get(representative=person))
    assert "signing.unready" in tasks()
