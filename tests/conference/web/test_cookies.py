"""Cookies of production: of this host alone, over https alone, and what else of production keeps a session from others."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.conference.ops.test_environment import ROOT, SAFE

ASK = """
import json
from django.conf import settings
from django.utils.module_loading import import_string
storage = import_string(settings.MESSAGE_STORAGE).storage_classes[0]
print(json.dumps([
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, storage.cookie_name,
    settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.LANGUAGE_COOKIE_SECURE,
    settings.SESSION_COOKIE_DOMAIN, settings.CSRF_COOKIE_DOMAIN, settings.LANGUAGE_COOKIE_DOMAIN,
    settings.SESSION_COOKIE_PATH, settings.CSRF_COOKIE_PATH, settings.LANGUAGE_COOKIE_PATH,
    settings.SESSION_COOKIE_HTTPONLY, settings.CSRF_COOKIE_HTTPONLY, settings.SECURE_SSL_REDIRECT,
    settings.SECURE_HSTS_SECONDS, settings.SECRET_KEY_FALLBACKS,
]))
"""


def cookies_of(**env: str) -> list:
    env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "conference.settings", **env}
    run = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=env, capture_output=True, text=True, check=True, timeout=120
    )
    return json.loads(run.stdout)


def test_production_prefixes_each_cookie_of_ours():
    """A browser takes __Host- only with Secure, for the whole site and without a domain."""
    names = ["__Host-sessionid", "__Host-csrftoken", "__Host-django_language", "__Host-messages"]
    former = SAFE["SECRET_KEY"][::-1]
    found = cookies_of(**SAFE, SECRET_KEY_FALLBACKS=former)
    assert found[:13] == [*names, True, True, True, None, None, None, "/", "/", "/"]
    # No script reads them, http leads to https for a year, and what the former key signed holds.
    assert found[13:] == [True, True, True, 365 * 24 * 3600, [former]]


def test_without_https_the_names_are_plain(tmp_path):
    names = ["sessionid", "csrftoken", "django_language", "messages"]
    found = cookies_of(PLENIPO_MODE="demo", PLENIPO_HOME=str(tmp_path))
    assert found[:13] == [*names, False, False, False, None, None, None, "/", "/", "/"]
    assert found[13:] == [True, True, False, 0, []]
