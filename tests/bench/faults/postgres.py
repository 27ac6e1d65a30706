"""A PostgreSQL of the bench's own, durable as in production, which stops and starts again at the same port."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType

import psycopg

from conference.db import embedded
from tests.correspondence.sink import free_port
from tests.prepared_database import database_url
from tests.waiting import until

FAST, AS_IN_A_CRASH = signal.SIGINT, signal.SIGQUIT
READY = 60  # s


class Database:
    """Holds a copy of the database that this process is connected to. Use as a context manager; `url` is its address."""

    def __enter__(self) -> Database:
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="plenipo-faults-", dir=embedded.SHARED_FOLDER))
        self._folder.chmod(0o711)
        server = embedded.Server(self._folder)
        self._binaries = embedded._binaries(server)
        self._data = embedded._make_data(server, self._binaries)
        self.url = f"postgres://{embedded.USER}@127.0.0.1:{self.port}/{embedded.DATABASE}"
        self.start()
        with self._connect() as connection:
            connection.execute(f"CREATE DATABASE {embedded.DATABASE}")
        dump = self._folder / "dump"
        for command in (
            ["pg_dump", "--format=custom", f"--file={dump}", database_url()],
            ["pg_restore", "--no-owner", "--exit-on-error", f"--dbname={self.url}", str(dump)],
        ):
            subprocess.run([self._binaries / command[0], *command[1:]], check=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop(FAST)
        shutil.rmtree(self._folder)

    def start(self) -> None:
        self._server = subprocess.Popen(
            [
                *(
                    self._binaries / "postgres",
                    "-D",
                    self._data,
                    f"--unix_socket_directories={self._folder / 'socket'}",
                ),
                *("--listen_addresses=127.0.0.1", f"--port={self.port}", "--log_min_messages=panic"),
            ],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **embedded._as_server_user(),
        )
        until(self._answers, "PostgreSQL answers", READY)

    def stop(self, how: signal.Signals) -> None:
        self._server.send_signal(how)
        self._server.wait(READY)

    def message_ids(self, state: str = "") -> set[str]:
        """Return the Message-IDs of the outbox, or of those of its messages that are in this state."""
        query = "SELECT message_id FROM correspondence_message WHERE %(state)s IN ('', state)"
        with psycopg.connect(self.url) as connection:
            return {message_id for (message_id,) in connection.execute(query, {"state": state})}

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=embedded.USER, dbname="postgres", autocommit=True, connect_timeout=5
        )

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True
