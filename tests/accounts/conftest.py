import pytest
from django.core.cache import cache
from django.test import Client


@pytest.fixture(autouse=True)
def _empty_cache(db):
    cache.clear()


@pytest.fixture(autouse=True)
def _limits_of_production(settings):
    settings.IDLE_MINUTES_STAFF, settings.IDLE_MINUTES_DELEGATIONS = 30, 120


@pytest.fixture
def client_two():
    return Client()
