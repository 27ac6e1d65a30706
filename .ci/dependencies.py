"""Check that pyproject.toml declares what the sources import: `python .ci/dependencies.py` prints a line a package, with what to do.

A package that no source imports says why in a comment behind it: `# not imported: why`. Run it with the environment's Python, where the
packages are installed.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DECLARATION = ROOT / "pyproject.toml"
CODE = ("conference", "delegations", "schedule", "seeds", "manage.py")
NOT_IMPORTED = re.compile(r'^\s+"([\w.-]+).*#.*\bnot imported: \S', re.MULTILINE)


def normalized(requirements: Iterable[str]) -> set[str]:
    """Return the distributions' names as PyPI normalizes them."""
    return {re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", line)[0]).lower() for line in requirements}


def modules(source: str) -> set[str]:
    """Return the top-level modules that a source imports, within functions too."""
    imported = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            imported.add(node.module.partition(".")[0])
    return imported


def imported_by(places: Iterable[str]) -> set[str]:
    """Return the distributions imported in these folders and files."""
    ours = {path.name.removesuffix(".py") for path in ROOT.iterdir()}
    distributions = packages_distributions()
    names: set[str] = set()
    for place in places:
        for path in [ROOT / place] if place.endswith(".py") else sorted((ROOT / place).rglob("*.py")):
            names |= modules(path.read_text(encoding="utf-8")) - ours - sys.stdlib_module_names
    # A module that no distribution provides is not installed; by its own name it is declared nowhere.
    return normalized(name for module in names for name in distributions.get(module, [module]))


def places(declaration: str, code: set[str], tests: set[str]) -> Iterator[str]:
    """Yield what is wrong, a line a package.

    Args:
        declaration: The text of pyproject.toml.
        code, tests: What each imports.
    """
    project = tomllib.loads(declaration)["project"]
    excused = normalized(NOT_IMPORTED.findall(declaration))
    runtime, dev = normalized(project["dependencies"]), normalized(project["optional-dependencies"]["dev"])
    numbers = {
        name: number
        for number, line in enumerate(declaration.splitlines(), 1)
        if (quoted := re.match(r'\s+"([\w.-]+)', line))
        for name in normalized([quoted[1]])
    }
    for name in sorted(code - runtime):
        yield f"pyproject.toml: {name} is imported by the code; declare it among the dependencies"
    for name in sorted(tests - runtime - dev):
        yield f"pyproject.toml: {name} is imported by the tests; declare it in dev"
    for declared, imported in ((runtime, code), (dev, tests)):
        for name in sorted(declared - imported - excused):
            yield f"pyproject.toml:{numbers[name]}: {name} is imported nowhere; take it out, or say “# not imported: why”"
        for name in sorted(declared & imported & excused):
            yield f"pyproject.toml:{numbers[name]}: {name} is imported; take out “not imported”"
    for name in sorted(runtime & dev):
        yield f"pyproject.toml:{numbers[name]}: {name} is declared twice; one of the dependencies need not stand in dev"


if __name__ == "__main__":
    wrong = list(places(DECLARATION.read_text(encoding="utf-8"), imported_by(CODE), imported_by(["tests"])))
    sys.stdout.write("".join(f"{place}\n" for place in wrong))
    sys.exit(bool(wrong))
