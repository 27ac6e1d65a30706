"""Check the shape of the sources: `python3 .ci/sources.py` prints a line a place, with what to do, and fails where it prints one.

Sizes of folders, files and functions; the width of lines that no formatter breaks; names that say nothing; words that were once the
project's own and stand for something that Django or the field calls otherwise; and receivers and registries that stand where nobody looks.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CODE = ("conference/", "delegations/", "schedule/", "seeds/", "tests/")
MOST_MODULES, MOST_LINES, MOST_LINES_OF_A_FUNCTION, MOST_VAGUE = 16, 400, 50, 4
WIDEST = {".html": 160, ".js": 120, ".css": 120}
# Style sheets have a declaration a line; tests/look/test_stylesheets.py counts their rules.
MEASURED = (".py", ".html", ".js", ".typ", ".sql")
EMPTY = ("[]", "{}", "set()", "dict()", "list()", "OrderedDict()", "defaultdict(list)")
VAGUE = re.compile(
    "one|found|words|told|held|given|said|taken|asked|known|seen|kept|left|gone|stands|what|whose|thing|things|it"
)
MODULES = re.compile("alike|asked|attention|checked|desk|doubles|engaged|given|portal|public|reading|subjects|traces")
NAMES = re.compile(
    "Answered|Asked|Beside|Between|Drafted|Former|Found|House|HouseAdmin|InOthers|Kept|Lack|Light|Line|Listed|Lived|Looked|Matter"
    "|NotTheSame|Overtaken|SeenField|SeenForm|Sheet|Shelf|Shown|Sought|StandsInTheWay|Suits|Taken|Told|Touched|Typed|Wanted|Way"
    "|as_seen|followers|house|of|order_version|seen"
)
TEXTS = re.compile(r"\b(house|house's|houses|upper floors?|ground floor|upstairs|hand-out desk)\b|`seen`", re.I)


def files(*endings: str) -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607
    return [name for name in listed.splitlines() if name.endswith(endings) and "/vendor/" not in name]


def places() -> Iterator[str]:
    """Yield what is wrong, a line a place."""
    python = [name for name in files(".py") if name.startswith(CODE) and "/migrations/" not in name]
    folders = Counter(name.rsplit("/", 1)[0] for name in python if not name.endswith("__init__.py"))
    for folder, count in folders.items():
        if count > MOST_MODULES:
            yield f"{folder}: {count} modules; make folders of its topics, {MOST_MODULES} modules each at most"
    for name in [*python, *files(*MEASURED[1:])]:
        lines = (ROOT / name).read_text(encoding="utf-8").count("\n")
        if lines > MOST_LINES:
            yield f"{name}: {lines} lines; divide it by subject, {MOST_LINES} lines at most"
    for name in files(*WIDEST):
        widest = WIDEST[Path(name).suffix]
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), 1):
            if len(line) > widest:
                yield f"{name}:{number}: {len(line)} columns; break it, {widest} at most"
    for name in python:
        yield from in_module(name, (ROOT / name).read_text(encoding="utf-8"))


def in_module(name: str, source: str) -> Iterator[str]:
    if MODULES.fullmatch(Path(name).stem):
        yield f"{name}: name the module after what it holds (docs/architecture.md)"
    tree, is_test = ast.parse(source), name.startswith("tests/")
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 1)
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and NAMES.fullmatch(node.name):
            yield f"{name}:{line}: {node.name}: say it in Django's word or the field's"
        if isinstance(node, ast.FunctionDef) and not is_test:
            size = (node.end_lineno or line) - line + 1
            if size > MOST_LINES_OF_A_FUNCTION:
                yield f"{name}:{line}: {node.name} has {size} lines; divide it, {MOST_LINES_OF_A_FUNCTION} at most"
        if isinstance(node, ast.Call) and not is_test and not name.endswith("/receivers.py"):
            called = ast.unparse(node.func)
            if called.rpartition(".")[2] in ("connect", "receiver") and called != "psycopg.connect":
                yield f"{name}:{line}: {called}: connect it in the app's receivers.py, where all of them stand"
        documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if documented and (word := TEXTS.search(ast.get_docstring(node) or "")):
            yield f"{name}:{line}: “{word[0]}” in a docstring; say site, layer or what it is"
    if not is_test:
        vague = Counter(bound for node in ast.walk(tree) for bound in bound_names(node) if VAGUE.fullmatch(bound))
        if sum(vague.values()) > MOST_VAGUE:
            names = ", ".join(f"{name} {count}" for name, count in vague.most_common())
            yield f"{name}: call what these hold by its name: {names}"
        yield from empty_at_the_top(name, tree, source)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and (word := TEXTS.search(token.string)):
            yield f"{name}:{token.start[0]}: “{word[0]}” in a comment; say site, layer or what it is"


def empty_at_the_top(name: str, tree: ast.Module, source: str) -> Iterator[str]:
    """Find lists and dicts that other modules could fill, as they do a registry."""
    lines = source.splitlines()
    for node in tree.body:
        is_empty = isinstance(node, ast.Assign | ast.AnnAssign) and node.value and ast.unparse(node.value) in EMPTY
        if is_empty and "# filled here" not in lines[node.lineno - 1]:
            yield f"{name}:{node.lineno}: make it a Registry (conference/core/registry.py), or say “# filled here: by what”"


def bound_names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.arg):
        yield node.arg


if __name__ == "__main__":
    wrong = list(places())
    sys.stdout.write("".join(f"{place}\n" for place in wrong))
    sys.exit(bool(wrong))
