"""The web server's worker: gunicorn's of threads, which hangs up on whoever is slow to send a request's headers.

Without it such a client holds a thread for as long as it sends a byte now and then, and as many as there are threads hold the site.
"""

import os
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from gunicorn.http.errors import NoMoreData
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import _DEFER, DEFAULT_WORKER_DATA_TIMEOUT, TConn, ThreadWorker

# Names a file: requests are answered only once it is there.
WAITS_FOR = "PLENIPO_WAITS_FOR"
HEADERS_WITHIN = 10.0  # s from the first byte of a request to the end of its headers


class HeadersInTime(SocketUnreader):
    """Reads from the socket, until `ends` (of the monotonic clock; None: for as long as it takes)."""

    ends: float | None = None

    def chunk(self, size_hint: int | None = None) -> bytes:
        if self.ends is None:
            return bytes(super().chunk(size_hint))
        remaining = self.ends - time.monotonic()
        try:
            if remaining <= 0:
                raise TimeoutError
            self.sock.settimeout(remaining)
            return bytes(super().chunk(size_hint))
        except TimeoutError as late:
            # Nothing more is taken, or gunicorn would wait for its end on the thread that accepts all others.
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
            raise NoMoreData from late  # as of a client that went away: no line in the log for each
        finally:
            self.sock.setblocking(True)


class Worker(ThreadWorker):
    """`--worker-class conference.ops.web_worker.Worker`."""

    def load_wsgi(self) -> None:
        """Load the site, then wait for the data that the demo loads meanwhile."""
        super().load_wsgi()
        path = os.environ.get(WAITS_FOR)
        while path and not Path(path).exists() and self.alive and self.is_parent_alive():
            self.notify()  # else gunicorn takes it for hung
            time.sleep(0.05)

    def handle(self, conn: TConn) -> Any:
        if not conn.initialized and not conn.wait_for_data(DEFAULT_WORKER_DATA_TIMEOUT):
            return _DEFER  # gunicorn waits for its first byte without a thread
        conn.sock.setblocking(True)
        conn.init()
        if not isinstance(conn.parser.unreader, HeadersInTime):
            conn.parser.unreader = HeadersInTime(conn.sock)
        conn.parser.unreader.ends = time.monotonic() + HEADERS_WITHIN
        return super().handle(conn)

    def handle_request(self, req: Any, conn: TConn) -> Any:
        """Serve a request whose headers are there; its body may take longer."""
        conn.parser.unreader.ends = None
        return super().handle_request(req, conn)
