"""Encrypted text columns, for identity numbers, birth dates and other data that only the staff concerned may read.

AES-256-GCM (NIST SP 800-38D) with a random nonce. Table and column are associated data, so that a value copied to another column cannot
be decrypted. Stored as `id.base64(nonce + ciphertext)`. FIELD_KEYS lists `id:key`: the first encrypts, all decrypt (db/rotation.py).

What concerns one person, as `personal_data` declares, is stored under that person's key instead (audit/person_keys.py), which an erasure
destroys. What an older version wrote under FIELD_KEYS is read too. A row's column is opened when its attribute is first read, and then the
keys of all rows of that result are loaded by one query; the compilers (db/postgresql/compiler.py) see to it.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property, lru_cache
from itertools import islice
from types import MappingProxyType
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core.errors import UserError
from conference.core.personal_data import PersonalText, key_owner, key_paths

NONCE = 12
MARK = "p."  # of what is under a person's key


class CannotDecrypt(Exception):
    """The stored value's key is not among FIELD_KEYS, or it was altered."""


@lru_cache(maxsize=4)
def _keys(text: str) -> dict[str, bytes]:
    pairs = (part.strip().partition(":") for part in text.split(","))
    return {ident: base64.b64decode(key) for ident, _, key in pairs}


def newest_key() -> str:
    return next(iter(_keys(settings.FIELD_KEYS)))


def encrypt(value: str, place: str) -> str:
    """Encrypt `value` for `place` (table.column)."""
    ident, key = next(iter(_keys(settings.FIELD_KEYS).items()))
    nonce = secrets.token_bytes(NONCE)
    sealed = AESGCM(key).encrypt(nonce, value.encode(), place.encode())
    return f"{ident}.{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str, place: str) -> str:
    """Open what `encrypt` made for that place. Raises CannotDecrypt."""
    ident, _, text = stored.partition(".")
    key = _keys(settings.FIELD_KEYS).get(ident)
    if key is None:
        raise CannotDecrypt(f"{place}: the key {ident!r} is not among FIELD_KEYS")
    raw = base64.b64decode(text)
    try:
        return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], place.encode()).decode()
    except InvalidTag as problem:
        raise CannotDecrypt(f"{place}: the value was altered, or its key is another one") from problem


def blind_index(value: str, place: str) -> str:
    """Return a keyed digest to find equal values (HMAC-SHA-256, 128 bits, newest key)."""
    return blind_indexes(value, place)[0]


def blind_indexes(value: str, place: str) -> list[str]:
    """Return `blind_index` under each key, the newest first."""
    folded = "".join(value.split()).upper()
    text = f"{place}:{folded}".encode()
    keys = _keys(settings.FIELD_KEYS).values()
    return [hmac.new(key, text, hashlib.sha256).hexdigest()[:32] if folded else "" for key in keys]


@cache
def _person_keys() -> Any:
    from conference.audit import person_keys  # its table has such a column itself

    return person_keys


class PersonKeyMissing(UserError):
    """The database was loaded without the copy of the persons' keys, or with an older one."""

    status = 503
    title = gettext_lazy("Keys of persons are missing")

    @classmethod
    def for_person(cls, person: str) -> "PersonKeyMissing":
        # Translators: %(person)s is for the operator, such as "delegate:12".
        message = _("The key of %(person)s is missing. The operator has to load the newest copy of the persons’ keys.")
        return cls(message % {"person": person})


class Peers:
    """The persons of one result, and their keys once one of them is asked for."""

    def __init__(self) -> None:
        self.persons: set[str] = set()
        self._keys: dict[str, bytes | None] = {}

    def __reduce__(self) -> Any:
        return Peers, ()  # keys go nowhere

    def key_of(self, person: str) -> bytes | None:
        """Return the person's key; None for a destroyed one. Raises PersonKeyMissing."""
        if person not in self._keys:
            self._keys |= _person_keys().load({person, *self.persons}.difference(self._keys))
        if person not in self._keys:
            raise PersonKeyMissing.for_person(person)
        return self._keys[person]


