"""The rows of a form in which reservations and declarations are entered, each with its kind, provision and text."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.look.formsets import KeyedFormSet
from conference.look.texts import LongTextsInput, TextsField
from conference.translated import FALLBACK, Translated
from conference.treaties.choices import StatementKind
from conference.treaties.models import Treaty
from conference.treaties.statements import StatementText, why_refused

MOST_STATEMENTS = 6
LONGEST_TEXT = 20_000


class FoldedTexts(LongTextsInput):
    is_folded = True


class StatementForm(characters.Form):
    """One reservation or declaration; a row without a kind and a text is none."""

    mark_optional = False
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[("", "–"), *StatementKind.choices], required=False)
    provision = forms.CharField(
        label=gettext_lazy("Provision that it concerns"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Such as 63 (2); empty if it concerns the whole treaty."),
    )
    text: Any = TextsField(label=gettext_lazy("Text"), required=False, widget=FoldedTexts)

    def __init__(self, *args: Any, key: int, treaty: Treaty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key, self.treaty = key, treaty

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        kind, provision = values.get("kind", ""), values.get("provision", "")
        if not kind and (provision or values.get("text")):
            self.add_error("kind", _("Choose the kind of the statement, or empty the row."))
        elif kind and not values.get("text") and "text" not in self.errors:
            self.add_error("text", _("Enter the text: a reservation or declaration is made in writing."))
        field, reason = why_refused(self.treaty, kind, provision) if kind else ("", "")
        if reason:
            self.add_error(field, reason)
        return values


class PlainStatementForm(StatementForm):
    """The same from a delegation, which gives its text in one language."""

    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 6, "dir": "auto"}),
    )


class StatementFormSet(KeyedFormSet[int]):
    """The rows of a form, of which the template shows those in use and two more, and the others in a fold."""

    form = StatementForm

    def __init__(self, data: Any = None, *, treaty: Treaty, statements: list[StatementText], **kwargs: Any) -> None:
        rows = {number: self.initial_row(statement) for number, statement in enumerate(statements, 1)}
        self.used = len(rows)
        keys = range(1, max(MOST_STATEMENTS, self.used + 2) + 1)
        form_kwargs = {"treaty": treaty}
        super().__init__(data, prefix="statement", keys=keys, initial_by_key=rows, form_kwargs=form_kwargs, **kwargs)

    @staticmethod
    def initial_row(statement: StatementText) -> dict[str, Any]:
        return {"kind": statement.kind, "provision": statement.provision, "text": statement.text}

    @property
    def first_forms(self) -> list[forms.BaseForm]:
        return [form for form in self.forms if form.key <= self.used + 2 or form.errors or form.has_changed()]

    @property
    def further_forms(self) -> list[forms.BaseForm]:
        shown = self.first_forms
        return [form for form in self.forms if form not in shown]

    def statements(self) -> list[StatementText]:
        """Return what was entered. The formset must be valid."""
        return [
            StatementText(row["kind"], row["provision"], self.as_translated(row["text"]))
            for _key, row in self.rows()
            if row["kind"]
        ]

    @staticmethod
    def as_translated(text: Any) -> Translated:
        return Translated(text)


class PlainStatementFormSet(StatementFormSet):
    form = PlainStatementForm

    @staticmethod
    def initial_row(statement: StatementText) -> dict[str, Any]:
        return {"kind": statement.kind, "provision": statement.provision, "text": str(statement.text)}

    @staticmethod
    def as_translated(text: Any) -> Translated:
        return Translated({FALLBACK: text})
