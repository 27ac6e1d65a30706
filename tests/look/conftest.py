"""The browser that the look's tests share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.look.pages import House, open_browser, open_house


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    yield from open_browser()


@pytest.fixture
def house(chromium: Browser) -> Iterator[House]:
    yield from open_house(chromium)
