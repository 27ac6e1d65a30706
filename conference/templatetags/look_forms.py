"""What form templates need; pages write `{{ field.as_field_group }}`. `{% load look_forms %}`"""

import json
from collections.abc import Iterator
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

register = template.Library()
BOXES = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)


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


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    widget = field.field.widget
    look = "form-select" if isinstance(widget, forms.Select) else "form-control"
    names = ["form-check-input" if isinstance(widget, BOXES) else look, str(widget.attrs.get("class", ""))]
    return field.as_widget(attrs={"class": " ".join(filter(None, names))})


@register.filter
def boxes(field: BoundField) -> Iterator[BoundWidget]:
    bar = bool(getattr(field.field.widget, "look", ""))
    for box in field.subwidgets:
        if not bar:
            box.data["attrs"]["class"] = "form-check-input"
        yield box


@register.filter
def may_be_empty(field: BoundField) -> bool:
    """Return whether the label says `(optional)`.

    Not on a form with `mark_optional = False`, where a choice is always selected, or for a field of the form's `needed_when_shown`.
    """
    widget = field.field.widget
    if isinstance(widget, BOXES):
        return False
    is_single = isinstance(widget, forms.Select) and not widget.allow_multiple_selected
    if is_single and all(value not in ("", None) for value, _label in widget.choices):
        return False
    if field.name in getattr(field.form, "needed_when_shown", ()):
        return False
    return not field.field.required and not field.field.disabled and getattr(field.form, "mark_optional", True)


@register.filter
def is_needed(field: BoundField) -> bool:
    """Return whether the label says `(needed)`: what a form that may be saved incomplete needs in the end (its `is_needed`)."""
    needed = getattr(field.form, "is_needed", None)
    return bool(needed and needed(field.name))


@register.inclusion_tag("parts/errors.html")
def errors(*bound: forms.BaseForm | forms.BaseFormSet) -> dict[str, Any]:
    parts = [
        form
        for form_or_set in bound
        for form in (form_or_set if isinstance(form_or_set, forms.BaseFormSet) else [form_or_set])
    ]
    single = [form for form in parts if form.is_bound]
    lines = [(field, message) for form in single for field in form for message in field.errors]
    general = [message for form in single for message in form.non_field_errors()]
    general += [message for form in bound if isinstance(form, forms.BaseFormSet) for message in form.non_form_errors()]
    count = len(lines) + len(general)
    # For each number of items that may be left on the page: forms.js takes off what is corrected.
    titles = [
        ngettext("One item to correct", "%(count)s items to correct", left) % {"count": left}
        for left in range(1, count + 1)
    ]
    return {
        "lines": lines,
        "general": general,
        "titles": json.dumps(titles),
        "title": "".join(titles[-1:]),
        "count": count,
    }
