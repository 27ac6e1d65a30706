"""Fixtures of this folder."""

from __future__ import annotations

import pytest

from conference import menu


@pytest.fixture
def own_menu(monkeypatch):
    """Leaves registration's own entries in the menus: the others' counts are not registration's queries."""
    own = [item for item in menu._items if item.url_name.startswith("registration:")]
    monkeypatch.setattr(menu, "_items", own)
