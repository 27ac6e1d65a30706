"""Marks between what a page puts together: each language has its own, and the space that belongs behind it."""

from collections.abc import Callable

from django.template import Node
from django.template.base import Parser, Token, TokenType
from django.template.context import Context
from django.utils.html import conditional_escape
from django.utils.translation import get_language, pgettext

from conference.look import lists
from conference.translated import short_code


def comma() -> str:
    """Return the mark between a thing and what is said of it: `, `, and `，` in Chinese."""
    return pgettext("between a thing and its place", ", ")


def list_comma() -> str:
    """Return the mark between the parts of a list: `, `, and `、` in Chinese."""
    return lists.LIST_COMMAS.get(short_code(get_language()), ", ")


def semicolon() -> str:
    return pgettext("between two facts", "; ")


def colon() -> str:
    return pgettext("between a label and what it names", ": ")


def full_stop() -> str:
    return pgettext("between two sentences", ". ")


MARKS = (comma, list_comma, semicolon, colon, full_stop)


class MarkNode(Node):
    def __init__(self, mark: Callable[[], str]) -> None:
        self.mark = mark

    def render(self, context: Context) -> str:
        return conditional_escape(self.mark())


def tag_of(mark: Callable[[], str]) -> Callable[[Parser, Token], MarkNode]:
    """Return the tag of a mark. It removes the template's line ends after it, which would show as a space in Chinese."""

    def tag(parser: Parser, token: Token) -> MarkNode:
        for after in reversed(parser.tokens):  # the parser keeps them in reverse
            if not isinstance(after, Token):
                break
            if after.token_type == TokenType.TEXT:
                after.contents = after.contents.lstrip()
                if after.contents:
                    break
            elif after.token_type != TokenType.BLOCK or after.contents.split()[0] not in ("if", "endif"):
                break
        return MarkNode(mark)

    return tag
