"""The list of participants fills its columns: those of the last page alike, and a delegation that goes on says so."""

from __future__ import annotations

import pytest

from conference.printing.documents import typeset
from tests.printing.documents.test_columns import ends
from tests.printing.documents.test_papers import PARTICIPANTS
from tests.printing.readback import open_pdf, words


def listed(*sizes: int, language: str = "en") -> bytes:
    """Return the paper of delegations with so many members."""
    parties = [
        {
            "name": f"State {n}",
            "formal": f"Republic of State {n}",
            "members": [
                {"name": f"Person {n}-{m}.", "other": "", "function": "Counsellor" if m % 2 else "", "head": m == 0}
                for m in range(size)
            ],
        }
        for n, size in enumerate(sizes)
    ]
    groups = [{"title": "Member States", "count": f"{len(sizes)} delegations", "parties": parties}]
    return typeset.compile("participants.typ", PARTICIPANTS | {"lang": language, "groups": groups})


@pytest.mark.parametrize("sizes", [(3, 4, 2, 5), (30,), pytest.param((12, 40, 8, 3, 25, 6), marks=pytest.mark.slow)])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_columns_of_the_last_page_are_as_long_as_one_another(sizes, language):
    pages = open_pdf(listed(*sizes, language=language))
    left, right = ends(pages[len(pages) - 1])
    assert abs(left - right) < 26  # a delegation that stays whole is no longer here


def test_everybody_is_listed_once_and_in_order():
    sizes = (12, 40, 8, 3, 25, 6)
    text = " ".join(words(page) for page in open_pdf(listed(*sizes)))
    wanted = [f"Person {n}-{m}." for n, size in enumerate(sizes) for m in range(size)]
    places = [text.index(one) for one in wanted]
    assert places == sorted(places)
    assert [text.count(one) for one in wanted] == [1] * len(wanted)


def test_a_delegation_of_eight_stays_whole_and_a_larger_one_says_that_it_goes_on():
    assert "(continued)" not in words(open_pdf(listed(8, 8))[0])
    assert words(open_pdf(listed(30))[0]).count("State 0 (continued)") == 1
