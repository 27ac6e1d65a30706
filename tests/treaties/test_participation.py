"""Who may take part is data of the treaty: a general rule, organizations, and groups of named parties."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from conference.core import clock
from conference.core.errors import NotFound, NotPossible
from conference.parties.models import Kind, Party
from conference.translated import Translated
from conference.treaties import queries
from delegations.credentials.powers import listing
from delegations.registration.models import Deadline
from schedule.signing.appointments import actions as appointments
from schedule.signing.appointments.actions import Intention
from schedule.signing.appointments.queries import treaty_for
from schedule.signing.instruments.queries import possible_parties
from schedule.signing.running_order.queries import silent
from tests.people import actor, make_delegation, make_focal_point, make_member, make_party, sign_in
from tests.signing.kit import deposit
from tests.signing.scene import BEGINS, make_session
from tests.treaties.kit import hanoi, make_group, make_organization, other_treaty

pytestmark = pytest.mark.usefixtures("world")


def make_observer(code: str) -> Party:
    return make_organization(code, Kind.OBSERVER_STATE)


@pytest.fixture
def parties() -> dict[str, Party]:
    """A Member State, two States that are none, an organization of integration, an intergovernmental one."""
    made = [make_party("KEN"), *(make_observer(code) for code in ("COK", "NIU", "VAT")), make_organization("EU")]
    return {party.code: party for party in [*made, make_organization("ISA", Kind.IGO)]}


def open_to(treaty, parties: dict[str, Party]) -> set[str]:
    """Return who may sign, which one party's answer and the list of all must say alike."""
    allowed = {code for code, party in parties.items() if queries.may_sign(treaty, party)}
    assert set(queries.parties_open_to(treaty).values_list("code", flat=True)) == allowed
    assert {party.code for party in possible_parties(treaty)} == allowed
    return allowed


class TestFormula:
    def test_all_states_are_members_of_the_united_nations_and_the_others(self, parties):
        assert open_to(hanoi(), parties) == {"KEN", "COK", "NIU", "VAT", "EU"}
        assert open_to(other_treaty(), parties) == {"KEN", "COK", "NIU", "VAT"}

    def test_of_the_vienna_formula_other_states_are_named(self, parties):
        treaty = other_treaty(open_to="un_or_agencies")
        assert open_to(treaty, parties) == {"KEN"}
        make_group(treaty, "States that are members of a specialized agency", "COK", takes_part=True)
        assert open_to(treaty, parties) == {"KEN", "COK"}

    def test_only_groups_take_part_and_those_of_a_condition_do_not_by_themselves(self, parties):
        treaty = other_treaty(open_to="groups")
        assert open_to(treaty, parties) == set()
        make_group(treaty, "the member States of the Council of Europe", "VAT", takes_part=True, needed_number=1)
        make_group(treaty, "the States of Annex 2", "KEN", needed_number=1)
        make_group(treaty, "the European Union and the Authority", "EU ISA", takes_part=True)
        assert open_to(treaty, parties) == {"VAT", "EU", "ISA"}

    def test_one_treatys_groups_open_no_other(self, parties):
        make_group(other_treaty(), "the Authority", "ISA", takes_part=True)
        assert open_to(hanoi(), parties) == {"KEN", "COK", "NIU", "VAT", "EU"}


@pytest.fixture
def closed():
    """A treaty that is open to France and the Union alone, as by its article 12, with a session ahead."""
    treaty = other_treaty(open_to="groups", article_withdrawal="31")
    make_group(treaty, "the member States of the Council of Europe", "FRA", takes_part=True)
    make_organization("EU")
    make_group(treaty, "the European Union", "EU", takes_part=True)
    return treaty


class TestClosedTreaty:
    def test_refuses_signature_and_instrument_with_its_article(self, closed):
        kenya = make_delegation("KEN")
        with pytest.raises(NotPossible, match=r"^The treaty is not open for signature by .*Kenya \(article 12\)\.$"):
            appointments.declare(
                actor=actor(make_focal_point("KEN")),
                delegation=kenya,
                treaty=closed,
                intention=Intention(signs=False),
            )
        with pytest.raises(NotFound):
            treaty_for(kenya)
        with time_machine.travel("2026-11-20T09:00:00+07:00", tick=False):
            with pytest.raises(NotPossible) as refusal:
                deposit(closed, "KEN", date(2026, 11, 12))
            assert str(refusal.value) == ("Kenya cannot become a party: the treaty is not open to it (article 12).")
            assert deposit(closed, "FRA", date(2026, 11, 12)).state == "deposited"

    def test_awaits_nothing_of_whom_it_is_closed_to(self, closed):
        make_session(closed)
        for code in ("KEN", "FRA", "EU"):
            make_delegation(code)
        with clock.standing(BEGINS):
            assert {delegation.party.code for delegation in silent()} == {"FRA", "EU"}
        assert listing.count_parties_without() == 2

    def test_its_pages_and_its_deadline_are_shown_to_those_it_is_open_to(self, closed, client):
        Deadline.objects.create(code="full_powers", name=Translated(en="Full powers, if signing"), at=BEGINS)
        for code, is_open in (("KEN", False), ("FRA", True)):
            make_delegation(code)
            make_member(code)
            sign_in(client, make_focal_point(code))
            page = client.get(reverse("registration:delegation", args=[code.lower()])).content.decode()
            for name in ("signing:appointment", "credentials:own_powers"):
                assert (reverse(name, args=[code.lower()]) in page) is is_open
            assert ("Full powers, if signing" in page) is is_open
            statuses = client.get(reverse("signing:appointment", args=[code.lower()])).status_code
            assert statuses == (200 if is_open else 404)

    def test_the_public_page_says_to_whom_it_is_open(self, closed, client):
        page = client.get(reverse("signing:treaty")).content.decode()
        assert "Open to the member States of the Council of Europe (article 12)." in page
        assert "Also open to the European Union (article 12)." in page
        assert "all States" not in page


def test_what_is_kept_of_a_treaty_follows_its_groups(closed):
    kenya = make_party("KEN")
    assert not queries.concerns(kenya, queries.reference_tables.stamp())
    make_group(closed, "Kenya", "KEN", takes_part=True)
    assert queries.concerns(kenya, queries.reference_tables.stamp())
    closed.groups.all().delete()
    assert not queries.concerns(kenya, queries.reference_tables.stamp())
