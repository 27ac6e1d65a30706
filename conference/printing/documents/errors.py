"""What can keep a paper from being printed, in the words of the person who asked for it."""

import unicodedata

from conference.core.errors import UserError


class PrintError(UserError):
    """Nothing was printed, and why. The destination is left as it was.

    Attributes:
        field: of a badge, where the fault stands; empty where it is none of one badge.
        value: the text at fault; empty where it is none.
    """

    def __init__(self, message: str = "", *, field: str = "", value: str = "") -> None:
        self.field = field
        self.value = value
        super().__init__(message)


class MissingGlyph(PrintError):
    """No print font has a shape for a character; printed, it would be an empty box.

    Attributes:
        character: the character.
        context: where it stands: the value's place in the data and the value itself.
    """

    def __init__(self, character: str, context: str, *, field: str = "", value: str = "") -> None:
        self.character = character
        self.context = context
        words = f"No print font has {describe(character)}, which stands in {context}."
        super().__init__(words, field=field, value=value)


class BrokenTemplate(PrintError):
    """A print template is missing or cannot be set: nothing on its paper prints, whatever stands in the data.

    Attributes:
        template: the template that was asked for.
        file: where the fault stands: the template, or what it imports; empty when the template is missing or the place is not known.
        line: the line in that file.
        problem: what Typst says; empty when the template is missing.
    """

    def __init__(self, template: str, problem: str = "", *, file: str = "", line: int = 0) -> None:
        self.template, self.problem, self.file, self.line = template, problem, file, line
        place = f" ({file}, line {line})" if file else ""
        words = f"The print template {template} could not be set{place}: {problem}."
        super().__init__(words if problem else f"There is no print template {template}.")


class DoesNotFit(PrintError):
    """A text is too long for its place even in the smallest size that can be read."""


def describe(character: str) -> str:
    """Name a character so that a person can find it: the character if it can be shown, its code point, its Unicode name."""
    shown = f"“{character}” " if character.isprintable() else ""
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "control character" if unicodedata.category(character) == "Cc" else "")
    return f"{shown}({code}{', ' + name if name else ''})"
