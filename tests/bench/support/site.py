"""The site as a WSGI application for benches, with one bare view more.

BENCH_QUERIES: a file that grows by one byte a query; BENCH_UNCACHED: no kept pages; BENCH_FIRST: no kept rows either; BENCH_LEAN: no
middleware; BENCH_READS: daily reads nowhere or among the acts.
"""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.db.backends.signals import connection_created

from conference import wsgi  # noqa: F401  (sets the site up)
from schedule.programme.releases import page_cache

settings.ROOT_URLCONF = "tests.bench.support.urls"
if os.environ.get("BENCH_LEAN"):
    settings.MIDDLEWARE = []  # the framework alone
application = WSGIHandler()
# Of eight who ask at once one makes the page that is kept, and seven would be served that one.
if os.environ.get("BENCH_UNCACHED") or os.environ.get("BENCH_FIRST"):
    page_cache.page_cache.most_pages = 0
if os.environ.get("BENCH_FIRST"):
    request_started.connect(page_cache.forget)
if os.environ.get("BENCH_READS") == "nowhere":
    from conference.core import lifecycle

    lifecycle.log_daily_read = lambda *args, **kwargs: None
if os.environ.get("BENCH_READS") == "among the acts":
    from conference.core import access_log

    access_log.is_daily = lambda verb: False
if os.environ.get("BENCH_QUERIES"):
    counted = os.open(os.environ["BENCH_QUERIES"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        os.write(counted, b"q")
        return execute(sql, params, many, context)

    connection_created.connect(lambda connection, **_more: connection.execute_wrappers.append(count), weak=False)
