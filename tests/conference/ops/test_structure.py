"""The project keeps its shape: the size of folders and files, and the words of Django and the field.

Names, comments and docstrings are checked; texts that users read are the catalogues' matter.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

MOST_MODULES = 16
MOST_LINES = 400
WIDEST = 160
CODE = ("conference/", "delegations/", "schedule/", "seeds/", "tests/")
# What things were once called here, and are called elsewhere by the word that stands in their place now.
MODULES = re.compile("alike|asked|attention|checked|desk|doubles|engaged|given|portal|public|reading|subjects|traces")
NAMES = re.compile(
    "Answered|Asked|Beside|Between|Drafted|Entry|Former|Found|House|HouseAdmin|InOthers|Kept|Lack|Light|Line|Listed|Lived|Looked|Matter"
    "|NotTheSame|Overtaken|SeenField|SeenForm|Sheet|Shelf|Shown|Sought|Standing|StandsInTheWay|Suits|Taken|Told|Touched|Typed|Wanted|Way"
    "|as_seen|doors?|followers|house|of|order_version|seen"
)
# What is assigned in a class is a field of a model or form, and named so in what is posted.
FIELDS = re.compile("seen|as_seen")
TEXTS = re.compile(r"\b(house|house's|houses|doors?|upper floors?|ground floor|upstairs|hand-out desk)\b|`seen`", re.I)
# Where a word means the thing itself, or something else than what it was used for.
ALLOWED = {
    "schedule/programme/papers/prints.py": "signs at the doors of rooms",
    "schedule/programme/papers/room_signs.py": "signs at the doors of rooms",
    "seeds/standings.py": "Standing: where an invented person's registration stands",
    "tests/programme/papers/test_room_signs.py": "signs at the doors of rooms",
}


def files(*endings: str) -> list[str]:
    found = subprocess.run(["git", "ls-files"], cwd=settings.ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in found.splitlines() if name.endswith(endings) and "/vendor/" not in name]


def read(name: str) -> str:
    return (Path(settings.ROOT) / name).read_text(encoding="utf-8")


PYTHON = [name for name in files(".py") if name.startswith(CODE) and "/migrations/" not in name]


def test_no_folder_has_more_modules_than_one_can_look_through():
    counts = Counter(name.rsplit("/", 1)[0] for name in PYTHON if not name.endswith("__init__.py"))
    assert {folder: count for folder, count in counts.items() if count > MOST_MODULES} == {}


def test_no_file_is_longer_than_one_reads():
    names = [*PYTHON, *files(".html", ".js", ".css", ".typ", ".sql")]
    assert {name: lines for name in names if (lines := read(name).count("\n")) > MOST_LINES} == {}


def test_no_line_of_a_template_is_wider_than_a_screen():
    wide = [
        f"{name}:{number}"
        for name in files(".html")
        for number, line in enumerate(read(name).splitlines(), 1)
        if len(line) > WIDEST
    ]
    assert wide == []


def test_code_says_what_others_say():
    assert [row for name in PYTHON if name not in ALLOWED for row in stray(name, read(name))] == []


def stray(name: str, source: str) -> Iterator[str]:
    if MODULES.fullmatch(name.rsplit("/", 1)[1].removesuffix(".py")):
        yield f"{name}: the module's name"
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and NAMES.fullmatch(node.name):
            yield f"{name}:{node.lineno}: {node.name}"
        if isinstance(node, ast.ClassDef) and not name.startswith("tests/"):
            yield from (f"{name}:{line}: {field}" for field, line in _fields(node) if FIELDS.fullmatch(field))
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            found = TEXTS.search(ast.get_docstring(node) or "")
            if found:
                yield f"{name}:{getattr(node, 'lineno', 1)}: {found[0]} in a docstring"
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and (found := TEXTS.search(token.string)):
            yield f"{name}:{token.start[0]}: {found[0]} in a comment"


def _fields(node: ast.ClassDef) -> Iterator[tuple[str, int]]:
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id, statement.lineno
        elif isinstance(statement, ast.Assign):
            yield from ((one.id, statement.lineno) for one in statement.targets if isinstance(one, ast.Name))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("class Lived: pass", "a.py:1: Lived"),
        ("def of(row): pass", "a.py:1: of"),
        ("class Draft(Model):\n    seen = 0", "a.py:2: seen"),
        ("class Draft:\n    seen: int", "a.py:2: seen"),
        ('"""What the house prints."""', "a.py:1: house in a docstring"),
        ("x = 1  # as at the door", "a.py:1: door in a comment"),
        ("class AuditedModel: pass  # a greenhouse", None),
    ],
)
def test_the_check_sees_what_it_is_for(source, found):
    assert list(stray("x/a.py", source)) == ([f"x/{found}"] if found else [])


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_every_exception_is_still_needed(name):
    assert list(stray(name, read(name)))