class Sealed:
    """A column's text as it is stored under a person's key."""

    __slots__ = ("field", "peers", "person", "stored")

    def __init__(self, field: "EncryptedTextField", person: str, stored: str) -> None:
        self.field, self.person, self.stored = field, person, stored
        self.peers: Peers | None = None

    def __reduce__(self) -> Any:
        return Sealed, (self.field, self.person, self.stored)

    def open(self) -> Any:
        """Return the column's value, the empty one for an erased person. Raises PersonKeyMissing, CannotDecrypt."""
        key = (self.peers or Peers()).key_of(self.person)
        return self.field.from_text(self._text(key) if key else "")

    def _text(self, key: bytes) -> str:
        keys, place = _person_keys(), self.field.place
        try:
            return str(keys.open_text(self.stored, self.person, place, key))
        except InvalidTag:
            # The key in memory may be one whose transaction was undone.
            key = keys.load([self.person], anew=True).get(self.person)
            try:
                return str(keys.open_text(self.stored, self.person, place, key)) if key else ""
            except InvalidTag as problem:
                raise CannotDecrypt(f"{place}: the value was altered, or its key is another one") from problem


def stored_for(row: models.Model, name: str) -> str:
    """Return under whose key a column of a row that was read is stored, as long as it is not opened; empty for nobody's."""
    stored = row.__dict__.get(name)
    return stored.person if isinstance(stored, Sealed) else ""


def join(rows: Iterable[Any], sealed: Sequence[int], opened: Sequence[int], batch: int | None = None) -> Iterator[Any]:
    """Make peers of what is sealed in converted rows, as many as `batch` says, and open it where no attribute does."""
    peers = Peers()
    remaining = iter(rows)
    while some := list(islice(remaining, batch)):
        for row in some:
            for at in sealed:
                if isinstance(row[at], Sealed):
                    row[at].peers = peers
                    peers.persons.add(row[at].person)
        for row in some:
            for at in opened:
                if isinstance(row[at], Sealed):
                    row[at] = row[at].open()
        yield from some


def is_personal(expression: Any) -> bool:
    field = expression.output_field
    return isinstance(field, EncryptedTextField) and field.is_personal


# The keys for the statement that is being built.
_keys_to_write: ContextVar[Mapping[str, bytes | None]] = ContextVar("keys_to_write", default=MappingProxyType({}))


@contextmanager
def keys_of(persons: Iterable[str]) -> Iterator[None]:
    """Load, or make, the keys of these persons for what is written meanwhile."""
    wanted = set(persons) - {""}
    with _keys_at_hand(_person_keys().load_or_make(wanted) if wanted else {}):
        yield


@contextmanager
def _keys_at_hand(keys: Mapping[str, bytes | None]) -> Iterator[None]:
    token = _keys_to_write.set(keys)
    try:
        yield
    finally:
        _keys_to_write.reset(token)


@contextmanager
def keys_of_new(model: type[models.Model], names: Iterable[str], rows: Iterable[models.Model]) -> Iterator[bool]:
    """Load, or make, the keys for rows that are inserted meanwhile.

    A row that is a person itself needs its number for that, and takes it now. Yields whether rows did.
    """
    own = {kind for name in names for kind, path in key_paths(model._meta.label_lower, name) if not path}
    new = [row for row in rows if row.pk is None] if own else []
    keys: dict[str, bytes | None] = {}
    for kind in own if new else ():
        for row, (number, key) in zip(new, _person_keys().number_new(kind, model, len(new)), strict=True):
            row.pk = number
            keys[f"{kind}:{number}"] = key
    persons = {row_text.person for row in rows for row_text in _personal_texts(row, names)}
    if wanted := persons - keys.keys() - {""}:
        keys |= _person_keys().load_or_make(wanted)
    with _keys_at_hand(keys):
        yield bool(new)


def _personal_texts(row: models.Model, names: Iterable[str]) -> Iterator[PersonalText]:
    fields: Any = (row._meta.get_field(name) for name in names)
    texts = (field.pre_save(row, add=True) for field in fields)
    return (text for text in texts if isinstance(text, PersonalText))


