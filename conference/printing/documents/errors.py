import unicodedata

from conference.core.errors import UserError


class PrintError(UserError):
    """Nothing was printed, and why. The destination is unchanged.

    Attributes:
        field: The faulty field of a badge; else empty.
    """

    def __init__(self, message: str = "", *, field: str = "", value: str = "") -> None:
        self.field = field
        self.value = value
        super().__init__(message)


class MissingGlyph(PrintError):
    """No print font has a glyph for a character; `context` is the value and its place in the data."""

    def __init__(self, character: str, context: str, *, field: str = "", value: str = "") -> None:
        self.character = character
        self.context = context
        message = f"No print font has {describe(character)}, which stands in {context}."
        super().__init__(message, field=field, value=value)


class BrokenTemplate(PrintError):
    """A print template is missing or cannot be set, whatever the data.

    Attributes:
        file: The template or import with the fault; empty when missing or unknown.
        problem: What Typst says; empty when the template is missing.
    """

    def __init__(self, template: str, problem: str = "", *, file: str = "", line: int = 0) -> None:
        self.template, self.problem, self.file, self.line = template, problem, file, line
        place = f" ({file}, line {line})" if file else ""
        message = f"The print template {template} could not be set{place}: {problem}."
        super().__init__(message if problem else f"There is no print template {template}.")


class DoesNotFit(PrintError):
    """A text is too long even in the smallest readable size."""


def describe(character: str) -> str:
    """Name a character: itself if printable, its code point, its Unicode name."""
    shown = f"“{character}” " if character.isprintable() else ""
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "control character" if unicodedata.category(character) == "Cc" else "")
    return f"{shown}({code}{', ' + name if name else ''})"
