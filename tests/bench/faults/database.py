"""PostgreSQL restarts under load, as its operator does it and as in a crash."""

from __future__ import annotations

import time
import uuid
from pathlib import Path

from tests.bench import Figure
from tests.bench.faults.mail_server import FaultyServer
from tests.bench.faults.postgres import AS_IN_A_CRASH, FAST, Database
from tests.faults.support.clients import asking
from tests.faults.support.processes import Broker, Web, Worker
from tests.waiting import until

RESTARTS = (FAST, AS_IN_A_CRASH, FAST, AS_IN_A_CRASH, FAST)
AWAY = 3.0  # s
BACK = 30.0  # s
PATIENCE = 300.0  # s


def database(folder: Path) -> list[Figure]:
    """Return the figures of requests and confirmations while the database is restarted."""
    server, broker, queue = FaultyServer(), Broker(), f"faults-{uuid.uuid4().hex[:8]}"
    broker.start()
    with Database() as own, server.running():
        more = {"DATABASE_URL": own.url}
        web = Web(broker.url, queue, folder, **more)
        worker = Worker(broker.url, queue, server.port, folder, FAULTS_OWN_WAITS="yes", **more)
        back: list[float] = []
        try:
            web.wait_until_ready()
            worker.wait_until_ready()
            with asking(web.port) as answers:
                for how in RESTARTS:
                    before = len(answers.served)
                    until(lambda: len(answers.served) > before + 30, "confirmations are written", PATIENCE)  # noqa: B023
                    own.stop(how)
                    time.sleep(AWAY)
                    started = time.monotonic()
                    own.start()
                    until(lambda: answers.served[-1] > started, "pages are served again", PATIENCE)  # noqa: B023
                    back.append(answers.served[-1] - started)
            acknowledged = set(answers.acknowledged)
            ends = time.monotonic() + PATIENCE
            while acknowledged - set(server.taken) and time.monotonic() < ends:
                time.sleep(0.5)
            stored = own.message_ids()
        finally:
            web.kill()
            worker.kill()
            broker.stop()
    statuses = ", ".join(f"{count:,} × {status}" for status, count in sorted(answers.statuses.items()))
    others = sum(count for status, count in answers.statuses.items() if status not in (200, 503))
    how = f"{len(RESTARTS)} restarts, two as in a crash; {statuses}"
    return [
        Figure("answers other than 200 and 503", others, "", target=0, lower=True, note=how),
        Figure("503 without Retry-After", answers.without_retry, "", target=0, lower=True),
        Figure(
            f"of {len(acknowledged):,} acknowledged, not stored", len(acknowledged - stored), "", target=0, lower=True
        ),
        Figure("acknowledged and never sent", len(acknowledged - set(server.taken)), "", target=0, lower=True),
        Figure("after a restart, until a page is served", max(back), "s", target=BACK, lower=True, note="longest of 5"),
    ]
