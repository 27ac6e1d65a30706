"""Look for credentials in the tracked files: `python3 .ci/credentials.py` prints a line a place, and fails where it prints one.

What looks like one and is none says why on its line or the one above: `no secret: why`.
"""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Other people's code, digests, and tables of names.
PASSED_OVER = re.compile(r"(^|/)vendor/|\.lock$|conference/vendoring/.*\.(json|txt)$|/locale/|^seeds/.*\.(json|csv)$")
KNOWN = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*[A-Za-z0-9+/]{16}",
    "a key of AWS": r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    "a token of GitHub": r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60})",
    "a token of GitLab": r"\bglpat-[\w-]{20}",
    "a token of PyPI": r"\bpypi-[\w-]{60}",
    "a token of Slack": r"\bxox[abposr]-[\w-]{20}",
    "a key of Google": r"\bAIza[\w-]{35}",
    "a token (JWT)": r"\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{20,}",
}
SHAPES = {kind: re.compile(shape) for kind, shape in KNOWN.items()}
# A value beside such a name, random by its letters: a text of words or a name has less than so many bits a letter.
NAMED = re.compile(
    r"""(?i)(?:secret|password|passwd|token|api_?key|private_?key|credential|_keys?)["']?\s*[:=]\s*f?["']([\w+/=~.:-]{20,})["']"""
)
LEAST_BITS = 4.2
NO_SECRET = "no secret: "  # noqa: S105 (the words that except a line)


def bits_a_letter(text: str) -> float:
    """Return Shannon's entropy."""
    return -sum(count / len(text) * math.log2(count / len(text)) for count in Counter(text).values())


def places(name: str, text: str) -> Iterator[str]:
    for kind, shape in SHAPES.items():
        for match in shape.finditer(text):
            yield from _unless_excepted(name, text, match.start(), kind)
    for match in NAMED.finditer(text):
        value = match[1]
        if bits_a_letter(value) >= LEAST_BITS and re.search(r"\d", value) and re.search(r"[A-Za-z]", value):
            yield from _unless_excepted(name, text, match.start(1), "a random value beside the name of a secret")


def _unless_excepted(name: str, text: str, position: int, kind: str) -> Iterator[str]:
    number = text.count("\n", 0, position)
    if not any(NO_SECRET in line for line in text.split("\n")[max(number - 1, 0) : number + 1]):
        yield f"{name}:{number + 1}: {kind}; take it out and change it wherever it is in use, or say `{NO_SECRET}why`"


def all_places() -> Iterator[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607
    for name in listed.splitlines():
        path = ROOT / name
        if PASSED_OVER.search(name) or not path.is_file():
            continue
        content = path.read_bytes()
        if b"\0" not in content[:4096]:
            yield from places(name, content.decode("utf-8", "replace"))


if __name__ == "__main__":
    wrong = list(all_places())
    sys.stdout.write("".join(f"{place}\n" for place in wrong))
    sys.exit(bool(wrong))
