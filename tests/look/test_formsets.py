"""Rows that are known beforehand, one for each key: what a page of before sends is read by its keys."""

from __future__ import annotations

from django import forms

from conference.look.formsets import KeyedFormSet


class MealForm(forms.Form):
    dish = forms.CharField(required=False, max_length=10)

    def __init__(self, *args, key: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dish"].label = f"Dish on {key}"


class MealFormSet(KeyedFormSet[str]):
    form = MealForm


def meals(data=None, keys=("friday", "saturday"), **known: dict[str, str]) -> MealFormSet:
    return MealFormSet(data, keys=keys, known=known, prefix="meals")


def test_each_row_shows_what_is_known_under_the_name_of_its_key():
    shown = meals(saturday={"dish": "Rice"})
    assert [(row["dish"].html_name, row["dish"].value(), row["dish"].label) for row in shown] == [
        ("meals-friday-dish", None, "Dish on friday"),
        ("meals-saturday-dish", "Rice", "Dish on saturday"),
    ]


def test_a_page_of_before_is_read_by_its_keys_and_without_counts():
    sent = meals({"meals-thursday-dish": "Soup", "meals-saturday-dish": "Fish"}, friday={"dish": "Rice"})
    assert sent.is_valid()
    assert list(sent.rows()) == [("friday", {"dish": ""}), ("saturday", {"dish": "Fish"})]


def test_a_fault_stands_at_its_row_and_what_was_typed_stays():
    sent = meals({"meals-friday-dish": "Rice", "meals-saturday-dish": "Fish in clay"})
    assert not sent.is_valid()
    assert [list(row.errors) for row in sent] == [[], ["dish"]]
    assert [row["dish"].value() for row in sent] == ["Rice", "Fish in clay"]


def test_no_rows_are_right_too():
    assert meals({}, keys=()).is_valid()
