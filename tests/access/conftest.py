"""A walk makes thousands of requests: what the test client does beside each is done once, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from tests.access.site import plain
from tests.access.world import World, with_sessions


@pytest.fixture
def world_with_contexts(keeper, settings) -> World:
    settings.CLOCK_OFFSET = datetime(2025, 10, 10, 7, tzinfo=UTC) - timezone.now()
    return keeper(with_sessions)


@pytest.fixture
def world(world_with_contexts, no_copies_of_contexts) -> World:
    return world_with_contexts


@pytest.fixture
def no_copies_of_contexts(monkeypatch):
    """The client copies the context of each template, included ones too, and a walk looks at none."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_args, **_kwargs: None)


@pytest.fixture
def plain_refusals(settings, monkeypatch):
    """Drawing the page of a refusal takes longer than to refuse, and half of a walk is refused."""
    settings.ROOT_URLCONF = "tests.access.site"
    settings.CSRF_FAILURE_VIEW = "tests.access.site.without_token"
    monkeypatch.setattr("conference.web.middleware.render", plain)
