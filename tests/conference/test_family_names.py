"""The family name of a name written in one line, as lists put everybody under it."""

from __future__ import annotations

import pytest

from conference.look.names import in_order_on_paper, split_family


@pytest.mark.parametrize(
    ("written", "state", "family", "given"),
    [
        ("Josphat Mutiso Kilonzi", "KEN", "Kilonzi", "Josphat Mutiso"),
        ("Josphat KILONZI", "KEN", "KILONZI", "Josphat"),
        ("NGUYỄN Văn An", "FRA", "NGUYỄN", "Văn An"),
        ("Nguyễn Thị Minh Khai", "VNM", "Nguyễn", "Thị Minh Khai"),
        ("Wang Yi", "CHN", "Wang", "Yi"),
        ("王毅", "CHN", "王毅", ""),
        ("Orbán Viktor", "HUN", "Orbán", "Viktor"),
        ("Guðrún Jónsdóttir", "ISL", "Jónsdóttir", "Guðrún"),
        ("Faisal bin Farhan Al Saud", "SAU", "Al Saud", "Faisal bin Farhan"),
        ("أحمد بن سلمان", "SAU", "بن سلمان", "أحمد"),
        ("María López Obrador", "MEX", "López Obrador", "María"),
        ("Juan de la Cruz", "PHL", "de la Cruz", "Juan"),
        ("Ursula von der Leyen", "EU", "von der Leyen", "Ursula"),
        ("Sukarno", "IDN", "Sukarno", ""),
        ("KOFI ANNAN", "GHA", "ANNAN", "KOFI"),
        ("Errol L. Prendergast", "JAM", "Prendergast", "Errol L."),
        ("J.K. Rowling", "GBR", "Rowling", "J.K."),
        ("J. K. ROWLING", "GBR", "ROWLING", "J. K."),
    ],
)
def test_family_and_given_names(written, state, family, given):
    assert split_family(written, state) == (family, given)


@pytest.mark.parametrize(
    ("family", "given", "written", "on_paper"),
    [
        ("Al Saud", "Faisal bin Farhan", "Faisal bin Farhan Al Saud", "Faisal~bin~Farhan Al~Saud"),
        ("Nguyễn", "Thị Minh Khai", "Nguyễn Thị Minh Khai", "Nguyễn Thị~Minh~Khai"),
        ("Thirunavukkarasu", "S. R.", "", "S.~R. Thirunavukkarasu"),
        ("Ong", "Maria Concepcion Esperanza", "", "Maria Concepcion Esperanza Ong"),
        ("Sukarno", "", "Sukarno", "Sukarno"),
    ],
)
def test_on_paper_a_line_breaks_between_the_two_names_only_unless_one_fills_a_line(family, given, written, on_paper):
    assert in_order_on_paper(family, given, written).replace("\N{NO-BREAK SPACE}", "~") == on_paper
