"""The secretariat acts for a delegation: every page says so, and the audit log has its own name."""

from __future__ import annotations

import io

import pytest

from conference.core import access_log
from conference.core.access import SYSTEM, Role
from delegations.registration.models import Delegate, NoteVerbale
from tests.people import make_delegation, make_focal_point, make_member, make_user, sign_in
from tests.registration.kit import letters, post, text_of

PORTAL = "/portal/ken/"


@pytest.fixture
def secretariat(client, world):
    make_delegation("KEN")
    return sign_in(client, make_user(None, Role.SECRETARIAT, name="Trần Thu Hà"))


@pytest.mark.parametrize("page", ["", "members/new/", "import/", "notes/", "visa/", "people/"])
def test_every_page_says_for_whom(secretariat, page):
    text = text_of(secretariat.get(PORTAL + page))
    assert "You act for Kenya. The audit log says that the secretariat did it. Back to the desk" in text
    assert 'href="/desk/delegations/ken/"' in secretariat.get(PORTAL + page).content.decode()


def test_of_a_member_too(secretariat):
    member = make_member("KEN")
    for page in ("", "withdraw/"):
        assert "You act for Kenya." in text_of(secretariat.get(f"{PORTAL}members/{member.public_id}/{page}"))


def test_a_focal_point_is_told_nothing(client, world):
    sign_in(client, make_focal_point("KEN"))
    assert "You act for" not in text_of(client.get(PORTAL))


def test_staff_who_are_focal_point_themselves_are_told_nothing(client, world):
    user = make_focal_point("KEN")
    user.grants.create(role=Role.SECRETARIAT)
    sign_in(client, user)
    assert "You act for" not in text_of(client.get(PORTAL))


def test_officers_who_may_only_look_are_told_that(client, world):
    make_delegation("KEN")
    sign_in(client, make_user(None, Role.PRINT_ROOM))
    text = text_of(client.get(PORTAL))
    assert (
        "You are viewing the pages of Kenya. Only its focal points and the secretariat can change anything here."
        in text
    )
    assert client.get(f"{PORTAL}members/new/").status_code == 404


def test_what_the_secretariat_does_stands_under_its_name(secretariat, client):
    focal = make_focal_point("KEN", email="focal@ken.example")
    answer = secretariat.post(f"{PORTAL}members/new/", post(family_name="Barasa"), follow=True)
    assert "You act for Kenya." in text_of(answer)
    member = Delegate.objects.get()
    changed = post(family_name="Barasa", hotel="Lotus", version="1")
    assert secretariat.post(f"{PORTAL}members/{member.public_id}/", changed).status_code == 302
    Delegate.objects.update(photo_exempt=True)
    assert secretariat.post(f"{PORTAL}submit/").status_code == 302
    member.refresh_from_db()
    assert (member.state, member.hotel, member.submitted_by.name) == ("submitted", "Lotus", "Trần Thu Hà")
    paper = io.BytesIO(_pdf())
    paper.name = "note.pdf"
    assert secretariat.post(f"{PORTAL}notes/", {"file": paper, "number": "MFA/1"}).status_code == 302
    assert NoteVerbale.objects.get().received_from.name == "Trần Thu Hà"
    form = {"reason": "", "version": member.version}
    page = secretariat.get(f"{PORTAL}members/{member.public_id}/withdraw/")
    form["consequences"] = page.context["consequences_fingerprint"]
    assert secretariat.post(f"{PORTAL}members/{member.public_id}/withdraw/", form).status_code == 302
    told = access_log.acts(SYSTEM).filter(scope="KEN").order_by("number").values_list("verb", "actor_label")
    assert list(told) == [
        ("delegate.entered", "Trần Thu Hà"),
        ("delegate.changed", "Trần Thu Hà"),
        ("delegate.submitted", "Trần Thu Hà"),
        ("note.received", "Trần Thu Hà"),
        ("delegate.withdrawn", "Trần Thu Hà"),
    ]
    assert [mail.recipient for mail in letters("submitted")] == ["focal@ken.example"]
    sign_in(client, focal)
    assert "The secretariat entered Halima Barasa." in text_of(client.get(PORTAL))


def test_the_desk_leads_there(secretariat):
    page = secretariat.get("/desk/delegations/ken/")
    assert "Act for the delegation" in text_of(page)
    assert f'href="{PORTAL}"' in page.content.decode()


def _pdf() -> bytes:
    import pikepdf

    body = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    document.save(body)
    return body.getvalue()
