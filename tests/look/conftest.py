"""The browser that the look's tests share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.look.pages import House, browser, open_house


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with browser() as shared:
        yield shared


@pytest.fixture
def house(chromium: Browser) -> Iterator[House]:
    yield from open_house(chromium)
