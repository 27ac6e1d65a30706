"""A load of forms: each client signed in on a kept-alive connection, never the same person twice.

`python -m tests.bench.support.posts JSON`, with the arguments of `measure` as JSON, prints JSON as `load` does.
"""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterator
from string import ascii_uppercase
from typing import Any
from urllib.parse import urlencode

from tests.bench.support.clients import Request, run


def measure(port: int, clients: list[dict[str, str]], values: dict[str, str], seconds: float) -> dict[str, Any]:
    """Send the form until `seconds` are over.

    Args:
        clients: for each its `path` and `session`, a cookie.
        values: the form's; `{n}` becomes another text each time.

    Returns:
        Rate (answers/s), statuses, p50 and p95 in ms.
    """
    return run(port, [_forms(one["path"], one["session"], values) for one in clients], seconds).figures()


def _forms(path: str, session: str, values: dict[str, str]) -> Iterator[Request]:
    token = secrets.token_hex(16)
    headers = {
        "Cookie": f"{session}; csrftoken={token}",
        "X-CSRFToken": token,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    while True:
        # Letters alone: a figure in a name is asked about before it is saved.
        mark = "".join(secrets.choice(ascii_uppercase) for _letter in range(10))
        yield Request(path, headers, urlencode({name: value.replace("{n}", mark) for name, value in values.items()}))


if __name__ == "__main__":
    print(json.dumps(measure(**json.loads(sys.argv[1]))))
