"""The badge beside a member's form shows what will be printed."""

from __future__ import annotations

import pytest

from conference.parties.models import PartyName
from delegations.accreditation.badges.contents import BadgeDataBuilder
from delegations.accreditation.models import BadgeSetup
from delegations.registration.models import Delegate
from tests.accreditation.kit import accredited
from tests.people import make_member, make_party
from tests.registration.kit import post, text_of

NEW = "/portal/ken/members/new/"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ({"honorific": "H.E. Ms.", "name_on_badge": "Naliaka Barasa"}, "H.E. Ms. Naliaka Barasa"),
        ({"honorific": "Ms.", "name_on_badge": "Ms. Naliaka BARASA"}, "Ms. Naliaka BARASA"),
        ({"honorific": "", "name_on_badge": "", "given_names": "Naliaka", "family_name": "Barasa"}, "Naliaka Barasa"),
    ],
)
def test_the_preview_of_the_badge_has_the_honorific_that_is_printed(portal, typed, printed):
    portal.post(NEW, post(**typed))
    page = portal.get(f"/portal/ken/members/{Delegate.objects.get().public_id}/")
    assert page.context["badge"].name == printed


@pytest.mark.parametrize(
    ("language", "state", "name"),
    [
        ("en", "Kenya", "H.E. Ms. Naliaka Barasa"),
        ("es", "Kenya", "Excma. Sra. Naliaka Barasa"),
        ("ar", "كينيا", "معالي السيدة Naliaka Barasa"),
        ("zh-hans", "肯尼亚", "Naliaka Barasa 女士阁下"),
    ],
)
def test_the_preview_is_in_the_language_of_the_badges_and_not_of_the_page(portal, language, state, name):
    """The honorific stands on the preview where the paper has it, whoever looks."""
    BadgeSetup.objects.create(language=language)
    for code, short in (("ar", "كينيا"), ("zh", "肯尼亚"), ("es", "Kenya")):
        PartyName.objects.create(party=make_party("KEN"), language=code, short=short, formal=short)
    portal.cookies["django_language"] = "ru"
    portal.post(NEW, post(honorific="H.E. Ms.", name_on_badge="Naliaka Barasa"))
    member = Delegate.objects.get()
    page = portal.get(f"/portal/ken/members/{member.public_id}/")
    shown = page.context["badge"]
    assert (shown.state, shown.name) == (state, name)
    printed = BadgeDataBuilder().names(member.honorific, member.name_on_badge, member.name_native)
    assert (shown.name, shown.native) == printed
    assert f'<div class="badge-a6" lang="{language}"' in page.content.decode()
    assert shown.spoken["honorifics"]["H.E. Ms."] in name
    assert shown.spoken["after"] is (language == "zh-hans")


def test_the_honorific_stands_beside_the_name_in_the_script_of_the_badges(portal):
    BadgeSetup.objects.create(language="ar")
    portal.post(NEW, post(honorific="H.E. Ms.", name_on_badge="Naliaka Barasa", name_native="ناليكا باراسا"))
    shown = portal.get(f"/portal/ken/members/{Delegate.objects.get().public_id}/").context["badge"]
    assert (shown.name, shown.native) == ("Naliaka Barasa", "معالي السيدة ناليكا باراسا")


def test_the_number_is_shown_once_there_is_one(portal):
    member, badge = accredited("KEN")
    text = text_of(portal.get(f"/portal/ken/members/{member.public_id}/"))
    assert f"{badge.number} (1)" in text
    assert "no serial yet" not in text
    for draft in (make_member("KEN"), make_member("KEN", state="submitted")):
        assert "no serial yet" in text_of(portal.get(f"/portal/ken/members/{draft.public_id}/"))
