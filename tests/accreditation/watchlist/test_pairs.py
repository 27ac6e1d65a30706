"""How well the watch list finds names: a hundred pairs, of the same person in two spellings or of two persons (pairs.csv)."""

import csv
from pathlib import Path

import pytest

from delegations.accreditation.watchlist.similar_names import are_alike

PAIRS = list(csv.DictReader((Path(__file__).parent / "pairs.csv").read_text(encoding="utf-8").splitlines()))


def test_of_a_hundred_pairs_it_finds_the_same_person_and_few_others():
    alike = {(pair["first"], pair["second"]) for pair in PAIRS if are_alike(pair["first"], pair["second"])}
    reverse = {(pair["first"], pair["second"]) for pair in PAIRS if are_alike(pair["second"], pair["first"])}
    same = {(pair["first"], pair["second"]) for pair in PAIRS if pair["same"] == "yes"}
    assert len(PAIRS) == 100
    assert alike == reverse
    assert len(alike & same) / len(same) >= 0.95, same - alike
    assert len(alike & same) / len(alike) >= 0.85, alike - same


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Noh Tae-woo", "Ro Tae-u"),  # at a name's beginning the south writes n or nothing for r
        ("Al-Husayni Sa'id", "El Housseini Saeed"),  # the article, written first
        ("Chaykovskiy Petr", "Tschaikowski Pjotr"),  # ё as a passport writes it, and as it sounds
        ("Semenov Fedor", "Semyonov Fyodor"),
    ],
)
def test_spellings_of_one_name_are_found(first, second):
    assert are_alike(first, second)
    assert are_alike(second, first)
