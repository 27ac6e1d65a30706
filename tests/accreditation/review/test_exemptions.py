"""Photo exemptions: who may grant one, who reads why, what follows, and its end."""

from __future__ import annotations

import pytest
from django.urls import reverse

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.models import Rank
from delegations.accreditation.badges.actions import printing
from delegations.accreditation.badges.contents import BadgeChoice, PrintMode
from delegations.accreditation.review.actions import exemptions
from delegations.registration.members import queries
from delegations.registration.models import Delegate
from tests.accreditation.kit import accredited, as_actor, give_photo, officer, security
from tests.accreditation.print_room import page
from tests.accreditation.review.test_queue import waits
from tests.markup import compact
from tests.people import make_focal_point, make_member, make_user, sign_in

WHY = "Her faith does not allow a portrait; note verbale 12."


def draft(**fields) -> Delegate:
    return make_member("KEN", photo_exempt=False, **fields)


def now(member: Delegate) -> Delegate:
    return Delegate.objects.select_related("category", "protocol_rank").get(pk=member.pk)


def lacks(member: Delegate) -> list[str]:
    return [lack.field for lack in queries.missing_fields(now(member))]


def test_an_officer_exempts_a_draft_and_takes_it_back(world):
    member, linh = draft(), as_actor(officer())
    before = member.version
    assert "photo" in lacks(member)
    done = exemptions.exempt(actor=linh, delegate=member, code="religion", explanation=WHY, expected_version=before)
    assert (done.photo_exempt, done.version) == (True, before + 1)
    assert "photo" not in lacks(member)
    entry = AuditEntry.objects.get(verb="delegate.photo_exempted")
    # Why is with those who may exempt: it is no reason that stands in every list of acts.
    assert (entry.reason, entry.details["code"], entry.details["words"]) == ("", "religion", WHY)
    with pytest.raises(AlreadyDecided):
        exemptions.ask_for_photo(actor=linh, delegate=now(member), expected_version=before)
    exemptions.ask_for_photo(actor=linh, delegate=now(member), expected_version=done.version)
    assert "photo" in lacks(member)
    with pytest.raises(NotPossible, match="is not exempt"):
        exemptions.ask_for_photo(actor=linh, delegate=now(member))


def test_whom_nobody_exempts(world):
    linh = as_actor(officer())
    given = give_photo(draft())
    head = draft(protocol_rank=Rank.objects.filter(photo_exempt=True).first())
    gone = draft(state="withdrawn")
    for member, why in (
        (given, "has already provided a photo"),
        (head, "needs no photo in any case"),
        (gone, "is no longer coming"),
    ):
        with pytest.raises(NotPossible, match=why):
            exemptions.exempt(actor=linh, delegate=now(member), code="health")
    for code, words in (("", ""), ("whim", "x"), ("other", " ")):
        with pytest.raises(NotPossible, match="Give the reason why this person needs no photo"):
            exemptions.exempt(actor=linh, delegate=draft(), code=code, explanation=words)
    assert not AuditEntry.objects.filter(verb="delegate.photo_exempted").exists()


def test_only_accreditation_exempts(client, world):
    member = draft()
    addresses = [
        reverse(f"accreditation:{name}", args=[member.public_id]) for name in ("exemption", "exempt", "ask_for_photo")
    ]
    for role in (Role.SECURITY, Role.SECRETARIAT, Role.PROTOCOL, Role.PRINT_ROOM):
        user = make_user(None, role)
        with pytest.raises(NotAllowed):
            exemptions.exempt(actor=as_actor(user), delegate=member, code="health")
        sign_in(client, user)
        assert client.get(addresses[0]).status_code == 403
        assert [
            client.post(one, {"version": member.version, "code": "health"}).status_code for one in addresses[1:]
        ] == [403] * 2
    sign_in(client, make_focal_point("KEN"))
    assert client.get(addresses[0]).status_code == 404
    assert now(member).photo_exempt is False


def test_the_page_exempts_with_a_reason_and_shows_who_did(client, world):
    member = draft(family_name="Wario")
    sign_in(client, officer())
    url = reverse("accreditation:exemption", args=[member.public_id])
    delegation = reverse("registration:desk_one", args=["ken"])
    assert url in client.get(delegation).content.decode()
    refused = client.post(f"{url}exempt/", {"version": member.version, "code": "other", "explanation": " "})
    assert refused.status_code == 422
    assert "Write out the reason." in refused.content.decode().split('id="id_explanation_error"')[1]
    late = client.post(f"{url}exempt/", {"version": member.version + 5, "code": "religion", "explanation": WHY})
    assert late.status_code == 409
    assert WHY in late.content.decode()
    client.post(f"{url}exempt/", {"version": member.version, "code": "religion", "explanation": WHY})
    told = page(client, "exemption", member.public_id)
    for said in (
        "Exempt from providing a photo.",
        f"Faith, <bdi>{WHY}</bdi>",
        "Đặng Thuỳ Linh",
        "Ask for a photo again",
    ):
        assert said in told
    assert f'<a class="small" href="{url}">no photo asked' in compact(client.get(delegation).content.decode())
    # The delegation reads that none is asked, and not why.
    sign_in(client, make_focal_point("KEN"))
    history = client.get(reverse("registration:history", args=["ken"])).content.decode()
    assert "no longer needs to provide a photo" in history
    assert "faith" not in history
    sign_in(client, officer("Lương Gia Bảo"))
    client.post(f"{url}end/", {"version": member.version + 1})
    assert "Asked for a photo again" in page(client, "exemption", member.public_id)
    assert now(member).photo_exempt is False


def test_queue_person_and_badge_show_it_and_the_print_room_prints(client, world):
    waiting = waits("KEN", photo_exempt=False, family_name="Otieno")
    badge = accredited("BRA", photo_exempt=False)[1]
    linh = as_actor(officer())
    link = reverse("accreditation:exemption", args=[waiting.public_id])
    sign_in(client, officer("Lương Gia Bảo"))
    assert f'<a href="{link}">Exempt</a>' in page(client, "person", waiting.public_id)
    for member in (waiting, badge.delegate):
        exemptions.exempt(actor=linh, delegate=now(member), code="later", explanation="Comes by courier.")
    told = client.get(reverse("accreditation:person", args=[waiting.public_id]), {"step": "all"}).content.decode()
    told = compact(told)
    assert "Exempt from providing a photo." in told
    assert f'<a href="{link}">Exemption</a>' in told
    assert "delegate, no photo asked</span>" in told
    assert "Comes by courier." not in told
    assert "Still missing: photo" not in told
    sign_in(client, security())
    assert link not in page(client, "person", waiting.public_id)  # security sees it, and changes nothing
    sign_in(client, officer("Hà Minh Châu"))
    assert "No photo is asked of this person" in page(client, "badge", badge.pk)
    assert printing.check_batch(BadgeChoice(), PrintMode(), refuse=False).faults == []
