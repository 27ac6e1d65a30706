"""A field has its label, help and error tied to its input."""

import re

from django import forms
from django.template import engines

from conference.look import widgets
from conference.look.formsets import KeyedFormSet
from tests.markup import compact


class Member(forms.Form):
    number = forms.CharField(label="Number", help_text="As in the machine-readable lines.")
    expiry = forms.DateField(label="Expiry date", widget=widgets.DayInput)
    visa = forms.ChoiceField(label="Visa letter?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect)
    length = forms.ChoiceField(label="Length", choices=[("15", "15 min"), ("20", "20 min")], widget=widgets.Bar)
    country = forms.ChoiceField(label="Issued by", choices=[("ke", "Kenya")])
    named = forms.BooleanField(label="Named in the note", required=False)
    topics = forms.CharField(label="Topics", widget=forms.Textarea, required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        raise forms.ValidationError("The delegation is full.")


EMPTY = Member({})
GOOD = Member({"number": "BK1", "expiry": "2026-04-26", "visa": "yes", "length": "20", "country": "ke"})


def field(form: forms.Form, name: str) -> str:
    return compact(form[name].as_field_group())


def tag(html: str, element: str) -> str:
    return re.search(rf"<{element}\b[^>]*>", html)[0]  # type: ignore[index]


def test_label_help_and_error_are_tied_to_the_input() -> None:
    html = field(EMPTY, "number")
    assert '<div class="field bad">' in html
    assert '<label class="form-label" for="id_number">Number</label>' in html
    shown = tag(html, "input")
    assert 'class="form-control"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'aria-describedby="id_number_helptext id_number_error"' in shown
    assert '<div id="id_number_error"><p class="why">This field is required.</p></div>' in html
    assert '<div class="form-text" id="id_number_helptext">As in the machine-readable lines.</div>' in html


def test_a_good_field_is_not_marked() -> None:
    html = field(GOOD, "number")
    assert '<div class="field">' in html
    assert "aria-invalid" not in html
    assert 'value="BK1"' in tag(html, "input")


def test_each_kind_of_input_has_its_class() -> None:
    assert 'class="form-select"' in tag(field(GOOD, "country"), "select")
    assert 'class="form-control"' in tag(field(GOOD, "topics"), "textarea")
    assert 'class="form-check-input"' in tag(field(GOOD, "named"), "input")
    assert 'type="date"' in tag(field(GOOD, "expiry"), "input")
    assert 'value="2026-04-26"' in tag(field(GOOD, "expiry"), "input")


def test_a_group_of_choices_is_a_fieldset_with_its_error() -> None:
    html = field(EMPTY, "visa")
    assert 'class="field bad" id="id_visa" tabindex="-1" aria-describedby="id_visa_error"' in tag(html, "fieldset")
    assert '<legend class="form-label">Visa letter?</legend>' in html
    assert html.count('class="form-check-input"') == 2
    assert '<label class="form-check-label" for="id_visa_1">No</label>' in html


def test_a_bar_of_choices() -> None:
    html = field(GOOD, "length")
    assert '<div class="choice3">' in html
    assert re.search(r'<label><input type="radio" name="length" value="20"[^>]* checked> 20 min</label>', html)


def test_what_may_stay_empty_says_so_unless_the_form_does_not_want_it() -> None:
    assert '<span class="req">(optional)</span>' in field(GOOD, "topics")
    assert "(optional)" not in field(GOOD, "number")
    assert "(optional)" not in field(GOOD, "named")
    quiet = Member({})
    quiet.mark_optional = False
    assert "(optional)" not in field(quiet, "topics")


def test_where_something_always_stands_chosen_nothing_is_optional() -> None:
    class Choice(forms.Form):
        needed_when_shown = ("place",)
        who = forms.ChoiceField(choices=[("1", "Naliaka Barasa"), ("2", "Josphat Kilonzi")], required=False)
        time = forms.ChoiceField(choices=[("", "–"), ("1", "14:20")], required=False)
        further = forms.MultipleChoiceField(choices=[("FRA", "France")], required=False)
        place = forms.CharField(required=False)

    said = {name: "(optional)" in field(Choice(), name) for name in Choice.base_fields}
    assert said == {"who": False, "time": True, "further": True, "place": False}


def test_the_summary_counts_and_links_every_error() -> None:
    html = engines["django"].from_string("{% load look_forms %}{% errors form %}").render({"form": EMPTY})
    html = compact(html)
    assert '<div class="errors" role="alert" tabindex="-1" autofocus data-focus data-titles="' in html
    assert "<h2>6 items to correct</h2>" in html
    assert "<li>The delegation is full.</li>" in html
    assert '<a href="#id_number">Number: This field is required.</a>' in html
    assert '<a href="#id_visa">Visa letter?: This field is required.</a>' in html


def test_a_form_without_errors_has_no_summary() -> None:
    html = engines["django"].from_string("{% load look_forms %}{% errors form %}").render({"form": Member()})
    assert html.strip() == ""


def test_a_whole_form_is_summary_fields_and_hidden_inputs() -> None:
    html = str(EMPTY)
    assert html.index("6 items to correct") < html.index('for="id_number"') < html.index('type="hidden"')
    assert html.count('class="errors"') == 1


def test_what_the_user_typed_is_never_markup() -> None:
    html = field(Member({"number": '"><script>'}), "number")
    assert "<script>" not in html
    assert "&quot;&gt;&lt;script&gt;" in html


class MealForm(forms.Form):
    dish = forms.CharField(required=False, max_length=10)

    def __init__(self, *args, key: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dish"].label = f"Dish on {key}"


class MealFormSet(KeyedFormSet[str]):
    form = MealForm


def meals(data=None, keys=("friday", "saturday"), **known: dict[str, str]) -> MealFormSet:
    return MealFormSet(data, keys=keys, initial_by_key=known, prefix="meals")


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
