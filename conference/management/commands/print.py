"""`./run print DOCUMENT --out FILE`: one document as a PDF file."""

from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import translation

from conference.core.errors import UserError
from conference.management.base import PlainCommand
from conference.printing.documents import registry


class Command(PlainCommand):
    # Printing needs no URL; checking them all would take longer than a page.
    requires_system_checks: ClassVar[list[str]] = []  # type: ignore[misc]
    help = "Writes a document as a PDF file. A mistake is said in one line, and nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        names = ", ".join(document.name for document in registry.documents())
        parser.add_argument("document", metavar="DOCUMENT", help=f"one of: {names}")
        parser.add_argument("--delegation", default="", metavar="CODE", help="only this delegation's")
        parser.add_argument(
            "--layout",
            default="",
            help="kind of paper, as a6, a4x4 or cr80 of badges; a wrong one says which there are",
        )
        parser.add_argument("--backs", action="store_true", help="the backs too")
        parser.add_argument("--day", default="", metavar="DATE", help="only this day, as 2025-10-25")
        parser.add_argument("--room", default="", metavar="CODE", help="only this room, as CR1")
        parser.add_argument(
            "--language",
            default=settings.LANGUAGE_CODE,
            choices=[code for code, _name in settings.LANGUAGES],
            help="of the document; nameplates then carry both this and English",
        )
        parser.add_argument(
            "--out", type=Path, required=True, metavar="FILE", help="the file to write; replaced if it exists"
        )

    def handle(self, *args: Any, document: str, out: Path, **options: Any) -> None:
        chosen = registry.get_document(document)
        narrowed = registry.PrintOptions(
            options["delegation"],
            options["layout"],
            _day(options["day"]),
            backs=options["backs"],
            room=options["room"],
        )
        chosen.check(narrowed)
        if not out.parent.is_dir():
            raise UserError(f"There is no folder {out.parent}.")
        with translation.override(options["language"]):
            result = chosen.produce(narrowed, out)
        self.stdout.write(f"{out}: {_many(result.items, 'item')} on {_many(result.pages, 'page')}")


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UserError(f"{text} is no date; write it as 2025-10-25.") from None
