"""Read the environment once, into typed values, and say what is missing or unsafe.

*production*, in which wsgi.py, celery.py and any process with SECRET_KEY run, starts only when every value is there and safe. *demo*,
set only by `./run demo` on its children, alone has one-click logins. *local* is a command line beside the demo (`./run print badges`):
its data and keys, and no web server.
"""

import base64
import binascii
import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from conference import environment_sso
from conference.db import embedded

ROOT = Path(__file__).resolve().parent.parent
MODES = ("production", "demo", "local", "test")
LEAST_SECRET = 40
# An id travels with everything that its key made: in each badge's code, where every letter counts, and in each encrypted value, which it
# is told from by a full stop.
KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,8}")
LONGEST_UNDO = 3600  # s; mails wait as long
# Whether focal points have a second factor: not at all unless they set one up, when they like, or before anything else.
SECOND_FACTORS = ("off", "offered", "required")
# Minutes that a place may choose, each with the longest: no session lasts longer than half a day (settings.SESSION_COOKIE_AGE).
MINUTES = {"IDLE_MINUTES_STAFF": 720, "IDLE_MINUTES_DELEGATIONS": 720, "CONFIRM_MINUTES": 720}
KEPT_KEYS = ("secret", "field", "badge")
SWITCHES = {"": None, "yes": True, "no": False}
LEAST_VARIETY = 8  # different characters or bytes; random ones of these lengths always have more


@dataclass
class Environment:
    mode: str
    secret_key: str = ""
    secret_key_fallbacks: list[str] = field(default_factory=list)
    allowed_hosts: list[str] = field(default_factory=list)
    public_url: str = ""
    database_url: str = ""
    owner_database_url: str = ""  # of the role that owns the tables, for `./run migrate`
    own_server: embedded.Server | None = None  # runs where no DATABASE_URL is given
    redis_url: str = ""
    field_keys: str = ""
    badge_keys: str = ""
    email_url: str = ""
    email_from: str = ""
    media_root: str = ""
    static_root: str = ""
    undo_seconds: int = 600
    hsts_subdomains: bool | None = None  # None: not decided, which `check --deploy` says
    hsts_preload: bool | None = None
    audit_keys: str = ""
    audit_file: str = ""
    audit_mail: list[str] = field(default_factory=list)
    audit_tsa_url: str = ""
    audit_tsa_certificates: str = ""
    idle_minutes_staff: int = 30
    idle_minutes_delegations: int = 120
    confirm_minutes: int = 15
    focal_point_second_factor: str = "off"
    approve_exports: bool = False
    pools_transactions: bool = False
    sso: environment_sso.SingleSignOn = field(default_factory=environment_sso.SingleSignOn)
    revocations_file: str = ""
    home: Path = ROOT / "var" / "demo"
    clock_offset: float = 0.0
    problems: list[str] = field(default_factory=list)

    @property
    def production(self) -> bool:
        return self.mode == "production"


