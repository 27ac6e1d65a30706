"""The scanner's page: complete, the same for everybody, and silent about everybody."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from conference.models import Conference
from delegations.gates.checking.verdicts import WORDS
from delegations.gates.scanner import sentences, views_public
from tests.gates.scene import NOW, get, make_device
from tests.people import make_member

pytestmark = pytest.mark.django_db
PAGE, WORKER, READER, MANIFEST = (
    reverse(f"gates:{name}") for name in ("scanner", "scanner-sw", "scanner-reader", "scanner-manifest")
)


def kept(client: Client) -> dict:
    lines = client.get(WORKER).content.decode().splitlines()
    told = (re.fullmatch(r"const ([A-Z]+) = (.*);", line) for line in lines)
    return {found[1]: json.loads(found[2]) for found in told if found and found[2].startswith(("[", "{", '"'))}


def test_the_page_is_in_the_language_that_is_asked_for(client: Client, world) -> None:
    assert '<html lang="en" dir="ltr">' in client.get(PAGE).content.decode()
    arabic = client.get(PAGE, {"lang": "ar"}).content.decode()
    assert '<html lang="ar" dir="rtl">' in arabic
    assert '<html lang="fr" dir="ltr">' in client.get(PAGE, headers={"Accept-Language": "fr"}).content.decode()
    assert '<html lang="en" dir="ltr">' in client.get(PAGE, {"lang": "xx"}).content.decode()


def test_the_page_says_nothing_of_anybody_and_sets_no_cookie(client: Client, world) -> None:
    make_member("KEN", state="accredited", family_name="Wanjirukamau")
    response = client.get(PAGE)
    assert "Wanjirukamau" not in response.content.decode()
    assert response.cookies == {}
    assert '"KEN": {"name": "Kenya"' in response.content.decode()


def test_the_page_keeps_the_strict_policy_and_only_the_reader_may_run_webassembly(client: Client, world) -> None:
    page = client.get(PAGE).headers["Content-Security-Policy"]
    assert "script-src 'self';" in page + ";"
    assert "unsafe" not in page
    reader = client.get(READER)
    assert "script-src 'self' 'wasm-unsafe-eval'" in reader.headers["Content-Security-Policy"]
    assert reader.content.decode() == 'import "/static/gate/reader.js";\n'


def test_everything_that_the_page_loads_is_kept_for_a_day_without_a_network(client: Client, world) -> None:
    told = kept(client)
    files = set(told["FILES"])
    html = client.get(PAGE).content.decode()
    loaded = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', html))
    assert loaded - files == set()
    assert READER in files
    for url in files:
        if not url.endswith(".js") or url == READER:
            continue
        source = Path(str(finders.find(url.removeprefix(settings.STATIC_URL)))).read_text()
        for other in re.findall(r'(?:from|import)\s*\(?\s*"(\.[^"]+)"', source):
            path = (Path(url).parent / other).as_posix()
            parts: list[str] = []
            for part in path.split("/"):
                parts = parts[:-1] if part == ".." else [*parts, part]
            assert "/".join(parts) in files, f"{url} loads {other}"
    assert told["SHELLS"] == {code: f"/gate/?lang={code}" for code, _ in settings.LANGUAGES}
    for url in [READER, *told["SHELLS"].values()]:
        assert client.get(url).status_code == 200, url
    lacking = [url for url in files - {READER} if not finders.find(url.removeprefix(settings.STATIC_URL))]
    assert lacking == []


def test_another_word_is_another_version(client: Client, world) -> None:
    first = kept(client)["VERSION"]
    assert kept(client)["VERSION"] == first
    Conference.objects.update(short_name={"en": "Another name"})
    assert kept(client)["VERSION"] != first


def test_a_device_with_a_wrong_clock_learns_the_time_with_its_list(saturday) -> None:
    _device, key = make_device()
    for headers in ({}, {"If-None-Match": get(key, "bundle").headers["ETag"]}):
        assert get(key, "bundle", **headers).headers["House-Clock"] == NOW.isoformat()


def test_a_telephone_can_install_it(client: Client, world) -> None:
    told = client.get(MANIFEST, {"lang": "ar"}).json()
    assert (told["start_url"], told["scope"], told["display"], told["dir"]) == (PAGE, PAGE, "standalone", "rtl")
    assert [icon["sizes"] for icon in told["icons"]] == ["192x192", "512x512", "512x512"]
    for icon in told["icons"]:
        assert finders.find(icon["src"].removeprefix(settings.STATIC_URL))


def test_every_reason_has_its_sentence_and_every_sentence_its_place() -> None:
    said = {name.removeprefix("why-") for name in sentences.WHY}
    # What a guard decided by hand is never shown as a verdict.
    assert {reason or "good" for reason in WORDS} - {"by-hand", "undone"} - said == set()
    assert {name.removeprefix("what-") for name in sentences.WHAT if name.startswith("what-")} <= said


def test_every_module_is_named_and_short() -> None:
    folder = Path(str(finders.find("gate/app.js"))).parent
    modules = {path.stem for path in folder.glob("*.js")}
    assert modules == {*views_public.MODULES, "reader", "sw"}
    assert [path.name for path in folder.glob("*.js") if path.read_text().count("\n") >= 400] == []
