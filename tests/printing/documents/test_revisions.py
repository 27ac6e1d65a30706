"""A revision's number goes up only when what a paper says has changed."""

from __future__ import annotations

import pytest

from conference.printing.documents.revisions import digest_of, revise_document
from conference.printing.models import Revision

pytestmark = pytest.mark.django_db


def number_of(content, document="itinerary", subject="KEN") -> int:
    return revise_document(document, {subject: content})[subject].number


def test_it_begins_at_one_and_goes_up_with_each_change():
    assert [number_of({"a": 1}), number_of({"a": 1}), number_of({"a": 2}), number_of({"a": 2})] == [1, 1, 2, 2]


def test_what_goes_back_to_what_it_was_is_a_revision_too():
    assert [number_of({"a": 1}), number_of({"a": 2}), number_of({"a": 1})] == [1, 2, 3]


def test_each_document_and_subject_has_its_own():
    assert number_of({"a": 1}) == 1
    assert number_of({"a": 1}, subject="BRA") == 1
    assert number_of({"a": 1}, document="speakers") == 1
    assert number_of({"a": 2}) == 2
    assert number_of({"a": 1}, subject="BRA") == 1


def test_the_one_before_is_kept_however_often_the_same_is_printed():
    for content in ({"a": 1}, {"a": 2}, {"a": 2}):
        found = revise_document("itinerary", {"KEN": content})["KEN"]
    assert (found.before, found.content) == ({"a": 1}, {"a": 2})


def test_the_order_of_the_lines_does_not_matter():
    assert digest_of({"a": 1, "b": "ế"}) == digest_of({"b": "ế", "a": 1}) != digest_of({"a": 1, "b": "e"})


@pytest.mark.parametrize("count", [1, 60])
def test_two_queries_for_what_is_known_whatever_the_number(count, django_assert_num_queries):
    contents = {f"P{n}": {"a": n} for n in range(count)}
    assert {one.number for one in revise_document("itinerary", contents).values()} == {1}
    with django_assert_num_queries(3):  # savepoint, one SELECT, release
        assert {one.number for one in revise_document("itinerary", contents).values()} == {1}
    assert Revision.objects.count() == count
