from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.look.pages import Site, browser, open_site


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with browser() as shared:
        yield shared


@pytest.fixture
def site(chromium: Browser) -> Iterator[Site]:
    yield from open_site(chromium)
