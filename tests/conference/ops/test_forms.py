"""`.ci/forms.py` sees what it is for."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from django import forms

from conference.core import characters

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def in_class():
    return runpy.run_path(str(ROOT / ".ci" / "forms.py"))["in_class"]


class Checked(characters.Form):
    not_printed = ("note", "room", "text_fr")
    note = forms.CharField()


class Below(Checked):
    room = forms.CharField()


class Unchecked(forms.Form):
    note = forms.CharField()


class Search(forms.Form):  # not checked here: a search
    q = forms.CharField()


# not checked here: a search
class SearchBelow(Search):
    pass


class Excused(characters.Form):  # not checked here: a search
    note = forms.CharField()


class Outlived(characters.Form):
    not_printed = ("note", "count")
    count = forms.IntegerField()


@pytest.mark.parametrize(
    ("form", "places"),
    [
        (Checked, []),
        (Below, []),
        (Unchecked, ["Unchecked takes texts that nothing checks"]),
        (Search, []),
        (SearchBelow, []),
        (Excused, ["Excused says that it is not checked here and is"]),
        (Outlived, ["Outlived names note in `not_printed`", "Outlived names count in `not_printed`"]),
    ],
)
def test_it_sees_what_it_is_for(in_class, form, places):
    source = Path(__file__).read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(source, 1) if text.startswith(f"class {form.__name__}("))
    start = f"tests/conference/ops/test_forms.py:{line}: "
    lines = list(in_class(form))
    assert [text.startswith(f"{start}{place}") for text, place in zip(lines, places, strict=True)] == [True] * len(
        places
    )
