"""A walk makes thousands of requests: what the test client does beside each is done once, or not at all."""

from __future__ import annotations

import pytest


@pytest.fixture
def no_copies_of_contexts(monkeypatch):
    """The client copies the context of each template, included ones too, and a walk looks at none."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_args, **_kwargs: None)


@pytest.fixture
def plain_refusals(settings):
    """Drawing the page of a refusal takes longer than to refuse, and half of a walk is refused."""
    settings.ROOT_URLCONF = "tests.access.site"
    settings.CSRF_FAILURE_VIEW = "tests.access.site.without_token"
