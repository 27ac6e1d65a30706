from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.files.uploads import Frame, Photo, read_photo, refuse_large
from delegations.registration.members import conditional_fields, queries, questions, rules
from delegations.registration.members.choices import YES_NO, Choices
from delegations.registration.members.fields import (
    DayField,
    MomentField,
    NumberField,
    PhoneField,
    PrintedField,
    optional_name,
)
from delegations.registration.members.questions import SURE, Question
from delegations.registration.models import Capacity, Delegate, Delegation, Sex

# Lines that badges and lists show: each is read by the rules of a name.
NAME_FIELDS = (
    *("honorific", "family_name", "given_names", "name_on_badge", "name_native", "functional_title"),
    *("arrival_flight", "departure_flight", "hotel", "visa_post"),
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


class MemberForm(forms.ModelForm):
    """A member's fields, without the photo: as the model has them, save those declared below.

    It checks and never saves: `actions.editing` writes.

    Args:
        member: None for a new one.
        other_head: The name of the delegation's present head when that is somebody else.
        delegation: In which the same person may be entered already; None asks nothing about that.
        besides: The member who is being replaced.
    """

    # A draft needs little and a submission nearly everything, so "optional" would mislead.
    mark_optional = False

    # Text in the model, since the column is encrypted: a day here.
    date_of_birth = DayField(label=gettext_lazy("Date of birth"), required=False)
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
    # A tick in the model: here a question with two answers, neither of which is given by leaving it out.
    visa_support = forms.ChoiceField(
        label=gettext_lazy("Does the person need a letter in support of the visa?"),
        required=False,
        choices=YES_NO,
        initial="no",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Delegate
        fields = (
            "honorific",
            "family_name",
            "given_names",
            "name_on_badge",
            "name_native",
            "date_of_birth",
            "nationality",
            "sex",
            "functional_title",
            "protocol_rank",
            "capacity",
            "category",
            "document_type",
            "document_number",
            "document_issue_date",
            "document_issue_place",
            "document_expiry",
            "arrival",
            "arrival_flight",
            "departure",
            "departure_flight",
            "hotel",
            "visa_support",
            "visa_post",
            "email",
            "phone",
            "languages",
            "diet",
            "accessibility",
            "emergency_contact",
        )
        field_classes: ClassVar = {
            **dict.fromkeys(NAME_FIELDS, PrintedField),
            "document_issue_date": DayField,
            "document_expiry": DayField,
            "arrival": MomentField,
            "departure": MomentField,
            "phone": PhoneField,
        }
        # Texts of any length in the model, since the columns are encrypted: lines here.
        widgets: ClassVar = dict.fromkeys(("phone", "diet", "accessibility", "emergency_contact"), forms.TextInput)
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
        listed = [(pk, f"{category.letter}  {category}") for pk, (category, _places) in choices.categories.items()]
        fields["category"].choices = [*NONE_CHOSEN, *listed, *self._present_category(choices)]
        fields["arrival"].zone = fields["departure"].zone = choices.zone
        for name in ("capacity", "category", "protocol_rank", "document_type", "nationality", "visa_support"):
            fields[name].error_messages["invalid_choice"] = _("“%(value)s” is not one of the choices.")
        for name in ("document_number", "email", "phone"):
            fields[name].widget.attrs |= {"dir": "ltr", "spellcheck": "false"}
        fields["honorific"].widget.attrs["list"] = "honorifics"
        for name in ("honorific", "name_on_badge", "name_native", "functional_title"):
            fields[name].widget.attrs["dir"] = "auto"  # Latin letters in an Arabic form keep their full stop at the end
        self._fit_to_host(fields)
        for field in fields.values():  # a browser would cut pasted text without a message
            field.widget.attrs.pop("maxlength", None)

    def _fit_to_host(self, fields: dict[str, Any]) -> None:
        """Leave out what the host does not ask for, and say until when a document must be valid, at the field and to the browser."""
        conference = self.choices.conference
        for name in conference.unasked_fields:
            if not getattr(self.member, name, ""):
                fields.pop(name)
        least = conference.documents_valid_to
        if conference.document_months:
            words = _("The host asks for a document that is valid until %(date)s at least.")
            fields["document_expiry"].help_text = words % {"date": rules.day_words(least)}
        early = _("Too early: the document has to be valid until %(date)s at least.") % {"date": rules.day_words(least)}
        fields["document_expiry"].widget.attrs |= {"min": least.isoformat(), "data-least": early}

    def is_needed(self, name: str) -> bool:
        """Return whether a submission needs this field, of which the label says so."""
        if self.fields[name].required:
            return True
        return name in NEEDED and name not in self.choices.conference.unasked_fields

    def _present_category(self, choices: Choices) -> list[tuple[int, str]]:
        if self.member is None or self.member.category_id in choices.categories:
            return []
        return [(self.member.category_id, str(self.member.category))]

    def is_asked(self, name: str, now: Mapping[str, Any]) -> bool:
        """Return True when the field applies, given the form's values `now` as texts; a field with a stored value always does."""
        condition = conditional_fields.ONLY_IF.get(name)
        return condition is None or condition.holds(now) or self._is_kept(name, condition, now)

    def _is_kept(self, name: str, condition: conditional_fields.OnlyIf, now: Mapping[str, Any]) -> bool:
        before = self.initial
        same = str(now.get(condition.other) or "") == str(before.get(condition.other) or "")
        return bool(before.get(name)) and same

    def clean_category(self) -> Any:
        chosen = int(self.cleaned_data["category"])
        if chosen in self.choices.categories:
            return self.choices.categories[chosen][0]
        return self.member.category if self.member else None

    def clean_protocol_rank(self) -> Any:
        chosen = self.cleaned_data["protocol_rank"]
        return self.choices.ranks[int(chosen)] if chosen else None

    def clean_visa_support(self) -> bool:
        return bool(self.cleaned_data["visa_support"] == "yes")

    def clean_date_of_birth(self) -> str:
        """Return the date as ISO text, as it is stored."""
        born: date | None = self.cleaned_data["date_of_birth"]
        if born is None:
            return ""
        rules.check_birth(born)
        return born.isoformat()

    def clean_document_expiry(self) -> date | None:
        expires: date | None = self.cleaned_data["document_expiry"]
        if expires is not None:
            rules.check_expiry(expires, self.choices.conference)
        return expires

    def clean_arrival(self) -> datetime | None:
        return self._travel("arrival")

    def clean_departure(self) -> datetime | None:
        return self._travel("departure")

    def _travel(self, name: str) -> datetime | None:
        moment: datetime | None = self.cleaned_data[name]
        if moment is not None:
            rules.check_travel(moment, self.choices.conference.starts_on)
        return moment

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        for name in conditional_fields.ONLY_IF:  # a page without scripts sends what does not apply, too
            if name in values and not self.is_row and not self.is_asked(name, self.data):
                values[name] = ""
        capacity, category = values.get("capacity"), values.get("category")
        if capacity and category:
            try:
                rules.check_category(capacity, category, self.choices.heads_have_own)
            except ValidationError as problem:
                self.add_error("category", problem)
        if capacity == Capacity.HEAD and self.other_head:
            words = _("%(who)s is already head of the delegation. Change that person's capacity first.")
            self.add_error("capacity", words % {"who": self.other_head})
        arrival, departure = values.get("arrival"), values.get("departure")
        if arrival and departure and departure < arrival:
            self.add_error("departure", _("The departure is before the arrival."))
        try:
            rules.check_issue(
                values.get("document_issue_date"), values.get("document_expiry"), values.get("date_of_birth") or ""
            )
        except ValidationError as problem:
            self.add_error("document_issue_date", problem)
        if not self.is_row:
            self._ask(values)
        if self.member is not None and self.member.state not in ("draft", "returned") and not self.errors:
            self._still_whole(self.member)
        return values

    def _ask(self, values: Mapping[str, Any]) -> None:
        """Ask about what is unlikely, unless it was confirmed."""
        sure = self.data.getlist(SURE) if hasattr(self.data, "getlist") else self.data.get(SURE, [])
        found = questions.find(values, self.choices.conference, self.member)
        if self.delegation is not None:
            found += questions.of_same_person(values, self.delegation, self.member, self.besides)
        self.questions = [replace(one, confirmed=one.key in sure) for one in found]
        for one in self.questions:
            if not one.confirmed:
                self.add_error(one.field, ValidationError(one.words, code="question"))

    @property
    def told_apart(self) -> frozenset[int]:
        """Return the keys of the members from whom this one was said to differ."""
        return frozenset(key for one in self.questions if one.confirmed for key in one.members)

    def _post_clean(self) -> None:
        """Leave the member unchanged and query nothing.

        Django would set the values on the instance, so that `clean` and the action could no longer compare, and validate the model with
        a query for each foreign key and unique constraint of each row of an import. The action checks that under its lock.
        """

    def save(self, commit: bool = True) -> Delegate:
        raise TypeError("actions.editing writes a member, not its form")

    def _still_whole(self, member: Delegate) -> None:
        after = copy(member)
        for name, value in self.cleaned_data.items():
            setattr(after, name, value)
        for lack in queries.newly_missing(member, after, self.choices.conference):
            words = _("Required, because %(who)s has already been submitted. (%(what)s)") % {
                "who": member,
                "what": lack,
            }
            self.add_error(lack.field if lack.field in self.fields else None, words)


def _initial(member: Delegate | None) -> dict[str, Any]:
    if member is None:
        return {"visa_support": "no", "date_of_birth": None}
    born = member.date_of_birth
    return {
        "visa_support": "yes" if member.visa_support else "no",
        "date_of_birth": date.fromisoformat(born) if born else None,
    }


class PhotoForm(characters.Form):
    """The photo for the badge, and the frame drawn on it. After `is_valid`, `photo` is the new one, None when none came.

    `token` names a good photo of an earlier try (PhotoDraft).
    """

    file = forms.FileField(label=gettext_lazy("Photo"), required=False)
    x = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    y = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    w = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    photo: Photo | None = None
    needed = False  # whether a submission needs one of this person

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix="photo")
        self.fields["file"].widget.attrs["accept"] = "image/jpeg,image/png"

    def is_needed(self, name: str) -> bool:
        return self.needed and name == "file"

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        file = values.get("file")
        if file:
            frame = [number for name in "xyw" if (number := values.get(name)) is not None]
            drawn = Frame(*frame) if len(frame) == 3 else None
            try:
                refuse_large(file)
                self.photo = read_photo(file, drawn)
            except ValidationError as problem:
                self.add_error("file", problem)
        return values


class WithdrawForm(characters.Form):
    reason = optional_name(gettext_lazy("Reason"), 500, help_text=gettext_lazy("For the secretariat; optional."))
