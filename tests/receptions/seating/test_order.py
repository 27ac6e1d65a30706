"""The order of precedence of forty persons, written out by hand."""

from __future__ import annotations

import re

import pytest

from schedule.receptions.seating.order import LAST, Guest, order


def codes(text: str) -> list[str]:
    return re.findall(r"\S+", text)


# The first seat drawn is E, nobody of Ecuador takes part, and observers and organizations follow the Member States.
MEMBERS = codes("EGY EST FIN FRA GHA JAM KEN LAO MEX NOR PER QAT RWA SEN THA UGA VNM ALB BRA CIV DNK")
OTHERS = codes("VAT PSE EU UNODC ASEAN")

STATE, GOVERNMENT, FOREIGN, MINISTER, DEPUTY = 1, 2, 5, 6, 9
RANKED = {
    STATE: "BRA KEN",
    GOVERNMENT: "PER VAT LAO",  # a Vice-President, a Secretary of State and a Prime Minister: one tie group
    FOREIGN: "PSE QAT ALB FRA",
    MINISTER: "UNODC DNK EU VNM JAM GHA EST",
    DEPUTY: "THA RWA MEX ASEAN EGY",
}
SUBSTITUTES = "CIV NOR"  # Finland's got the rank of a minister from protocol, these none yet
UNRANKED = "UGA SEN"
WITH_COMPANION = "KEN FRA ALB PSE EST GHA VNM EGY MEX UGA"
OFFICES = {"BRA": MINISTER, "QAT": MINISTER, "LAO": FOREIGN, "THA": DEPUTY}

EXPECTED = codes(
    """
    KEN BRA
    LAO PER VAT
    FRA LAO+ QAT ALB PSE
    EST FIN GHA JAM QAT+ VNM BRA+ DNK EU UNODC
    EGY MEX RWA THA THA+ ASEAN
    SEN UGA
    """
)
LAST_OF_ALL = codes("NOR CIV")  # substitutes, until protocol has set their own rank
COMPANIONS = codes("KEN+ FRA+ ALB+ PSE+ EST+ GHA+ VNM+ EGY+ MEX+ UGA+")


def guests() -> list[Guest]:
    levels = {code: level for level, codes in RANKED.items() for code in codes.split()}
    levels |= {"FIN": MINISTER} | dict.fromkeys([*SUBSTITUTES.split(), *UNRANKED.split()])
    return [
        Guest(
            group=code,
            party=code,
            level=level,
            awaits_rank=code in SUBSTITUTES.split(),
            companion=code in WITH_COMPANION.split() or code in OFFICES,
            companion_level=OFFICES.get(code),
        )
        for code, level in sorted(levels.items())
    ]


def written(precedences) -> list[str]:
    return [precedence.group + "+" * precedence.companion for precedence in precedences]


def test_forty_persons_by_precedence_companions_last():
    found = order(guests(), [*MEMBERS, *OTHERS])
    assert written(found) == EXPECTED + COMPANIONS + LAST_OF_ALL
    assert [precedence.number for precedence in found] == list(range(1, 41))


def test_companions_each_just_behind_the_guest():
    expected = [name for code in EXPECTED for name in (code, code + "+") if name == code or name in COMPANIONS]
    assert written(order(guests(), [*MEMBERS, *OTHERS], companions_last=False)) == expected + LAST_OF_ALL
    assert len(expected) == 38


def test_observers_and_organizations_in_the_same_alphabet_as_the_draw_may_say():
    together = ["EGY", "EU", *MEMBERS[1:], "UNODC", "VAT", "ASEAN", "PSE"]
    found = [one for one in written(order(guests(), together)) if one in ("EST", "EU", "DNK", "UNODC", "NOR")]
    assert found == ["EU", "EST", "DNK", "UNODC", "NOR"]


def test_a_person_knows_the_place_among_equals():
    found = {
        precedence.group + "+" * precedence.companion: precedence for precedence in order(guests(), [*MEMBERS, *OTHERS])
    }
    assert (found["JAM"].place, found["JAM"].equals, found["JAM"].number) == (4, 10, 14)
    assert (found["CIV"].place, found["CIV"].equals) == (0, 0)
    assert (found["LAO+"].level, found["LAO+"].place, found["LAO+"].equals) == (FOREIGN, 2, 5)
    assert (found["UGA"].level, found["UGA"].place, found["UGA"].equals) == (LAST, 2, 2)
    assert (found["KEN+"].place, found["KEN+"].equals) == (0, 0)


@pytest.mark.parametrize("first", range(len(MEMBERS)))
def test_the_order_wraps_round_wherever_it_begins(first):
    turned = MEMBERS[first:] + MEMBERS[:first]
    equal = [Guest(code, code, MINISTER) for code in MEMBERS]
    assert [precedence.party for precedence in _of(equal, turned)] == turned


def _of(rows: list[Guest], parties: list[str]) -> list[Guest]:
    by_group = {row.group: row for row in rows}
    return [by_group[precedence.group] for precedence in order(rows, parties)]
