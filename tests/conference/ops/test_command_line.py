"""`./run` for a newcomer: bad options are one plain line, Ctrl-C is no fault."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from conference.core.errors import UserError
from conference.management.commands.demo import Command
from conference.ops import supervisor

ROOT = Path(__file__).resolve().parents[3]


def environment(home: Path) -> dict[str, str]:
    ours = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL")
    bare = {k: v for k, v in os.environ.items() if k not in ours and not k.startswith(("PLENIPO", "DJANGO"))}
    return bare | {"PLENIPO_HOME": str(home), "PYTHONUNBUFFERED": "1"}


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment(home), capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--port", "99999", "no number from 1 to 65,535"),
        ("--port", "0", "no number from 1 to 65,535"),
        ("--port", "abc", "no number from 1 to 65,535"),
        ("--delegates", "0", "no number from 1 to 100,000"),
        ("--delegates", "many", "no number from 1 to 100,000"),
    ],
)
def test_an_option_that_cannot_be_is_refused_before_data_is_thrown_away(capsys, option, value, said):
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "demo", "--fresh", option, value])
    said_by_it = capsys.readouterr()
    assert ended.value.code == 2
    assert said_by_it.out == ""
    assert said_by_it.err == f"plenipo: argument {option}: '{value}' is {said} (./run demo --help tells the options)\n"


@pytest.mark.skipif(
    os.geteuid() == 0 or not Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").exists(),
    reason="only an ordinary user is kept from low ports",
)
def test_a_port_that_is_kept_from_the_user_is_not_called_taken():
    with pytest.raises(UserError, match="Port 80 is not open to you; choose one from 1024 up"):
        supervisor.port_is_free(80)


def test_help_names_the_commands_of_the_house(tmp_path):
    for asked in ((), ("help",), ("--help",)):
        done = run(tmp_path, *asked)
        assert done.returncode == 0
        lines = [line.strip() for line in done.stdout.splitlines()]
        assert "Usage: ./run COMMAND [OPTIONS]" in lines
        assert (
            next(line for line in lines if line.startswith("demo ")).split(maxsplit=1)[1].startswith("Starts the demo")
        )
        assert "sqlflush" not in done.stdout
    assert "sqlflush" in run(tmp_path, "help", "--commands").stdout


def test_ctrl_c_is_one_line(tmp_path):
    command = [sys.executable, "manage.py", "shell", "--command", "import time; print('at work'); time.sleep(60)"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        assert process.stdout is not None
        assert any("at work" in line for line in iter(process.stdout.readline, ""))
        process.send_signal(signal.SIGINT)
        _out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "plenipo: stopped\n")


def test_a_reader_who_goes_away_does_not_stop_it_from_ending_its_processes(tmp_path):
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'conference.settings'; sys.stdin.readline()\n"
        "import django; django.setup(); from conference.management.commands.demo import Command\n"
        "command = Command(); command._say('up'); command._say('Stopping ...'); print('stopped', file=sys.stderr)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.close()  # as `| head` does
        process.stdout = None
        _out, err = process.communicate("go\n", timeout=60)
    assert (process.returncode, err) == (0, "stopped\n")
