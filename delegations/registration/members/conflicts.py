"""Two focal points change one member: whoever saves second sees what the first changed, and loses nothing of what was typed."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from conference.core import concurrency
from conference.core.concurrency import UNKNOWN, Change, private_fingerprint
from conference.look.times import when_text
from delegations.registration.members.choices import Choices
from delegations.registration.members.forms import MemberForm
from delegations.registration.members.rules import day_words
from delegations.registration.models import FINGERPRINTS, Delegate

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?")


@dataclass
class MergedForm:
    """Both sides together."""

    data: QueryDict  # what the form shows now
    conflicts: dict[str, str] = field(default_factory=dict)  # where both typed something else, with a sentence about it
    adopted: list[str] = field(default_factory=list)  # sentences about what only the other side had changed

    def add_errors(self, form: MemberForm, message: str) -> None:
        """Show the conflicts at the fields of the form, and `message` above them."""
        form.is_valid()
        for name, sentence in self.conflicts.items():
            form.add_error(name, sentence)
        form.add_error(None, message)


def merge(
    data: QueryDict, member: Delegate, choices: Choices, expected_version: int, only: Collection[str] | None = None
) -> MergedForm:
    """Put together, field by field, what was typed on top of `expected_version` and what the member now is.

    `only` are the fields of a form that has fewer.
    """
    result = MergedForm(data.copy())
    present = MemberForm(choices=choices, member=member)
    changes = {
        name: change
        for name, change in concurrency.changes_since(member, expected_version).items()
        if name in present.fields and (only is None or name in only)
    }
    mine = {name: data.get(name, "") for name in changes}
    theirs = {name: _text(present, name) for name in changes}
    base = _base(changes, mine, member, concurrency.split_fingerprints(data.get(FINGERPRINTS, "")))
    outcome = concurrency.merge(base, theirs, mine, {name: change.who for name, change in changes.items()})
    for change in outcome.theirs:
        shown = _shown(present, change.name, theirs[change.name])
        result.data[change.name] = theirs[change.name]
        result.adopted.append(concurrency.kept_change_message(present[change.name].label, change.who, shown))
    for change in outcome.conflicts:
        message = _(
            "%(who)s changed this to “%(theirs)s” in the meantime; you typed “%(mine)s”. If you "
            "save, your version replaces it."
        )
        result.conflicts[change.name] = message % {
            "who": change.who,
            "theirs": _shown(present, change.name, theirs[change.name]),
            "mine": _shown(present, change.name, mine[change.name]),
        }
    result.data["version"] = str(member.version)
    result.data[FINGERPRINTS] = fingerprints_of(present, member, only)
    return result


def _base(
    changes: dict[str, Change], mine: dict[str, str], member: Delegate, on_screen: dict[str, str]
) -> dict[str, str]:
    """Return the values with which both began, as far as known: of private fields the audit log holds none, but the page a fingerprint."""
    base = {}
    for name, change in changes.items():
        if on_screen.get(name) == private_fingerprint(member.public_id, name, mine[name]):
            base[name] = mine[name]
        elif change.before is not UNKNOWN:
            base[name] = change.before
    return base


def fingerprints_of(form: MemberForm, member: Delegate, only: Collection[str] | None = None) -> str:
    """Return a fingerprint of each value, by which a field that its typist left alone is known.

    The audit log keeps no private values, so it cannot say whether the second one to save has changed them. The form is not bound.
    """
    names = [name for name in form.fields if only is None or name in only]
    return concurrency.join_fingerprints(
        {name: private_fingerprint(member.public_id, name, _text(form, name)) for name in names}
    )


def _text(form: MemberForm, name: str) -> str:
    """Return the field's value as a browser would send it back unchanged."""
    bound = form[name]
    value = bound.field.widget.format_value(bound.value())
    return "" if value is None else str(value[0] if isinstance(value, list) else value)


def _shown(form: MemberForm, name: str, value: str) -> str:
    labels = {str(key): str(label) for key, label in getattr(form.fields[name], "choices", None) or ()}
    return labels.get(value) or _moment_in_words(value)


def _moment_in_words(value: str) -> str:
    if not _MOMENT.fullmatch(value):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return when_text(moment) if "T" in value else day_words(moment.date())
