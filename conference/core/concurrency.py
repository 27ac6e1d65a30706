"""Notice conflicting edits of one row, and merge them.

A page's hidden field holds the row's version, or a fingerprint of what has none. Saving locks the row (`lock_row`) and compares
(`check_expected`). Forms that combine fields one by one call `merge` with the changes since from the audit log (`changes_since`).
A form that creates a row asks `made_before`, so that a button pressed twice makes one, and calls `enter_alone` before it looks whether
a name is taken.
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model
from django.forms.models import model_to_dict
from django.utils.crypto import salted_hmac
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _

from conference.audit.models import AuditEntry
from conference.core import characters, clock, parsing
from conference.core.access import Actor
from conference.core.errors import AlreadyDecided
from conference.db.prepared import Prepared

LARGEST_VERSION = 10**9
UNKNOWN = object()
_SALT = "conference.core.concurrency"


# Comparing what the page showed with what is.


def lock_row[T: Model](
    row: T,
    expected_version: int | None,
    *,
    changed: Callable[[T], str] | None = None,
    removed: Callable[[T], str] | None = None,
) -> T:
    """Return the row as it is now, locked until commit.

    Args:
        expected_version: The one on the actor's screen; None when the page showed none.
        changed: Returns the message about a changed row; default: who changed it last.
        removed: Returns the message about a removed row; default: who removed it.

    Raises:
        AlreadyDecided: When the row is gone or has another version.
    """
    # By its key alone: a model's own order may join what PostgreSQL does not lock.
    now: T | None = next(iter(_locked(type(row))(row.pk)), None)
    if now is None:
        raise AlreadyDecided(removed(row) if removed else removed_message(row))
    version: int = now.version  # type: ignore[attr-defined]
    check_expected(expected_version, version, lambda: AlreadyDecided(changed(now) if changed else changed_message(row)))
    return now


@cache
def _locked(model: type[Model]) -> Prepared:
    return Prepared(lambda pk: model._base_manager.select_for_update().filter(pk=pk).order_by(), model._meta.pk)


def check_expected[V: (int, str)](expected: V | None, current: V, conflict: Callable[[], Exception]) -> None:
    """Raise what `conflict` makes unless the page's version is current or None."""
    if expected is not None and expected != current:
        raise conflict()


def changed_message(row: Model, who: str = "") -> str:
    values = {"what": row, "who": who or last_author(row)}
    return _("%(what)s: already changed by %(who)s. Nothing was changed.") % values


def removed_message(row: Model) -> str:
    return _("%(what)s: already removed by %(who)s. Nothing was changed.") % {"what": row, "who": last_author(row)}


def last_author(row: Model) -> str:
    """Return who wrote the row's last audit entry; `?` for none."""
    entry = _entries(row).order_by("-number").only("actor_label").first()
    return entry.actor_label if entry else "?"


def _entries(row: Model) -> Any:
    return AuditEntry.objects.filter(subject_type=row._meta.label_lower, subject_id=str(row.pk))


# Fingerprints of what has no version.


def fingerprint(*parts: object) -> str:
    """Return 32 hexadecimal digits of the parts, whatever the order in a mapping."""
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def row_fingerprint(row: Model) -> str:
    """Return the fingerprint of all that a form can show of a row and the keys it points to. One query for each such table."""
    values = model_to_dict(row)
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], Model):
            values[name] = sorted(str(related.pk) for related in value)
    return fingerprint(values)


def private_fingerprint(row: object, name: str, value: str) -> str:
    """Return a field's fingerprint from which nobody can guess the value: it is keyed with the site's secret."""
    return salted_hmac(_SALT, f"{row} {name} {value.strip()}", algorithm="sha256").hexdigest()[:10]


def join_fingerprints(fingerprints: Mapping[str, str]) -> str:
    return ",".join(f"{name}:{digest}" for name, digest in fingerprints.items())


def split_fingerprints(text: str) -> dict[str, str]:
    return dict(part.split(":", 1) for part in text[:2000].split(",") if ":" in part)


# What the page sends back.


def posted_version(data: Mapping[str, Any], name: str = "version") -> int | None:
    """Return the version that a page without a form class sent; None when it sent no number."""
    version = parsing.number(data.get(name))
    return None if version is None else min(version, LARGEST_VERSION)


class VersionField(forms.IntegerField):
    widget = forms.HiddenInput


class VersionForm(characters.Form):
    version = VersionField(min_value=1)


