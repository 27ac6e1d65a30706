"""The page of a delegation as it is drawn."""

from __future__ import annotations

import pytest
from django.test import Client

from conference.models import Category
from conference.translated import Translated
from delegations.registration.models import Quota
from seeds.data import conference
from tests.look.pages import IN_A_BROWSER, opened
from tests.people import make_focal_point, make_member, sign_in

pytestmark = IN_A_BROWSER
# Each word of a category whose first and last letter stand on different lines.
BROKEN = r"""() => [...document.querySelectorAll(".quotas .cat-line span")].flatMap((name) => {
  const text = name.firstChild, range = document.createRange();
  return [...text.data.matchAll(/\S+/g)].filter((word) => {
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    return new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size > 1;
  }).map((word) => word[0]);
})"""


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru"])
def test_no_word_of_a_category_is_broken_beside_the_members(world, language: str):
    seeded = {category["letter"]: Translated(category["name"]) for category in conference()["categories"]}
    for category in Category.objects.all():
        Category.objects.filter(pk=category.pk).update(name=seeded[category.letter])
        Quota.objects.update_or_create(kind="member_state", category=category, defaults={"places": 4})
    make_member("KEN", capacity="head", category="H")
    jane = sign_in(Client(), make_focal_point("KEN"))
    jane.cookies["django_language"] = language
    answer = jane.get("/portal/ken/")
    taken = {"/portal/ken/": (answer.content.decode(), answer["Content-Security-Policy"])}
    with opened(taken, 1440) as show:
        page = show("/portal/ken/")
        assert page.locator(".quotas .cat-line").count() > 3
        assert page.evaluate(BROKEN) == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
