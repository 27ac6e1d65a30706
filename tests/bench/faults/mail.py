"""Ten thousand confirmations while workers are killed, the broker forgets and the mail server has every fault."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from pathlib import Path

from redis import Redis

from conference.correspondence.models import Message
from tests.bench import Figure
from tests.bench.faults.mail_server import NEVER, FaultyServer
from tests.correspondence.conftest import write
from tests.faults.support import notice  # noqa: F401 (declares what is sent)
from tests.faults.support.processes import Broker, Worker
from tests.waiting import until

MESSAGES, KILLS = 10_000, 20
REFUSED = 100
PROCESSES = 2  # of a worker, each with one message at the mail server
DOWN = 120.0  # s for which the mail server is away
AWAY = 20.0  # s for which the broker is
RECOVERY = 120.0  # s
PATIENCE = 300.0  # s; for a busy machine
SILENT = 450.0  # s without a mail; what may have arrived is tried again after five minutes or six
SMTP_FAULTS = {2: "451", 3: "hang", 4: "close", 6: "down"}  # by the number of the kill that follows
FLUSHED, BROKER_AWAY = {10, 13, 16}, 18
# From this kill on the mail server has no fault, so that what waits does so for the kill alone.
MEASURED = 9


class Trial:
    def __init__(self, folder: Path, server: FaultyServer, broker: Broker) -> None:
        self.folder, self.server, self.broker = folder, server, broker
        self.queue = f"faults-{uuid.uuid4().hex[:8]}"
        self.after_mail_fault: list[float] = []  # s
        self.after_kill: list[float] = []  # s
        self.killed: list[tuple[float, set[int]]] = []  # when, and what that worker had

    def start_worker(self) -> Worker:
        return Worker(self.broker.url, self.queue, self.server.port, self.folder, FAULTS_OWN_WAITS="yes")

    def run(self) -> None:
        for number in range(1, KILLS + 1):
            _queue(MESSAGES // KILLS, number)
            worker = self.start_worker()
            try:
                self.until_further(40)
                if number in SMTP_FAULTS:
                    self.have_mail_fault(SMTP_FAULTS[number])
                if number in FLUSHED:
                    Redis.from_url(self.broker.url).flushall()
                if number == BROKER_AWAY:
                    self.broker.stop()
                    time.sleep(AWAY)
                    self.broker.start()
                    self.until_further(1)
            finally:
                worker.kill()
            if number >= MEASURED:
                leased = Message.objects.filter(state="sending").values_list("pk", flat=True)
                self.killed.append((time.monotonic(), set(leased)))
            self.look_at_the_killed()
        self.drain()

    def drain(self) -> None:
        """Let two workers, with two beats, send the rest."""
        workers = [self.start_worker(), self.start_worker()]
        try:
            self.server.at = time.monotonic()
            while Message.objects.filter(state__in=("queued", "sending")).exists():
                if time.monotonic() > self.server.at + SILENT:
                    break
                self.look_at_the_killed()
                time.sleep(0.5)
            self.look_at_the_killed()
        finally:
            for worker in workers:
                worker.kill()

    def look_at_the_killed(self) -> None:
        """Note how long it took since a kill until nothing waits that its worker had."""
        for killed_at, had in list(self.killed):
            if not Message.objects.filter(pk__in=had, state__in=("queued", "sending"), attempts=0).exists():
                self.after_kill.append(time.monotonic() - killed_at)
                self.killed.remove((killed_at, had))

    def have_mail_fault(self, fault: str) -> None:
        server = self.server
        if fault == "down":
            server.stop()
            time.sleep(DOWN)
            server.start()
        else:
            had = server.faults_had
            server.fault = fault
            _wait(lambda: server.faults_had >= had + 6, f"the mail server has the fault {fault}")
            server.fault = ""
        over = time.monotonic()
        _wait(lambda: server.at > over, "mails leave again")
        self.after_mail_fault.append(server.at - over)

    def until_further(self, count: int) -> None:
        wanted = self.server.taken.total() + count
        _wait(
            lambda: self.server.taken.total() >= wanted or not Message.objects.filter(state="queued").exists(),
            f"{count} more have arrived",
        )


def _wait(happened: Callable[[], bool], what: str) -> None:
    until(happened, what, PATIENCE)


def _queue(count: int, version: int) -> None:
    refused = REFUSED // KILLS
    write(
        *[f"{NEVER}{n}@x.example" for n in range(refused)],
        *[f"r{n}@x.example" for n in range(count - refused)],
        version=version,
    )


def mail(folder: Path) -> list[Figure]:
    """Return the figures of the outbox."""
    server, broker = FaultyServer(), Broker()
    broker.start()
    try:
        with server.running():
            trial = Trial(folder, server, broker)
            trial.run()
    finally:
        broker.stop()
    return _figures(trial)


def _figures(trial: Trial) -> list[Figure]:
    taken, server = trial.server.taken, trial.server
    rows = list(Message.objects.values_list("message_id", "recipient", "state", "last_error"))
    refused = [row for row in rows if row[1].startswith(NEVER)]
    lost = sum(row[0] not in taken for row in rows if not row[1].startswith(NEVER))
    untold = sum(state != "failed" or "550" not in said for _id, _to, state, said in refused)
    copies = sum(count - 1 for count in taken.values())
    in_flight = server.unacknowledged.total() + PROCESSES * KILLS
    longest = max(trial.after_kill, default=float("inf")) if not trial.killed else float("inf")
    how = f"{KILLS} kills of the worker; 451, hanging, closing after DATA, {DOWN:.0f} s down; Redis emptied 3 times and {AWAY:.0f} s away"
    return [
        Figure(f"of {len(rows):,} confirmations, lost", lost, "", target=0, lower=True, note=how),
        Figure(
            "copies beyond one of a message in flight",
            max(0, copies - in_flight),
            "",
            target=0,
            lower=True,
            note=f"{copies} copies, each with the same Message-ID; at most {max(taken.values()) - 1} of one message",
        ),
        Figure(
            f"of {len(refused)} refused with 550, not said to be so",
            untold,
            "",
            target=0,
            lower=True,
            note="state and answer in the outbox",
        ),
        Figure(
            "after a kill, until what its worker was sending is sent",
            longest,
            "s",
            target=RECOVERY,
            lower=True,
            note="longest",
        ),
        Figure(
            "after a fault of the mail server, until mails leave",
            max(trial.after_mail_fault),
            "s",
            target=RECOVERY,
            lower=True,
            note=f"longest of {len(trial.after_mail_fault)}",
        ),
    ]
