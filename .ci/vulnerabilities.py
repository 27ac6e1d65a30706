"""Compare the packages of requirements.lock with the known vulnerabilities: `python3 .ci/vulnerabilities.py` fails where there is one.

`pip-audit` asks PyPI's database, in an environment of its own (uv). Where that cannot be reached, one line says so and nothing fails: a
build on a machine without a network is no worse for it, and the next one that has a network finds what there is.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TOOL = "pip-audit==2.10.1"
PATIENCE = 90  # s for all
# What does not concern us, by the id in the database: why.
ACCEPTED: dict[str, str] = {}


def report() -> list[dict[str, Any]] | None:
    """Return what pip-audit says of each package, None where it cannot be run."""
    uv = shutil.which("uv") or ROOT / ".uv" / "bin" / "uv"
    audit = ["pip-audit", "--requirement", "requirements.lock", "--disable-pip", "--require-hashes"]
    command = [
        uv,
        "tool",
        "run",
        "--from",
        TOOL,
        *audit,
        "--format",
        "json",
        "--progress-spinner",
        "off",
        "--timeout",
        "5",
    ]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)  # noqa: S603
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (OSError, ValueError, LookupError, subprocess.TimeoutExpired):
        return None
    return packages


def vulnerabilities(packages: list[dict[str, Any]]) -> Iterator[str]:
    for package in packages:
        for entry in package.get("vulns", []):
            if entry["id"] not in ACCEPTED:
                fixed = ", ".join(entry["fix_versions"]) or "no version yet"
                yield f"requirements.lock: {package['name']} {package['version']} has {entry['id']}; mended in {fixed}"


def describe(packages: list[dict[str, Any]]) -> Iterator[str]:
    """Yield each vulnerability, or that no database was in reach."""
    compared = [package for package in packages if "skip_reason" not in package]
    if len(compared) * 2 < len(packages) or not packages:
        yield f"No database of vulnerabilities in reach: {len(compared)} packages of requirements.lock were compared with one."
    yield from vulnerabilities(compared)


if __name__ == "__main__":
    known = report() or []
    sys.stdout.write("".join(f"{line}\n" for line in describe(known)))
    sys.exit(any(vulnerabilities(known)))
