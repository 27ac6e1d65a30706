from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page

from conference.core import clock
from tests.gates.scanner_page import open_modules
from tests.gates.scene import NOW
from tests.look.pages import browser


@pytest.fixture
def saturday(world):
    cache.clear()
    with clock.standing(NOW):
        yield world


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with browser() as shared:
        yield shared


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    yield from open_modules(chromium)
