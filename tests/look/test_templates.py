"""Every template holds under the strict CSP, compiles, and names only icons that exist."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import get_template

from conference.templatetags import look

FOLDER = Path(settings.ROOT) / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
ALL_KINDS = sorted(
    path.relative_to(FOLDER).as_posix() for kind in ("html", "txt", "typ") for path in FOLDER.rglob(f"*.{kind}")
)
HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE)
STYLE = re.compile(r"<style|<[^>]*\sstyle\s*=", re.IGNORECASE)
LONGEST_LINE = 160
COMMENT = re.compile(r"{%\s*comment\s*%}.*?{%\s*endcomment\s*%}|{#.*?#}", re.DOTALL)
BLOCK_ELEMENT = re.compile(
    "<(?:html|head|body|title|div|p|section|[uod]l|li|d[td]|table|caption|thead|tbody|tfoot|tr|t[hd]|h[1-6]|form|fieldset|legend|header|main|nav|aside"
    "|footer|article|details|summary|dialog|figure|figcaption|pre|option|blockquote|hr)(?=[\\s>])"
)
SENTENCE = re.compile(r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}", re.DOTALL)
MARK = re.compile(r"(?:}}|%}|</(?:a|b|bdi|span|strong|time)>)[,;]\s+(?:{[{%][^}]*}|<(?:a|b|bdi|span|strong|time)\b)")
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)


SOURCES = {name: (FOLDER / name).read_text() for name in ALL_KINDS}
ON_PAPER_OR_BY_MAIL = ("mail/", "print/")
# What no page has, by what it is. Bootstrap's outlined buttons have its colours, which are too pale on our ground.
FORBIDDEN = {
    "a style": STYLE,
    "a handler": HANDLER,
    "a script in a link": re.compile("javascript:"),
    "a handler of htmx": re.compile("hx-on"),
    "Bootstrap's own button": re.compile("btn-outline-"),
}


def strict_faults(source: str) -> list[str]:
    """Return what the CSP refuses, or escapes no text, in a template."""
    html = re.sub(r"\{([%{#]).*?[%}#]\}", "", source)
    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(html)]
    if re.search(r"\|\s*safe\b", source) or "autoescape off" in source:
        found.append("text that is not escaped")
    return found + [tag for tag in SCRIPT.findall(html) if "src=" not in tag and 'type="application/json"' not in tag]


def found_in(names: Iterable[str], faults: Callable[[str], list[Any]]) -> dict[str, list[Any]]:
    """Return what `faults` finds in each source, by the template's name."""
    return {name: found for name in names if (found := faults(SOURCES[name]))}


def test_no_inline_style_script_or_handler() -> None:
    assert found_in(TEMPLATES, strict_faults) == {}


@pytest.mark.parametrize(
    "source",
    [
        "<p style='x'>",
        "<style>",
        "<a onclick=x>",
        "<a href='javascript:x'>",
        "<a hx-on:x>",
        "{{ a|safe }}",
        "{% autoescape off %}",
        "<script>x</script>",
        '<b class="btn-outline-danger">',
    ],
)
def test_what_is_not_strict_is_found(source: str) -> None:
    assert strict_faults(source)


def test_nothing_comes_from_another_place() -> None:
    pages = [name for name in TEMPLATES if not name.startswith(ON_PAPER_OR_BY_MAIL)]
    assert found_in(pages, re.compile(r"(?:src|href|action)=[\"']?(?:https?:)?//").findall) == {}


def test_no_line_is_long() -> None:
    def long(source: str) -> list[int]:
        return [number for number, line in enumerate(source.splitlines(), 1) if len(line) > LONGEST_LINE]

    assert found_in(ALL_KINDS, long) == {}


def test_marks_between_two_parts_are_the_languages_own() -> None:
    """`{% comma %}`, `{% list_comma %}`, `{% semicolon %}`: Chinese and Arabic have other ones than English."""

    def marks(source: str) -> list[str]:
        return [part for part in MARK.findall(SENTENCE.sub("{% sentence %}", source)) if "given_names" not in part]

    assert found_in([name for name in TEMPLATES if not name.startswith("mail/")], marks) == {}


def test_no_mark_stands_behind_a_space() -> None:
    """A line that begins with a mark sets the space of the line's end before it."""
    begun = re.compile(r"(?:</(?:a|b|bdi|span|strong|time)>|}}|%})\s+(?:{% if [^%]*%})?{% (?:comma|colon|semicolon) %}")
    assert found_in([name for name in TEMPLATES if not name.startswith("mail/")], begun.findall) == {}


def test_a_line_opens_one_block_element_at_most() -> None:
    def crowded(source: str) -> list[str]:
        lines = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source).splitlines()
        return [line for line in lines if len(BLOCK_ELEMENT.findall(line)) > 1]

    assert found_in(TEMPLATES, crowded) == {}


def test_block_elements_are_told_from_others() -> None:
    assert len(BLOCK_ELEMENT.findall('<tr><td class="n"><b><thead>')) == 3
    assert not BLOCK_ELEMENT.search("<details-x><pa><span><button><label><input><templates>")


TORN = re.compile(r"\{\{(?!.*\}\})|\{%(?!.*%\})|\{#(?!.*#\})")


def test_no_tag_goes_over_a_line_end() -> None:
    """Django takes such a tag for text, and readers see its braces."""
    torn = [
        f"{name}:{number}"
        for name in ALL_KINDS
        if not name.endswith(".typ")
        for number, line in enumerate(SOURCES[name].splitlines(), 1)
        if any(TORN.match(line, found.start()) for found in re.finditer(r"\{[{%#]", line))
    ]
    assert torn == []


def test_a_torn_tag_is_found() -> None:
    assert TORN.match("{{ found.title")
    assert not TORN.match("{{ found.title }}")
    assert TORN.search("{% if one %}{{ one", 12)


def test_each_compiles() -> None:
    assert [name for name in TEMPLATES if get_template(name).origin.template_name != name] == []


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    named = {icon for name in TEMPLATES for icon in re.findall(r'{% icon "([a-z0-9-]+)"', SOURCES[name])}
    sprite = (Path(settings.ROOT) / "conference/static" / look.SPRITE).read_text()
    assert named - set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite)) == set()


@pytest.mark.parametrize(
    "name", ["400.html", "403.html", "403_csrf.html", "404.html", "413.html", "429.html", "500.html"]
)
def test_error_pages_need_neither_database_nor_request(name: str) -> None:
    """Without the `db` mark a query fails the test."""
    html = engines["django"].get_template(name).render({})
    assert html.count("<h1>") == 1
    assert '<html lang="en" dir="ltr"' in html
    assert '<main id="main"' in html


def test_the_direction_follows_the_language() -> None:
    from django.utils.translation import override

    with override("ar"):
        html = engines["django"].get_template("404.html").render({})
    assert '<html lang="ar" dir="rtl"' in html
    assert "vendor/bootstrap/bootstrap.rtl.min.css" in html
