"""No space stands behind a wide stop of Chinese, wherever a page or a mail puts two sentences together."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.template import Context, engines
from django.template.loader import render_to_string
from django.utils.translation import override

from conference.look import lists
from conference.look.spacing import INLINE, STOPS, close_up, close_up_text

TWO = (
    "<p>\n  第一句。\n  {% if more %}\n    第二句{{ mark }}\n    <b>第三句</b>。{% endif %} <a href='/'>第四句</a></p>"
)
LEFT = re.compile(rf"[{STOPS}](?:</(?:{INLINE})>)* +[^\s<]")


def page(source: str, **values: object) -> str:
    return engines["django"].from_string(source).render(values)


def test_sentences_of_a_page_are_closed_up_in_chinese():
    with override("zh-hans"):
        assert page(TWO, more=True, mark="：") == "<p>\n  第一句。第二句：<b>第三句</b>。<a href='/'>第四句</a></p>"


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "姓<span>（必填）</span>"), ("vi", "姓 <span>（必填）</span>")]
)
def test_no_space_stands_before_a_wide_bracket(language, said):
    with override(language):
        assert page("<label>姓 <span>（必填）</span></label>") == f"<label>{said}</label>"
        assert page('<input value="姓 （必填）">') == '<input value="姓 （必填）">'


def test_control_without_it_the_space_stands():
    with override("zh-hans"):
        plain = engines["django"].from_string(TWO).template.render(Context({"more": True}))
    assert "第一句。\n  \n    第二句" in plain


@pytest.mark.parametrize("language", ["en", "fr", "ar", "vi"])
def test_other_languages_keep_their_spaces(language):
    with override(language):
        assert page("<p>一。 二。\n  三</p>") == "<p>一。 二。\n  三</p>"


@pytest.mark.parametrize(
    "kept",
    [
        "<textarea>一。 二。\n  三</textarea>",
        "<pre>一。 二</pre>",
        '<input value="一。 二">',
        "<script>const text = '一。 二'</script>",
        "<p>一。\n二</p>",  # what somebody typed in two lines and a page shows in two
        "<p>一。</p>\n  <p>二</p>",
    ],
)
def test_what_somebody_typed_stays(kept):
    with override("zh-hans"):
        assert close_up(kept) == kept


def test_a_page_that_is_included_or_rendered_to_a_string_is_closed_up():
    with override("zh-hans"):
        text = render_to_string("parts/demo.html", {"demo_url": "/demo/"})
    assert "。" in text
    assert LEFT.search(text) is None


def test_a_plain_text_keeps_its_lines():
    with override("zh-hans"):
        assert close_up_text("一。 二： 三\n\n1. 四。\n五") == "一。二：三\n\n1. 四。\n五"
    with override("ru"):
        assert close_up_text("一。 二") == "一。 二"


@pytest.mark.parametrize(("language", "said"), [("en", "One. Two."), ("zh-hans", "一。二。")])
def test_python_joins_sentences_in_one_place(language, said):
    parts = ["One", "Two."] if language == "en" else ["一", "二。"]
    with override(language):
        assert lists.join_sentences(parts) == said


PLAIN = re.compile(r'" " \+ n?p?gettext|" " \+ _\(|\} \{_\(|_\("[^"]*[.!?]"\)(?: % \w+)? \+ " "')


def test_no_module_puts_a_plain_space_between_two_sentences():
    found = [
        f"{path.relative_to(settings.ROOT)}:{number}"
        for layer in ("conference", "delegations", "schedule")
        for path in (settings.ROOT / layer).rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if PLAIN.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line", ['done += " " + _("Sent.")', 'return text + " " + ngettext("a", "b", n)', "f\"{words} {_('Sent.')}\""]
)
def test_control_such_a_line_is_found(line):
    assert PLAIN.search(line)
