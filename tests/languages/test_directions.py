"""In Arabic what the program fills in stands where it is read: a day behind a name is no part of the name."""

import re

import pytest
from django.utils.translation import override

from conference.look import lists, marks
from tests.languages.test_catalogues import messages, texts

pytestmark = pytest.mark.xdist_group("catalogues")

# A comma or colon between two values takes the direction of both when they are names in Latin letters, or a name and a number.
WITHOUT_MARK = re.compile(r"(%\(\w+\)s|\{\w+\})[،:] (?=%\(|\{)")
MARK = "\N{RIGHT-TO-LEFT MARK}"


def test_a_mark_stands_before_what_joins_two_values_of_an_arabic_sentence():
    translations = [text for message in messages("ar") for text in texts(message.string)]
    assert [text for text in translations if WITHOUT_MARK.search(text)] == []
    assert sum(f"s{MARK}، %" in text or f"s{MARK}: %" in text for text in translations) > 20


@pytest.mark.parametrize("mark", [lists.comma, marks.comma, marks.list_comma, marks.colon, marks.full_stop])
def test_what_joins_two_facts_begins_with_the_mark_in_arabic_alone(mark):
    with override("ar"):
        assert mark().startswith(MARK)
    with override("en"):
        assert mark().isascii()


def test_a_telephone_behind_a_name_is_no_part_of_it():
    with override("ar"):
        assert lists.join_facts(["Trần Thu Hà", "+84 24 5550 0142"]) == f"Trần Thu Hà{MARK}، +84 24 5550 0142"
