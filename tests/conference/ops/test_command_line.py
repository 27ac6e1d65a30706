"""`./run` for a newcomer: bad options are one plain line, Ctrl-C is no fault."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import get_commands, load_command_class

from conference import environment as configuration
from conference.accounts.models import User
from conference.core.errors import UserError
from conference.management.commands.demo import Command
from conference.ops import supervisor

ROOT = Path(__file__).resolve().parents[3]


def environment(home: Path) -> dict[str, str]:
    ours = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL")
    bare = {k: v for k, v in os.environ.items() if k not in ours and not k.startswith(("PLENIPO", "DJANGO"))}
    return bare | {"PLENIPO_HOME": str(home), "PYTHONUNBUFFERED": "1"}


def run(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    env = environment(home) | more
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)


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


@pytest.mark.slow
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


@pytest.mark.slow
def test_ctrl_c_is_one_line(tmp_path):
    # Python sees a signal that arrives just before a sleep only after it: the sleeps are short.
    code = "import time; print('at work')\nfor _ in range(600): time.sleep(0.1)"
    command = [sys.executable, "manage.py", "shell", "--command", code]
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


@pytest.mark.slow
def test_a_reader_who_goes_away_does_not_stop_it_from_ending_its_processes(tmp_path):
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'conference.settings'; sys.stdin.readline()\n"
        "import django; django.setup(); from conference.management.commands.demo import Command\n"
        "command = Command(); command.say('up'); command.say('Stopping ...'); print('stopped', file=sys.stderr)"
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


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "short", "Refusing to start in production:"),
        ("PLENIPO_MODE", "staging", "PLENIPO_MODE is 'staging'; it can be production, demo, local, test."),
        ("DATABASE_URL", "garbage", "DATABASE_URL is malformed: "),
        ("DATABASE_URL", "mysql://root@db/plenipo", "DATABASE_URL is malformed: "),
        ("DATABASE_URL", "postgres://plenipo@db:many/plenipo", "DATABASE_URL is malformed: "),
        ("DATABASE_URL", "postgres://[::1/plenipo", "DATABASE_URL is malformed: "),
        ("REDIS_URL", "garbage", "REDIS_URL is malformed: "),
        ("EMAIL_URL", "smtp://mail:many", "EMAIL_URL is malformed: "),
        ("FIELD_KEYS", "garbage", "FIELD_KEYS is malformed: "),
    ],
)
@pytest.mark.slow
def test_an_environment_that_cannot_be_is_told_as_such(tmp_path, name, value, said):
    """Not that there were no such command."""
    done = run(tmp_path, "add_staff", "nguyen@hanoi2025.example", "--role", "protocol", **{name: value})
    lines = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert lines[0].startswith(f"plenipo: {said}")
    assert all(line.startswith("  ") for line in lines[1:])  # of production, each value that is missing
    assert len(lines) == 1 or name == "SECRET_KEY"
    assert value not in done.stderr or name == "PLENIPO_MODE"  # an address may have a password in it


def test_help_too_says_what_is_wrong_with_the_environment(tmp_path):
    done = run(tmp_path, "help", DATABASE_URL="garbage")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("plenipo: DATABASE_URL is malformed: ")


@pytest.mark.parametrize("text", ["{", "[" * 20_000, "[]", "{}"])
@pytest.mark.parametrize("name", ["keys.json", "clock.json"])
def test_a_damaged_file_of_the_demo_is_one_line(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match=rf"\A\S+{name} (is damaged; .*|cannot be read: \w+)\.\Z"):
        configuration.read({"PLENIPO_HOME": str(tmp_path), "PLENIPO_MODE": "local"})


@pytest.mark.slow
def test_a_database_that_does_not_answer_is_one_line_for_djangos_commands_too(tmp_path):
    done = run(tmp_path, "migrate", DATABASE_URL="postgres://plenipo@127.0.0.1:9/plenipo")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert done.stderr.startswith("plenipo: The database does not answer: ")


TURNED = "Data \u202eatad"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("add_staff", "n@x.example", "--role", "protocol", "--name", TURNED),
            "name: This contains a character that reverses",
        ),
        (
            ("add_staff", "n@x.example", "--role", "protocol", "--name", "a\x1b[2Jb"),
            "name: This contains a control character",
        ),
        (("add_staff", TURNED, "--role", "protocol"), "email: This contains a character that reverses"),
        (("reset_second_factor", TURNED), "email: This contains a character that reverses"),
        (("import_delegates", TURNED, "--delegation", "KEN"), "file: This contains a character that reverses"),
        (
            ("print", "participants", "--room", TURNED, "--out", "x.pdf"),
            "room: This contains a character that reverses",
        ),
        (("print", "participants", "--out", TURNED), "out: This contains a character that reverses"),
        (("import_programme", TURNED), "file: This contains a character that reverses"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_no_command_takes_a_character_that_no_text_may_hold(db, capsys, arguments, said):
    """By one check for all of them, before anything is read or written."""
    told = refused(capsys, *arguments)
    assert told.startswith(f"plenipo: {said}")
    assert "\u202e" not in told
    assert "\x1b" not in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add_staff", f"{'n' * 250}@x.example", "--role", "protocol"), "is not an e-mail address."),
        (("add_staff", "n@x.example", "--role", "protocol", "--name", "Ng " * 60), "at most 150 characters"),
        (("import_programme", "p" * 300), "File name too long"),
        (("import_delegates", "p" * 300, "--delegation", "KEN"), "There is no delegation with the code KEN."),
        (("print", "participants", "--out", "p" * 300), ""),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_names_and_addresses_that_are_too_long_are_one_line(world, capsys, arguments, said):
    told = refused(capsys, *arguments)
    assert said in told
    assert len(told) < 400
    assert not User.objects.filter(email__endswith="x.example").exists()


def refused(capsys, name: str, *arguments: str) -> str:
    """The one line with which a command ends; its exit code is 2."""
    command = load_command_class(get_commands()[name], name)
    options = vars(command.create_parser("manage.py", name).parse_args(arguments))
    with pytest.raises(UserError) as problem:
        command.execute(*options.pop("args", ()), **options)
    with pytest.raises(SystemExit) as ended:
        command.refuse(str(problem.value))
    said = capsys.readouterr()
    assert (ended.value.code, said.out, len(said.err.splitlines())) == (2, "", 1)
    return said.err
