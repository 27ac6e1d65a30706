"""Inspect a PDF in a process of its own, with bounded memory and time.

Two megabytes can inflate to gigabytes as soon as the pages are counted. So this file runs as a script, which imports nothing of the
project: it reads the PDF from standard input and writes one line. Anything else counts as damaged.

Active content (a script, a program to start, a file inside, an XFA form) is refused, not removed: changed bytes are no longer what the
sender signed.
"""

import contextlib
import io
import resource
import subprocess
import sys
import zlib
from collections.abc import Iterator
from typing import Any

MEMORY = 768 * 1024 * 1024  # bytes of address space, of which Python and the library take a third
SECONDS = 10  # of computing; a note of fifty scanned pages takes a tenth of one
PATIENCE = 30  # s, on a machine that has other things to do
MOST_PIXELS = 150_000_000  # of one picture; an A3 page scanned at 600 dpi has 70 million
MOST_UNPACKED = 1024**3  # bytes of all streams together; fifty pages scanned without loss have less
MOST_OF_ONE = 512 * 1024**2  # bytes of one stream
PIECE = 1024**2

# What a letter does not need. Links to pages and addresses are allowed: a reader shows them before opening.
ACTING = {"/JavaScript", "/Rendition", "/SubmitForm", "/ImportData", "/ResetForm"}
OUTWARD = {"/Launch", "/GoToR", "/GoToE"}
FILES = {"/EmbeddedFiles", "/EF", "/AF"}
FILE_NOTES = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}


def inspect_pdf(body: bytes) -> str:
    """Return `pages 3`, or the refusal: `locked`, `script`, `launch`, `files`, `xfa`, `picture`, `bomb`, `damaged`.

    `damaged` also means too much memory or time.
    """
    try:
        done = subprocess.run(  # noqa: S603 (this file, by this interpreter)
            [sys.executable, "-I", __file__], input=body, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return "damaged"
    return done.stdout.decode().strip() or "damaged"


class Refuse(Exception):
    """Its one argument is the reason."""


def count(body: bytes) -> str:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(body)) as pdf:
            if pdf.is_encrypted:
                return "locked"
            _look_through(pdf)
            return f"pages {len(pdf.pages)}"
    except Refuse as reason:
        return str(reason)
    except pikepdf.PasswordError:
        return "locked"
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, MemoryError, zlib.error):
        return "damaged"


def _look_through(pdf: Any) -> None:
    _check_actions(pdf.Root)
    unpacked = 0
    for item in pdf.objects:
        for part in _parts(item):
            _check(part)
        if _kind(item) == "stream":
            unpacked += _unpacked(item)
            if unpacked > MOST_UNPACKED:
                raise Refuse("bomb")


def _kind(item: Any) -> str:
    import pikepdf

    if isinstance(item, pikepdf.Stream):
        return "stream"
    if isinstance(item, pikepdf.Dictionary):
        return "dictionary"
    return "array" if isinstance(item, pikepdf.Array) else ""


def _parts(item: Any) -> Iterator[Any]:
    waiting = [item]
    while waiting:
        part = waiting.pop()
        kind = _kind(part)
        if kind in ("stream", "dictionary"):
            yield part
            waiting += [value for _name, value in part.items() if not _is_elsewhere(value)]
        elif kind == "array":
            waiting += [value for value in part if not _is_elsewhere(value)]


def _is_elsewhere(value: Any) -> bool:
    return not hasattr(value, "is_indirect") or value.is_indirect


def _check(part: Any) -> None:
    names = set(part.keys())
    does = str(part.get("/S", ""))
    if "/JS" in names or "/JavaScript" in names or does in ACTING:
        raise Refuse("script")
    if does in OUTWARD:
        raise Refuse("launch")
    if "/XFA" in names:
        raise Refuse("xfa")
    if names & FILES or str(part.get("/Subtype", "")) in FILE_NOTES:
        raise Refuse("files")
    if "/AA" in names:
        _check_actions(part)


def _check_actions(part: Any) -> None:
    actions = [part.get("/OpenAction")]
    additional = part.get("/AA")
    if _kind(additional) == "dictionary":
        actions += [value for _name, value in additional.items()]
    for action in actions:
        if _kind(action) == "dictionary" and str(action.get("/S", "")) not in {"/GoTo", ""}:
            raise Refuse("script")


def _unpacked(stream: Any) -> int:
    if str(stream.get("/Subtype", "")) == "/Image":
        _check_size(int(stream.get("/Width", 0)), int(stream.get("/Height", 0)))
    filters = stream.get("/Filter")
    names = [str(name) for name in filters] if _kind(filters) == "array" else [str(filters)] if filters else []
    raw = stream.read_raw_bytes()
    packed = 0
    while packed < len(names) and names[packed] in ("/FlateDecode", "/Fl"):
        packed += 1
    if packed:
        return _inflated(raw, packed)
    if names and names[0] in ("/DCTDecode", "/JPXDecode", "/DCT"):
        _check_header(raw)
        return len(raw)
    if names and set(names) <= {"/ASCII85Decode", "/ASCIIHexDecode", "/LZWDecode", "/RunLengthDecode", "/FlateDecode"}:
        # Old and rare filters: the library unpacks them, in this process's bounded memory.
        return len(stream.read_bytes())
    return len(raw)


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Refuse("picture")


def _check_header(raw: bytes) -> None:
    """Check the JPEG itself, which may be larger than its dictionary says."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None
    with contextlib.suppress(UnidentifiedImageError, OSError, SyntaxError), Image.open(io.BytesIO(raw)) as picture:
        _check_size(*picture.size)


def _inflated(raw: bytes, times: int) -> int:
    inflaters = [zlib.decompressobj() for _each in range(times)]
    total = 0

    def inflate(data: bytes, level: int) -> None:
        nonlocal total
        if level == times:
            total += len(data)
            if total > MOST_OF_ONE:
                raise Refuse("bomb")
            return
        while data:
            inflate(inflaters[level].decompress(data, PIECE), level + 1)
            data = inflaters[level].unconsumed_tail

    # Readers draw a truncated stream as far as it goes.
    with contextlib.suppress(zlib.error):
        inflate(raw, 0)
    return total


if __name__ == "__main__":
    bounds = {resource.RLIMIT_AS: MEMORY, resource.RLIMIT_CPU: SECONDS, resource.RLIMIT_CORE: 0}
    for bound, most in bounds.items():
        with contextlib.suppress(ValueError, OSError):  # Linux has all of these limits; other systems may not
            resource.setrlimit(bound, (most, most))
    sys.stdout.write(count(sys.stdin.buffer.read()))
