import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from typing import IO

from conference.printing.documents.errors import PrintError

_BUFFER = 1024 * 1024


@contextmanager
def destination(out: Path | IO[bytes]) -> Iterator[IO[bytes]]:
    """Give a file that becomes `out` if the block ends well, and leaves no trace if not.

    A path is replaced atomically; a binary file gets everything at the end. Raises PrintError when unwritable.
    """
    if not isinstance(out, Path):
        with tempfile.TemporaryFile() as whole:
            yield whole
            whole.seek(0)
            copyfileobj(whole, out, _BUFFER)
        return
    if out.is_dir():
        raise PrintError(f"{out} is a folder; the file needs a name.")
    part = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")
    try:
        file = part.open("xb", buffering=_BUFFER)
    except FileNotFoundError:
        raise PrintError(f"There is no folder {out.parent}.") from None
    except OSError as problem:
        raise PrintError(f"{out} can't be written: {problem.strerror}.") from problem
    try:
        with file:
            yield file
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
