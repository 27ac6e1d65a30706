"""The preview of the badge follows what is typed, and says the honorific as the badge will."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from conference.printing.badges.words import badge_names
from delegations.registration.members.badge_preview import BadgePreview
from tests.look.pages import IN_A_BROWSER, Site

pytestmark = IN_A_BROWSER
TYPED = (
    ("H.E. Ms.", "Naliaka Barasa", ""),
    ("H.E. Mr.", "SHEN Mingyuan", "沈明远"),
    ("S.E. Mme", "Amal Idrissi", "أمل الإدريسي"),
    ("Ms.", "Ms. Naliaka BARASA", ""),
    ("先生", "王伟", ""),
    ("Sheikh", "Salem", ""),
    ("", "Suryadi", ""),
)


@pytest.mark.parametrize("language", ["en", "ar", "ru", "zh-hans"])
def test_it_has_the_honorific_where_the_badge_has_it(site: Site, language: str) -> None:
    preview = BadgePreview("Kenya", "", "", "", None, [], language=language)
    page = site.show("badge", "registration/badge.js", spoken=preview.spoken)
    with override(language):
        printed = [badge_names(*typed) for typed in TYPED]
    shown = []
    for honorific, name, native in TYPED:
        page.locator("[name=honorific]").fill(honorific)
        page.locator("[name=name_native]").fill(native)
        page.locator("[name=name_on_badge]").fill(name)
        shown.append((page.locator("[data-badge-name]").inner_text(), page.locator("[data-badge-native]").inner_text()))
    assert shown == printed