class FingerprintField(forms.CharField):
    """The fingerprint of what the page showed; it never counts as a change."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class FingerprintForm(characters.ModelForm):
    """A row of a table, refused when somebody else saved it after this page was opened.

    The admin locks the row first (TableAdmin.get_object), so that of two at once one is refused.
    """

    fingerprint = FingerprintField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._current = row_fingerprint(self.instance) if self.instance.pk else ""
        self.initial["fingerprint"] = self._current

    def clean(self) -> dict[str, Any]:
        """Refuse a page that is older than the row, unless both say the same (sent twice).

        A program that sends no fingerprint is not checked.
        """
        values: dict[str, Any] = super().clean() or self.cleaned_data
        expected = values.pop("fingerprint", "") or None
        if self.has_changed():
            check_expected(expected, self._current, self._conflict)
        return values

    def _conflict(self) -> ValidationError:
        message = _(
            "%(who)s changed this after you opened it. Nothing was saved. Please open the page again "
            "and enter your change there."
        )
        return ValidationError(conditional_escape(message % {"who": last_author(self.instance)}), code="changed")


# What is sent twice.

# The same again from the same account within this time is a form that was sent twice.
TWICE = timedelta(minutes=10)


def made_before[T: Model](row: T, *, actor: Actor, verb: str, but: Collection[str] = ()) -> T | None:
    """Return the row equal to this new one that the actor has just made by `verb` and nobody has changed since.

    One account's rows are made one after another, so that of two requests at once the second finds what the first made.

    Args:
        but: Columns that differ without the form's doing, such as the moment.
    """
    if actor.user_id is None:
        return None
    get_user_model()._base_manager.select_for_update(no_key=True).get(pk=actor.user_id)
    own = AuditEntry.objects.filter(verb=verb, actor_id=actor.user_id, at__gt=clock.now() - TWICE)
    keys = own.filter(subject_type=row._meta.label_lower).values_list("subject_id", flat=True)
    values = _values(row, but)
    rows = type(row)._base_manager.filter(pk__in=list(keys)).order_by("-pk")
    return next((earlier for earlier in rows if _values(earlier, but) == values), None)


def _values(row: Model, but: Collection[str]) -> dict[str, Any]:
    """Return the row's columns but its key, those in `but`, and what is drawn for each row."""
    fields = [field for field in row._meta.concrete_fields if not (field.primary_key or field.name in but)]
    return {field.name: field.value_from_object(row) for field in fields if field.default is not uuid.uuid4}


# What two enter at once.

_ENTERING = 7_350_204  # beside it in the advisory lock: the table


def enter_alone(model: type[Model]) -> None:
    """Wait for others who enter rows of this table, and keep them waiting until commit: so each sees which names the others took."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_ENTERING, model._meta.db_table])


# Merging field by field.


@dataclass(frozen=True)
class Change:
    """A field's change since a version: `who` changed it last; `before`, UNKNOWN for a private one."""

    who: str
    before: Any = UNKNOWN


@dataclass(frozen=True)
class FieldChange:
    name: str
    who: str


@dataclass(frozen=True)
class Merge[V]:
    """Two merged edits.

    Attributes:
        values: Mine, with theirs in fields that I left alone.
        theirs: Those fields.
        conflicts: Fields that both changed differently; `values` has mine.
    """

    values: dict[str, V]
    theirs: list[FieldChange]
    conflicts: list[FieldChange]


class EditConflict(AlreadyDecided):
    """Both changed the same fields differently, and nothing was saved. `row` is the present one; see Merge for the rest."""

    def __init__(self, row: Model, merged: Merge[Any]) -> None:
        self.row: Any = row
        self.conflicts, self.theirs = merged.conflicts, merged.theirs
        self.who = self.conflicts[0].who
        super().__init__(changed_message(row, self.who))


def changes_since(row: Model, version: int, verb: str = "") -> dict[str, Change]:
    """Return the changes of the row's fields after `version` from the audit log. One query.

    Args:
        verb: For a row that is not audited, whose entries name the version in `details`.
    """
    after: dict[str, Any] = (
        {"verb": verb, "details__version__gt": version} if verb else {"subject_version__gt": version}
    )
    later = _entries(row).filter(**after)
    changes: dict[str, Change] = {}
    for entry in later.order_by("number").only("actor_label", "details"):
        for name, values in entry.details.get("changed", {}).items():
            before = values[0] if isinstance(values, list) else UNKNOWN
            changes[name] = Change(entry.actor_label, changes[name].before if name in changes else before)
    return changes


def merge[V](
    base: Mapping[str, V], theirs: Mapping[str, V], mine: Mapping[str, V], authors: Mapping[str, str]
) -> Merge[V]:
    """Merge two edits of `base`, field by field, in the order of `theirs`.

    All empty values are equal; spaces around a text don't count.

    Args:
        base: What both began with; a field not in it counts as changed by both.
        authors: Who changed a field last.
    """
    result: Merge[V] = Merge(dict(mine), [], [])
    for name, their in theirs.items():
        if name in base and _is_same(their, base[name]):
            continue
        my = mine.get(name)
        change = FieldChange(name, authors.get(name, "?"))
        if name in base and _is_same(my, base[name]):
            result.values[name] = their
            result.theirs.append(change)
        elif not _is_same(my, their):
            result.conflicts.append(change)
    return result


def _is_same(value: object, other: object) -> bool:
    return _plain(value) == _plain(other)


def _plain(value: object) -> object:
    return (value.strip() if isinstance(value, str) else value) or None


def kept_change_message(label: object, who: str, theirs: str) -> str:
    values = {"label": label, "who": who, "theirs": theirs}
    return _("%(label)s: %(who)s changed this to “%(theirs)s” in the meantime; that change is kept.") % values
