"""Looks at a PDF in a process of its own, which may have so much memory and time and no more.

Two megabytes can inflate to gigabytes as soon as somebody asks how many pages there are (one stream of objects, well packed). So the
asking is done by this very file, run as a script, which therefore imports nothing of the project: it reads the file from standard input
and writes `pages <n>` or `locked`. Whatever else comes of it, such as an end for want of memory, is as good as damaged.
"""

from __future__ import annotations

import contextlib
import io
import resource
import subprocess
import sys

MEMORY = 768 * 1024 * 1024  # bytes of address space, of which Python and the library take a third
SECONDS = 10  # of computing; a note of fifty scanned pages takes a tenth of one
PATIENCE = 30  # s, on a machine that has other things to do


def look(body: bytes) -> str:
    """`pages 3`, `locked`, or `damaged`, which is also said of one that would cost more memory or time than it may."""
    try:
        done = subprocess.run(  # noqa: S603 (this file, by this interpreter)
            [sys.executable, "-I", __file__], input=body, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return "damaged"
    return done.stdout.decode().strip() or "damaged"


def _count(body: bytes) -> str:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(body)) as pdf:
            return "locked" if pdf.is_encrypted else f"pages {len(pdf.pages)}"
    except pikepdf.PasswordError:
        return "locked"
    except (pikepdf.PdfError, ValueError, RuntimeError, MemoryError):
        return "damaged"


if __name__ == "__main__":
    bounds = {resource.RLIMIT_AS: MEMORY, resource.RLIMIT_CPU: SECONDS, resource.RLIMIT_CORE: 0}
    for bound, most in bounds.items():
        with contextlib.suppress(ValueError, OSError):  # not every system knows each; Linux, which serves, knows all
            resource.setrlimit(bound, (most, most))
    sys.stdout.write(_count(sys.stdin.buffer.read()))
