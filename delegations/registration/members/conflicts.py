"""Two focal points change one member: the second to save sees what the first changed and loses nothing of what was typed."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.http import QueryDict
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from conference.audit.models import AuditEntry
from conference.look.times import when_text
from delegations.registration.members.choices import Choices
from delegations.registration.members.forms import MemberForm
from delegations.registration.members.rules import day_words
from delegations.registration.models import Delegate

AS_SEEN = "as_seen"  # the hidden field that goes with the form
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?")
_SALT = "delegations.registration.members.conflicts"


@dataclass(frozen=True)
class Change:
    """Somebody's change of a field: who, and the value before where the audit log has it (None for private fields)."""

    who: str
    before: str | None


@dataclass
class Merge:
    """Both sides together.

    `data`: what the form shows now. `both`: fields that both changed differently, with the sentence that says so. `taken`: sentences about
    values taken over, since only the other side had changed them.
    """

    data: QueryDict
    both: dict[str, str] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)


def changes_since(member: Delegate, expected_version: int) -> dict[str, Change]:
    """Return the latest change of each of the member's fields after version `expected_version`, from the audit log. One query."""
    later = AuditEntry.objects.filter(
        subject_type=member._meta.label_lower, subject_id=str(member.pk), subject_version__gt=expected_version
    )
    found: dict[str, Change] = {}
    for who, details in later.order_by("number").values_list("actor_label", "details"):
        for name, values in details.get("changed", {}).items():
            first = found.get(name)
            before = values[0] if isinstance(values, list) else None
            found[name] = Change(who, first.before if first else before)
    return found


def merge(
    typed: QueryDict, member: Delegate, choices: Choices, expected_version: int, only: Collection[str] | None = None
) -> Merge:
    """Merge, field by field, what was typed with what the member now is.

    Args:
        expected_version: The version that the typist had on the screen.
        only: The fields of a form that has fewer.
    """
    result = Merge(typed.copy())
    present = MemberForm(choices=choices, member=member)
    on_screen = _marks_in(typed.get(AS_SEEN, ""))
    for name, change in changes_since(member, expected_version).items():
        if name not in present.fields or (only is not None and name not in only):
            continue
        mine, theirs = typed.get(name, ""), _text(present, name)
        if mine.strip() == theirs.strip():
            continue
        words = {"label": present[name].label, "who": change.who, "theirs": _shown(present, name, theirs)}
        untouched = on_screen.get(name) == _mark(member, name, mine)
        if untouched or (change.before is not None and mine.strip() == change.before.strip()):
            result.data[name] = theirs
            result.taken.append(
                _("%(label)s: %(who)s changed this to “%(theirs)s” meanwhile; it is taken over.") % words
            )
        else:
            sentence = _("%(who)s changed this to “%(theirs)s” meanwhile; you typed “%(mine)s”. Saving keeps yours.")
            result.both[name] = sentence % {**words, "mine": _shown(present, name, mine)}
    result.data["version"] = str(member.version)
    result.data[AS_SEEN] = as_seen(present, member, only)
    return result


def as_seen(form: MemberForm, member: Delegate, only: Collection[str] | None = None) -> str:
    """Return a mark of each value (not the value), which goes with the form and shows which fields its typist left alone.

    The audit log has no private values, so it cannot tell whether the second to save had changed those.

    Args:
        form: Not bound, with the member's values.
        only: The fields of a form that has fewer.
    """
    names = [name for name in form.fields if only is None or name in only]
    return ",".join(f"{name}:{_mark(member, name, _text(form, name))}" for name in names)


def _marks_in(text: str) -> dict[str, str]:
    return dict(part.split(":", 1) for part in text[:2000].split(",") if ":" in part)


def _mark(member: Delegate, name: str, value: str) -> str:
    return salted_hmac(_SALT, f"{member.public_id} {name} {value.strip()}", algorithm="sha256").hexdigest()[:10]


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