def bulk_update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these columns of rows of one model, encrypted ones under the keys of their persons."""
    with _owned(rows, names):
        type(rows[0])._base_manager.bulk_update(rows, names, batch_size=500)


def unopened(row: models.Model, name: str) -> Any:
    """Return a column's value as the row has it: what is sealed stays so, for another instance of the row."""
    return row.__dict__[name] if name in row.__dict__ else getattr(row, name)


@contextmanager
def _owned(rows: Sequence[models.Model], names: Iterable[str]) -> Iterator[None]:
    """Let Django's `bulk_update`, which asks no field what to save, know the persons of these columns meanwhile."""
    listed = [row._meta.get_field(name) for row in rows[:1] for name in names]
    columns = [field for field in listed if isinstance(field, EncryptedTextField) and field.is_personal]
    values = [(row, column.attname, getattr(row, column.attname)) for row in rows for column in columns]
    for row in rows:
        for column in columns:
            setattr(row, column.attname, column.pre_save(row, add=False))
    try:
        yield
    finally:
        for row, name, value in values:
            setattr(row, name, value)


def columns_owned_by(row: models.Model, changed: Iterable[str]) -> set[str]:
    """Return the encrypted columns that may come to another person as these fields change, and have to be written anew."""
    names = set(changed)
    return {
        field.name
        for field in row._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
        and any(path.partition("__")[0] in names for _kind, path in key_paths(row._meta.label_lower, field.name))
    }


class EncryptedAttribute(DeferredAttribute):
    """Opens what is stored under a person's key when it is first read."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = instance.__dict__[self.field.attname] = value.open()
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """A text stored only encrypted. It cannot be searched or sorted by."""

    descriptor_class = EncryptedAttribute

    @cached_property
    def place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    @property
    def is_personal(self) -> bool:
        """Whether it concerns one person, whose key seals it."""
        return bool(key_paths(self.model._meta.label_lower, self.name))

    def to_text(self, value: Any) -> str | None:
        """Return the text that is encrypted; an empty one is stored as it is."""
        return None if value is None else str(value)

    def from_text(self, text: str) -> Any:
        return text

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if not self.is_personal or not (text := self.to_text(value)):
            return value
        person = value.person if isinstance(value, PersonalText) else key_owner(model_instance, self.name)
        return PersonalText(text, person)

    def get_prep_value(self, value: Any) -> str | None:
        text = value if isinstance(value, PersonalText) else self.to_text(value)
        if not text:
            return text
        if not isinstance(text, PersonalText):
            if self.is_personal:
                raise TypeError(f"{self.place} is under its person's key: save the row, or give a PersonalText.")
            return encrypt(text, self.place)
        if not text.person:
            return encrypt(text, self.place)
        keys = _keys_to_write.get()
        if text.person not in keys:
            keys = _person_keys().load_or_make([text.person])
        return str(_person_keys().seal(text, text.person, self.place, keys))

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        if not value:
            return value if value is None else self.from_text("")
        if value.startswith(MARK) and (person := _person_keys().person_in(value)):
            return Sealed(self, person, value)
        return self.from_text(decrypt(value, self.place))

    def get_lookup(self, lookup_name: str) -> Any:
        """Allow only `isnull`: others would compare ciphertexts."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


class EncryptedChoiceField(EncryptedTextField):
    """One of a few short words, padded to WIDTH before it is encrypted, so that the ciphertext's length does not reveal it."""

    WIDTH = 16

    def to_text(self, value: Any) -> str | None:
        return str(value).ljust(self.WIDTH) if value else super().to_text(value)

    def from_text(self, text: str) -> Any:
        return text.rstrip()


class EncryptedJSONField(EncryptedTextField):
    """A JSON object, encrypted as a whole; an empty one is stored as an empty text."""

    def to_text(self, value: Any) -> str | None:
        return json.dumps(value) if value else ""

    def from_text(self, text: str) -> Any:
        return json.loads(text) if text else {}
