"""The examples of docs/machines.md, typed as they stand there into the plainest shell, against a site that answers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
from django.conf import settings

from conference.audit.models import AuditEntry
from delegations.gates.models import Device, Scan
from tests.gates.scene import make_device, make_gate
from tests.machines.scene import make_machine
from tests.people import make_conference, make_tables

PAGE = settings.ROOT / "docs" / "machines.md"
# What Debian has without being asked: the packages marked essential, and curl.
COMMANDS = {"curl", "cat", "export"}
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed"),
]


def examples() -> list[str]:
    """Return the commands of the page, each with its continued lines; what is answered stands below them."""
    found: list[str] = []
    for line in PAGE.read_text().splitlines():
        if line.startswith("    curl "):
            found.append(line.strip())
        elif found and found[-1].endswith("\\"):
            found[-1] = f"{found[-1]}\n{line.strip()}"
    return found


def run(command: str, **environment: str) -> dict:
    done = subprocess.run(
        ["/bin/sh", "-euc", f"{command} --silent --show-error --fail-with-body"],
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return json.loads(done.stdout)


def test_the_examples_run_one_after_another(live_server):
    make_conference()
    make_tables()
    gate = make_gate("G", name="Gate East")
    _device, device_key = make_device(gate)
    _machine, key = make_machine()
    given = {"SITE": live_server.url, "KEY": key, "DEVICE": device_key}
    gates, scans, invite, enrol, check = (one.replace('"gate": 1', f'"gate": {gate.pk}') for one in examples())
    assert [one["name"] for one in run(gates, **given)["gates"]] == ["Gate East"]
    assert run(scans, **given) == {"scans": [], "next": 0, "more": False}
    made = run(invite, **given)
    assert (made["device"]["name"], made["device"]["state"]) == ("Turnstile 4", "invited")
    again = run(invite, **given)
    assert again["device"]["id"] != made["device"]["id"]  # each time a key of its own making
    taken = run(enrol.replace("ABCD-EFGH", made["code"]), **given)
    assert Device.objects.get(pk=taken["device"]["id"]).state == "enrolled"
    answer = run(check, **given)
    assert (answer["verdict"], answer["reason"]) == ("refused", "malformed")
    assert Scan.objects.count() == 1
    assert AuditEntry.objects.filter(verb="device.enrolled").exists()


def test_they_use_nothing_that_debian_lacks():
    for one in examples():
        used = re.findall(r"(?:^|\$\()(\w+)", one)
        assert set(used) <= COMMANDS, one
