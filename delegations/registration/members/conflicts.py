"""Two focal points change one member: whoever saves second sees what the first changed, and loses nothing of what was typed."""

from __future__ import annotations

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
from delegations.registration.models import Delegate

FINGERPRINTS = "fingerprints"  # the hidden field that goes with the form
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?")


@dataclass
class MergedForm:
    """Both sides together. `data`: what the form shows now; `both`: fields where both typed something else, with the sentence that
    says so; `taken`: sentences about what was taken over, since only the other side had touched it.
    """

    data: QueryDict
    both: dict[str, str] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)


def merge(
    typed: QueryDict, member: Delegate, choices: Choices, expected_version: int, only: Collection[str] | None = None
) -> MergedForm:
    """Put together, field by field, what was typed and what the member now is.

    Args:
        expected_version: The version that the typist had on the screen.
        only: The fields of a form that has fewer.
    """
    result = MergedForm(typed.copy())
    present = MemberForm(choices=choices, member=member)
    changes = {
        name: change
        for name, change in concurrency.changes_since(member, expected_version).items()
        if name in present.fields and (only is None or name in only)
    }
    mine = {name: typed.get(name, "") for name in changes}
    theirs = {name: _text(present, name) for name in changes}
    base = _base(changes, mine, member, concurrency.split_fingerprints(typed.get(FINGERPRINTS, "")))
    merged = concurrency.merge(base, theirs, mine, {name: change.who for name, change in changes.items()})
    for one in merged.theirs:
        shown = _shown(present, one.name, theirs[one.name])
        result.data[one.name] = theirs[one.name]
        result.taken.append(concurrency.kept_change_message(present[one.name].label, one.who, shown))
    for one in merged.conflicts:
        words = {"who": one.who, "theirs": _shown(present, one.name, theirs[one.name])}
        sentence = _(
            "%(who)s changed this to “%(theirs)s” in the meantime; you typed “%(mine)s”. If you "
            "save, your version replaces it."
        )
        result.both[one.name] = sentence % {**words, "mine": _shown(present, one.name, mine[one.name])}
    result.data["version"] = str(member.version)
    result.data[FINGERPRINTS] = fingerprints_of(present, member, only)
    return result


def _base(
    changes: dict[str, Change], mine: dict[str, str], member: Delegate, on_screen: dict[str, str]
) -> dict[str, str]:
    """Return what both began with, as far as it is known: of private fields the audit log holds no value, and the page a fingerprint."""
    found = {}
    for name, change in changes.items():
        if on_screen.get(name) == private_fingerprint(member.public_id, name, mine[name]):
            found[name] = mine[name]
        elif change.before is not UNKNOWN:
            found[name] = change.before
    return found


def fingerprints_of(form: MemberForm, member: Delegate, only: Collection[str] | None = None) -> str:
    """Return a fingerprint of each value, by which a field that its typist left alone is known.

    The audit log keeps no private values, hence cannot tell of those whether the second one to save had touched them.

    Args:
        form: One that is not bound, with the member's values.
        only: The fields of a form that has fewer.
    """
    names = [name for name in form.fields if only is None or name in only]
    return concurrency.join_fingerprints(
        {name: private_fingerprint(member.public_id, name, _text(form, name)) for name in names}
    )


def _text(form: MemberForm, name: str) -> str:
    """Return the field's value as a browser would send it back untouched."""
    bound = form[name]
    value = bound.field.widget.format_value(bound.value())
    return "" if value is None else str(value[0] if isinstance(value, list) else value)


def _shown(form: MemberForm, name: str, value: str) -> str:
    options = dict(getattr(form.fields[name], "choices", []) or [])
    labels = {str(key): str(label) for key, label in options.items()}
    return labels.get(value) or _moment_in_words(value)


def _moment_in_words(value: str) -> str:
    if not _MOMENT.fullmatch(value):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return when_text(moment) if "T" in value else day_words(moment.date())
