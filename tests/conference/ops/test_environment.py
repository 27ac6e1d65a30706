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


@pytest.mark.parametrize("name", sorted(set(SAFE) - {"PLENIPO_MODE"}))
def test_each_missing_value_is_named(name):
    with pytest.raises(ImproperlyConfigured, match=f"(?m)^  {name} is missing"):
        environment.read({**SAFE, name: ""})
    with pytest.raises(ImproperlyConfigured, match=f"(?m)^  {name} is missing"):
        environment.read({k: v for k, v in SAFE.items() if k != name})


UNSAFE = [
    ("UNDO_SECONDS", "soon", "whole seconds, from 0 to 3600"),
    ("UNDO_SECONDS", "3601", "whole seconds"),
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
    ("REVOCATIONS_FILE", "ended", "absolute"),
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
