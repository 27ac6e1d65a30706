"""Production starts only when every value is there and safe, and names each that is not."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from conference import environment

ROOT = Path(__file__).resolve().parents[3]


def key(seed: int) -> str:
    """32 bytes, all different, as base64."""
    return base64.b64encode(bytes(range(seed, seed + 32))).decode()


SAFE = {
    "PLENIPO_MODE": "production",
    # no secret: made up
    "SECRET_KEY": "q8Xz4mN7vB2kL9wE5rT1yU6iO3pA0sD-fGhJ_cVn" + "Kd83hQ",
    "ALLOWED_HOSTS": "hanoi2025.example, www.hanoi2025.example",
    "PUBLIC_URL": "https://hanoi2025.example/",
    "DATABASE_URL": "postgres://plenipo:secret@db/plenipo",
    "REDIS_URL": "redis://cache:6379/0",
    "FIELD_KEYS": f"f2:{key(40)},f1:{key(1)}",
    "BADGE_KEYS": f"b1:{key(90)}",
    "EMAIL_URL": "smtp://user:p%40ss@mail.example:587/?tls=starttls",
    "EMAIL_FROM": "delegations@hanoi2025.example",
    "MEDIA_ROOT": "/srv/plenipo/media",
}


def test_safe_values_are_taken():
    found = environment.read(SAFE)
    assert found.production
    assert found.allowed_hosts == ["hanoi2025.example", "www.hanoi2025.example"]
    assert found.public_url == "https://hanoi2025.example"
    assert found.problems == []


def test_access_has_its_limits_unless_others_are_given():
    found = environment.read(SAFE)
    assert (found.idle_minutes_staff, found.idle_minutes_delegations, found.confirm_minutes) == (30, 120, 15)
    assert (found.focal_point_second_factor, found.approve_exports) == ("offered", True)
    given = {"IDLE_MINUTES_STAFF": "60", "CONFIRM_MINUTES": "5", "FOCAL_POINT_SECOND_FACTOR": "required"}
    found = environment.read({**SAFE, **given, "APPROVE_EXPORTS": "off"})
    assert (found.idle_minutes_staff, found.confirm_minutes) == (60, 5)
    assert (found.focal_point_second_factor, found.approve_exports) == ("required", False)
    assert not found.pools_transactions
    assert environment.read({**SAFE, "DATABASE_POOLER": "transaction"}).pools_transactions


@pytest.mark.parametrize("name", sorted(set(SAFE) - {"PLENIPO_MODE"}))
def test_each_missing_value_is_named(name):
    with pytest.raises(ImproperlyConfigured, match=f"(?m)^  {name} is missing"):
        environment.read({**SAFE, name: ""})
    with pytest.raises(ImproperlyConfigured, match=f"(?m)^  {name} is missing"):
        environment.read({k: v for k, v in SAFE.items() if k != name})


UNSAFE = [
    ("UNDO_SECONDS", "soon", "whole seconds, from 0 to 3600"),
    ("UNDO_SECONDS", "3601", "whole seconds"),
    ("IDLE_MINUTES_STAFF", "0", "whole minutes, from 1 to 720"),
    ("IDLE_MINUTES_DELEGATIONS", "two hours", "whole minutes"),
    ("CONFIRM_MINUTES", "721", "whole minutes, from 1 to 720"),
    ("FOCAL_POINT_SECOND_FACTOR", "perhaps", "off, offered, required"),
    ("APPROVE_EXPORTS", "yes", "on or off"),
    ("DATABASE_POOLER", "pgbouncer", "session or transaction"),
    ("SECRET_KEY", "short", "at least 40"),
    ("SECRET_KEY", "ab" * 30, "random"),
    ("SECRET_KEY", "django-insecure-q8Xz4mN7vB2kL9wE5rT1yU6iO3pA0sD", "random"),
    ("ALLOWED_HOSTS", "hanoi2025.example,*", "any host"),
    ("PUBLIC_URL", "http://hanoi2025.example", "https://"),
    ("PUBLIC_URL", "https://elsewhere.example", "ALLOWED_HOSTS"),
    ("DATABASE_URL", "mysql://root@db/plenipo", "postgres://"),
    ("REDIS_URL", "http://cache:6379", "redis://"),
    ("FIELD_KEYS", key(1), "id of its own"),
    ("FIELD_KEYS", f"f1:{key(1)},f1:{key(2)}", "id of its own"),
    ("FIELD_KEYS", f"f.1:{key(1)}", "1 to 8 letters"),  # its values would be taken for those of a key "f"
    ("BADGE_KEYS", f"badges-2025:{key(90)}", "1 to 8 letters"),  # nothing could be printed
    ("REDIS_URL", "unix:///run/redis.sock", "redis://"),  # the cache would take it, Celery would not
    ("PUBLIC_URL", "https://hanoi2025.example/conference", "root of its host"),
    ("FIELD_KEYS", "f1:***", "base64"),
    ("FIELD_KEYS", f"f1:{base64.b64encode(bytes(range(16))).decode()}", "16 bytes"),
    ("FIELD_KEYS", f"f1:{base64.b64encode(b'field'.ljust(32, b'.')).decode()}", "not random"),
    ("BADGE_KEYS", f"b1:{key(1)}", "FIELD_KEYS"),
    ("EMAIL_URL", "mailbox:///tmp/mail", "smtp"),
    ("EMAIL_URL", "smtp://user:pass@mail.example:587/", "in the clear"),
    ("EMAIL_FROM", "secretariat", "e-mail address"),
    ("MEDIA_ROOT", "media", "absolute"),
    ("SECRET_KEY_FALLBACKS", f"{SAFE['SECRET_KEY'][::-1]},short", "at least 40"),
    ("HSTS_SUBDOMAINS", "perhaps", "yes or no"),
    ("HSTS_PRELOAD", "yes", "only with HSTS_SUBDOMAINS=yes"),
    ("OWNER_DATABASE_URL", "mysql://root@db/plenipo", "postgres://"),
    ("OWNER_DATABASE_URL", SAFE["DATABASE_URL"], "own nothing"),
    ("OWNER_DATABASE_URL", "postgres://owner:secret@db/other", "another database"),
    ("AUDIT_KEYS", "a1:***", "base64"),
    ("AUDIT_KEYS", f"a1:{key(90)}", "FIELD_KEYS or BADGE_KEYS"),
    ("AUDIT_FILE", "heads", "absolute"),
    ("AUDIT_MAIL", "archive", "e-mail addresses"),
    ("AUDIT_TSA_URL", "ftp://tsa.example", "https://"),
    ("AUDIT_TSA_CERTIFICATES", "/nowhere/root.pem", "no such file"),
    ("REVOCATIONS_FILE", "ended", "absolute"),
]


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"AUDIT_FILE": "/srv/heads"}, "AUDIT_KEYS"),
        ({"AUDIT_KEYS": f"a1:{key(150)}"}, "AUDIT_FILE"),
        ({"AUDIT_TSA_URL": "https://tsa.example"}, "AUDIT_TSA_CERTIFICATES"),
    ],
)
def test_what_belongs_together_is_asked_for_together(given, missing):
    with pytest.raises(ImproperlyConfigured, match=f"(?m)^  {missing} is missing"):
        environment.read({**SAFE, **given})


@pytest.mark.slow
def test_a_subdomain_is_bound_to_https_only_where_the_operator_says_so():
    """Undecided, `check --deploy` warns of both; a "no" is an answer."""
    code = (
        "import sys; sys.argv = ['manage.py', 'check', '--deploy', '--tag', 'security']; import manage; manage.main()"
    )
    undecided = start(SAFE, code).stderr
    refused = start({**SAFE, "HSTS_SUBDOMAINS": "yes", "HSTS_PRELOAD": "no"}, code).stderr
    # The control: both times the role is checked, and this database does not answer.
    assert [("W005" in text, "W021" in text, "W002" in text) for text in (undecided, refused)] == [
        (True, True, True),
        (False, False, True),
    ]


@pytest.mark.parametrize(("name", "value", "why"), UNSAFE, ids=lambda v: v[:24])
def test_each_unsafe_value_is_named_with_the_reason(name, value, why):
    with pytest.raises(ImproperlyConfigured, match=f"(?m)^  {name} is (unsafe|malformed): .*{why}"):
        environment.read({**SAFE, name: value})


def test_all_problems_come_at_once():
    with pytest.raises(ImproperlyConfigured) as caught:
        environment.read({"PLENIPO_MODE": "production"})
    named = {line.split()[0] for line in str(caught.value).splitlines()[1:]}
    assert named == set(SAFE) - {"PLENIPO_MODE"}


def test_a_secret_key_alone_means_production():
    with pytest.raises(ImproperlyConfigured, match="Refusing to start in production"):
        environment.read({"SECRET_KEY": SAFE["SECRET_KEY"]})


def test_an_unknown_mode_is_refused():
    with pytest.raises(
        ImproperlyConfigured, match="PLENIPO_MODE is 'staging'; it can be production, demo, local, test"
    ):
        environment.read({"PLENIPO_MODE": "staging"})


def test_the_demo_keeps_its_keys_beside_its_data(tmp_path):
    home = {"PLENIPO_MODE": "demo", "PLENIPO_HOME": str(tmp_path)}
    first, second = environment.read(home), environment.read(home)
    assert (first.secret_key, first.field_keys, first.badge_keys) == (
        second.secret_key,
        second.field_keys,
        second.badge_keys,
    )
    assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0
    assert first.database_url == first.own_server.url
    assert environment.read({**home, "PLENIPO_HOME": str(tmp_path / "other")}).secret_key != first.secret_key


class TestMailer:
    def test_smtp_with_starttls(self):
        assert environment.mailer(SAFE["EMAIL_URL"])["OPTIONS"] == {
            "host": "mail.example",
            "port": 587,
            "timeout": 20,
            "username": "user",
            "password": "p@ss",
            "use_tls": True,
        }

    def test_smtps(self):
        assert environment.mailer("smtps://mail.example")["OPTIONS"] == {
            "host": "mail.example",
            "port": 465,
            "timeout": 20,
            "use_ssl": True,
        }

    def test_another_scheme_is_refused(self):
        with pytest.raises(ImproperlyConfigured, match="scheme 'imap'"):
            environment.mailer("imap://mail.example")


def start(extra: dict[str, str], code: str) -> subprocess.CompletedProcess[str]:
    bare = {k: v for k, v in os.environ.items() if k not in SAFE and not k.startswith(("PLENIPO", "DJANGO"))}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, env=bare | extra, capture_output=True, text=True, timeout=60, check=False)


def test_the_web_server_without_an_environment_refuses_to_start():
    done = start({}, "import conference.wsgi")
    assert done.returncode != 0
    assert "Refusing to start in production" in done.stderr
    assert "DATABASE_URL is missing" in done.stderr


def test_a_worker_without_an_environment_refuses_to_start():
    done = start({}, "from conference.celery import app; app.conf.broker_url")
    assert done.returncode != 0
    assert "Refusing to start in production" in done.stderr


def test_a_command_line_says_it_in_plain_lines():
    done = start({"SECRET_KEY": "short"}, "import sys; sys.argv = ['manage.py', 'check']; import manage; manage.main()")
    assert done.returncode == 2
    assert done.stderr.startswith("plenipo: Refusing to start in production:\n  SECRET_KEY is unsafe")
    assert "Traceback" not in done.stderr
