"""What stands between words, and around them, is the language's own."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils.translation import override

from conference.look import honorifics, lists, times
from conference.templatetags import writing


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "“<bdi>in shadow</bdi>”"),
        ("fr", "«\u202f<bdi>in shadow</bdi>\u202f»"),
        ("ru", "«<bdi>in shadow</bdi>»"),
        ("zh-hans", "“<bdi>in shadow</bdi>”"),
    ],
)
def test_what_somebody_wrote_stands_in_the_marks_of_the_language(language, said):
    with override(language):
        assert writing.quoted("in shadow") == said
        assert writing.quoted("<b>") == said.replace("in shadow", "&lt;b&gt;")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "96%"), ("fr", "96\xa0%"), ("ru", "96\xa0%"), ("zh-hans", "96%")]
)
def test_per_cent_has_the_space_of_the_language(language, said):
    with override(language):
        assert writing.percent(96) == said


JOINED = re.compile(r"(?:\}\}|%\})(?:</\w+>)?(?:, |: )(?:<\w+[^>]*>)?(?:\{\{|\{%)")
EDGE = re.compile(r"(?:\}\}|%\}):\s*$|^\s*:(?=\s*(?:\{[{%]|$))|\(\{\{ \w+\|zone_of", re.MULTILINE)
SENTENCES = re.compile(r"\{% (blocktranslate|comment).*?\{% end\1 %\}", re.DOTALL)


def test_no_template_joins_what_it_shows_by_a_comma_or_a_colon_of_latin_script():
    templates = [
        path
        for path in (Path(__file__).resolve().parents[2] / "templates").rglob("*.*")
        if path.suffix in (".html", ".txt")
    ]
    assert len(templates) > 400
    assert [
        (path.name, found.group())
        for path in templates
        for found in JOINED.finditer(SENTENCES.sub("", path.read_text()))
    ] == []
    assert JOINED.search("{{ starts|day }}, {{ starts|until:ends }}")


def test_no_line_of_a_template_begins_or_ends_with_a_colon_of_latin_script():
    root = Path(__file__).resolve().parents[2] / "templates"
    templates = [path for path in root.rglob("*.*") if path.suffix in (".html", ".txt")]
    assert len(templates) > 400
    assert [
        (path.name, found.group()) for path in templates for found in EDGE.finditer(SENTENCES.sub("", path.read_text()))
    ] == []
    assert [found.group() for found in EDGE.finditer("{{ label }}:\n{{ url }}\n  : {{ who }}\n({{ at|zone_of }})")] == [
        "}}:",
        "  :",
        "({{ at|zone_of",
    ]


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Head of delegation", "head of delegation"),
        ("Представитель СМИ", "представитель СМИ"),
        ("IGO", "IGO"),
        ("", ""),
    ],
)
def test_a_label_within_a_sentence_keeps_its_abbreviations(label, said):
    assert writing.within_sentence(label) == said


def test_sentences_in_a_row_end_and_follow_as_the_language_has_it():
    for language, said in (
        ("en", "Naliaka Barasa, 4. Next."),
        ("ar", "Naliaka Barasa\u200f، 4. Next."),
        ("zh-hans", "Naliaka Barasa，4。Next."),
    ):
        with override(language):
            assert lists.join_sentences([lists.join_facts(["Naliaka Barasa", 4]), "Next."]) == said


def test_a_chinese_honorific_stands_apart_from_latin_letters_with_or_without_marks():
    with override("zh-hans"):
        assert honorifics.join_honorific("H.E. Mr.", "Lounis Aït-Hamadouche") == "Lounis Aït-Hamadouche 先生阁下"
        assert honorifics.join_honorific("H.E. Mr.", "Nguyễn Văn Sử") == "Nguyễn Văn Sử 先生阁下"
        assert honorifics.join_honorific("H.E. Mr.", "李明") == "李明先生阁下"


def test_the_clock_of_a_page_is_written_as_the_language_writes_a_date_and_a_time():
    now = datetime(2025, 10, 25, 10, 47, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    template = Template("{% load look %}{% clock_now year=False zone=False %}")
    for language, between in (("en", "</span>, <span"), ("ar", "</span>\u200f، <span"), ("zh-hans", "</span> <span")):
        with override(language):
            assert between in template.render(Context({"clock": {"now": now}}))
    for language, said in (("en", "Hanoi (UTC+7)"), ("zh-hans", "Hanoi时间（UTC+7）")):
        with override(language):
            assert times.clock_of(now, "Hanoi") == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Open the page:"),
        ("fr", "Open the page\u202f:"),
        ("ar", "Open the page\u200f:"),
        ("zh-hans", "Open the page："),
    ],
)
def test_a_line_ends_with_the_colon_of_the_language(language, said):
    with override(language):
        assert Template("{% load look %}{{ label|before_colon }}").render(Context({"label": "Open the page"})) == said


def test_a_name_in_a_sentence_keeps_its_own_direction_and_is_escaped():
    said = Template(
        "{% load i18n look %}{% blocktranslate with name=who|isolated %}Withdraw {{ name }}?{% endblocktranslate %}"
    )
    with override("en"):
        assert said.render(Context({"who": "سمير <b>"})) == "Withdraw <bdi>سمير &lt;b&gt;</bdi>?"
