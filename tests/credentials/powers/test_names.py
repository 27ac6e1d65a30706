"""Two names are compared word by word: what is the same, what is looked at, and what is another person's."""

from __future__ import annotations

import pytest

from delegations.credentials.powers.names import compare_any, compare_names, split_persons

SAME = [
    ("H.E. Ms. Amina OTIENO", "Amina Otieno"),
    ("HE Mr Brian Kamau", "Brian Kamau"),
    ("OTIENO, Amina", "Amina Otieno"),
    ("Ông Đặng Thùy Linh", "Đặng Thuỳ Linh"),
    ("Son Excellence Monsieur Jean-Pierre Dupont", "Jean-Pierre Dupont"),
    ("S.E.M. Jean Pierre Dupont", "Jean-Pierre Dupont"),
    ("Excmo. Sr. José Núñez", "Jose Nunez"),
    ("N’Golo Kanté", "N'Golo Kante"),
    ("李明先生", "李明"),
    ("He Jiankui", "He Jiankui"),
    ("Suharto", "Mr. Suharto"),
]
LONGER = [
    ("Mohamed Ali Hassan", "Mohamed Ali"),
    ("Naliaka Barasa Wekesa", "Naliaka Wekesa"),
    ("Amina Otieno", "Amina Wanjiku Otieno"),
    ("Sheikh Mohamed Ali", "Mohamed Ali"),
]
SPELLING = [
    ("Muhammad Alkhalifa", "Mohammed Al-Khalifa"),
    ("Abdul Rahman Saleh", "Abdulrahman Saleh"),
    ("Xiaoming Li", "Li Xiao-Ming"),
    ("ناليكا باراسا", "Naliaka Barasa"),
    ("Александр Иванов", "Aleksandr Ivanov"),
]
OTHER = [
    ("Katalina Ivanova", "Li Na"),
    ("Lina Petrova", "Li Na Petrova"),
    ("Nalia Akbarasa", "Naliaka Barasa"),
    ("Brain Cotan", "Brian Acton"),
    ("Amina Otieno", "Amani Otieno"),
    ("Ali Hassan", "Ali Hussein"),
    ("Mahmoud Ali", "Mohamed Ali"),
    ("Maria López", "Mario López"),
    ("Otieno", "Amina Otieno"),
    ("Otieno Otieno", "Amina Otieno"),
    ("李明华", "李明"),
    ("Ong Keng Yong", "Keng Yong Bà"),
    ("", "Amina Otieno"),
    ("–", "–"),
]


@pytest.mark.parametrize(
    ("written", "known", "match"),
    [
        (*pair, match)
        for match, pairs in (("same", SAME), ("longer", LONGER), ("spelling", SPELLING), ("other", OTHER))
        for pair in pairs
    ],
)
def test_names_are_compared_by_whole_words_either_way_round(written, known, match):
    assert (compare_names(written, known), compare_names(known, written)) == (match, match)


@pytest.mark.parametrize(
    ("written", "persons"),
    [
        ("Ms. Amina Otieno and Mr. John Kamau", 2),
        ("M. John Kamau et Mme Amina Otieno", 2),
        ("Amina Otieno; John Kamau; Grace Akinyi", 3),
        ("Иван Петров и Анна Смирнова", 2),
        ("أمينة أوتينو و جون كاماو", 2),
        ("José Ortega y Gasset", 1),
        ("Andy Anderson", 1),
        ("Amina Otieno", 1),
        ("", 1),
    ],
)
def test_how_many_persons_a_paper_names(written, persons):
    assert len(split_persons(written)) == persons


def test_the_nearest_of_a_persons_names_counts():
    assert compare_any("李明", ["Li Ming", "李明"]) == "same"
    assert compare_any("Li Ming Hua", ["Li Ming", "李明"]) == "longer"
    assert compare_any("Li Ming", []) == "other"
