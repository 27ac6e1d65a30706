"""What form templates need; pages write `{{ field.as_field_group }}`. `{% load look_forms %}`"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def sort_of(field: BoundField) -> str:
    """Return a field's layout: `check` (box before label), `options` (boxes), `group` (inputs), `plain`."""
    widget = field.field.widget
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "options"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, (forms.MultiWidget, forms.SelectDateWidget)):
        return "group"
    return "plain"


@register.filter
def look_of(field: BoundField) -> str:
    widget: Any = field.field.widget
    return getattr(widget, "look", "") or ("choices long" if len(list(widget.choices)) > 3 else "choices")


def _class_of(widget: forms.Widget) -> str:
    if isinstance(widget, (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    given = str(field.field.widget.attrs.get("class", ""))
    return field.as_widget(attrs={"class": f"{_class_of(field.field.widget)} {given}".strip()})


@register.filter
def boxes(field: BoundField) -> Iterator[BoundWidget]:
    bar = bool(getattr(field.field.widget, "look", ""))
    for box in field.subwidgets:
        if not bar:
            box.data["attrs"]["class"] = "form-check-input"
        yield box


@register.filter
def may_be_empty(field: BoundField) -> bool:
    """Return whether the label says `(optional)`, which `mark_optional = False` prevents.

    Nor does it where something always stands chosen, or where the form needs the field while it shows it (its `needed_when_shown`).
    """
    widget = field.field.widget
    if isinstance(widget, (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return False
    one_of = isinstance(widget, forms.Select) and not widget.allow_multiple_selected
    if one_of and all(value not in ("", None) for value, _label in widget.choices):
        return False
    if field.name in getattr(field.form, "needed_when_shown", ()):
        return False
    return not field.field.required and not field.field.disabled and getattr(field.form, "mark_optional", True)


@register.filter
def is_needed(field: BoundField) -> bool:
    """Return whether the label says `(needed)`: of a form that is saved half-filled, what it needs in the end (its `is_needed`)."""
    needed = getattr(field.form, "is_needed", None)
    return bool(needed and needed(field.name))


@register.inclusion_tag("parts/errors.html")
def errors(*bound: forms.BaseForm | forms.BaseFormSet) -> dict[str, Any]:
    single = [form for one in bound for form in (one if isinstance(one, forms.BaseFormSet) else [one])]
    lines = [
        (field, message)
        for form in single
        if form.is_bound
        for field in form
        if field.errors
        for message in field.errors
    ]
    general = [message for form in single if form.is_bound for message in form.non_field_errors()]
    general += [message for one in bound if isinstance(one, forms.BaseFormSet) for message in one.non_form_errors()]
    count = len(lines) + len(general)
    title = ngettext("One item to correct", "%(count)s items to correct", count) % {"count": count}
    return {"lines": lines, "general": general, "title": title, "count": count}
