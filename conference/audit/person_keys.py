"""Seal what audit entries and encrypted columns (fields.py) say about a person under a key of that person, which can be destroyed.

A person is `kind:key`, such as `delegate:12` (core/personal_data.py). A sealed text is `p.PERSON.base64(nonce + ciphertext)`, AES-256-GCM
(NIST SP 800-38D) with person and column as associated data. The entry's digest covers the sealed text: the chain verifies with or without
the key. The row of a destroyed key stays, so that a restored copy knows who was erased, and nothing is sealed readably for them again.
"""

import base64
import json
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.db import IntegrityError, connection, models
from django.utils.translation import gettext as _

from conference.audit.models import AuditEntry, PersonKey
from conference.core import clock, personal_data
from conference.core.personal_data import PersonalText
from conference.fields import MARK, NONCE, PersonKeyMissing

COMPLETE = "audit_personkey_complete"  # the guard that refuses first keys where those of the log are not loaded
# In `details`: all that the act's own person is told by.
SEALED = "sealed"
TEXTS = ("actor_label", "subject_label", "reason")
CACHED = 50_000
CACHE_SECONDS = 30.0  # another process may read with a destroyed key for so long
_cache: dict[str, tuple[float, bytes]] = {}  # filled here: by `remember`


def new_secret() -> str:
    """Return a new random key as the column PersonKey.secret stores it, encrypted under FIELD_KEYS."""
    field: Any = PersonKey._meta.get_field("secret")
    return str(field.get_prep_value(_random()))


def _random() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def opened(stored: str) -> bytes | None:
    """Return the key in a stored secret; None when it is destroyed."""
    text = PersonKey._meta.get_field("secret").from_db_value(stored, None, None)  # type: ignore[union-attr]
    return base64.b64decode(text) if text else None


def remember(person: str, key: bytes) -> None:
    if len(_cache) >= CACHED:
        _cache.clear()
    _cache[person] = (time.monotonic() + CACHE_SECONDS, key)


def load(persons: Iterable[str], *, anew: bool = False) -> dict[str, bytes | None]:
    """Return keys by person, None for destroyed ones; of who has none, nothing.

    One query when some were not read within CACHE_SECONDS, else none. Destroyed ones are asked for each time: the transaction may have been
    undone.
    """
    now = time.monotonic()
    cached = {} if anew else {person: _cache[person] for person in persons if person in _cache}
    keys: dict[str, bytes | None] = {person: key for person, (until, key) in cached.items() if until > now}
    if missing := set(persons) - keys.keys():
        for person, text in PersonKey.objects.filter(pk__in=missing).values_list("person", "secret"):
            keys[person] = base64.b64decode(text) if text else None
            if key := keys[person]:
                remember(person, key)
    return keys


@contextmanager
def inserting() -> Iterator[None]:
    """Say the guard COMPLETE's refusal in the users' words. Raises PersonKeyMissing."""
    try:
        yield
    except IntegrityError as refusal:
        diagnosis = getattr(refusal.__cause__, "diag", None)
        if diagnosis is None or diagnosis.constraint_name != COMPLETE:
            raise
        raise PersonKeyMissing.for_person(diagnosis.message_detail) from refusal


def load_or_make(persons: Iterable[str]) -> dict[str, bytes | None]:
    """Return the persons' keys to write under, None for destroyed ones; those of new persons are made.

    From the database and not from memory, where a key may be whose transaction was undone. One query when all have keys.
    Raises PersonKeyMissing where the log's keys are not loaded.
    """
    wanted = set(persons)
    keys = _stored(wanted)
    if missing := sorted(wanted - keys.keys()):
        # Sorted, so that two who make the same ones wait for each other and don't lock each other up.
        rows = [PersonKey(person=person, secret=_random()) for person in missing]
        with inserting():
            PersonKey.objects.bulk_create(rows, ignore_conflicts=True)
        keys |= _stored(missing)  # not what was just made: somebody else may have been faster
    return keys


def lock_live(persons: Iterable[str]) -> set[str]:
    """Lock the keys of these persons. Return those that have one that is not destroyed."""
    live = PersonKey.objects.select_for_update(no_key=True).filter(pk__in=list(persons), destroyed_at__isnull=True)
    return set(live.order_by("pk").values_list("pk", flat=True))


def _stored(persons: Iterable[str]) -> dict[str, bytes | None]:
    rows = PersonKey.objects.filter(pk__in=list(persons)).values_list("person", "secret")
    return {person: base64.b64decode(text) if text else None for person, text in rows}


def number_new(kind: str, model: type[models.Model], count: int) -> list[tuple[int, bytes]]:
    """Take so many primary keys of the model, each for a person of that kind, and make these persons' keys. Return both.

    A number that has a key already was given in the database of which this one is an older copy, and is passed over. One query.
    Raises PersonKeyMissing where the log's keys are not loaded.
    """
    taken: list[tuple[int, bytes]] = []
    sql = f"""
        INSERT INTO {PersonKey._meta.db_table} (person, secret)
        SELECT %s || nextval(pg_get_serial_sequence(%s, %s)), secret FROM unnest(%s::text[]) AS secret
        ON CONFLICT DO NOTHING RETURNING person, secret"""  # noqa: S608 (the table's name only)
    with connection.cursor() as cursor:
        while len(taken) < count:
            secrets_ = [new_secret() for _number in range(count - len(taken))]
            with inserting():
                cursor.execute(sql, [f"{kind}:", model._meta.db_table, model._meta.pk.column, secrets_])
            taken += [(int(person.partition(":")[2]), opened(secret) or b"") for person, secret in cursor.fetchall()]
    return taken


