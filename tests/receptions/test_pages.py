from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.correspondence.letters import letter
from conference.correspondence.models import Message
from conference.models import current_conference
from conference.translated import Translated
from delegations.registration.models import Delegate
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.invitations import actions, substitutes
from schedule.receptions.models import Invitation, Reception
from tests.markup import compact
from tests.people import NOTED, make_focal_point, make_member, make_user, sign_in
from tests.printing.readback import open_pdf
from tests.printing.readback import words as words_of
from tests.receptions.scene import NOW, link_of, make_reception, make_scene
from tests.registration.kit import text_of


@pytest.fixture
def scene(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


def test_the_link_opens_the_card_and_changes_nothing(client, scene):
    page = client.get(link_of("KEN"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "The President of the Socialist Republic of Viet Nam" in text
    assert "Saturday 25 October 2025" in text
    assert "19:00–21:30" in text
    assert scene.state("KEN") == "sent"


def test_answering_by_the_link_needs_no_account(client, scene):
    path = link_of("KEN")
    version = scene.invitation("KEN").version
    page = client.post(path, {"to": "yes", "companion": "Mr. Tom Simiyu", "version": version}, follow=True)
    assert "Thank you: 2 persons" in page.content.decode()
    assert (scene.state("KEN"), scene.taken()) == ("accepted", 2)


def test_a_wrong_link_is_not_found_and_says_what_to_do(client, scene):
    page = client.get("/invited/nonsense/")
    assert page.status_code == 404
    assert "This link is not valid" in page.content.decode()
    assert "Part of the address may be missing, or a newer e-mail has replaced it" in page.content.decode()


def test_whoever_comes_back_reads_the_answer_so_far(client, scene):
    path = link_of("KEN")
    assert "Your answer so far" not in client.get(path).content.decode()
    client.post(path, {"to": "no", "version": scene.invitation("KEN").version})
    text = client.get(path).content.decode()
    assert "Your answer so far" in text
    assert ">Regrets</span>" in text


def test_the_card_says_from_when_guests_arrive_where_no_end_is_set(client, scene):
    assert "Arrive 18:15–18:45" in text_of(client.get(link_of("KEN")))
    Reception.objects.update(arrive_until=None, entrance=Translated(en="Entrance 2"))
    assert "Arrive from 18:15" in text_of(client.get(link_of("KEN")))
    answer = client.post(link_of("KEN"), {"to": "yes", "version": "1"}, follow=True)
    assert "Arrive: from 18:15 Entrance 2" in text_of(answer)
    message = Message.objects.get(kind="receptions.answered")
    assert "Arrive: from 18:15" in str(letter.compose(message, current_conference()).body)
    with open_pdf(client.get(f"{link_of('KEN')}?card").content) as pages:
        assert "from 18:15" in words_of(pages[0])


def test_the_venue_is_said_once(client, scene):
    room = scene.invitation("KEN").reception.room
    room.name, room.venue = Translated(en="Banquet Hall"), Translated(en="Presidential Palace")
    room.save()
    assert "<dd>Banquet Hall, Presidential Palace<" in client.get(link_of("KEN")).content.decode()
    room.name = Translated(en="Banquet Hall, Presidential Palace", fr="Salle des banquets")
    room.save()
    assert "<dd>Banquet Hall, Presidential Palace<" in client.get(link_of("KEN")).content.decode()


def test_a_substitute_without_a_name_is_said_at_the_field_and_the_rest_is_kept(client, scene):
    values = {"to": "substitute", "substitute_function": "Ambassador", "version": 1}
    page = client.post(link_of("KEN"), values)
    text = page.content.decode()
    assert page.status_code == 422
    assert "Name the person who would come instead." in text
    assert 'value="Ambassador"' in text


@pytest.mark.parametrize(
    ("to", "field"),
    [
        ("yes", "companion"),
        ("yes", "allergies"),
        ("yes", "number_plate"),
        ("substitute", "substitute_name"),
        ("substitute", "substitute_function"),
        ("substitute", "substitute_reason"),
    ],
)
def test_what_turns_round_is_refused_at_the_field_and_kept(client, scene, to, field):
    typed = {"to": to, "substitute_name": "Ruth Odinga", field: "A\u202eB", "version": 1}
    page = client.post(link_of("KEN"), typed)
    assert page.status_code == 422
    assert "reverses the direction of the text (U+202E)" in page.context["form"].errors[field][0]
    assert 'value="A\u202eB"' in page.content.decode()
    assert scene.state("KEN") == "sent"


def test_an_outdated_page_is_told_so_and_can_be_sent_again(client, scene):
    scene.answer("KEN", "no")
    page = client.post(link_of("KEN"), {"to": "yes", "allergies": "peanuts", "version": 1})
    text = page.content.decode()
    assert page.status_code == 409
    assert (
        "This invitation was answered in the meantime: Regrets. Your answer was not sent; send it again if it still applies."
        in text
    )
    assert 'value="peanuts"' in text
    assert scene.state("KEN") == "regretted"
    again = {"to": "yes", "allergies": "peanuts", "version": page.context["form"]["version"].value()}
    assert client.post(link_of("KEN"), again).status_code == 302
    assert scene.state("KEN") == "accepted"


def test_a_focal_point_answers_in_the_portal_too(client, scene):
    user = make_focal_point("KEN")
    url = reverse("receptions:invitation", args=["ken", scene.invitation("KEN").public_id])
    page = sign_in(client, user).post(url, {"to": "yes", "version": 1})
    assert page.status_code == 302
    assert scene.state("KEN") == "accepted"
    assert _entry("accepted").actor == user
    # Whoever holds the link alone is known by the invitation.
    client.post(link_of("KEN"), {"to": "no", "version": 2})
    entry = _entry("regretted")
    assert (entry.actor, entry.actor_label[:13]) == (None, "Invitation of")


def _entry(state: str) -> AuditEntry:
    return AuditEntry.objects.get(verb=f"invitation.{state}")


def test_the_record_keeps_neither_an_illness_nor_a_number_plate(scene):
    scene.answer("KEN", number_plate="29A-555.01")
    scene.answer("KEN", "substitute", substitute_name="Josphat Kilonzi", substitute_reason="in hospital")
    told = json.dumps([entry.details for entry in AuditEntry.objects.filter(verb__startswith="invitation.")])
    assert "Josphat Kilonzi" in told
    assert "29A-555.01" not in told
    assert "hospital" not in told


def test_the_counts_of_the_list_add_up(client, scene):
    scene.answer("KEN", "substitute", substitute_name="Josphat Kilonzi")
    refused = scene.answer("BRA", "substitute", substitute_name="Rui Prado")
    substitutes.decide_substitute(actor=scene.protocol, invitation=refused, approve=False)
    scene.answer("FRA", "no")
    page = sign_in(client, make_user(None, Role.PROTOCOL)).get(reverse("receptions:receptions"))
    row = page.content.decode().split("<tbody>")[1].split("</tr>")[0]
    invited, *parts = [int(cell) for cell in re.findall(r'<td class="num">(\d+)</td>', row)]
    assert (invited, parts) == (4, [0, 1, 0, 1, 1, 1])


def test_the_desk_leads_to_the_guest_who_was_replaced(client, scene):
    scene.answer("KEN")
    Delegate.objects.filter(pk=scene.heads["KEN"].pk).update(capacity="delegate")
    client = sign_in(client, make_user(None, Role.PROTOCOL))
    anchor = f"guest-{scene.invitation('KEN').public_id}"
    assert f'href="/desk/receptions/banquet/#{anchor}"' in client.get("/desk/").content.decode()
    text = client.get("/desk/receptions/banquet/").content.decode()
    # On a telephone the table scrolls, by keyboard too.
    assert '<div class="table-scroll" tabindex="0" role="group" aria-label="Guests, by party">' in text
    assert "Invite the new head" in text.split(f'<tr id="{anchor}">')[1].split("</tr>")[0]


def test_after_the_deadline_nothing_waits_for_an_answer(client, scene):
    user = make_focal_point("KEN")
    url = reverse("receptions:invitations", args=["ken"])
    text = compact(sign_in(client, user).get(url).content.decode())
    assert re.search(r"Receptions\s*(<[^>]*>)*\s*\(1\)", text)
    assert ">Answer<" in text
    with time_machine.travel(scene.reception.answer_by + timedelta(seconds=1), tick=False):
        text = compact(sign_in(client, user).get(url).content.decode())
    assert not re.search(r"Receptions\s*(<[^>]*>)*\s*\(1\)", text)
    assert ">Answer<" not in text
    assert ">See the invitation<" in text


def test_an_invitation_of_others_is_not_found(client, scene):
    client = sign_in(client, make_focal_point("KEN"))
    url = reverse("receptions:invitation", args=["ken", scene.invitation("BRA").public_id])
    assert client.get(url).status_code == 404


def test_protocol_decides_on_a_substitute(client, scene):
    invitation = scene.answer("KEN", "substitute", substitute_name="Josphat Kilonzi")
    client = sign_in(client, make_user(None, Role.PROTOCOL))
    page = client.get(reverse("receptions:reception", args=["banquet"]), {"state": "substitute"})
    assert "Josphat Kilonzi" in page.content.decode()
    url = reverse("receptions:substitute", args=["banquet", invitation.public_id])
    client.post(url, {"word": "yes", "version": invitation.version})
    assert scene.state("KEN") == "accepted"


def test_after_the_hosts_word_the_list_stays_as_it_was_filtered(client, scene):
    for code in ("KEN", "BRA"):
        scene.answer(code, "substitute", substitute_name=f"Substitute of {code}")
    client = sign_in(client, make_user(None, Role.PROTOCOL))
    page = reverse("receptions:reception", args=["banquet"])
    shown = client.get(page, {"state": "substitute"}).content.decode()
    (first, second) = re.findall(rf'action="({page}[^"]*/substitute/[^"]*)"', shown)
    done = client.post(first, {"word": "yes", "version": 2})
    assert done["Location"] == f"{page}?state=substitute"
    assert second in client.get(done["Location"]).content.decode()
    assert client.post(second.split("?")[0] + "?state=x", {"word": "yes", "version": 2})["Location"] == page


def test_the_desk_leads_to_the_substitutes_of_the_next_reception(client, scene):
    earlier = make_reception(code="welcome")
    Reception.objects.filter(pk=earlier.pk).update(starts=earlier.starts - timedelta(days=1))
    guest_list.invite(actor=scene.protocol, reception=Reception.objects.get(pk=earlier.pk))
    for one in (scene.reception, earlier):
        with time_machine.travel(NOW + timedelta(hours=one == earlier), tick=False):
            invitation = Invitation.objects.get(reception=one, delegation__party__code="KEN")
            actions.answer_invitation(
                invitation=invitation, answer=actions.Answer("substitute", substitute_name=f"For {one.code}")
            )
    desk = sign_in(client, make_user(None, Role.PROTOCOL)).get("/desk/").content.decode()
    assert "The first: For welcome, State Banquet." in desk
    assert "/desk/receptions/welcome/?state=substitute" in desk


def test_inviting_more_heads_than_there_are_places_is_said_and_is_not_the_first_thing_to_do(client, scene):
    client = sign_in(client, make_user(None, Role.PROTOCOL))
    make_member("CHN", capacity="head", state="submitted")
    wave = reverse("receptions:wave", args=["banquet"])
    shown = compact(client.get(reverse("receptions:reception", args=["banquet"])).content.decode())
    assert f'<a class="b" href="{wave}?kind=heads">Invite 1 head</a>' in shown
    [guest] = client.get(wave, {"kind": "heads"}).context["preview"].guests
    sent = {"kind": "heads", "guest": guest.key, "step": "check"}
    said = "whoever finds none is put on the waiting list."
    assert said not in client.post(wave, sent).content.decode()
    Reception.objects.update(capacity=4)
    assert said in client.post(wave, sent).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_guests_take_the_same_queries_for_one_and_for_three(db, client, django_assert_num_queries, count):
    with time_machine.travel(NOW, tick=False):
        scene = make_scene()
        keep = list(scene.heads)[:count]
        for code in keep:
            scene.answer(code)
        client = sign_in(client, make_user(None, Role.PROTOCOL))
        url = reverse("receptions:reception", args=["banquet"])
        client.get(url)
        with django_assert_num_queries(11 + NOTED):
            page = client.get(url, {"state": "accepted"})
    assert len(page.context["guests"]) == count


def test_the_letter_has_the_link_in_both_parts_and_the_row_does_not(scene):
    from conference.correspondence.letters import registry
    from conference.correspondence.letters.rendering import render_letter
    from conference.models import current_conference

    message = Message.objects.get(kind="receptions.invited", recipient="focal.ken@mission.example")
    context = {**message.context, **json.loads(message.sealed)}
    letter = render_letter(
        registry.get_notice(message.kind),
        context,
        conference=current_conference(),
        language="fr",
        name="",
        reference="KEN",
    )
    url = context["url"]
    assert url in letter.text
    assert url in letter.html
    assert "Banquet d’État" in letter.subject
    assert "Saturday" not in letter.text  # dates in the reader's language


@pytest.mark.parametrize(
    ("language", "name"),
    [("fr", "S.E. Mme Naliaka Barasa"), ("ar", "معالي السيدة Naliaka Barasa"), ("zh-hans", "Naliaka Barasa 女士阁下")],
)
def test_the_letter_names_the_guest_with_the_honorific_of_its_language(db, language, name):
    from conference.correspondence.letters import registry
    from conference.correspondence.letters.rendering import render_letter
    from conference.models import current_conference

    with time_machine.travel(NOW, tick=False):
        scene = make_scene(invite=False)
        names = {"honorific": "H.E. Ms.", "given_names": "Naliaka", "family_name": "Barasa"}
        Delegate.objects.filter(pk=scene.heads["KEN"].pk).update(**names, name_on_badge="Naliaka BARASA")
        guest_list.invite(actor=scene.protocol, reception=scene.reception)
    message = Message.objects.get(kind="receptions.invited", recipient="focal.ken@mission.example")
    context = {**message.context, **json.loads(message.sealed)}
    letter = render_letter(
        registry.get_notice(message.kind),
        context,
        conference=current_conference(),
        language=language,
        name="",
        reference="K",
    )
    assert name in letter.text
    assert name in letter.html
