"""The officers' views: decisions by plain forms, photos and document numbers by role."""

from __future__ import annotations

import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.correspondence.models import Message
from conference.parties.models import Party, PartyName
from delegations.accreditation.models import Badge
from delegations.accreditation.review import queries
from delegations.accreditation.review.actions import decisions
from delegations.registration.models import Delegate, NoteVerbale
from tests.accreditation.kit import also_vets, as_actor, give_photo, officer, photograph, printer, security
from tests.people import make_focal_point, make_member, make_party, make_user, sign_in


def url(name: str, member: Delegate, query: str = "?step=all") -> str:
    return reverse(f"accreditation:{name}", args=[member.public_id]) + query


@pytest.fixture
def waits(world):
    make_focal_point("KEN", email="one@mission.example")
    return make_member(
        "KEN", state="submitted", family_name="Mokoena", given_names="Thandeka", document_number="D0004471"
    )


def state(member: Delegate) -> str:
    return Delegate.objects.get(pk=member.pk).state


def flashed(response) -> str:
    text = response.content.decode()
    return text[text.index('id="messages"') :].split("</ul>")[0]


def test_an_officer_vets_and_another_accredits_by_plain_forms(client, waits):
    other = make_member("BRA", state="submitted", family_name="Silva", given_names="Ana")
    sign_in(client, security())
    response = client.post(url("vet", waits), {"version": "1"}, follow=True)
    assert state(waits) == "vetted"
    assert "Thandeka Mokoena is vetted." in flashed(response)
    # On to the next person by itself.
    assert "<bdi>Ana Silva</bdi></a></h1>" in response.content.decode()
    sign_in(client, officer())
    response = client.post(url("accredit", waits), {"version": "2"}, follow=True)
    assert state(waits) == "accredited"
    assert "Thandeka Mokoena is accredited; the badge is in the print queue." in flashed(response)
    assert Badge.objects.get(delegate=waits).state == "queued"
    assert state(other) == "submitted"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("return", "Choose a reason."),
        ("refuse", "Choose a reason."),
        ("remark", "Please write a remark first."),
        ("hold", "Say why. Nothing was changed."),
    ],
)
def test_what_is_lacking_is_said_by_the_page_in_its_language(client, waits, name, said):
    """The browser asks nothing before: it would in its own language, in a bubble that goes."""
    sign_in(client, make_user(None, Role.SECURITY, Role.ACCREDITATION))
    text = client.get(url("person", waits)).content.decode()
    [form] = re.findall(rf'<form id="{name}-form"[^>]*>', text)
    assert " novalidate " in form
    answer = client.post(url(name, waits), {"version": "1"}).content.decode()
    assert said in answer.split('role="alert"', 1)[1]
    assert state(waits) == "submitted"


def test_a_nationality_is_named_also_of_a_state_that_sends_nobody(client, waits):
    values = {"short": "Senegal", "formal": "the Republic of Senegal"}
    senegal = make_party("SEN")
    Party.objects.filter(pk=senegal.pk).update(alpha2="SN")
    PartyName.objects.update_or_create(party=senegal, language="en", defaults=values)
    Delegate.objects.filter(pk=waits.pk).update(nationality="SN")
    sign_in(client, security())
    page = client.get(url("person", waits))
    assert page.context["nationality"] == "Senegal"
    assert "SEN" not in queries.get_party_names("after").by_code


def test_the_last_of_the_queue_leads_to_the_empty_one(client, waits):
    sign_in(client, security())
    response = client.post(url("vet", waits, "?step=vet"), {"version": "1"}, follow=True)
    assert response.redirect_chain == [(reverse("accreditation:queue") + "?step=vet", 302)]
    assert "Nobody awaits vetting" in response.content.decode()


def test_whoever_vetted_is_told_before_and_after(client, waits):
    also_vets(Role.ACCREDITATION)
    linh = officer()
    sign_in(client, linh)
    client.post(url("vet", waits), {"version": "1"})
    page = client.get(url("person", waits)).content.decode()
    assert "You vetted this person; another officer must accredit." in page
    assert url("accredit", waits) not in page
    response = client.post(url("accredit", waits), {"version": "2"})
    assert response.status_code == 409
    assert "Đặng Thuỳ Linh vetted Thandeka Mokoena; another officer must accredit." in response.content.decode()
    assert state(waits) == "vetted"