def read(env: Mapping[str, str] | None = None) -> Environment:
    """Return the environment for `settings.py`, from `env` (default `os.environ`).

    Raises:
        ImproperlyConfigured: One line for each missing or unsafe value in production.
    """
    env = os.environ if env is None else env
    mode = env.get("PLENIPO_MODE") or ("production" if env.get("SECRET_KEY") else "local")
    if mode not in MODES:
        raise ImproperlyConfigured(f"PLENIPO_MODE is {mode!r}; it can be {', '.join(MODES)}.")
    values = Environment(
        mode=mode,
        secret_key=env.get("SECRET_KEY", ""),
        secret_key_fallbacks=_list(env, "SECRET_KEY_FALLBACKS"),
        allowed_hosts=_list(env, "ALLOWED_HOSTS"),
        public_url=env.get("PUBLIC_URL", "").rstrip("/"),
        database_url=env.get("DATABASE_URL", ""),
        owner_database_url=env.get("OWNER_DATABASE_URL", ""),
        redis_url=env.get("REDIS_URL", ""),
        field_keys=env.get("FIELD_KEYS", ""),
        badge_keys=env.get("BADGE_KEYS", ""),
        email_url=env.get("EMAIL_URL", ""),
        email_from=env.get("EMAIL_FROM", ""),
        media_root=env.get("MEDIA_ROOT", ""),
        revocations_file=env.get("REVOCATIONS_FILE", ""),
        static_root=env.get("STATIC_ROOT", str(ROOT / "var" / "static")),
        audit_keys=env.get("AUDIT_KEYS", ""),
        audit_file=env.get("AUDIT_FILE", ""),
        audit_mail=_list(env, "AUDIT_MAIL"),
        audit_tsa_url=env.get("AUDIT_TSA_URL", ""),
        audit_tsa_certificates=env.get("AUDIT_TSA_CERTIFICATES", ""),
    )
    _read_undo(values, env)
    values.hsts_subdomains = _read_switch(values, env, "HSTS_SUBDOMAINS")
    values.hsts_preload = _read_switch(values, env, "HSTS_PRELOAD")
    _read_access(values, env)
    values.sso = environment_sso.read(env, values.problems)
    if values.production:
        values.problems += _problems(values)
        if values.problems:
            raise ImproperlyConfigured(
                "Refusing to start in production:\n" + "\n".join(f"  {p}" for p in values.problems)
            )
    else:
        _fill_in(values, env)
    return values


def _list(env: Mapping[str, str], name: str) -> list[str]:
    return [part.strip() for part in env.get(name, "").split(",") if part.strip()]


def _read_switch(e: Environment, env: Mapping[str, str], name: str) -> bool | None:
    text = env.get(name, "").strip().lower()
    if text not in SWITCHES:
        e.problems.append(f"{name} is malformed: it can be yes or no.")
    return SWITCHES.get(text)


def _read_undo(e: Environment, env: Mapping[str, str]) -> None:
    text = env.get("UNDO_SECONDS", "").strip()
    if text.isascii() and text.isdecimal() and len(text) < 6 and int(text) <= LONGEST_UNDO:
        e.undo_seconds = int(text)
    elif text:
        e.problems.append(f"UNDO_SECONDS is malformed: whole seconds, from 0 to {LONGEST_UNDO}.")


def _read_access(e: Environment, env: Mapping[str, str]) -> None:
    for name, longest in MINUTES.items():
        text = env.get(name, "").strip()
        if text.isascii() and text.isdecimal() and len(text) < 6 and 0 < int(text) <= longest:
            setattr(e, name.lower(), int(text))
        elif text:
            e.problems.append(f"{name} is malformed: whole minutes, from 1 to {longest}.")
    e.focal_point_second_factor = env.get("FOCAL_POINT_SECOND_FACTOR") or ("offered" if e.production else "off")
    if e.focal_point_second_factor not in SECOND_FACTORS:
        e.problems.append(f"FOCAL_POINT_SECOND_FACTOR is malformed: it can be {', '.join(SECOND_FACTORS)}.")
    e.pools_transactions = (pooler := env.get("DATABASE_POOLER") or "session") == "transaction"
    if pooler not in ("session", "transaction"):
        e.problems.append("DATABASE_POOLER is malformed: it can be session or transaction.")
    approve = env.get("APPROVE_EXPORTS") or ("on" if e.production else "off")
    e.approve_exports = approve == "on"
    if approve not in ("on", "off"):
        e.problems.append("APPROVE_EXPORTS is malformed: it can be on or off.")