def destroy(persons: Iterable[str]) -> int:
    """Destroy the keys of these persons for ever. Return how many lived.

    A person without a key gets a destroyed one, so that none is made later.
    """
    wanted = sorted(set(persons))
    PersonKey.objects.bulk_create(
        [PersonKey(person=person, secret="", destroyed_at=clock.now()) for person in wanted], ignore_conflicts=True
    )
    live = PersonKey.objects.filter(pk__in=wanted, destroyed_at__isnull=True)
    count = live.update(secret="", destroyed_at=clock.now())
    for person in wanted:
        _cache.pop(person, None)
    return count


def destroy_unused(persons: Iterable[str]) -> None:
    """Destroy the keys of those of these persons who have no row: they were typed and never entered."""
    # Whoever enters one meanwhile holds the lock (`lock_live`), and is found once it is had.
    unused = lock_live(persons)
    for kind, person_kind in personal_data.person_kinds.items():
        keys = {int(key): person for person in unused for of, _sep, key in [person.partition(":")] if of == kind}
        if keys:
            rows = apps.get_model(person_kind.model)._base_manager.filter(pk__in=keys)
            unused -= {keys[key] for key in rows.values_list("pk", flat=True)}
    destroy(unused)


def seal(text: str, person: str, place: str, keys: Mapping[str, bytes | None]) -> str:
    """Return `text` sealed for `person`; under a key that nobody has where the person's is destroyed."""
    if not text or not person:
        return text
    nonce = secrets.token_bytes(NONCE)
    key = keys[person] or secrets.token_bytes(32)
    return f"{MARK}{person}.{base64.b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), _bound(person, place))).decode()}"


def person_in(stored: str) -> str:
    """Return the person whose key a stored text needs; empty for a plain one."""
    parts = stored.split(".") if stored.startswith(MARK) else []
    return parts[1] if len(parts) == 3 and ":" in parts[1] else ""


def unseal(stored: str, place: str, keys: Mapping[str, bytes | None]) -> str | None:
    """Return what a stored text says; None when its person is erased. A plain text is returned as it is."""
    person = person_in(stored)
    if not person:
        return stored
    key = keys.get(person)
    if key is None:
        return None
    try:
        return open_text(stored, person, place, key)
    except InvalidTag:
        # The key in memory may be one whose transaction was undone.
        stored_key = load([person], anew=True).get(person)
    try:
        return open_text(stored, person, place, stored_key) if stored_key else None
    except InvalidTag:
        return None


def open_text(stored: str, person: str, place: str, key: bytes) -> str:
    """Open what `seal` made for that person. Raises InvalidTag."""
    raw = base64.b64decode(stored[len(MARK) + len(person) + 1 :])
    return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], _bound(person, place)).decode()


def _bound(person: str, place: str) -> bytes:
    return f"audit.{place}:{person}".encode()


def seal_details(details: Mapping[str, Any], person: str, keys: Mapping[str, bytes | None]) -> dict[str, Any]:
    """Seal texts about other persons each under their key, the rest as a whole under the key of `person`."""
    others = {
        name: value for name, value in details.items() if any(isinstance(t, PersonalText) for t in texts_of(value))
    }
    rest = {name: value for name, value in details.items() if name not in others}
    sealed = {name: _each(value, lambda text: seal(text, text.person, SEALED, keys)) for name, value in others.items()}
    if rest and person:
        rest = {SEALED: seal(json.dumps(rest, ensure_ascii=False), person, SEALED, keys)}
    return rest | sealed


def unseal_details(stored: Mapping[str, Any], keys: Mapping[str, bytes | None]) -> dict[str, Any]:
    details: dict[str, Any] = {
        name: _each(value, lambda text: _or_erased(unseal(text, SEALED, keys)))
        for name, value in stored.items()
        if name != SEALED
    }
    details |= json.loads(unseal(stored.get(SEALED, ""), SEALED, keys) or "{}")
    return details


def texts_of(value: Any) -> list[str]:
    """Return the texts that are a value of an entry's details, or of which it is a list."""
    return [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, str)]


def _each(value: Any, change: Callable[[Any], str]) -> Any:
    """Return the value with each of its texts changed."""
    if isinstance(value, list):
        return [change(part) if isinstance(part, str) else part for part in value]
    return change(value) if isinstance(value, str) else value


def read_entries(entries: Iterable[AuditEntry]) -> None:
    """Unseal entries in place. One query at most. Deferred columns stay deferred."""
    read_columns([entry.__dict__ for entry in entries])


def read_columns(listed: Sequence[dict[str, Any]]) -> None:
    """Unseal entries given as mappings of their columns, in place. One query at most."""
    persons = {person for values in listed for person in _persons_of(values)}
    if not persons:
        return
    keys = load(persons)
    for values in listed:
        for name in TEXTS:
            if person_in(stored := values.get(name, "")):
                text = unseal(stored, name, keys)
                values[name] = text or "" if name == "reason" else _or_erased(text)
        if values.get("details"):
            values["details"] = unseal_details(values["details"], keys)


def _persons_of(values: Mapping[str, Any]) -> Iterable[str]:
    texts = [values.get(name, "") for name in TEXTS]
    texts += [text for value in (values.get("details") or {}).values() for text in texts_of(value)]
    return filter(None, map(person_in, texts))


def _or_erased(text: str | None) -> str:
    # Translators: stands in the audit log in the place of a name, once a person's data are erased.
    return _("Erased person") if text is None else text
