"""A mail server in a process of its own: prints its port, takes everything, keeps nothing."""

from __future__ import annotations

import sys
from typing import Any

from aiosmtpd.controller import Controller

from tests.correspondence.sink import free_port


class Nothing:
    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        return "250 taken"


def main() -> None:
    """Serve until standard input ends."""
    port = free_port()
    controller = Controller(Nothing(), hostname="127.0.0.1", port=port)
    controller.start()
    print(port, flush=True)
    sys.stdin.read()
    controller.stop()


if __name__ == "__main__":
    main()