def _problems(e: Environment) -> Iterator[str]:
    yield from _web_problems(e)
    if not e.database_url:
        yield "DATABASE_URL is missing: postgres://user:password@host/name."
    if not e.redis_url:
        yield "REDIS_URL is missing: redis://host:6379/0."
    yield from _address_problems(e)
    yield from key_problems("FIELD_KEYS", e.field_keys)
    yield from key_problems("BADGE_KEYS", e.badge_keys)
    if set(_keys_alone(e.field_keys)) & set(_keys_alone(e.badge_keys)):
        yield "BADGE_KEYS is unsafe: one of its keys is also one of FIELD_KEYS."
    yield from _mail_problems(e)
    yield from _owner_problems(e)
    yield from _audit_problems(e)
    if not e.media_root:
        yield "MEDIA_ROOT is missing: the folder for photos and notes verbales, outside the web server's reach."
    elif not Path(e.media_root).is_absolute():
        yield "MEDIA_ROOT is unsafe: it must be an absolute path."
    if e.revocations_file and not Path(e.revocations_file).is_absolute():
        yield "REVOCATIONS_FILE is unsafe: it must be an absolute path."


def _address_problems(e: Environment) -> Iterator[str]:
    """Yield what is wrong in any mode with an address that is given."""
    if e.database_url and not _is_address(e.database_url, "postgres", "postgresql"):
        yield "DATABASE_URL is malformed: postgres://user:password@host:5432/name."
    if e.redis_url and not _is_address(e.redis_url, "redis", "rediss"):
        yield "REDIS_URL is malformed: it must begin with redis:// or rediss://."
    if e.email_url and not (
        _is_address(e.email_url, "smtp", "smtps") or e.email_url.startswith(("mailbox:", "locmem:"))
    ):
        yield "EMAIL_URL is malformed: smtp://user:password@host:587/?tls=starttls."


def _owner_problems(e: Environment) -> Iterator[str]:
    if not e.owner_database_url:
        return
    if not _is_address(e.owner_database_url, "postgres", "postgresql"):
        yield "OWNER_DATABASE_URL is malformed: postgres://user:password@host:5432/name."
    elif e.database_url and _is_address(e.database_url, "postgres", "postgresql"):
        owner, application = urlsplit(e.owner_database_url), urlsplit(e.database_url)
        if owner.path != application.path:
            yield "OWNER_DATABASE_URL is malformed: it names another database than DATABASE_URL."
        elif owner.username == application.username:
            yield "OWNER_DATABASE_URL is unsafe: it names the role of DATABASE_URL, which must own nothing."


def _audit_problems(e: Environment) -> Iterator[str]:
    """Yield what is wrong with the places in which the audit log's head is kept (conference/audit/kept_heads.py)."""
    if e.audit_keys or e.audit_file or e.audit_mail or e.audit_tsa_url:
        yield from key_problems("AUDIT_KEYS", e.audit_keys)
    if set(_keys_alone(e.audit_keys)) & {*_keys_alone(e.field_keys), *_keys_alone(e.badge_keys)}:
        yield "AUDIT_KEYS is unsafe: one of its keys is also one of FIELD_KEYS or BADGE_KEYS."
    if e.audit_keys and not (e.audit_file or e.audit_mail):
        yield "AUDIT_FILE is missing: where AUDIT_KEYS signs the audit log's head, AUDIT_FILE or AUDIT_MAIL keeps it."
    if e.audit_file and not Path(e.audit_file).is_absolute():
        yield "AUDIT_FILE is unsafe: it must be an absolute path."
    if any("@" not in address for address in e.audit_mail):
        yield "AUDIT_MAIL is malformed: e-mail addresses, separated by commas."
    if e.audit_tsa_url and not _is_address(e.audit_tsa_url, "http", "https"):
        yield "AUDIT_TSA_URL is malformed: it must begin with https:// or http://."
    if e.audit_tsa_url and not e.audit_tsa_certificates:
        yield "AUDIT_TSA_CERTIFICATES is missing: the file of the root certificates (PEM) of the authority at AUDIT_TSA_URL."
    if e.audit_tsa_certificates and not Path(e.audit_tsa_certificates).is_file():
        yield "AUDIT_TSA_CERTIFICATES is malformed: there is no such file."


