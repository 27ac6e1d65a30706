"""The member's form for the rows of a table: one form checks thousands, since creating a form costs more than checking it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from delegations.registration.members.choices import Choices
from delegations.registration.members.forms import MemberForm
from delegations.registration.models import Delegate
from delegations.registration.transfer.headings import COLUMNS, DAYS, MOMENTS

CHOSEN = ("capacity", "category", "protocol_rank", "document_type", "sex", "nationality", "visa_support")


class RowForm(MemberForm):
    """Checks rows by the same rules as the page. After `check`, `cleaned_data` and `errors` are those of the row."""

    def __init__(self, *, choices: Choices, order: str = "") -> None:
        super().__init__(choices=choices)
        self._listed, self.is_row = list(self._category.choices), True
        fields: Any = self.fields
        for name in (*DAYS, *MOMENTS):
            if name in fields:
                fields[name].order = order
        for name in CHOSEN:
            if name in fields:
                words = _("“%(value)s” is not one of the choices. It may be: %(allowed)s.")
                allowed = {"value": "%(value)s", "allowed": choices.allowed(name).rstrip(".").replace("%", "%%")}
                fields[name].error_messages["invalid_choice"] = words % allowed

    def _fit_to_host(self, fields: dict[str, Any]) -> None:
        """Keep every column: what the host does not ask for is taken when a table has it."""

    @property
    def _category(self) -> Any:
        return self.fields["category"]

    def check(self, values: Mapping[str, str], member: Delegate | None = None) -> bool:
        """Return True when a row is valid.

        Args:
            values: Of the columns that the row gives, as typed.
            member: Whom it changes; what the row doesn't give stays.
        """
        self.member = member
        self._category.choices = [*self._listed, *self._present_category(self.choices)]
        kept = texts(member) if member else {}
        given = {name: self._value(name, text, kept) for name, text in values.items() if name in COLUMNS}
        self.data, self.is_bound, self._errors = {**kept, **given}, True, None
        return self.is_valid()

    def clean(self) -> dict[str, Any]:
        """Clean as the page does, but report what does not apply: a table's value is never dropped silently."""
        values = super().clean()
        post, kept = values.get("visa_post"), self.member.visa_post if self.member else ""
        if post and post != kept and values.get("visa_support") is False:
            words = _("Visa support is not requested. Enter “yes” under “%(column)s”, or clear this cell.")
            self.add_error("visa_post", words % {"column": COLUMNS["visa_support"]})
        return values

    def _value(self, name: str, text: str, kept: Mapping[str, str]) -> str:
        value = self.choices.meant(name, text)
        if name == "category" and self.member and value == str(self.member.category):
            return kept[name]  # one that is no longer open, as the export writes it
        return value


def texts(member: Delegate) -> dict[str, str]:
    found = {name: getattr(member, name) for name in COLUMNS}
    found["category"], found["protocol_rank"] = member.category_id, member.protocol_rank_id
    found["visa_support"] = "yes" if member.visa_support else "no"
    return {name: _text(value) for name, value in found.items()}


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        # With the offset, so that it is the same moment in whatever zone it is read.
        return value.isoformat()
    return "" if value is None else str(value)
