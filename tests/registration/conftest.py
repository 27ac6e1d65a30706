from __future__ import annotations

from dataclasses import replace

import pytest

from conference.web import menu
from tests.people import make_focal_point, make_party, sign_in


@pytest.fixture
def portal(client, world):
    make_party("KEN")
    return sign_in(client, make_focal_point("KEN"))


@pytest.fixture
def own_menu():
    """Leave registration's own entries in the menus: the others' counts are not its queries."""
    own = {
        key: replace(item, count=None)
        for key, item in menu.entries.items()
        if item.url_name.startswith("registration:")
    }
    with menu.entries.override(own):
        yield
