"""What the tables hold about persons: each app's `personal_data.py` declares it, model by model and field by field.

From it come the key that seals an audit entry (audit/person_keys.py), what an erasure does to each field (erasure/actions.py), and what a
person is given on request. A test walks all models and refuses a field that is declared neither personal nor not.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.core.registry import Registry

# The family name of who is erased; shown translated (`is_erased`).
ERASED = "Erased person"

# Why something stays at an erasure, by code.
REASONS_TO_KEEP: Mapping[str, Promise] = {
    "signature": _("The record of the signature, which the law of treaties and the depositary's duties preserve."),
    "public_act": _("An act in public office, in the audit log of the conference."),
}


def _no_names(person: Any) -> Iterable[str]:
    return ()


def _paths(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((kind, path) for kind, _is, path in (part.partition("=") for part in text.split()))


@dataclass(frozen=True)
class PersonKind:
    """A kind of person whose data can be erased.

    Args:
        model: The label of the model whose row is the person.
        names: Returns the spellings of the name in which texts elsewhere may hold it.
        addresses: Fields of that row with e-mail addresses.
        find: Returns the keys of those whose name has this part, for the search of the audit log.
        retention: The kind of data (retention/kinds.py) after whose period they are erased; empty when the rows themselves go then.
        due: The rows that are erased by themselves after that period, if not all; staff's accounts are not.
    """

    model: str
    names: Callable[[Any], Iterable[str]] = _no_names
    addresses: tuple[str, ...] = ()
    find: Callable[[str], Iterable[int]] | None = None
    retention: str = "people"
    due: Q | None = None


@dataclass(frozen=True)
class PersonalData:
    """What one model holds about persons, and how each field ends at an erasure.

    Args:
        paths: Kind of person and lookup of its row: `("delegate", "bearer")`; an empty lookup is the row itself.
        addresses: E-mail fields by which rows belong to a person.
        clear: Field to what is written over it.
        named: Texts and JSON that belong to nobody's row and may name somebody: the names are written over.
        with_name: Fields emptied when one of `named` names the person.
        kept: Field to a key of REASONS_TO_KEEP.
        other: Fields that are not personal.
        shared: Those of the lookups whose rows are about further persons too: on request only `other` of them is given.
        encoded: Texts that hold a file as base64.
        withheld: Whether the rows are not given on request: notes of the security liaison.
        deleted: Whether the rows end as a whole.
        every: Whether rows of all persons end with any erasure: copies that live for hours and can be made again.
        seals: Whether audit entries about a row are sealed under the key of its person.
        keys: The lookups by which encrypted columns find the person whose key seals them, if not those that are not `shared`.
    """

    model: str
    paths: tuple[tuple[str, str], ...] = ()
    addresses: tuple[str, ...] = ()
    clear: Mapping[str, Any] = field(default_factory=dict)
    named: tuple[str, ...] = ()
    with_name: tuple[str, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    other: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    encoded: frozenset[str] = frozenset()
    withheld: bool = False
    deleted: bool = False
    every: bool = False
    seals: bool = True
    keys: tuple[tuple[str, str], ...] | None = None

    @property
    def of_model(self) -> type[models.Model]:
        return apps.get_model(self.model)

    @property
    def fields(self) -> set[str]:
        """Return every field that it names, personal or not."""
        return {*self.clear, *self.named, *self.with_name, *self.kept, *self.other}


person_kinds: Registry[PersonKind] = Registry("kinds of persons")
declared: Registry[PersonalData] = Registry("declarations of personal data")


def declare(
    model: str,
    *,
    person: str = "",
    clear: str = "",
    to: Mapping[str, Any] | None = None,
    kept: str = "",
    why: str = "",
    other: str = "",
    addresses: str = "",
    named: str = "",
    with_name: str = "",
    shared: str = "",
    encoded: str = "",
    keys: str | None = None,
    **flags: bool,
) -> None:
    """Add what a model holds; fields are listed in one text, separated by blanks.

    Args:
        person: `kind=lookup` for each path; so are `keys`.
        clear: Fields emptied: null, empty text or the default.
        to: Fields written over, with what.
        kept: Fields kept for the reason `why`.
    """
    if kept and why not in REASONS_TO_KEEP:
        raise KeyError(why)
    declared.add(
        model,
        PersonalData(
            model=model,
            paths=_paths(person),
            keys=None if keys is None else _paths(keys),
            addresses=tuple(addresses.split()),
            clear={**dict.fromkeys(clear.split(), EMPTY), **(to or {})},
            named=tuple(named.split()),
            with_name=tuple(with_name.split()),
            kept=dict.fromkeys(kept.split(), why),
            other=frozenset(other.split()),
            shared=frozenset(shared.split()),
            encoded=frozenset(encoded.split()),
            **flags,
        ),
    )


class PersonalText(str):
    """A text sealed under the key of the person whom it concerns, whatever row stores it; without a person, under FIELD_KEYS."""

    person: str

    def __new__(cls, text: str, person: str) -> "PersonalText":
        made = super().__new__(cls, text)
        made.person = person
        return made

    @classmethod
    def name_of(cls, row: models.Model) -> "PersonalText":
        """Return the name of the person whose row this is."""
        return cls(str(row), person_of(row))


# In the place of a value: the field's own empty one.
EMPTY: Any = object()


def empty_value(model: type[models.Model], name: str) -> Any:
    column: Any = model._meta.get_field(name)
    return None if column.null else column.get_default() if column.has_default() else ""


def person_of(row: models.Model) -> str:
    """Return the person whom audit entries about `row` concern, as `kind:key`; empty for none. No query."""
    data = declared.get(row._meta.label_lower)
    return concerned_by(row) if data is not None and data.seals else ""


def concerned_by(row: models.Model) -> str:
    """Return the first person to whom `row` belongs, alone or with others, as `kind:key`; empty for none. No query."""
    data = declared.get(row._meta.label_lower)
    for kind, path in data.paths if data else ():
        if not path:
            return f"{kind}:{row.pk}"
        column: Any = None if "__" in path else row._meta.get_field(path)
        key = getattr(row, column.attname) if column is not None and column.concrete else None
        if key is not None:
            return f"{kind}:{key}"
    return ""


@cache
def key_paths(model: str, name: str) -> tuple[tuple[str, str], ...]:
    """Return kind and lookup of those under whose key an encrypted column is sealed; none when it concerns several, or nobody."""
    data = declared.get(model)
    if data is None or name not in data.clear:
        return ()
    return data.keys if data.keys is not None else tuple(path for path in data.paths if path[1] not in data.shared)


def key_owner(row: models.Model, name: str) -> str:
    """Return the person under whose key the row's column is sealed, as `kind:key`; empty for none.

    It costs a query where the row has to be asked for over another one that is not loaded.
    """
    for kind, path in key_paths(row._meta.label_lower, name):
        key = row.pk if not path else _end_of(row, path)
        if key is not None:
            return f"{kind}:{key}"
    return ""


def _end_of(row: Any, path: str) -> Any:
    *joined, last = path.split("__")
    for name in joined:
        row = getattr(row, name)
    return getattr(row, row._meta.get_field(last).attname)


def persons_of_entry(row: models.Model, actor_person: str, reason: str) -> dict[str, Any]:
    """Return under whose keys an audit entry about `row` is sealed, by attribute of its draft.

    The reason is sealed for the person whom PersonalText names, else for whom `row` concerns first, else for the actor.
    """
    reason_person = (getattr(reason, "person", "") or concerned_by(row) or actor_person) if reason else ""
    return {"person": person_of(row), "actor_person": actor_person, "reason_person": reason_person}


def is_erased(family_name: str) -> bool:
    return family_name == ERASED
