from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.forms.formsets import DEFAULT_MAX_NUM, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT, ManagementForm
from django.forms.renderers import get_default_renderer
from django.utils.functional import cached_property


class RowsFormMixin:
    """A form with a formset, its attribute of the name `rows`: valid when both are; the errors of both are shown at once."""

    rows: ClassVar[str]

    def is_valid(self) -> bool:
        good = getattr(self, self.rows).is_valid()
        return bool(super().is_valid() and good)  # type: ignore[misc]


class KeyedFormSet[K](forms.BaseFormSet):
    """A formset whose rows are fixed beforehand, such as one for each day. Fields are named after the row's key, not its number.

    A page needs no hidden counts, and is read correctly if the rows have changed since. Each form gets its `key`; its class is `form`.
    """

    extra = min_num = 0
    max_num = absolute_max = DEFAULT_MAX_NUM
    validate_min = validate_max = can_order = can_delete = can_delete_extra = False

    def __init__(
        self,
        data: Any = None,
        *,
        keys: Iterable[K],
        initial_by_key: Mapping[K, Mapping[str, Any]] | None = None,
        **kwargs: Any,
    ) -> None:
        self.keys = list(keys)
        self.renderer = get_default_renderer()
        initial = [dict((initial_by_key or {}).get(key, {})) for key in self.keys]
        super().__init__(data, initial=initial, **kwargs)

    @cached_property
    def management_form(self) -> ManagementForm:
        counts = dict.fromkeys((TOTAL_FORM_COUNT, INITIAL_FORM_COUNT), len(self.keys))
        form = ManagementForm({f"{self.prefix}-{name}": count for name, count in counts.items()}, prefix=self.prefix)
        form.full_clean()
        return form

    def total_form_count(self) -> int:
        return len(self.keys)

    initial_form_count = total_form_count  # so that each form is cleaned

    def add_prefix(self, index: Any) -> str:
        return f"{self.prefix}-{self.keys[index]}"

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        own = {} if index is None else {"key": self.keys[index]}
        return {**super().get_form_kwargs(index), **own}

    def rows(self) -> Iterator[tuple[K, dict[str, Any]]]:
        """Yield each key with its form's cleaned data. The formset must be valid."""
        for key, form in zip(self.keys, self.forms, strict=True):
            yield key, form.cleaned_data
