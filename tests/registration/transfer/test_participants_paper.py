"""The list of participants on paper: by kind of party, alphabetical with articles, delegations in own order."""

from __future__ import annotations

import pytest
import time_machine
from django.core.management import call_command

from conference.core.access import RIGHTS, Role
from conference.core.errors import UserError
from conference.parties.models import Kind, Party, PartyName
from delegations.registration.transfer import participants_paper
from tests.bilaterals.scene import NOW
from tests.people import make_member, make_party, make_world
from tests.programme.papers.papers import pages_of


def party(code: str, kind: Kind, short: str, article: str = "", formal: str = "") -> Party:
    found = Party.objects.create(code=code, kind=kind)
    PartyName.objects.create(party=found, language="en", short=short, article=article, formal=formal or short)
    return found


@pytest.fixture
def accredited(keeper):
    with time_machine.travel(NOW, tick=False):
        keeper(make_participants)
        yield


def make_participants() -> None:
    make_world()
    party("EU", Kind.REIO, "European Union", "the", "the European Union")
    party("INTERPOL", Kind.IGO, "INTERPOL")
    party("UNDP", Kind.UN_ENTITY, "UNDP", formal="the United Nations Development Programme")
    party("VAT", Kind.OBSERVER_STATE, "Holy See", "the", "the Holy See")
    party("RED", Kind.NGO, "Red Line")
    party("GMB", Kind.MEMBER_STATE, "Gambia", "the", "the Republic of the Gambia")
    party("GAZ", Kind.MEDIA, "Gazette")
    for code in ("RED", "UNDP", "INTERPOL", "EU", "VAT", "GMB", "GAZ"):
        make_member(code, state="accredited", family_name=f"Of {code}", given_names="")
    for place, (name, fields) in enumerate(
        (
            ("Wambui", {}),
            ("Guard", {"capacity": "security"}),
            ("Barasa", {"capacity": "head", "honorific": "H.E. Ms.", "functional_title": "Minister of Justice"}),
            ("Achieng", {}),
        )
    ):
        make_member("KEN", state="accredited", family_name=name, given_names="", position=place, **fields)
    make_member("KEN", state="vetted", family_name="Undecided", given_names="")
    make_member("FRA", state="submitted")


def printed(tmp_path, *options) -> str:
    out = tmp_path / "x.pdf"
    call_command("print", "participants", *options, "--out", str(out))
    return " ".join(pages_of(out.read_bytes()))


def test_the_order_of_kinds_and_names(accredited, tmp_path):
    text = printed(tmp_path)
    order = (
        "Member States 2 delegations",
        "Gambia (the)",
        "Republic of the Gambia",
        "Kenya",
        "Observer States 1 delegation",
        "Holy See (the)",
        "Regional economic integration organizations",
        "European Union (the)",
        "United Nations bodies",
        "UNDP",
        "Intergovernmental organizations",
        "INTERPOL",
        "Non-governmental organizations",
        "Red Line",
    )
    assert [text.index(said) for said in order] == sorted(text.index(said) for said in order)


def test_the_head_first_then_the_delegations_own_order_without_security_and_undecided(accredited, tmp_path):
    text = printed(tmp_path)
    order = [text.index(name) for name in ("H.E. Ms. Barasa Minister of Justice", "Wambui", "Achieng")]
    assert order == sorted(order)
    for left_out in ("Guard", "Undecided", "France", "Gazette"):
        assert left_out not in text


def test_as_at_count_and_a_revision_that_goes_up_with_whoever_comes(accredited, tmp_path):
    text = printed(tmp_path)
    assert "As at Friday 10 October 2025, 14:00 · revision 1 · Hanoi time, UTC+7" in text
    assert "7 delegations, 9 participants." in text
    assert "security officers are not listed" in text
    assert "revision 1" in printed(tmp_path)
    make_member("KEN", state="accredited", family_name="Mutua", given_names="")
    assert "revision 2" in printed(tmp_path)


def test_in_another_language_it_is_sorted_by_its_names(accredited, tmp_path):
    PartyName.objects.create(
        party=make_party("KEN"), language="fr", short="Kenya", article="le", formal="la République du Kenya"
    )
    PartyName.objects.create(
        party=Party.objects.get(code="GMB"), language="fr", short="Zambèze", formal="la République du Zambèze"
    )
    text = printed(tmp_path, "--language", "fr")
    assert text.index("Kenya (le)") < text.index("Zambèze")
    assert "revision 1" in text or "révision 1" in text


@pytest.mark.parametrize("more", [0, 3])
def test_two_queries_whatever_the_number(accredited, django_assert_num_queries, more):
    for code in ("BRA", "FRA", "VNM")[:more]:
        make_member(code, state="accredited")
    with django_assert_num_queries(2):
        assert len(participants_paper.find_delegations()) == 7 + more


def test_with_nobody_accredited_it_says_so(world, tmp_path):
    with pytest.raises(UserError, match="Nobody is accredited yet"):
        printed(tmp_path)


def test_who_may_print_it():
    assert RIGHTS["participants.print"] == {Role.SECRETARIAT, Role.ACCREDITATION, Role.PROTOCOL, Role.PRINT_ROOM}


@pytest.mark.slow
def test_a_delegation_that_goes_on_in_the_next_column_has_its_name_above_again(accredited, tmp_path):
    for number in range(90):
        make_member("KEN", state="accredited", family_name=f"Number {number}", given_names="", position=10 + number)
    text = printed(tmp_path)
    assert text.count("Kenya (continued)") >= 2
    assert text.count("Minister of Justice") == 1