def _is_address(text: str, *schemes: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and (parts.port or 1) > 0
    except ValueError:  # a port that is no number, a bracket that does not close
        return False


def _web_problems(e: Environment) -> Iterator[str]:
    if not e.secret_key:
        yield f"SECRET_KEY is missing: at least {LEAST_SECRET} random characters."
    elif _is_weak(e.secret_key):
        yield f"SECRET_KEY is unsafe: it needs at least {LEAST_SECRET} random characters."
    if any(map(_is_weak, e.secret_key_fallbacks)):
        yield f"SECRET_KEY_FALLBACKS is unsafe: each key needs at least {LEAST_SECRET} random characters."
    if e.hsts_preload and not e.hsts_subdomains:
        yield "HSTS_PRELOAD is malformed: browsers' lists take a site only with HSTS_SUBDOMAINS=yes."
    if not e.allowed_hosts:
        yield "ALLOWED_HOSTS is missing: the host names of the site, separated by commas."
    elif "*" in e.allowed_hosts:
        yield "ALLOWED_HOSTS is unsafe: '*' lets any host name in."
    if not e.public_url:
        yield "PUBLIC_URL is missing: the address that links in messages begin with, such as https://hanoi2025.example."
    elif not e.public_url.startswith("https://"):
        yield "PUBLIC_URL is unsafe: it must begin with https://."
    elif urlsplit(e.public_url).path or urlsplit(e.public_url).query:
        yield "PUBLIC_URL is malformed: the site stands at the root of its host, so nothing follows the host's name."
    elif e.allowed_hosts and not validate_host(urlsplit(e.public_url).hostname or "", e.allowed_hosts):
        yield "PUBLIC_URL is malformed: its host is not among ALLOWED_HOSTS, so no link in a message would open."


def _is_weak(secret: str) -> bool:
    return len(secret) < LEAST_SECRET or len(set(secret)) < LEAST_VARIETY or "insecure" in secret


def _mail_problems(e: Environment) -> Iterator[str]:
    if not e.email_url:
        yield "EMAIL_URL is missing: smtp://user:password@host:587/?tls=starttls."
    elif not _is_address(e.email_url, "smtp", "smtps", "mailbox", "locmem"):
        pass  # said by _address_problems
    elif (parts := urlsplit(e.email_url)).scheme not in {"smtp", "smtps"}:
        yield "EMAIL_URL is unsafe: production sends by smtp:// or smtps://."
    elif parts.scheme == "smtp" and parts.username and "tls=starttls" not in parts.query:
        yield "EMAIL_URL is unsafe: its password would travel in the clear; add ?tls=starttls or use smtps://."
    if not e.email_from:
        yield "EMAIL_FROM is missing: the address that messages come from."
    elif "@" not in e.email_from:
        yield "EMAIL_FROM is malformed: it is no e-mail address."


def _keys_alone(value: str) -> list[str]:
    return [part.strip().partition(":")[2] for part in value.split(",") if ":" in part]


def key_problems(name: str, value: str) -> Iterator[str]:
    """Yield what is wrong with a key list `id:base64[,id:base64]` of 32 random bytes each."""
    if not value:
        yield f"{name} is missing: id:base64 of 32 random bytes, newest first, separated by commas."
        return
    idents: set[str] = set()
    for part in value.split(","):
        ident, colon, text = part.strip().partition(":")
        if not colon or not KEY_ID.fullmatch(ident) or ident in idents:
            yield f"{name} is malformed: each key needs an id of its own before a colon, of 1 to 8 letters, digits, - or _."
            return
        idents.add(ident)
        try:
            key = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            yield f"{name} is malformed: key {ident!r} is not base64."
            continue
        if len(key) != 32:
            yield f"{name} is unsafe: key {ident!r} has {len(key)} bytes and needs 32."
        elif len(set(key)) < LEAST_VARIETY:
            yield f"{name} is unsafe: key {ident!r} is not random."


def _fill_in(e: Environment, env: Mapping[str, str]) -> None:
    problems = [*_address_problems(e)]
    for name, keys in (("FIELD_KEYS", e.field_keys), ("BADGE_KEYS", e.badge_keys)):
        problems += key_problems(name, keys) if keys else ()
    if problems:
        raise ImproperlyConfigured(" ".join(problems))
    home = Path(env.get("PLENIPO_HOME") or ROOT / "var" / "demo").resolve()
    if e.mode == "test":
        own_keys = {name: base64.b64encode(name.encode().ljust(32, b"."))[:44].decode() for name in KEPT_KEYS}
        home = ROOT / "var" / "test"
    else:
        own_keys = _read_or_make_keys(home / "keys.json")
        e.clock_offset = _read_offset(home / "clock.json")
    e.home = home
    e.secret_key = e.secret_key or own_keys["secret"] * 2
    e.field_keys = e.field_keys or f"f1:{own_keys['field']}"
    e.badge_keys = e.badge_keys or f"b1:{own_keys['badge']}"
    e.allowed_hosts = e.allowed_hosts or [
        "127.0.0.1",
        "localhost",
        "[::1]",
        *(["testserver"] if e.mode == "test" else []),
    ]
    e.public_url = e.public_url or "http://127.0.0.1:8000"
    if not e.database_url:
        e.own_server = embedded.server_for(home)
        e.database_url = e.own_server.url
    e.email_url = e.email_url or f"mailbox://{home / 'mailbox'}"
    e.email_from = e.email_from or "delegations@hanoi2025.example"
    e.media_root = e.media_root or str(home / "media")


def _read_offset(path: Path) -> float:
    try:
        return float(_read_json(path)["offset"]) if path.exists() else 0.0
    except (TypeError, ValueError, LookupError) as problem:
        raise ImproperlyConfigured(
            f"{path} is damaged; remove it, and the clock stands at the first hour again."
        ) from problem


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        raise ImproperlyConfigured(f"{path} cannot be read: {type(problem).__name__}.") from problem


def _read_or_make_keys(path: Path) -> dict[str, str]:
    if path.exists():
        keys: dict[str, str] = _read_json(path)
        if not isinstance(keys, dict) or not all(isinstance(keys.get(name), str) for name in KEPT_KEYS):
            raise ImproperlyConfigured(f"{path} is damaged; without its keys nothing that is encrypted opens.")
        return keys
    keys = {name: base64.b64encode(secrets.token_bytes(32)).decode() for name in KEPT_KEYS}
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(keys, file)
    return keys


def mailer(url: str) -> dict[str, object]:
    """Return the entry of Django's MAILERS; raise ImproperlyConfigured for another scheme.

    Args:
        url: `smtp://user:password@host:port/?tls=starttls`, `smtps://…` or `mailbox:///folder`.
    """
    parts = urlsplit(url)
    if parts.scheme == "mailbox":
        return {
            "BACKEND": "conference.correspondence.mailbox.backend.MailboxBackend",
            "OPTIONS": {"folder": parts.path},
        }
    if parts.scheme == "locmem":
        return {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
    if parts.scheme not in {"smtp", "smtps"}:
        raise ImproperlyConfigured(f"EMAIL_URL has the scheme {parts.scheme!r}; it can be smtp or smtps.")
    options: dict[str, object] = {"host": parts.hostname or "localhost", "timeout": 20}
    options["port"] = parts.port or (465 if parts.scheme == "smtps" else 25)
    if parts.username:
        options |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
    if parts.scheme == "smtps":
        options["use_ssl"] = True
    elif "tls=starttls" in parts.query:
        options["use_tls"] = True
    return {"BACKEND": "conference.correspondence.outbox.smtp.SmtpBackend", "OPTIONS": options}
