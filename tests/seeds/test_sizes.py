"""How many delegations come, how large they are; thirty thousand are made in seconds."""

import time
from collections import Counter

import pytest

from seeds.data import parties, party, programme, signatories
from seeds.people import members
from seeds.presence import EMPTY, core_codes, delegation_sizes
from tests.seeds.crowd import sizes


def test_119_delegations_and_1500_members_come_by_default():
    assert len(sizes()) == 119
    assert sum(sizes().values()) == 1500


def test_signatories_observers_organisations_media_and_organisers_are_among_them():
    assert {row["code"] for row in signatories()} <= set(core_codes())
    assert {"VNM", "EU", "VAT", "PSE", "KEN"} <= set(core_codes())
    organisers = {code for one in programme()["sessions"] for code in one["organisers"]}
    assert organisers <= set(core_codes())
    kinds = Counter(party(code)["kind"] for code in core_codes())
    assert set(kinds) == {"member_state", "observer_state", "reio", "un_entity", "igo", "ngo", "media"}


def test_a_few_delegations_have_nobody_yet():
    assert sorted(code for code, size in sizes().items() if not size) == sorted(EMPTY)


def test_kenya_and_egypt_are_as_large_as_in_their_pictures():
    assert (sizes()["KEN"], sizes()["EGY"]) == (12, 6)


@pytest.mark.parametrize("total", [0, 1, 50, 119, 300, 1499, 1500, 3000, 10_000, 30_000])
def test_the_sum_is_exactly_the_total(total: int):
    answer = delegation_sizes(parties(), total)
    assert sum(answer.values()) == total
    assert min(answer.values()) >= 0


def test_more_parties_come_as_the_total_grows():
    assert len(delegation_sizes(parties(), 3000)) == 119
    assert 119 < len(delegation_sizes(parties(), 6000)) < 263
    assert len(delegation_sizes(parties(), 30_000)) == 263


@pytest.mark.slow
def test_thirty_thousand_members_are_made_in_a_few_seconds():
    begun = time.process_time()
    made = [
        member for code, size in delegation_sizes(parties(), 30_000).items() for member in members(party(code), size, 1)
    ]
    assert len(made) == 30_000
    assert time.process_time() - begun < 8
    assert len({member.document_number for member in made}) == 30_000
