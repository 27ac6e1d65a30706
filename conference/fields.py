"""Encrypted text columns, for identity numbers, birth dates and other data that only the staff concerned may read.

AES-256-GCM (NIST SP 800-38D) with a random nonce. Table and column are associated data, so that a value copied to another column cannot
be decrypted. Stored as `id.base64(nonce + ciphertext)`. FIELD_KEYS lists `id:key`: the first encrypts, all decrypt (db/rotation.py).
"""

import base64
import hashlib
import hmac
import json
import secrets
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

NONCE = 12


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


class EncryptedTextField(models.TextField):
    """A text stored only encrypted. It cannot be searched or sorted by."""

    @property
    def place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value: Any) -> str | None:
        if value in (None, ""):
            return "" if value == "" else None
        return encrypt(str(value), self.place)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return decrypt(value, self.place) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """Allow only `isnull`: others would compare ciphertexts."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


class EncryptedChoiceField(EncryptedTextField):
    """One of a few short words, padded to WIDTH before it is encrypted, so that the ciphertext's length does not reveal it."""

    WIDTH = 16

    def get_prep_value(self, value: Any) -> str | None:
        return super().get_prep_value(str(value).ljust(self.WIDTH) if value else value)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        text = super().from_db_value(value, expression, connection)
        return text.rstrip() if text else text


class EncryptedJSONField(EncryptedTextField):
    """A JSON object, encrypted as a whole; an empty one is stored as an empty text."""

    def get_prep_value(self, value: Any) -> str | None:
        return super().get_prep_value(json.dumps(value) if value else "")

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        text = super().from_db_value(value, expression, connection)
        return json.loads(text) if text else {}
