import re
import unicodedata

WIDTH = 60
# Everything some program takes for the end of a line, and the other control characters with it (Django lets U+2028 into headers).
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Characters that turn the direction of what follows: in a header they could make an address read as another one.
_TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BLANKS = re.compile(r"\n{3,}")
_HANG = re.compile(r"\s*(?:\d+\.\s+|[-•*○✓△]\s+)?")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60"
# A telephone number, whose groups stay together; a word, of which a no-break space is a part (French needs one before a colon); or one
# wide character with the closing marks that may not begin a line.
_PARTS = re.compile(f"[ \\t]+|\u200e?\\+\\d+(?: \\d+)+\\S*|[{_WIDE}][、。，．：；！？）】」』》…]*|[^ \\t{_WIDE}]+")


def one_line(text: str) -> str:
    """Return `text` for a header: one line without control or direction characters."""
    return " ".join(part for part in _TURNS.sub("", _BREAKS.sub(" ", text)).split(" ") if part)


def columns(text: str) -> int:
    """Return the columns `text` takes in a fixed-width font; Chinese characters take two."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _wrap_line(line: str, width: int) -> list[str]:
    if len(line) <= width // 2 or columns(line) <= width:
        return [line]
    match = _HANG.match(line)
    first = match.group() if match else ""
    # Narrower than half the width nothing can be read: then the rest begins at the margin.
    hang = " " * columns(first) if columns(first) <= width // 2 else ""
    lines, now = [], first
    for part in _PARTS.findall(line[len(first) :]):
        if now.strip() and now != first and columns(now) + columns(part.rstrip()) > width:
            lines.append(now.rstrip())
            now = hang + part.lstrip()
        else:
            now += part
    return [*lines, now.rstrip()]


def wrap(text: str, width: int = WIDTH) -> str:
    """Return `text` in lines of at most `width` columns; an address or long word is never broken.

    What follows a number, mark or indent is indented below its text. One of several blank lines stays; it ends with a line end.
    """
    lines = [part for line in text.split("\n") for part in _wrap_line(line.rstrip(), width)]
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip("\n") + "\n"
