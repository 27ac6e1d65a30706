from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.files.uploads import Frame, Photo, read_photo, refuse_large
from delegations.registration.members import queries, questions, rules
from delegations.registration.members.choices import YES_NO, Choices
from delegations.registration.members.fields import (
    ONLY_IF,
    DayField,
    MomentField,
    NumberField,
    PhoneField,
    PrintedField,
    optional_name,
)
from delegations.registration.members.questions import SURE, Question
from delegations.registration.models import FORM_FIELDS, Capacity, Delegate, Delegation, Sex

# Lines that badges and lists show: each is read by the rules of a name.
NAME_FIELDS = (
    *("honorific", "family_name", "given_names", "name_on_badge", "name_native", "functional_title"),
    *("arrival_flight", "departure_flight", "hotel", "visa_post", "birth_place"),
    *("languages", "diet", "accessibility", "emergency_contact"),
    "document_issue_place",
)
# What a submission needs (queries.missing_fields), besides what no member is saved without.
NEEDED = frozenset(
    {"date_of_birth", "nationality", "sex", "functional_title", "document_type", "document_number", "document_expiry"}
    | {"document_issue_date", "document_issue_place", "visa_post"}
)
NONE_CHOSEN = [("", gettext_lazy("Please choose"))]


def _form_field(field: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """Return the model's own form field; choices begin with "Please choose" instead of a dash."""
    if field.choices:
        kwargs["choices"] = field.get_choices(blank_choice=NONE_CHOSEN)
    return field.formfield(**kwargs)


class MemberForm(forms.ModelForm):  # not checked here: its fields check themselves; a row of an import has 20 of them
    """A member's fields, without the photo. It checks and never saves: `actions.editing` writes.

    Args:
        member: None for a new one.
        other_head: The name of the delegation's present head when that is somebody else.
        delegation: In which the same person may be entered already; None skips the questions about that.
        besides: The member who is being replaced.
    """

    # A draft needs little and a submission nearly everything, so "optional" would mislead.
    mark_optional = False

    # Text in the model, since the column is encrypted: a day here.
    date_of_birth = DayField(label=gettext_lazy("Date of birth"), required=False, validators=[rules.check_birth])
    # Without choices in the model, since the column is encrypted.
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"),
        required=False,
        choices=[*NONE_CHOSEN, *Sex.choices],
        help_text=gettext_lazy("As the travel document says it."),
    )
    # A code in the model: here, what Choices lists in the reader's language.
    nationality = forms.ChoiceField(label=gettext_lazy("Nationality"), required=False)
    # Foreign keys, chosen from Choices: a ModelChoiceField would ask the database anew for each form and each row of an import.
    protocol_rank = forms.ChoiceField(label=gettext_lazy("Protocol rank"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Category of the badge"))
    # Without a length in the model, since the column is encrypted.
    document_number = NumberField(
        label=gettext_lazy("Document number"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("As in the machine-readable lines."),
    )
    # A tick in the model: here a question with two answers, which nobody answers by leaving it out.
    visa_support = forms.ChoiceField(
        label=gettext_lazy("Does the person need a letter in support of the visa?"),
        required=False,
        choices=YES_NO,
        initial="no",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Delegate
        fields = FORM_FIELDS
        field_classes: ClassVar = {
            **dict.fromkeys(NAME_FIELDS, PrintedField),
            "document_issue_date": DayField,
            "document_expiry": DayField,
            "arrival": MomentField,
            "departure": MomentField,
            "phone": PhoneField,
        }
        # Texts of any length in the model, since the columns are encrypted: lines here.
        widgets: ClassVar = dict.fromkeys(
            ("phone", "diet", "accessibility", "emergency_contact", "birth_place"), forms.TextInput
        )
        labels: ClassVar = {
            "functional_title": gettext_lazy("Function"),
            "email": gettext_lazy("E-mail address"),  # in Spanish, the model's is another
            "visa_post": gettext_lazy("Where will the visa be issued?"),
        }
        help_texts: ClassVar = {
            "honorific": gettext_lazy("H.E. Mr., Ms., Dr., HRH …"),
            "family_name": gettext_lazy("In Latin letters, as in the passport. Enter a single name here."),
            "name_on_badge": gettext_lazy("As the person wishes it to appear; it may differ from the passport."),
            "name_native": gettext_lazy("Appears on the badge beside the name in Latin letters."),
            "functional_title": gettext_lazy("Office or post, as shown in lists and on the badge."),
            "document_issue_place": gettext_lazy("Authority or city, as in the document."),
            "visa_post": gettext_lazy(
                "The embassy or consulate and its city, or the airport if the visa is issued on arrival."
            ),
            "birth_place": gettext_lazy(
                "City and State, as in the passport; it is printed on the visa support letter."
            ),
            "diet": gettext_lazy("Halal, vegetarian, allergies …"),
        }
        formfield_callback = _form_field

    def __init__(
        self,
        data: Any = None,
        *,
        choices: Choices,
        member: Delegate | None = None,
        other_head: str = "",
        delegation: Delegation | None = None,
        besides: Delegate | None = None,
    ) -> None:
        super().__init__(data, instance=member, initial=_initial(member))
        self.choices, self.member, self.other_head, self.is_row = choices, member, other_head, False
        self.delegation, self.besides = delegation, besides
        self.questions: list[Question] = []
        fields: dict[str, Any] = self.fields
        fields["nationality"].choices = [*NONE_CHOSEN, *choices.nationalities]
        fields["protocol_rank"].choices = [*NONE_CHOSEN, *((pk, str(rank)) for pk, rank in choices.ranks.items())]
        categories = [(pk, f"{category.letter}  {category}") for pk, (category, _places) in choices.categories.items()]
        fields["category"].choices = [*NONE_CHOSEN, *categories, *self._present_category(choices)]
        for name in ("arrival", "departure"):
            fields[name].zone = choices.zone
            fields[name].validators.append(lambda moment: rules.check_near(moment.date(), choices.conference.starts_on))
        fields["document_expiry"].validators.append(partial(rules.check_expiry, conference=choices.conference))
        for name in ("capacity", "category", "protocol_rank", "document_type", "nationality", "visa_support"):
            fields[name].error_messages["invalid_choice"] = _("“%(value)s” is not one of the choices.")
        # Its validator fills in the value: in a table of many rows the mistake has to be found.
        fields["email"].error_messages["invalid"] = _("“%(address)s” is not an e-mail address.") % {
            "address": "%(value)s"
        }
        for name in ("document_number", "email", "phone"):
            fields[name].widget.attrs |= {"dir": "ltr", "spellcheck": "false"}
        fields["honorific"].widget.attrs["list"] = "honorifics"
        for name in ("honorific", "name_on_badge", "name_native", "functional_title"):
            fields[name].widget.attrs["dir"] = "auto"  # Latin letters in an Arabic form keep their full stop at the end
        self._fit_to_host(fields)
        for field in fields.values():  # a browser would cut pasted text without a message
            field.widget.attrs.pop("maxlength", None)

    def _fit_to_host(self, fields: dict[str, Any]) -> None:
        """Leave out what the host does not ask for or such a delegation lacks, and say until when a document must be valid."""
        conference, capacity = self.choices.conference, fields["capacity"]
        present = self.member.capacity if self.member else ""
        offered = dict(self.choices.capacities)
        capacity.choices = [choice for choice in capacity.choices if choice[0] in ("", present, *offered)]
        proposed = {value: str(keys[0]) for value, keys in self.choices.usual_categories.items() if keys}
        capacity.widget.attrs |= {"data-proposes": "category", "data-proposed": json.dumps(proposed)}
        for name in conference.unasked_fields:
            if not getattr(self.member, name, ""):
                fields.pop(name)
        least = conference.documents_valid_to
        if conference.document_months:
            help_text = _("The host asks for a document that is valid until %(date)s at least.")
            fields["document_expiry"].help_text = help_text % {"date": rules.day_words(least)}
        early = _("Too early: the document has to be valid until %(date)s at least.") % {"date": rules.day_words(least)}
        fields["document_expiry"].widget.attrs |= {"min": least.isoformat(), "data-least": early}

    def is_needed(self, name: str) -> bool:
        """Return whether a submission needs this field: the label says so."""
        needed = name in NEEDED and name not in self.choices.conference.unasked_fields
        return self.fields[name].required or needed

    def _present_category(self, choices: Choices) -> list[tuple[int, str]]:
        if self.member is None or self.member.category_id in choices.categories:
            return []
        return [(self.member.category_id, str(self.member.category))]

    def applies(self, name: str, now: Mapping[str, Any]) -> bool:
        """Return True when the field applies, given the form's values `now` as texts.

        A field with a stored value applies as long as what it depends on is unchanged.
        """
        condition = ONLY_IF.get(name)
        if condition is None or condition.holds(now):
            return True
        before = self.initial
        is_same = str(now.get(condition.other) or "") == str(before.get(condition.other) or "")
        return bool(before.get(name)) and is_same

    def clean_category(self) -> Any:
        key = int(self.cleaned_data["category"])
        if key in self.choices.categories:
            return self.choices.categories[key][0]
        return self.member.category if self.member else None

    def clean_protocol_rank(self) -> Any:
        key = self.cleaned_data["protocol_rank"]
        return self.choices.ranks[int(key)] if key else None

    def clean_visa_support(self) -> bool:
        return bool(self.cleaned_data["visa_support"] == "yes")

    def clean_date_of_birth(self) -> str:
        """Return the date as ISO text, as it is stored."""
        born: date | None = self.cleaned_data["date_of_birth"]
        return born.isoformat() if born else ""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        for name in ONLY_IF:  # a page without scripts sends what does not apply, too
            if name in values and not self.is_row and not self.applies(name, self.data):
                values[name] = ""
        capacity, category = values.get("capacity"), values.get("category")
        if capacity and category:
            self._check("category", rules.check_category, capacity, category, self.choices.heads_have_own)
        if capacity == Capacity.HEAD and self.other_head:
            message = _("%(who)s is already head of the delegation. Change that person's capacity first.")
            self.add_error("capacity", message % {"who": self.other_head})
        arrival, departure = values.get("arrival"), values.get("departure")
        if arrival and departure and departure < arrival:
            self.add_error("departure", _("The departure is before the arrival."))
        days = values.get("document_issue_date"), values.get("document_expiry"), values.get("date_of_birth") or ""
        self._check("document_issue_date", rules.check_issue, *days)
        if not self.is_row:
            self._ask(values)
        if self.member is not None and self.member.state not in ("draft", "returned") and not self.errors:
            self._check_still_complete(self.member)
        return values

    def _check(self, name: str, rule: Callable[..., None], *values: Any) -> None:
        try:
            rule(*values)
        except ValidationError as error:
            self.add_error(name, error)

    def _ask(self, values: Mapping[str, Any]) -> None:
        """Ask about what is unlikely, unless it was confirmed."""
        confirmed_keys = self.data.getlist(SURE) if hasattr(self.data, "getlist") else self.data.get(SURE, [])
        asked_about = questions.find_questions(values, self.choices, self.member)
        if self.delegation is not None:
            asked_about += questions.of_same_person(values, self.delegation, self.member, self.besides)
        self.questions = [replace(question, confirmed=question.key in confirmed_keys) for question in asked_about]
        for question in self.questions:
            if not question.confirmed:
                self.add_error(question.field, ValidationError(question.text, code="question"))

    @property
    def distinct_from(self) -> frozenset[int]:
        """Return the keys of the members who are confirmed to be other persons."""
        return frozenset(key for question in self.questions if question.confirmed for key in question.members)

    def _post_clean(self) -> None:
        """Leave the member unchanged and query nothing.

        Django would set the values on the instance, so that `clean` and the action could no longer compare, and validate the model with
        a query for each foreign key and unique constraint of each row of an import. The action checks that under its lock.
        """

    def save(self, commit: bool = True) -> Delegate:
        raise TypeError("actions.editing writes a member, not its form")

    def _check_still_complete(self, member: Delegate) -> None:
        after = copy(member)
        for name, value in self.cleaned_data.items():
            setattr(after, name, value)
        for lack in queries.newly_missing(member, after, self.choices.conference):
            message = _("Required, because %(who)s has already been submitted. (%(what)s)")
            self.add_error(lack.field if lack.field in self.fields else None, message % {"who": member, "what": lack})


def _initial(member: Delegate | None) -> dict[str, Any]:
    born = member.date_of_birth if member else ""
    wants_letter = member is not None and member.visa_support
    return {
        "visa_support": "yes" if wants_letter else "no",
        "date_of_birth": date.fromisoformat(born) if born else None,
    }


class PhotoForm(characters.Form):
    """The photo for the badge, and the frame drawn on it. After `is_valid`, `photo` is the new one, None when none came.

    `token` names a good photo of an earlier try (PhotoDraft).
    """

    prefix = "photo"
    file = forms.FileField(
        label=gettext_lazy("Photo"),
        required=False,
        widget=forms.ClearableFileInput({"accept": "image/jpeg,image/png"}),
    )
    x = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    y = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    w = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    photo: Photo | None = None
    needed = False  # whether a submission needs one of this person

    def is_needed(self, name: str) -> bool:
        return self.needed and name == "file"

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        if file := values.get("file"):
            numbers = [values[name] for name in "xyw" if values.get(name) is not None]
            try:
                refuse_large(file)
                self.photo = read_photo(file, Frame(*numbers) if len(numbers) == 3 else None)
            except ValidationError as error:
                self.add_error("file", error)
        return values


class WithdrawForm(characters.Form):
    not_printed = ("reason",)  # on pages and in e-mails
    reason = optional_name(gettext_lazy("Reason"), 500, help_text=gettext_lazy("For the secretariat; optional."))
