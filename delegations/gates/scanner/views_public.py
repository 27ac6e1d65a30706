"""The scanner's page at `/gate/` and what a browser stores for it.

All of it is public and without personal data: data are sent only for a device's key (sync/views_api.py). The page does not depend on the
request, so that one copy in a language serves all devices and stays valid offline.
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import get_language, get_language_info, override
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override

from conference.core.access import public
from conference.look.calendar_words import months
from conference.models import Conference
from delegations.gates.scanner import sentences

MODULES = (
    *(
        "answer",
        "app",
        "camera",
        "cbor",
        "ed25519",
        "entrance",
        "install",
        "judge",
        "server",
        "signal",
        "store",
        "sync",
    ),
    *("token", "verdict", "view", "wedge", "words"),
)
FONTS = (
    *(f"ibm-plex-sans-{part}-wght-normal.woff2" for part in ("latin", "latin-ext", "vietnamese", "cyrillic")),
    *(f"ibm-plex-sans-arabic-arabic-{weight}-normal.woff2" for weight in (400, 500, 600)),
    *(f"source-serif-4-{part}-wght-normal.woff2" for part in ("latin", "latin-ext", "vietnamese", "cyrillic")),
)
FLAGS = "vendor/flag-icons/flags/4x3/"
# The parts of the page: all of them are loaded before a device may go offline.
PIECES = (
    *(f"gate/{name}.js" for name in MODULES),
    *(f"vendor/fonts/{name}" for name in FONTS),
    "vendor/fonts/fonts.css",
    *("css/tokens.css", "gate/gate.css", "icons/plenipo.svg", "vendor/icons/icons.svg"),
    *("gate/icon-192.png", "gate/icon-512.png"),
    *(
        "gate/reader.js",
        "vendor/zxing/reader/index.js",
        "vendor/zxing/share.js",
        "vendor/zxing/reader/zxing_reader.wasm",
    ),
    "vendor/noble-ed25519/index.js",
)
# Only the worker runs zxing's WebAssembly, and so only it may.
READER_POLICY: dict[str, Any] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.WASM_UNSAFE_EVAL],
    "connect-src": [CSP.SELF],
}
_FRESH = cache_control(no_cache=True)


def _language(request: HttpRequest) -> str:
    language = request.GET.get("lang", "")
    return language if language in dict(settings.LANGUAGES) else (get_language() or settings.LANGUAGE_CODE)


def _shell(language: str) -> str:
    conference = Conference.objects.filter(pk=1).first()
    with override(language):
        return render_to_string(
            "gate/scanner.html",
            {
                "conference": conference,
                "language": language,
                "languages": [(code, get_language_info(code)["name_local"]) for code, _ in settings.LANGUAGES],
                "flags": f"{settings.STATIC_URL}{FLAGS}",
                "words": {
                    "words": sentences.all_sentences(),
                    "months": months(),
                    "parties": sentences.parties(),
                    "place": str(conference.place) if conference else "",
                },
            },
        )


@public
@_FRESH
# no action: sends the scanner
def show_scanner(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(_shell(_language(request)))
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


@public
@_FRESH
@csp_override(READER_POLICY)
# no action: sends the scanner
def reader(request: HttpRequest) -> HttpResponse:
    """Return the worker that reads codes. It is under `/gate/` so that the service worker serves it offline."""
    body = f"import {json.dumps(settings.STATIC_URL + 'gate/reader.js')};\n"
    return HttpResponse(body, content_type="text/javascript")


def _urls() -> list[str]:
    """Return every address of PIECES. Modules import one another by their plain names, so those count beside the hashed names."""
    plain = {settings.STATIC_URL + piece for piece in PIECES if piece.endswith((".js", ".wasm"))}
    return [*sorted(plain | {static(piece) for piece in PIECES}), reverse("gates:scanner-reader")]


@cache
def _pieces_digest() -> bytes:
    digest = hashlib.sha256()
    for piece in (*PIECES, "gate/sw.js"):
        digest.update(hashlib.sha256(_piece(piece)).digest())
    return digest.digest()


def _piece(name: str) -> bytes:
    path = finders.find(name)
    assert isinstance(path, str), name
    return Path(path).read_bytes()


@public
@_FRESH
# no action: sends the scanner
def service_worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker with its version and files. Any changed byte makes another version."""
    shells = {code: f"{reverse('gates:scanner')}?lang={code}" for code, _ in settings.LANGUAGES}
    digest = hashlib.sha256(_pieces_digest())
    for code in shells:
        digest.update(_shell(code).encode())
    head = {
        "VERSION": digest.hexdigest()[:16],
        "FILES": _urls(),
        "SHELLS": shells,
        "FLAGS": settings.STATIC_URL + FLAGS,
        "FLAG_FILES": [
            f"{settings.STATIC_URL}{FLAGS}{flag}.svg"
            for flag in sorted({party["flag"] for party in sentences.parties().values()} - {""})
        ],
    }
    lines = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in head.items())
    return HttpResponse(lines + _piece("gate/sw.js").decode(), content_type="text/javascript")


@public
@_FRESH
# no action: sends the scanner
def manifest(request: HttpRequest) -> HttpResponse:
    language = _language(request)
    start = reverse("gates:scanner")
    with override(language):
        name = str(sentences.ROUND["title"])
    icons = [
        {"src": static(f"gate/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)
    ]
    body = {
        "id": start,
        "name": name,
        "short_name": name,
        "lang": language,
        "dir": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "background_color": "#0b1420",
        "theme_color": "#0b1420",
        "icons": [*icons, {**icons[1], "purpose": "maskable"}],
    }
    return JsonResponse(body, content_type="application/manifest+json")
