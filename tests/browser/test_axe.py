"""A page is asked of axe once a structure; what axe judges by makes another one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.axe import violations
from tests.look.pages import IN_A_BROWSER

pytestmark = IN_A_BROWSER
PAGE = """<html lang="LANG"><head><title>A page</title><style>
.pale { color: #ddd; background: #fff }
@media (max-width: 400px) { .number { color: #ddd; background: #fff } }
</style></head><body><main><h1>TITLE</h1><p class="CLASS">Some words</p><p class="number">12</p><img alt="ALT" src="1.png">
<label>Name <input name="a"></label></main></body></html>"""
GIVEN = {"LANG": "en", "TITLE": "Delegation", "CLASS": "dark", "ALT": "The crest"}


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def source(**changed: str) -> str:
    page = PAGE
    for name, value in (GIVEN | changed).items():
        page = page.replace(name, value)
    return page


def found(page: Page, html: str) -> list[str]:
    page.goto("about:blank")  # what was asked before goes with its page
    page.set_content(html)
    return [one["id"] for one in violations(page)]


def was_asked(page: Page) -> bool:
    return bool(page.evaluate("typeof axe !== 'undefined'"))


def test_the_same_structure_in_other_words_is_not_asked_again(page):
    assert found(page, source()) == []
    assert found(page, source(LANG="fr", TITLE="Délégation", ALT="Les armoiries")) == []
    assert not was_asked(page)


@pytest.mark.parametrize(
    ("said", "instead", "fault"),
    [
        ('class="dark"', 'class="pale"', "color-contrast"),
        (' alt="The crest"', "", "image-alt"),
        ("Name <input", "<input", "label"),
    ],
    ids=["class", "attribute", "text"],
)
def test_what_axe_judges_by_is_asked_anew(page, said, instead, fault):
    assert found(page, source()) == []
    assert found(page, source().replace(said, instead)) == [fault]


def test_a_fault_is_told_each_time(page):
    for _ in range(2):
        assert found(page, source(CLASS="pale")) == ["color-contrast"]


def test_another_width_is_asked_anew(page):
    assert found(page, source()) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert [one["id"] for one in violations(page)] == ["color-contrast"]


def test_a_box_that_a_script_ticks_is_another_structure(page):
    style = "<style>:checked + p { color: #ddd; background: #fff }</style>"
    box = '<label>Name <input type="checkbox"><p>Chosen</p></label>'
    assert found(page, source().replace('<label>Name <input name="a"></label>', style + box)) == []
    page.evaluate("document.querySelector('input').checked = true")
    assert [one["id"] for one in violations(page)] == ["color-contrast"]
