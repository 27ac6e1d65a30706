"""The member's form for the rows of a table. One form checks thousands of rows, since creating a form costs more than a check."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from conference.look.lists import join_sentences
from delegations.registration.members.choices import Choices
from delegations.registration.members.forms import MemberForm
from delegations.registration.models import Delegate
from delegations.registration.transfer.headings import COLUMNS, DAYS, MOMENTS

CHOSEN = ("capacity", "category", "protocol_rank", "document_type", "sex", "nationality", "visa_support")


class MemberRowForm(MemberForm):  # not checked here: its fields check themselves, as those of MemberForm
    """Checks rows by the same rules as the page. After `check`, `cleaned_data` and `errors` are those of the row."""

    def __init__(self, *, choices: Choices, order_of: Callable[[str], str]) -> None:
        super().__init__(choices=choices)
        self._listed, self.is_row = list(self._category.choices), True
        fields: Any = self.fields
        for name in (*DAYS, *MOMENTS):
            if name in fields:
                fields[name].order = order_of(name)
        for name in CHOSEN:
            if name in fields:
                fields[name].error_messages["invalid_choice"] = _invalid_choice(choices, name)

    def _fit_to_host(self, fields: dict[str, Any]) -> None:
        """Keep every field: a table may have columns that the host does not ask for."""

    @property
    def _category(self) -> Any:
        return self.fields["category"]

    def check(self, values: Mapping[str, str], member: Delegate | None = None) -> bool:
        """Return whether the row's texts are valid. Fields of `member` that the row does not have stay."""
        self.member = member
        self._category.choices = [*self._listed, *self._present_category(self.choices)]
        present = make_texts(member) if member else {}
        typed = {name: self._value(name, text, present) for name, text in values.items() if name in COLUMNS}
        self.data, self.is_bound, self._errors = {**present, **typed}, True, None
        return self.is_valid()

    def clean(self) -> dict[str, Any]:
        """Clean as the page does, but report a value that does not apply instead of dropping it."""
        values = super().clean()
        post, present = values.get("visa_post"), self.member.visa_post if self.member else ""
        if post and post != present and values.get("visa_support") is False:
            message = _("Visa support is not requested. Enter “yes” under “%(column)s”, or clear this cell.")
            self.add_error("visa_post", message % {"column": COLUMNS["visa_support"]})
        return values

    def _value(self, name: str, text: str, present: Mapping[str, str]) -> str:
        value = self.choices.meant(name, text)
        if name == "category" and self.member and value == str(self.member.category):
            return present[name]  # one that is no longer open, as the export writes it
        return value


def _invalid_choice(choices: Choices, name: str) -> str:
    allowed = choices.allowed(name)
    if name == "nationality":  # what may be written is a sentence, not a list
        return join_sentences([_("“%(value)s” is not one of the choices."), allowed])
    message = _("“%(value)s” is not one of the choices. It may be: %(allowed)s.")
    return message % {"value": "%(value)s", "allowed": allowed.rstrip(".").replace("%", "%%")}


def make_texts(member: Delegate) -> dict[str, str]:
    """Return the member's values as a form posts them."""
    values = {name: getattr(member, name) for name in COLUMNS}
    values["category"], values["protocol_rank"] = member.category_id, member.protocol_rank_id
    values["visa_support"] = "yes" if member.visa_support else "no"
    return {name: _text(value) for name, value in values.items()}


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        # With the offset, so that it is the same moment in whatever zone it is read.
        return value.isoformat()
    return "" if value is None else str(value)