def test_the_slower_officer_sees_who_was_faster_in_place(client, waits):
    decisions.vet(actor=as_actor(security()), delegate=waits)
    decisions.accredit(actor=as_actor(officer()), delegate=Delegate.objects.get(pk=waits.pk))
    sign_in(client, officer("Lương Gia Bảo"))
    response = client.post(url("refuse", waits), {"version": "2", "code": "security", "explanation": "No <thanks>."})
    text = response.content.decode()
    assert response.status_code == 409
    assert "Somebody else acted first" in text
    assert "Thandeka Mokoena: already accredited by Đặng Thuỳ Linh. Nothing was changed." in text
    # No form is left on the page to hold the words, which somebody may want to say another way.
    assert "Your text, which was not sent: <bdi>No &lt;thanks&gt;.</bdi>" in text
    assert state(waits) == "accredited"


def test_returning_needs_a_reason_and_keeps_the_words(client, waits):
    sign_in(client, security())
    response = client.post(url("return", waits), {"version": "1", "explanation": "The photo of 2019."})
    text = response.content.decode()
    assert response.status_code == 422
    assert "Choose a reason." in text
    assert "The photo of 2019.</textarea>" in text
    assert '<form id="return-form"' in text
    assert "data-reasons hidden" not in text.split('id="return-form"')[1].split(">")[0]
    response = client.post(url("return", waits), {"version": "1", "code": "other", "explanation": " "})
    assert response.status_code == 422
    assert "Write out the reason: the focal point needs to know it." in response.content.decode()
    response = client.post(
        url("return", waits), {"version": "1", "code": "photo_unclear", "explanation": ""}, follow=True
    )
    # The e-mail waits as long as the step can be undone.
    told = "the focal points are informed of the reason. E-mail goes out at "
    assert f"Thandeka Mokoena is returned for correction; {told}" in flashed(response)
    assert Message.objects.get().kind == "accreditation.returned"


def test_reasons_open_without_script(client, waits):
    sign_in(client, officer())
    shut = client.get(url("person", waits)).content.decode()
    opened = client.get(url("person", waits, "?step=all&open=return")).content.decode()
    assert "hidden" in shut.split('id="return-form"')[1].split(">")[0]
    assert "hidden" not in opened.split('id="return-form"')[1].split(">")[0]
    for number, label in enumerate(["Photo: face not clear", "Title differs from the note"], 1):
        assert f'data-key="{number}"' in opened
        assert label in opened


def test_a_spoilt_version_changes_nothing(client, waits):
    sign_in(client, security())
    for version in ("", "x", "-1"):
        assert client.post(url("vet", waits), {"version": version}).status_code == 422
    assert state(waits) == "submitted"
    assert client.get(url("vet", waits)).status_code == 405


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.SECRETARIAT, 200),
        (Role.SECURITY, 200),
        (Role.ACCREDITATION, 200),
        (Role.PROTOCOL, 200),
        (Role.PRINT_ROOM, 200),
        (Role.PROGRAMME, 403),
    ],
)
def test_the_photo_by_role(client, waits, role, status):
    give_photo(waits)
    sign_in(client, make_user(None, role))
    response = client.get(url("photo", waits, ""))
    assert response.status_code == status
    if status == 200:
        assert b"".join(response.streaming_content) == photograph()
        assert response["Content-Type"] == "image/jpeg"
        assert response["Cache-Control"] == "private, max-age=600"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "attachment" not in response["Content-Disposition"]


def test_the_photo_is_not_for_others(client, waits):
    give_photo(waits)
    address = url("photo", waits, "")
    assert client.get(address).status_code == 302  # sign in first
    sign_in(client, make_focal_point("KEN"))
    assert client.get(address).status_code == 404
    sign_in(client, officer())
    draft = give_photo(make_member("KEN"))
    assert client.get(url("photo", draft, "")).status_code == 404
    assert client.get(url("photo", make_member("KEN", state="submitted"), "")).status_code == 404


def test_an_upload_that_is_no_picture_is_never_shown_inline(client, waits):
    waits.photo.save("x.svg", ContentFile(b"<svg/>"), save=False)
    Delegate.objects.filter(pk=waits.pk).update(photo=waits.photo.name)
    sign_in(client, officer())
    response = client.get(url("photo", waits, ""))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


