"""Make a PDF of a template and data. Nothing else calls Typst.

Nothing in the data is read as markup. The same template, data and time give the same bytes. Each compilation is one call, so that Typst
drops old results and a worker stays at its size: a shared `Compiler` would keep them.
"""

import io
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import typst

from conference.printing.documents import text
from conference.printing.documents.errors import BrokenTemplate, MissingGlyph, PrintError
from conference.printing.documents.fonts import typst_fonts

_FOLDER = Path(__file__).resolve().parents[3] / "templates" / "print"
# PDF/A asks for a date. A fixed one, if the caller gives none, keeps equal data at equal bytes; what the reader needs to know
# ("as at", "printed at") stands in the data and on the page.
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
NAME = "Plenipo"
# Where Typst names itself and its version: in the document's information, and twice in its XMP metadata, which PDF/A leaves uncompressed.
_MAKER = re.compile(
    rb"(/Creator\()Typst [\d.]+(\))"
    rb"|(<xmp:CreatorTool>)Typst [\d.]+(</xmp:CreatorTool>)"
    rb"|(<stEvt:softwareAgent>)Typst [\d.]+(</stEvt:softwareAgent>)"
)
_NO_GLYPH = re.compile(r"the text `\"(.+?)\"` could not be displayed")
_PLACE = re.compile(r"┌─ (?:.*/)?([^/\n]+):(\d+):\d+$", re.MULTILINE)
# Vowel signs over and under Arabic letters. A PDF draws them beside the line, where its readers lose them or read the letter twice, so
# that the word is neither found nor spoken. Arabic is printed without them as a rule, names too.
_VOWEL_SIGNS = re.compile("[\u064b-\u0652\u0670]")
# What our templates say to the user: `panic("plenipo: …")`.
_OWN_WORDS = re.compile(r"panicked with: plenipo: (.+)", re.DOTALL)


def templates_folder() -> Path:
    from django.conf import settings

    configured = getattr(settings, "PRINT_TEMPLATES", None) if settings.configured else None
    return Path(configured) if configured else _FOLDER


def compile(  # noqa: A001  (the word for what it does)
    template: str,
    data: Mapping[str, object],
    *,
    root: Path | None = None,
    at: datetime | None = None,
    tagged: bool = True,
) -> bytes:
    """Return the PDF of a template: PDF/A-2b, and PDF/UA-1 if tagged.

    Args:
        template: File name in the templates' folder ("order-of-day.typ").
        data: JSON-like; "title" and "author" also become metadata.
        root: Another folder of templates.
        at: Aware time for the metadata.
        tagged: Tag headings, lists and reading order for screen readers; badges are tagged by their own writer.

    Raises:
        MissingGlyph: Names the character and the value.
        BrokenTemplate: The template is missing or faulty.
        PrintError: The template says that the data don't fit it.
    """
    folder = root or templates_folder()
    source = folder / template
    if not source.is_file():
        raise BrokenTemplate(template)
    text.check_glyphs(data, "")
    try:
        made: bytes = typst.compile(
            source,
            root=folder,
            font_paths=typst_fonts(),
            sys_inputs={"data": _VOWEL_SIGNS.sub("", json.dumps(data, ensure_ascii=False, separators=(",", ":")))},
            pdf_standards=["a-2b", "ua-1"] if tagged else ["a-2b"],
            timestamp=(at or _NO_DATE).replace(microsecond=0),  # Typst takes whole seconds
            pdf_tags=tagged,
        )
    except typst.TypstError as error:
        raise _explained(error, template, data) from None
    return _MAKER.sub(_own_name, made)


def _own_name(match: re.Match[bytes]) -> bytes:
    """Return the entry with our name at the same length, since what follows is found by its place; what is too much stands behind it."""
    before, after = filter(None, match.groups())
    return bytes(before + NAME.encode() + after).ljust(len(match[0]))


def count_pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def _explained(error: typst.TypstError, template: str, data: Mapping[str, object]) -> PrintError:
    message = str(error.message)
    glyph = _NO_GLYPH.search(message)
    if glyph:
        character = _unescaped(glyph[1])[0]
        return MissingGlyph(character, _place(data, character, "") or f"the template {template}")
    own = _OWN_WORDS.search(message)
    if own:
        return PrintError(_unescaped(own[1]))
    # The first place is the fault's own; those after it are the calls that led there.
    place = _PLACE.search(str(error.diagnostic))
    file, line = (place[1], int(place[2])) if place else ("", 0)
    return BrokenTemplate(template, message.splitlines()[0], file=file, line=line)


def _place(value: object, character: str, place: str) -> str | None:
    if isinstance(value, str):
        return f"{place}: “{text.shorten_text(value)}”" if character in value else None
    if isinstance(value, Mapping):
        inner = ((item, f"{place}.{key}" if place else str(key)) for key, item in value.items())
    elif isinstance(value, list | tuple):
        inner = ((item, f"{place}[{index}]") for index, item in enumerate(value))
    else:
        return None
    return next(filter(None, (_place(item, character, where) for item, where in inner)), None)


def _unescaped(message: str) -> str:
    """Undo Typst's escapes of characters that can't be shown."""
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), message).replace('\\"', '"')
