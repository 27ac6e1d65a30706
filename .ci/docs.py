"""Check what the docs name: `python3 .ci/docs.py` prints a line a place, with what to do, and fails where it prints one.

A path in backticks is one of the repository, whole or from an app or topic on (`review/notices.py`); a name that the docs say is
"of" a path, or that has one in brackets behind it, is defined there.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCS = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/*.md")
ENDINGS = ("py", "html", "typ", "sql", "json", "csv", "toml", "md", "css", "js", "svg", "po", "txt", "lock")
# What has a placeholder, such as `tests/<app>/`, is an address or a pattern; `text/csv` is a kind of file.
PATH = re.compile(rf"(?!(?:application|image|text)/)[\w.-]+(?:/[\w.-]+)+/?|[\w-]+\.(?:{'|'.join(ENDINGS)})|[\w-]+/")
CODE = re.compile(r"`([^`\n]+)`")
OF = re.compile(r"`([A-Za-z_][\w.]*)`(?:(?:, | and )`[A-Za-z_][\w.]*`)* (?:of |\()`([^`\s]+)`")
NAMES = re.compile(r"`([A-Za-z_][\w.]*)`")


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607
    return listed.splitlines()


def is_made(path: str) -> bool:
    """Whether the path is of what git ignores, as it is made on the machine."""
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return f"/{path.partition('/')[0]}/" in ignored


def found_at(path: str, files: list[str]) -> list[str]:
    """Return the files that a path means: those whose own path ends with it, or that are in a folder of that name."""
    wanted = f"/{path.removeprefix('./').rstrip('/')}"
    return [name for name in files if f"/{name}".endswith(wanted) or f"{wanted}/" in f"/{name}"]


def defines(name: str, source: str) -> bool:
    """Whether there is a function, class, variable, field or constraint of that name."""
    last = re.escape(name.rpartition(".")[2])
    return bool(
        re.search(
            rf"\b(?:def|class|type|function|const) {last}\b|^[ \w,]*\b{last}\b[ \w,]*[:=]|[\"']{last}[\"']",
            source,
            re.M,
        )
    )


def places() -> Iterator[str]:
    files = tracked()
    for doc in sorted(path for pattern in DOCS for path in ROOT.glob(pattern)):
        inside = False
        for number, line in enumerate(doc.read_text(encoding="utf-8").splitlines(), 1):
            inside ^= line.startswith("```")
            if not inside:
                yield from (f"{doc.relative_to(ROOT)}:{number}: {fault}" for fault in faults(line, files))


def faults(line: str, files: list[str]) -> Iterator[str]:
    for path in CODE.findall(line):
        if PATH.fullmatch(path) and not is_made(path) and not found_at(path, files):
            yield f"`{path}` is no file of the repository; say where it is now"
    for match in OF.finditer(line):
        path = match[2]
        sources = [ROOT / name for name in found_at(path, files) if name.endswith((".py", ".html", ".sql", ".js"))]
        for name in NAMES.findall(match[0].removesuffix(f"`{path}`")):
            if sources and not any(defines(name, source.read_text(encoding="utf-8")) for source in sources):
                yield f"`{name}` is not defined in `{path}`; say where it is now, or what it is called"


if __name__ == "__main__":
    wrong = list(places())
    sys.stdout.write("".join(f"{place}\n" for place in wrong))
    sys.exit(bool(wrong))
