"""Check that the forms check their texts: `python .ci/forms.py` prints a line a class and what to do.

A form derives from `Form` or `ModelForm` of conference/core/characters.py, which refuse what no text may hold and no paper can print. Where
one does not for a reason, a comment right above the `class`, or on its line, says so: `# not checked here: why`.

A name in `not_printed` is that of a text field of the form or of one below it: a name that outlives its field would be another's later.
"""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["PLENIPO_MODE"] = "test"
os.environ["DJANGO_SETTINGS_MODULE"] = "conference.settings"

import django

django.setup()

from django import forms  # noqa: E402
from django.conf import settings  # noqa: E402

import conference  # noqa: E402
import delegations  # noqa: E402
import schedule  # noqa: E402
from conference.core import characters  # noqa: E402
from conference.translated import short_code  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = (conference, delegations, schedule)
NOT_IMPORTED = ("settings", "wsgi", "celery")
CHECKED = (characters.Form, characters.ModelForm)
MARK = "# not checked here: "
# Fields that a form makes for each language, such as `subject_fr`, which no class has.
OF_LANGUAGES = tuple(f"_{short_code(code)}" for code, _name in settings.LANGUAGES)
LEAST_FORMS = 100  # fewer mean that this check no longer finds them


def with_those_below(base: type) -> set[type]:
    return {base}.union(*map(with_those_below, type.__subclasses__(base)))


def all_forms() -> set[type]:
    """Import every module, and return the form classes that are ours."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name and not module.name.endswith(NOT_IMPORTED):
                importlib.import_module(module.name)
    ours = tuple(f"{package.__name__}." for package in PACKAGES)
    return {form for form in with_those_below(forms.BaseForm) if form.__module__.startswith(ours)}


def position(form: type) -> tuple[str, int]:
    """Return a class's path and line."""
    return str(Path(inspect.getfile(form)).relative_to(ROOT)), inspect.getsourcelines(form)[1]


def says_why(form: type) -> bool:
    path, line = position(form)
    source = (ROOT / path).read_text(encoding="utf-8").splitlines()
    return MARK in source[line - 1] or MARK in source[line - 2]


def useless_names(form: Any) -> list[str]:
    """Return what a class itself names in `not_printed` and neither it nor one below has as a text field."""
    fields = [field for below in with_those_below(form) for field in getattr(below, "base_fields", {}).items()]
    names = {name for name, field in fields if isinstance(field, forms.CharField)}
    return [name for name in vars(form).get("not_printed", ()) if name not in names and not name.endswith(OF_LANGUAGES)]


def in_class(form: type) -> Iterator[str]:
    """Yield what is wrong with a form, or with a class that forms derive from."""
    path, line = position(form)
    place = f"{path}:{line}: {form.__qualname__}"
    is_checked = issubclass(form, CHECKED)
    if issubclass(form, forms.BaseForm) and is_checked == says_why(form):
        yield (
            f"{place} says that it is not checked here and is; take the comment away"
            if is_checked
            else f"{place} takes texts that nothing checks; derive it from characters.Form or characters.ModelForm, "
            f"or say `{MARK}why` on its line"
        )
    for name in useless_names(form):
        yield f"{place} names {name} in `not_printed`, which is no text field of it or of one below; take it away"


def places() -> Iterator[str]:
    classes = all_forms()
    if len(classes) < LEAST_FORMS:
        yield f".ci/forms.py: found {len(classes)} forms alone; mend how it looks for them"
    bases = {base for form in classes for base in form.__mro__ if "not_printed" in vars(base)}
    for form in sorted(classes | bases, key=position):
        yield from in_class(form)


if __name__ == "__main__":
    wrong = list(places())
    sys.stdout.write("".join(f"{place}\n" for place in wrong))
    sys.exit(bool(wrong))
