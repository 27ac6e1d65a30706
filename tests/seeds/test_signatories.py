from collections import Counter

import pytest

from seeds.data import party, signatories
from seeds.people import members
from seeds.stages.powers import ISSUERS, issuer_name


def test_seventy_two_signed_in_hanoi_and_one_later_in_new_york():
    assert Counter(row["place"] for row in signatories()) == {"Hanoi": 72, "New York": 1}
    assert [row["code"] for row in signatories() if row["place"] == "New York"] == ["MUS"]


def test_every_signatory_is_a_party_and_stands_once():
    codes = [row["code"] for row in signatories()]
    assert len(set(codes)) == 73
    assert {party(code)["kind"] for code in codes} == {"member_state", "observer_state", "reio"}
    assert {"VNM", "EU", "PSE", "CIV", "TUR"} <= set(codes)


def test_days_that_were_not_seen_are_empty_and_not_guessed():
    by_code = {row["code"]: row for row in signatories()}
    assert [code for code, row in by_code.items() if not row["signed"]] == [
        "ZAF",
        "SWE",
        "UGA",
        "GBR",
        "URY",
        "VEN",
        "ZWE",
    ]
    assert [code for code, row in by_code.items() if row["source"] == "inferred"] == ["URY"]
    assert {code for code, row in by_code.items() if row["signed"] == "2025-10-26"} == {"MLI", "RWA", "SAU"}


@pytest.mark.parametrize(
    ("code", "family_first"), [("VNM", True), ("CHN", True), ("JPN", True), ("KOR", True), ("KEN", False)]
)
def test_who_issues_full_powers_is_written_in_the_order_of_the_state(code, family_first):
    for issuer in members(party(code), 8, ISSUERS):
        first, second = issuer.family_name, issuer.given_names
        written = f"{first} {second}" if family_first else f"{second} {first}"
        assert issuer_name(party(code), issuer) == written
