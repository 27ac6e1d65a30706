"""Make QR codes as 1-bit modules, in this process or in a second one.

zxing-cpp takes 0.45 ms for a code and holds the interpreter's lock, so a helper process makes a batch's codes: this file, run as a
script, which imports nothing of the project.
"""

import itertools
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple, Self

import zxingcpp

# Quiet modules that the standard asks for on each side; whoever places a code keeps them white.
QUIET = 4
_BITS = bytes(ord("0") if value < 128 else ord("1") for value in range(256))


class Symbol(NamedTuple):
    """A code without quiet zone: modules a side, and 1-bit rows padded to bytes; 0 is black."""

    size: int
    rows: bytes


NONE = Symbol(0, b"")


def encode(text: str) -> Symbol:
    """Return the QR code (level M) of `text`, NONE if empty or too long.

    Capitals, digits and `$%*+-./: ` take 5.5 bits each, others 8 and more.
    """
    try:
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    except ValueError:
        return NONE
    # The bindings describe the image to the type checker as an object without the buffer that it has.
    pixels = memoryview(code.to_image(scale=1, add_quiet_zones=False))  # type: ignore[arg-type,unused-ignore]
    size = pixels.shape[0] if pixels.shape else 0
    bits = pixels.tobytes().translate(_BITS)
    width = (size + 7) // 8
    padding = width * 8 - size
    rows = (int(bits[start : start + size], 2) << padding for start in range(0, size * size, size))
    return Symbol(size, b"".join(row.to_bytes(width, "big") for row in rows))


def modules(text: str) -> list[str]:
    """Return the rows of a code in ones for black and zeros."""
    symbol = encode(text)
    width = (symbol.size + 7) // 8
    lines = (symbol.rows[start : start + width] for start in range(0, len(symbol.rows), width))
    # Of the symbol's samples 0 is black.
    flip = str.maketrans("01", "10")
    return [f"{int.from_bytes(line):0{8 * width}b}"[: symbol.size].translate(flip) for line in lines]


def svg(text: str) -> str:
    """Return a code as a picture for a page or a paper; empty for no text."""
    rows = modules(text)
    if not rows:
        return ""
    marks = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, cell in enumerate(row) if cell == "1")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(rows)} {len(rows)}" width="{len(rows)}" height="{len(rows)}">'
        f'<path d="{marks}" fill="#000"/></svg>'
    )


class Inline:
    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submit(self, texts: Iterable[str]) -> Iterator[Symbol]:
        return map(encode, texts)

    def close(self) -> None:
        """Nothing to end."""


class Helper:
    """Make codes ahead in a second process. Take results in the order of submission."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603  (this file, by this interpreter)
            [sys.executable, "-I", __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._waiting: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        # A thread of its own feeds the pipe, so that a full pipe never holds the printing.
        self._feeder = threading.Thread(target=self._feed, daemon=True)
        self._feeder.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def submit(self, texts: Iterable[str]) -> Iterator[Symbol]:
        """Hand the texts over; yield each code when it is made. Raises ChildProcessError."""
        encoded = [text.encode() for text in texts]
        self._waiting.put(b"".join(struct.pack(">H", len(text)) + text for text in encoded))
        return itertools.islice(self._results(), len(encoded))

    def close(self) -> None:
        self._waiting.put(None)
        self._process.kill()
        self._process.wait()
        self._feeder.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue

    def _feed(self) -> None:
        assert self._process.stdin
        while (block := self._waiting.get()) is not None:
            try:
                self._process.stdin.write(block)
                self._process.stdin.flush()
            except (BrokenPipeError, ValueError):
                return

    def _results(self) -> Iterator[Symbol]:
        assert self._process.stdout
        while True:
            size = _take(self._process.stdout, 1)[0]
            yield Symbol(size, _take(self._process.stdout, (size + 7) // 8 * size))


def _take(pipe: BinaryIO | object, size: int) -> bytes:
    data: bytes = pipe.read(size)  # type: ignore[union-attr,attr-defined]
    if len(data) < size:
        raise ChildProcessError("the process that makes the codes ended early")
    return data


def _serve(requests: BinaryIO, replies: BinaryIO) -> None:
    while head := requests.read(2):
        symbol = encode(requests.read(struct.unpack(">H", head)[0]).decode())
        replies.write(bytes([symbol.size]) + symbol.rows)
        replies.flush()


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
