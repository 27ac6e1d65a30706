"""`./run bench [NAME…] [--json FILE] [--report docs-table]`: the hot paths, each with its limit measured in the same run, and faults."""

import json
import pkgutil
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from conference.core.errors import UserError
from conference.management.base import PlainCommand


class Command(PlainCommand):
    help = "Measures the hot paths, in a database of its own that is dropped afterwards."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", help="which benches (default all that measure speed)")
        parser.add_argument(
            "--report", choices=["table", "docs-table"], default="table", help="docs-table: in Markdown"
        )
        parser.add_argument("--json", type=Path, default=None, metavar="FILE", help="write the figures to FILE too")

    def handle(self, *args: Any, names: list[str], json: Path | None, report: str, **options: Any) -> None:
        package = import_module(settings.BENCHES)
        available = sorted(
            m.name for m in pkgutil.iter_modules(package.__path__) if m.name != "support" and not m.name.startswith("_")
        )
        unknown = sorted(set(names) - set(available))
        if unknown:
            raise UserError(f"There is no bench {', '.join(unknown)}; there are {', '.join(available)}.")
        benches = {name: import_module(f"{settings.BENCHES}.{name}") for name in names or available}
        # Some show what the system survives and not how fast it is: they run when they are named, and a target missed is an error.
        strict = {name for name, bench in benches.items() if getattr(bench, "ONLY_BY_NAME", False)}
        figures, missed = [], []
        with package.database():
            for name in [name for name in benches if names or name not in strict]:
                self.stderr.write(f"{name} ...")
                for figure in benches[name].run():
                    missed += [figure.name] if name in strict and figure.missed else []
                    figures.append(
                        {"bench": name, **asdict(figure), "of_limit": figure.of_limit, "of_target": figure.of_target}
                    )
        (self._docs_table if report == "docs-table" else self._table)(figures)
        if json:
            self._write(json, figures)
        if missed:
            raise UserError(f"Missed: {'; '.join(missed)}.")

    def _docs_table(self, figures: list[dict[str, Any]]) -> None:
        self.stdout.write("| figure | value | at most | how |\n|---|---|---|---|")
        for f in figures:
            value = f"{_number(f['value'])} {f['unit']}".rstrip()
            self.stdout.write(f"| {f['name']} | {value} | {_number(f['target'])} | {f['note']} |")

    def _table(self, figures: list[dict[str, Any]]) -> None:
        rows = [("bench", "figure", "value", "limit", "of limit", "target", "of target", "how")]
        rows += [
            (
                f["bench"],
                f["name"],
                f"{_number(f['value'])} {f['unit']}",
                _number(f["limit"]),
                _percent(f["of_limit"]),
                _number(f["target"]),
                _percent(f["of_target"]),
                f["note"],
            )
            for f in figures
        ]
        widths = [max(len(row[n]) for row in rows) for n in range(7)]
        for row in rows:
            self.stdout.write(
                "  ".join(cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)).rstrip()
            )

    def _write(self, file: Path, figures: list[dict[str, Any]]) -> None:
        try:
            file.write_text(json.dumps(figures, indent=1), encoding="utf-8")
        except OSError as problem:
            raise UserError(f"{file} cannot be written: {problem.strerror}.") from problem


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"
