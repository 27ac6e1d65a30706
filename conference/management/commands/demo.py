"""`./run demo`: a whole conference to try, with no service to install."""

import argparse
import contextlib
import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from conference.core import clock
from conference.core.errors import UserError
from conference.db import guards, history, roles
from conference.management.base import PlainCommand
from conference.management.commands.seed import MOST_DELEGATES
from conference.models import Conference, current_conference
from conference.ops import supervisor

# The hour at which each stage of the story is entered, in Hanoi (UTC+7).
STAGES = {
    "registration": datetime(2025, 10, 10, 7, 0, tzinfo=UTC),
    "ceremony": datetime(2025, 10, 25, 3, 40, tzinfo=UTC),
    "results": datetime(2025, 10, 26, 11, 30, tzinfo=UTC),
}


APPLICATION = "plenipo_application"


def whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is no number from {least:,} to {most:,}")
        return int(text)

    return read


class Command(PlainCommand):
    help = "Starts the demo: migrates, loads the Hanoi conference, runs web, worker, beat and broker until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=whole(1, 65535), default=8000, help="of the web pages (default 8000)")
        parser.add_argument(
            "--stage", choices=STAGES, help="the hour at which the conference's clock stands (default registration)"
        )
        parser.add_argument("--fresh", action="store_true", help="throw the demo's data away and begin anew")
        parser.add_argument(
            "--delegates",
            type=whole(1, MOST_DELEGATES),
            default=None,
            help="how many invented members (default about 1,500)",
        )

    def handle(
        self, *args: Any, port: int, stage: str | None, fresh: bool, delegates: int | None, **options: Any
    ) -> None:
        began = time.monotonic()
        if settings.ENV.production:
            raise UserError("The demo does not run with production's environment: unset SECRET_KEY and PLENIPO_MODE.")
        if not supervisor.port_is_free(port):
            raise UserError(f"Port {port} is taken on 127.0.0.1; choose another with --port.")
        home = settings.ENV.home
        url = settings.PUBLIC_URL = f"http://127.0.0.1:{port}"  # the seeds write letters with links
        with self._alone(home), contextlib.ExitStack() as stack:
            self._prepare_database(home, fresh)
            self._set_clock(home, stage)
            broker = os.environ.get("REDIS_URL") or stack.enter_context(supervisor.bundled_broker(home / "broker"))
            loaded = home / "loaded"
            loaded.unlink(missing_ok=True)
            env = supervisor.child_env(
                REDIS_URL=broker,
                PUBLIC_URL=url,
                PLENIPO_HOME=str(home),
                PLENIPO_WAITS_FOR=str(loaded),
                **self._make_application_role(),
            )
            processes = supervisor.Supervisor(supervisor.children(port, home / "logs", home), env)
            try:
                processes.start("web")  # loads the site on one core while the data are loaded on another
                self._load(delegates, stage)
                loaded.touch()
                processes.listen()
                processes.start()
                processes.wait_for(f"{url}/healthz", self.say)
                if not processes.stopping:
                    self._welcome(url, time.monotonic() - began)
                processes.watch()
            finally:
                self.say("Stopping ...")
                processes.stop()

    def say(self, text: str) -> None:
        """Print at once. When nobody reads any more (`| head`, a closed terminal) the demo goes on."""
        try:
            self.stdout.write(text)
            self.stdout.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    @contextlib.contextmanager
    def _alone(self, home: Path) -> Iterator[None]:
        """Lock the demo's folder against a second demo on the same data."""
        home.mkdir(parents=True, exist_ok=True)
        with (home / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as problem:
                raise UserError(
                    f"A demo runs already on {home}; stop it first, or set PLENIPO_HOME to another folder."
                ) from problem
            yield

    def _prepare_database(self, home: Path, fresh: bool) -> None:
        self.say("Starting the database ...")
        connection.ensure_connection()
        if fresh:
            self._throw_away(home)
        history.check_replaced(connection)
        executor = MigrationExecutor(connection)
        if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say(f"Making its tables ({len(plan)} migrations) ...")
            call_command("migrate", verbosity=0, interactive=False)
        else:
            guards.install()

    def _make_application_role(self) -> dict[str, str]:
        """Let the demo's processes work as a role that owns nothing, as in production; nothing where DATABASE_URL names one."""
        server = settings.EMBEDDED_SERVER
        if server is None:
            return {}
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [APPLICATION])
            if not cursor.rowcount:
                cursor.execute(f"CREATE ROLE {APPLICATION} LOGIN")
        roles.grant(APPLICATION)
        return {"DATABASE_URL": server.url_for(APPLICATION)}

    def _load(self, delegates: int | None, stage: str | None) -> None:
        if delegates is not None and Conference.objects.exists():
            self.say("The data is there already: --delegates counts at the first start, or with --fresh.")
        call_command("seed", delegates=delegates, if_empty=True, stdout=self.stdout)
        if stage is not None:
            import_module(settings.STAGES).advance(stage, say=self.stdout.write)

    def _throw_away(self, home: Path) -> None:
        self.say("Throwing the demo's data away ...")
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        for folder in ("media", "mailbox", "logs"):
            shutil.rmtree(home / folder, ignore_errors=True)
        (home / "clock.json").unlink(missing_ok=True)

    def _set_clock(self, home: Path, stage: str | None) -> None:
        """Continue the clock of the first start, unless a stage is asked for.

        Then it stands at the stage's hour, or at the last event in the data if that is later: what was done may not lie in the future.
        """
        file = home / "clock.json"
        if stage or not file.exists():
            seeds = import_module(settings.SEEDS)
            hour = STAGES[stage or "registration"]
            offset = max(hour, seeds.latest() or hour) - datetime.now(UTC)
            seeds.clock_moved(offset - settings.CLOCK_OFFSET)
            file.write_text(json.dumps({"offset": offset.total_seconds()}), encoding="utf-8")
            settings.CLOCK_OFFSET = offset

    def _welcome(self, url: str, seconds: float) -> None:
        now = clock.now().astimezone(current_conference().zone)
        self.say(f"""
Plenipo's demo is up ({seconds:.0f} s). The conference's clock says {now:%A %-d %B %Y, %H:%M}, in Hanoi.

  Programme, for everybody      {url}/
  Sign in as any role           {url}/demo/
  Every message that was sent   {url}/demo/mailbox/
  Delegation portal             {url}/portal/
  Organizers' desk              {url}/desk/
""")
        self._logins()
        self.say("Ctrl-C stops everything; the next start finds the data again (--fresh begins anew).")

    def _logins(self) -> None:
        from conference.accounts.models import RoleGrant

        self.say(f"One click at /demo/ signs in as (password of all: {settings.DEMO_PASSWORD}):")
        for grant in RoleGrant.objects.select_related("user").order_by("id"):
            self.say(f"  {grant.get_role_display()!s:26}{grant.user.name:20}{grant.user.email}")
        self.say(
            "  Focal points                                  focal.<code>@mission.example, such as focal.ken@mission.example\n"
        )