def test_the_number_is_masked_and_a_look_at_it_is_recorded(client, waits):
    sign_in(client, security())
    page = client.get(url("person", waits)).content.decode()
    assert "••••4471" in page
    assert "D0004471" not in page
    assert AuditEntry.objects.filter(verb="delegate.document_read").count() == 0
    assert client.get(url("document", waits)).status_code == 405
    part = client.post(url("document", waits), headers={"hx-request": "true"})
    whole = client.post(url("document", waits))
    assert "D0004471" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert "D0004471" in whole.content.decode()
    assert "no-store" in part["Cache-Control"]
    assert "no-store" in whole["Cache-Control"]
    entries = AuditEntry.objects.filter(verb="delegate.document_read")
    assert [(entry.actor_label, entry.subject_id) for entry in entries] == [("Tạ Văn Phúc", str(waits.pk))] * 2


def test_those_who_may_not_read_documents_see_neither_number_nor_birth(client, waits):
    sign_in(client, printer())
    page = client.get(url("person", waits)).content.decode()
    assert "••••4471" in page
    assert "Show number" not in page
    assert "not shown to this role" in page
    assert not re.search(r"\b1974\b", page)  # letters and digits of a key may hold it
    assert client.post(url("document", waits)).status_code == 403
    sign_in(client, security())
    # The birth date comes with the number, by a click that the audit log keeps.
    assert "14 May 1974" not in client.get(url("person", waits)).content.decode()
    assert not AuditEntry.objects.filter(verb="delegate.document_read").exists()
    for asked in ({"hx-request": "true"}, {}):
        assert "14 May 1974" in client.post(url("document", waits), headers=asked).content.decode()


def test_doors_by_role(client, waits):
    """Who may look may not decide; focal points learn nothing of the desk."""
    views = {
        "queue": lambda: client.get(reverse("accreditation:queue")),
        "person": lambda: client.get(url("person", waits)),
        "vet": lambda: client.post(url("vet", waits), {"version": "99"}),
        "accredit": lambda: client.post(url("accredit", waits), {"version": "99"}),
        "return": lambda: client.post(url("return", waits), {"version": "99", "code": "photo_unclear"}),
        "refuse": lambda: client.post(url("refuse", waits), {"version": "99", "code": "security"}),
        "document": lambda: client.post(url("document", waits)),
    }

    def answers(user):
        sign_in(client, user)
        return {name: view().status_code for name, view in views.items()}

    looks = {"queue": 200, "person": 200}
    assert answers(make_user(None, Role.PROTOCOL)) == {**dict.fromkeys(views, 403), **looks}
    # 409: the view lets them act, and the version that they send is not the present one.
    assert answers(security()) == {
        **looks,
        "vet": 409,
        "return": 409,
        "document": 200,
        "accredit": 403,
        "refuse": 403,
    }
    assert answers(officer()) == {
        **looks,
        "document": 200,
        "vet": 403,
        **dict.fromkeys(("accredit", "return", "refuse"), 409),
    }
    assert answers(make_focal_point("KEN")) == dict.fromkeys(views, 404)
    assert state(waits) == "submitted"


def test_the_note_verbale_is_linked(client, waits):
    note = NoteVerbale(delegation=waits.delegation, number="118/2025", file_name="note.pdf", received_at=timezone.now())
    note.file.save("note.pdf", ContentFile(b"%PDF-1.4"))
    sign_in(client, officer())
    page = client.get(url("person", waits)).content.decode()
    link = reverse("registration:note_file", args=["ken", note.pk])
    assert f'href="{link}"' in page
    assert "Note verbale 118/2025" in page
    response = client.get(link)
    assert b"".join(response.streaming_content) == b"%PDF-1.4"
    assert response["Content-Disposition"].startswith("attachment")


def test_names_are_inert_in_the_page(client, world):
    member = make_member("KEN", state="submitted", family_name="<script>alert(1)</script>", given_names="{{ 7|add:7 }}")
    sign_in(client, officer())
    page = client.get(url("person", member)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7|add:7 }}" in page


def test_the_menu_counts_who_waits(client, waits):
    sign_in(client, make_user(None, Role.PROGRAMME))
    assert "Accreditation" not in client.get(reverse("desk:home")).content.decode()
    sign_in(client, officer())
    page = client.get(reverse("desk:home")).content.decode()
    assert 'Accreditation <span class="num">(1)</span>' in page
