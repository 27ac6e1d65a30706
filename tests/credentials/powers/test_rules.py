"""The verdict that the checklist proposes, by value: eighty papers as they arrive, and why each holds or does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from delegations.credentials.powers.rules import (
    Designation,
    LineOutcome,
    Office,
    Paper,
    PaperFacts,
    Purpose,
    Signatory,
    TreatyNamed,
    assess,
)

TODAY, ADOPTED = date(2025, 10, 22), date(2024, 12, 24)
MINISTER = Signatory(names=("Amina Wanjiku Otieno",), office="minister")
GOOD = PaperFacts(
    issuer_name="William Kipruto",
    issuer_office=Office.FOREIGN_MINISTER,
    name_written="H.E. Ms. Amina Wanjiku OTIENO",
    treaty_named=TreatyNamed.THIS,
    dated=date(2025, 10, 1),
    place="Nairobi",
    is_signed=True,
    is_sealed=True,
    language="en",
)
UNION = replace(MINISTER, of_organization=True)
COUNCIL = replace(GOOD, issuer_office=Office.ORGAN, issuer_name="Council of the Union")
VIETNAMESE = replace(MINISTER, names=("Đặng Thuỳ Linh", "Dang Thuy Linh"))
CHINESE = replace(MINISTER, names=("Li Ming", "李明"))

# what it is: who, what was handed in, the verdict, the codes of its defects and then of its remarks
CASES = {
    "Foreign Minister issued": (MINISTER, GOOD, "accepted", ()),
    "Head of State issued": (MINISTER, replace(GOOD, issuer_office=Office.HEAD_OF_STATE), "accepted", ()),
    "Head of Government issued": (MINISTER, replace(GOOD, issuer_office=Office.HEAD_OF_GOVERNMENT), "accepted", ()),
    "acting Foreign Minister issued": (MINISTER, replace(GOOD, is_acting=True), "accepted", ()),
    "Minister of Justice issued": (
        MINISTER,
        replace(GOOD, issuer_office=Office.OTHER),
        "defective",
        ("issuer_office",),
    ),
    "acting Minister of Justice issued": (
        MINISTER,
        replace(GOOD, issuer_office=Office.OTHER, is_acting=True),
        "defective",
        ("issuer_office",),
    ),
    "a State's powers by an organ": (
        MINISTER,
        replace(GOOD, issuer_office=Office.ORGAN),
        "defective",
        ("issuer_office",),
    ),
    "issuer not named": (MINISTER, replace(GOOD, issuer_name=" "), "defective", ("issuer_unnamed",)),
    "issuer's office not stated": (MINISTER, replace(GOOD, issuer_office=""), "defective", ("issuer_unnamed",)),
    "issued to oneself": (
        MINISTER,
        replace(GOOD, issuer_name="Otieno, Amina Wanjiku", issuer_office=Office.HEAD_OF_GOVERNMENT),
        "defective",
        ("issuer_is_signatory",),
    ),
    "issuer with fewer of the same names": (
        MINISTER,
        replace(GOOD, issuer_name="Amina Otieno"),
        "accepted",
        ("issuer_resembles",),
    ),
    "issuer whose name contains the signatory's": (
        replace(MINISTER, names=("Mohamed Ali",)),
        replace(GOOD, name_written="Mohamed Ali", issuer_name="Mohamed Ali Hassan"),
        "accepted",
        ("issuer_resembles",),
    ),
    "issuer whose letters contain the signatory's": (
        replace(MINISTER, names=("Li Na",)),
        replace(GOOD, name_written="Li Na", issuer_name="Katalina Ivanova"),
        "accepted",
        (),
    ),
    "Head of State, no paper": (replace(MINISTER, office="head_of_state"), None, "not_needed", ("office_unconfirmed",)),
    "Head of Government, no paper": (
        replace(MINISTER, office="head_of_government"),
        None,
        "not_needed",
        ("office_unconfirmed",),
    ),
    "Foreign Minister, no paper": (
        replace(MINISTER, office="foreign_minister"),
        None,
        "not_needed",
        ("office_unconfirmed",),
    ),
    "Foreign Minister with powers from oneself": (
        replace(MINISTER, office="foreign_minister"),
        replace(GOOD, issuer_name="Amina Otieno"),
        "not_needed",
        ("office_unconfirmed",),
    ),
    "Vice-President, no paper": (replace(MINISTER, office="vice_president"), None, "missing", ()),
    "Deputy Head of Government, no paper": (
        replace(MINISTER, office="deputy_head_of_government"),
        None,
        "missing",
        (),
    ),
    "permanent representative, no paper": (replace(MINISTER, office="ambassador"), None, "missing", ()),
    "permanent representative with powers": (replace(MINISTER, office="ambassador"), GOOD, "accepted", ()),
    "credentials to the conference": (
        MINISTER,
        replace(GOOD, paper=Paper.CREDENTIALS),
        "defective",
        ("not_full_powers",),
    ),
    "unsigned": (MINISTER, replace(GOOD, is_signed=False), "defective", ("unsigned",)),
    "a seal in place of the signature": (
        MINISTER,
        replace(GOOD, is_signed=False, is_sealed=True),
        "defective",
        ("unsigned",),
    ),
    "signed and not sealed": (MINISTER, replace(GOOD, is_sealed=False), "accepted", ("unsealed",)),
    "another treaty": (MINISTER, replace(GOOD, treaty_named=TreatyNamed.OTHER), "defective", ("treaty_other",)),
    "no treaty": (MINISTER, replace(GOOD, treaty_named=TreatyNamed.NONE), "defective", ("treaty_unnamed",)),
    "general, deposited": (
        MINISTER,
        replace(GOOD, treaty_named=TreatyNamed.GENERAL, is_deposited=True),
        "accepted",
        (),
    ),
    "general, not deposited": (
        MINISTER,
        replace(GOOD, treaty_named=TreatyNamed.GENERAL),
        "defective",
        ("general_not_deposited",),
    ),
    "another person": (MINISTER, replace(GOOD, name_written="John Kamau"), "defective", ("person_other",)),
    "same family name, another person": (
        MINISTER,
        replace(GOOD, name_written="Grace Akinyi Otieno"),
        "defective",
        ("person_other",),
    ),
    "nobody named": (MINISTER, replace(GOOD, name_written=""), "defective", ("person_unnamed",)),
    "without the middle name": (
        MINISTER,
        replace(GOOD, name_written="Amina Otieno"),
        "accepted",
        ("person_longer",),
    ),
    "with further names": (
        replace(MINISTER, names=("Mohamed Ali",)),
        replace(GOOD, name_written="Mohamed Ali Hassan"),
        "accepted",
        ("person_longer",),
    ),
    "a short name in the letters of a long one": (
        replace(MINISTER, names=("Li Na",)),
        replace(GOOD, name_written="Katalina Ivanova"),
        "defective",
        ("person_other",),
    ),
    "an anagram": (
        MINISTER,
        replace(GOOD, name_written="Naima Kujiwan Tieono"),
        "defective",
        ("person_other",),
    ),
    "the letters of the name, divided otherwise": (
        MINISTER,
        replace(GOOD, name_written="Ami Nawan Jikuotieno"),
        "defective",
        ("person_other",),
    ),
    "a longer name in its own script": (CHINESE, replace(GOOD, name_written="李明华"), "defective", ("person_other",)),
    "family name alone": (MINISTER, replace(GOOD, name_written="Otieno"), "defective", ("person_other",)),
    "composed and decomposed letters": (
        VIETNAMESE,
        replace(GOOD, name_written="Ông Đặng Thùy Linh"),
        "accepted",
        (),
    ),
    "the name in its own script": (CHINESE, replace(GOOD, name_written="李明先生"), "accepted", ()),
    "another spelling": (
        replace(MINISTER, names=("Mohammed Al-Khalifa",)),
        replace(GOOD, name_written="Muhammad Alkhalifa"),
        "accepted",
        ("person_spelling",),
    ),
    "the name in another script": (
        replace(MINISTER, names=("Naliaka Barasa",)),
        replace(GOOD, name_written="ناليكا باراسا"),
        "accepted",
        ("person_spelling",),
    ),
    "undated": (MINISTER, replace(GOOD, dated=None), "defective", ("undated",)),
    "dated tomorrow": (MINISTER, replace(GOOD, dated=date(2025, 10, 23)), "defective", ("dated_in_future",)),
    "dated today": (MINISTER, replace(GOOD, dated=TODAY), "accepted", ()),
    "no place": (MINISTER, replace(GOOD, place=""), "defective", ("no_place",)),
    "in Vietnamese, translated": (MINISTER, replace(GOOD, language="vi", is_translated=True), "accepted", ()),
    "in Vietnamese alone": (MINISTER, replace(GOOD, language="vi"), "accepted", ("untranslated",)),
    "to negotiate alone": (
        MINISTER,
        replace(GOOD, purpose=Purpose.NEGOTIATE),
        "defective",
        ("only_negotiates",),
    ),
    "credentials that allow negotiation": (
        MINISTER,
        replace(GOOD, paper=Paper.CREDENTIALS, purpose=Purpose.NEGOTIATE),
        "defective",
        ("not_full_powers", "only_negotiates"),
    ),
    "for two persons": (
        MINISTER,
        replace(GOOD, name_written="Ms. Amina Wanjiku Otieno and Mr. John Kamau"),
        "defective",
        ("persons_several",),
    ),
    "for two persons, in French": (
        MINISTER,
        replace(GOOD, name_written="M. John Kamau et Mme Amina Wanjiku Otieno"),
        "defective",
        ("persons_several",),
    ),
    "for two persons, each of whom may sign alone": (
        MINISTER,
        replace(
            GOOD,
            name_written="Amina Wanjiku Otieno; John Kamau",
            designation=Designation.EACH,
        ),
        "accepted",
        (),
    ),
    "for two persons together": (
        MINISTER,
        replace(
            GOOD,
            name_written="Amina Wanjiku Otieno and John Kamau",
            designation=Designation.TOGETHER,
        ),
        "defective",
        ("persons_together",),
    ),
    "for two others": (
        MINISTER,
        replace(GOOD, name_written="Grace Akinyi and John Kamau", designation=Designation.EACH),
        "defective",
        ("person_other",),
    ),
    "one person whose name has an and": (
        replace(MINISTER, names=("José Ortega y Gasset",)),
        replace(GOOD, name_written="Sr. José Ortega y Gasset"),
        "accepted",
        (),
    ),
    "dated before the treaty was adopted": (
        MINISTER,
        replace(GOOD, dated=date(2024, 12, 23)),
        "accepted",
        ("dated_before_adoption",),
    ),
    "dated on the day of adoption": (MINISTER, replace(GOOD, dated=ADOPTED), "accepted", ()),
    "general and older than the treaty": (
        MINISTER,
        replace(GOOD, treaty_named=TreatyNamed.GENERAL, is_deposited=True, dated=date(2019, 5, 2)),
        "accepted",
        (),
    ),
    "acting Head of State issued": (
        MINISTER,
        replace(GOOD, issuer_office=Office.HEAD_OF_STATE, is_acting=True),
        "accepted",
        (),
    ),
    "issuer of the same family name": (MINISTER, replace(GOOD, issuer_name="Peter Otieno"), "accepted", ()),
    "issuer who spells the signatory's name differently": (
        replace(MINISTER, names=("Mohammed Al-Khalifa",)),
        replace(GOOD, name_written="Mohammed Al-Khalifa", issuer_name="Muhammad Alkhalifa"),
        "accepted",
        ("issuer_resembles",),
    ),
    "issued to oneself, in another script": (
        CHINESE,
        replace(GOOD, name_written="Li Ming", issuer_name="李明"),
        "defective",
        ("issuer_is_signatory",),
    ),
    "issued to oneself by an office that may not issue": (
        MINISTER,
        replace(GOOD, issuer_name="Amina Wanjiku Otieno", issuer_office=Office.OTHER),
        "defective",
        ("issuer_office",),
    ),
    "the family name first": (MINISTER, replace(GOOD, name_written="OTIENO, Amina Wanjiku"), "accepted", ()),
    "the name with a hyphen": (MINISTER, replace(GOOD, name_written="Amina Wanjiku-Otieno"), "accepted", ()),
    "a name of one word": (
        replace(MINISTER, names=("Suharto",)),
        replace(GOOD, name_written="H.E. Mr. Suharto"),
        "accepted",
        (),
    ),
    "a name of one word within another's": (
        replace(MINISTER, names=("Suharto",)),
        replace(GOOD, name_written="Bambang Suharto"),
        "defective",
        ("person_other",),
    ),
    "a brother": (
        replace(MINISTER, names=("Ali Hassan Barre",)),
        replace(GOOD, name_written="Ali Hussein Barre"),
        "defective",
        ("person_other",),
    ),
    "a style alone": (MINISTER, replace(GOOD, name_written="Her Excellency"), "defective", ("person_other",)),
    "in French": (MINISTER, replace(GOOD, language="fr"), "accepted", ()),
    "in no language that is stated": (MINISTER, replace(GOOD, language=""), "accepted", ("untranslated",)),
    "the Union by its Council, unsigned": (UNION, replace(COUNCIL, is_signed=False), "defective", ("unsigned",)),
    "the Union by its Council, to negotiate": (
        UNION,
        replace(COUNCIL, purpose=Purpose.NEGOTIATE),
        "defective",
        ("only_negotiates",),
    ),
    "general, deposited, of another person": (
        MINISTER,
        replace(GOOD, treaty_named=TreatyNamed.GENERAL, is_deposited=True, name_written="John Kamau"),
        "defective",
        ("person_other",),
    ),
    "the Union by its Council": (UNION, COUNCIL, "accepted", ()),
    "the Union by a Foreign Minister": (UNION, GOOD, "defective", ("issuer_no_organ",)),
    "the Union's head without powers": (replace(UNION, office="head_of_state"), None, "missing", ()),
    "a party to which the treaty is not open": (
        replace(MINISTER, party_may_sign=False),
        GOOD,
        "defective",
        ("party_cannot_sign",),
    ),
    "a person who has left": (replace(MINISTER, is_member=False), GOOD, "defective", ("left_delegation",)),
    "a Head of State who has left": (
        replace(MINISTER, office="head_of_state", is_member=False),
        None,
        "defective",
        ("left_delegation",),
    ),
    "all at once": (
        MINISTER,
        PaperFacts(paper=Paper.CREDENTIALS),
        "defective",
        (
            *(
                "not_full_powers",
                "issuer_unnamed",
                "unsigned",
                "treaty_unnamed",
                "person_unnamed",
                "undated",
                "no_place",
            ),
            *("unsealed", "untranslated"),
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_verdict_and_its_reasons(case):
    signatory, paper, verdict, reasons = CASES[case]
    found = assess(signatory, paper, today=TODAY, adopted_on=ADOPTED)
    assert (found.verdict, found.defects + found.remarks) == (verdict, reasons)


def test_there_are_eighty_cases():
    assert len(CASES) >= 80


def test_a_treaty_may_exempt_fewer_offices():
    head = replace(MINISTER, office="head_of_government")
    assert assess(head, None, today=TODAY, exempt=("head_of_state",)).verdict == "missing"


def test_every_line_of_a_paper_has_its_outcome():
    lines = assess(MINISTER, GOOD, today=TODAY).lines
    about = ["paper", "purpose", "issuer", "signature", "treaty", "person", "persons", "date", "adoption", "place"]
    about += ["seal", "language"]
    assert [line.about for line in lines] == about
    assert {line.outcome for line in lines} == {LineOutcome.MET}
