"""Every template holds under the strict CSP, compiles, and names only icons that exist."""

import re
from pathlib import Path

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


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_inline_style_script_or_handler(name: str) -> None:
    source = (FOLDER / name).read_text()
    assert not re.search(r"\|\s*safe\b", source)
    assert name.endswith(".txt") or "autoescape off" not in source
    html = re.sub(r"\{([%{#]).*?[%}#]\}", "", source)
    assert not STYLE.search(html)
    assert not HANDLER.search(html)
    assert "javascript:" not in html
    assert "hx-on" not in html
    # Bootstrap's outlined buttons have its colours, which are too pale on our ground; ours are `btn-line` and `btn-danger-line`.
    assert "btn-outline-" not in html
    assert [tag for tag in SCRIPT.findall(html) if "src=" not in tag and 'type="application/json"' not in tag] == []


@pytest.mark.parametrize("name", [name for name in TEMPLATES if not name.startswith(("mail/", "print/"))])
def test_nothing_comes_from_another_place(name: str) -> None:
    assert not re.search(r"(?:src|href|action)=[\"']?(?:https?:)?//", (FOLDER / name).read_text())


@pytest.mark.parametrize("name", ALL_KINDS)
def test_no_line_is_long(name: str) -> None:
    lines = (FOLDER / name).read_text().splitlines()
    assert [number for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE] == []


@pytest.mark.parametrize("name", [name for name in TEMPLATES if not name.startswith("mail/")])
def test_marks_between_two_parts_are_the_languages_own(name: str) -> None:
    """`{% comma %}`, `{% list_comma %}`, `{% semicolon %}`: Chinese and Arabic have other ones than English."""
    source = SENTENCE.sub("{% sentence %}", (FOLDER / name).read_text())
    found = [part for part in MARK.findall(source) if "given_names" not in part]
    assert found == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_line_opens_one_block_element_at_most(name: str) -> None:
    source = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), (FOLDER / name).read_text())
    assert [line for line in source.splitlines() if len(BLOCK_ELEMENT.findall(line)) > 1] == []


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
        for number, line in enumerate((FOLDER / name).read_text().splitlines(), 1)
        if any(TORN.match(line, found.start()) for found in re.finditer(r"\{[{%#]", line))
    ]
    assert torn == []


def test_a_torn_tag_is_found() -> None:
    assert TORN.match("{{ found.title")
    assert not TORN.match("{{ found.title }}")
    assert TORN.search("{% if one %}{{ one", 12)


@pytest.mark.parametrize("name", TEMPLATES)
def test_compiles(name: str) -> None:
    assert get_template(name).origin.template_name == name


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    named = {icon for name in TEMPLATES for icon in re.findall(r'{% icon "([a-z0-9-]+)"', (FOLDER / name).read_text())}
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
