"""The house as a WSGI application for benches: with one bare view more, without kept pages when BENCH_UNCACHED says so,
and without middleware when BENCH_LEAN does."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from conference import wsgi  # noqa: F401  (sets the house up)

settings.ROOT_URLCONF = "tests.bench._urls"
if os.environ.get("BENCH_LEAN"):
    settings.MIDDLEWARE = []  # the framework alone
application = WSGIHandler()
if os.environ.get("BENCH_UNCACHED"):
    from schedule.programme import pages

    pages.shelf.most_pages = 0
