"""Displays that ask again and again, each on its own connection at its own moment of the second, and say what they have (ETag).

`python -m tests.bench.support.polling JSON`, with the arguments of `measure` as JSON, prints what it returns as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from tests.bench.support.clients import WARM, Answers


def measure(port: int, path: str, clients: int, every: float, seconds: float) -> dict[str, Any]:
    """Let so many displays ask every so many seconds, for `seconds`. Return rate (answers/s), statuses, p50 and p95 in ms."""
    found = Answers(seconds)
    asyncio.run(_all(port, path, clients, every, found))
    return found.figures()


async def _all(port: int, path: str, clients: int, every: float, found: Answers) -> None:
    begins = asyncio.get_running_loop().time() + WARM + every
    await asyncio.gather(*(_one(port, path, every * n / clients, every, begins, found) for n in range(clients)))


async def _one(port: int, path: str, after: float, every: float, begins: float, found: Answers) -> None:
    loop = asyncio.get_running_loop()
    await asyncio.sleep(after)
    at, etag = loop.time(), ""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (start := loop.time()) < begins + found.seconds:
        try:
            status, etag = await _ask(reader, writer, port, path, etag)
        except (OSError, asyncio.IncompleteReadError) as problem:
            status = type(problem).__name__
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        if start >= begins:
            found.times.append(loop.time() - start)
            found.statuses[status] += 1
        at += every
        await asyncio.sleep(max(0.0, at - loop.time()))
    writer.close()


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, path: str, etag: str
) -> tuple[str, str]:
    known = f"If-None-Match: {etag}\r\n" if etag else ""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{known}\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
    status = head[0].split()[1]
    if status != "304":
        await reader.readexactly(int(headers["content-length"]))
    tags = [line.split(": ", 1)[1] for line in head[1:] if line.lower().startswith("etag: ")]
    return status, tags[0] if tags else etag


if __name__ == "__main__":
    print(json.dumps(measure(**json.loads(sys.argv[1]))))
