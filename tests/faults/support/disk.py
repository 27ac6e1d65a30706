"""A disk that is full: a file system of its own, of which one block is free."""

from __future__ import annotations

import contextlib
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BLOCK = 4096  # bytes


@contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    """Make `folder` one during the block.

    Without the right to mount one, no file of this process may grow beyond a block, which is told by another error (EFBIG).
    """
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (BLOCK, most[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, most)
        return
    try:
        with (folder / "filler").open("wb", buffering=0) as filler, contextlib.suppress(OSError):
            while True:
                filler.write(b"x" * BLOCK)
        (folder / "filler").open("r+b").truncate((folder / "filler").stat().st_size - BLOCK)
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {"filler"}
