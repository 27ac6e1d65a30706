"""Fixtures of this folder."""

from __future__ import annotations

import pytest

from conference.web import menu
from tests.people import make_focal_point, make_party, sign_in


@pytest.fixture
def portal(client, world):
    """A focal point of Kenya in the portal; nobody is entered yet."""
    make_party("KEN")
    return sign_in(client, make_focal_point("KEN"))


@pytest.fixture
def own_menu():
    """Leaves registration's own entries in the menus: the others' counts are not registration's queries."""
    own = {key: item for key, item in menu.entries.items() if item.url_name.startswith("registration:")}
    with menu.entries.override(own):
        yield
