"""Who comes: codes of guests and companions, badges, second arrivals, and places of the absent."""

from __future__ import annotations

from datetime import timedelta

import pypdfium2
import pytest
import time_machine
import zxingcpp
from django.conf import settings
from django.utils.translation import gettext, override

from conference.audit.models import AuditEntry
from conference.core.access import SYSTEM, Role
from conference.core.errors import NotPossible
from conference.correspondence.letters import letter
from conference.correspondence.models import Message
from conference.models import current_conference
from conference.printing.documents import registry
from conference.translated import Translated
from delegations.accreditation.badges import tokens
from delegations.accreditation.badges.contents import get_key_ring
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate
from schedule.receptions.arrivals import actions, codes, queries
from schedule.receptions.invitations.late_answers import decide_late
from schedule.receptions.models import Invitation, Reception
from tests.markup import compact
from tests.people import make_user, sign_in
from tests.receptions.scene import NOW, link_of, make_reception, make_scene, told

DOOR = "/desk/receptions/banquet/door/"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def make_evening():
    """A couple and a guest alone are expected for the four places; a couple and another wait."""
    scene = make_scene(capacity=3)
    scene.answer("KEN", companion="Tom Simiyu")
    scene.answer("CIV")
    scene.answer("FRA", companion="Anne Roy")
    scene.answer("BRA")
    return scene


@pytest.fixture
def scene(keeper, clock):
    return keeper(make_evening)


@pytest.fixture
def desk(client, scene, clock):
    clock.move_to(scene.reception.arrive_from)
    return sign_in(client, make_user(None, Role.PROTOCOL))


def scan(desk, text: str):
    return desk.post(DOOR, {"scan": text})


def test_the_scene_waits_by_whole_invitations(scene):
    assert [scene.state(code) for code in ("KEN", "CIV", "FRA", "BRA")] == [
        "accepted",
        "accepted",
        "waiting",
        "waiting",
    ]


def test_the_answered_page_has_a_code_for_each_person_who_comes_and_for_nobody_who_waits(client, scene):
    assert client.get(link_of("KEN")).content.decode().count('<svg class="qr"') == 2
    assert client.get(link_of("CIV")).content.decode().count('<svg class="qr"') == 1
    assert client.get(link_of("FRA")).content.decode().count('<svg class="qr"') == 0


def test_each_code_brings_in_its_person_once_and_a_second_arrival_is_said(desk, scene, clock):
    invitation = scene.invitation("KEN")
    done = desk.post(DOOR, {"scan": codes.code_of(invitation)}, follow=True)
    assert f"{invitation.guest.called} (Kenya) is here." in done.content.decode()
    assert (scene.invitation("KEN").arrived_at, scene.invitation("KEN").companion_arrived_at) == (
        scene.reception.arrive_from,
        None,
    )
    assert queries.figures(scene.reception)["here"] == 1
    scan(desk, codes.code_of(invitation, companion=True).lower())
    assert queries.figures(scene.reception)["here"] == 2
    clock.shift(timedelta(minutes=5))
    again = scan(desk, codes.code_of(invitation, companion=True))
    assert again.status_code == 409
    assert "Second arrival: Tom Simiyu is here since 18:15." in again.content.decode()


def test_codes_that_do_not_hold_say_why(desk, scene):
    waiting = scan(desk, codes.code_of(scene.invitation("FRA")))
    assert "is not expected: Waiting list." in waiting.content.decode()
    other = make_reception(code="tea")
    moved = Invitation(public_id=scene.invitation("KEN").public_id, guest=scene.heads["BRA"], reception=other)
    assert "somebody else is invited now" in scan(desk, codes.code_of(moved)).content.decode()
    forged = codes.code_of(scene.invitation("KEN"))[:-3] + "AAA"
    assert "This code is not valid here." in scan(desk, forged).content.decode()
    Invitation.objects.filter(delegation__party__code="KEN").update(reception=other)
    assert (
        "This code is for another reception: State Banquet."
        in scan(desk, codes.code_of(scene.invitation("KEN"))).content.decode()
    )
    assert Invitation.objects.filter(arrived_at__isnull=False).count() == 0


def test_a_gate_takes_no_guest_s_code_for_a_badge(scene):
    keys = get_key_ring(settings.BADGE_KEYS).public
    code = codes.code_of(scene.invitation("KEN"))
    with pytest.raises(tokens.WrongConference):
        tokens.verify(code, keys, audience=codes.current_conference().code, at=NOW, issuer="plenipo")
    claims = tokens.verify(code, keys, audience=codes.current_conference().code, at=NOW, issuer="guest")
    assert (claims.zones, claims.days) == ((), ())


def test_a_name_or_party_is_typed_and_an_arrival_taken_back(desk, scene):
    page = scan(desk, "simiyu")
    assert [one.delegation.party.code for one in page.context["rows"]] == ["KEN"]
    assert [one.delegation.party.code for one in scan(desk, "ivoire").context["rows"]] == ["CIV"]
    url = f"{DOOR}{scene.invitation('KEN').public_id}/"
    desk.post(url, {"who": "companion"})
    assert scene.invitation("KEN").companion_arrived_at is not None
    desk.post(url, {"who": "companion", "back": "1"})
    assert scene.invitation("KEN").companion_arrived_at is None
    with pytest.raises(NotPossible, match="comes without a companion"):
        actions.record_arrival(actor=scene.protocol, invitation=scene.invitation("CIV"), companion=True)


def test_before_the_entrance_opens_its_page_says_when_and_offers_no_arrival(desk, scene, clock):
    clock.move_to(scene.reception.begins - timedelta(days=1))
    assert "Opening of the entrance: Sat 25 Oct, 18:15. Nobody can have arrived yet." in desk.get(DOOR).content.decode()
    clock.move_to(scene.reception.begins - timedelta(minutes=1))
    page = desk.get(DOOR).content.decode()
    assert "The entrance opens at 18:15. Nobody can have arrived yet." in page
    assert ">Arrived<" not in page
    assert 'href="/desk/receptions/banquet/door/door-list.pdf"' in page
    clock.move_to(scene.reception.begins)
    page = desk.get(DOOR).content.decode()
    assert "The entrance opens at" not in page
    assert ">Arrived<" in page


def test_places_of_the_absent_go_to_the_waiting_by_protocol_order_and_never_to_half_a_couple(desk, scene, clock):
    actions.record_arrival(actor=scene.protocol, invitation=scene.invitation("CIV"))
    early = desk.post(f"{DOOR}release/", {"expected": actions.release_fingerprint(scene.reception)})
    assert "It is too early" in early.content.decode()
    clock.move_to(scene.reception.starts + timedelta(minutes=15))
    page = compact(desk.get(DOOR).content.decode())
    brazil = scene.heads[
        "BRA"
    ]  # a head of State: before the couple of France, which then has one place of the two it needs
    assert f"this lets in, and informs at once: <bdi>{brazil.called}</bdi>." in page
    assert "Release the places and let these in" in page
    desk.post(f"{DOOR}release/", {"expected": actions.release_fingerprint(scene.reception)})
    assert [scene.state(code) for code in ("KEN", "CIV", "FRA", "BRA")] == ["absent", "accepted", "waiting", "accepted"]
    assert (scene.taken(), told("promoted")) == (2, ["focal.bra@mission.example"])
    after = desk.get("/desk/receptions/banquet/after/").context["figures"]
    assert (after["here"], after["announced"], after["absent"]) == (1, 4, 2)  # a couple stayed away


def test_whoever_comes_after_the_release_enters_only_while_both_find_room(scene, clock):
    clock.move_to(scene.reception.starts + timedelta(minutes=15))
    actions.record_arrival(actor=scene.protocol, invitation=scene.invitation("CIV"))
    release(scene)
    with pytest.raises(NotPossible, match="was released, and none is left"):
        actions.record_arrival(actor=scene.protocol, invitation=scene.invitation("KEN"))
    Reception.objects.update(capacity=4)
    assert actions.record_arrival(actor=scene.protocol, invitation=scene.invitation("KEN")).state == "accepted"
    assert scene.taken() == 4


def release(scene):
    expected = actions.release_fingerprint(scene.reception)
    return actions.release_absent(actor=scene.protocol, reception=scene.reception, expected=expected)


def test_nothing_is_released_when_somebody_arrived_since_the_page_was_seen(scene, clock):
    clock.move_to(scene.reception.starts + timedelta(minutes=15))
    seen = actions.release_fingerprint(scene.reception)
    actions.record_arrival(actor=scene.protocol, invitation=scene.invitation("KEN"))
    with pytest.raises(NotPossible, match="Nothing was released"):
        actions.release_absent(actor=scene.protocol, reception=scene.reception, expected=seen)
    assert scene.state("CIV") == "accepted"


def pdf_text(body: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(body))


def test_the_card_has_the_codes_that_the_scanner_reads(client, scene):
    answer = client.get(f"{link_of('KEN')}?card")
    assert answer["Content-Type"] == "application/pdf"
    text = pdf_text(answer.content)
    for words in ("requests the pleasure of the company of", scene.heads["KEN"].called, "State Banquet", "Tom Simiyu"):
        assert words in text
    picture = pypdfium2.PdfDocument(answer.content)[0].render(scale=4).to_pil()
    read = {found.text for found in zxingcpp.read_barcodes(picture)}
    invitation = scene.invitation("KEN")
    assert read == {codes.code_of(invitation), codes.code_of(invitation, companion=True)}


def test_a_card_is_made_anew_when_what_it_says_changed_and_not_for_each_request(client, scene, clock):
    def card() -> bytes:
        return client.get(f"{link_of('KEN')}?card").content

    first = card()
    clock.shift(timedelta(seconds=2))  # a PDF holds the second in which it was made
    assert card() == first
    Delegate.objects.filter(pk=scene.heads["KEN"].pk).update(family_name="Cheruiyot")
    assert "Cheruiyot" in pdf_text(card())


def test_the_mails_bring_the_card_in_their_reader_s_language_with_codes_once_the_answer_is_yes(keeper, clock):
    scene = keeper(make_scene)
    Message.objects.filter(kind="receptions.invited").update(language="fr")
    text, read = card_with("invited", "KEN")
    with override("fr"):
        assert gettext("requests the pleasure of the company of") in " ".join(text.split())
        assert scene.heads["KEN"].called in text
    assert read == set()
    invitation = scene.answer("KEN", companion="Tom Simiyu")
    text, read = card_with("answered", "KEN")
    assert "requests the pleasure of the company of" in text
    assert read == {codes.code_of(invitation), codes.code_of(invitation, companion=True)}
    scene.answer("BRA", "no")
    assert letter.compose(mail("answered", "BRA"), current_conference()).attachments == []


def mail(kind: str, code: str) -> Message:
    return Message.objects.get(kind=f"receptions.{kind}", recipient=f"focal.{code.lower()}@mission.example")


def card_with(kind: str, code: str) -> tuple[str, set[str]]:
    """Return the text of the card that goes with a mail, and what its codes say."""
    [(name, body, media)] = letter.compose(mail(kind, code), current_conference()).attachments
    assert (name, media) == ("banquet.pdf", "application/pdf")
    picture = pypdfium2.PdfDocument(body)[0].render(scale=4).to_pil()
    return pdf_text(body), {found.text for found in zxingcpp.read_barcodes(picture)}


@pytest.mark.parametrize("layout", ["by-name", "by-party"])
def test_the_list_for_the_entrance_names_who_is_expected_by_name_or_party(scene, tmp_path, layout):
    named = {"CIV": "Adjoua", "KEN": "Zawadi"}
    for code, name in named.items():
        type(scene.heads[code]).objects.filter(pk=scene.heads[code].pk).update(family_name=name, given_names="X")
    type(scene.heads["KEN"]).objects.filter(pk=scene.heads["CIV"].pk).update(family_name="Zz")
    out = tmp_path / "list.pdf"
    result = registry.get_document("door-list").produce(registry.PrintOptions(layout=layout), out)
    assert (result.pages, result.items) == (1, 3)
    text = pdf_text(out.read_bytes())
    assert "SIMIYU, Tom" in text
    places = [text.index(name) for name in ("ZAWADI, X", "ZZ, X")]
    assert places == sorted(places, reverse=layout == "by-party")  # Côte d’Ivoire before Kenya


def test_the_list_of_one_entrance_is_of_that_reception_alone(desk, scene):
    other = make_reception(code="welcome")
    Reception.objects.filter(pk=other.pk).update(name=Translated(en="Welcome reception"))
    text = pdf_text(desk.get(f"{DOOR}door-list.pdf").content)
    assert "SIMIYU, Tom" in text
    assert "Welcome reception" not in text
    assert AuditEntry.objects.get(verb="receptions.printed").subject_id == str(scene.reception.pk)


def test_the_list_by_name_follows_the_alphabet_with_substitutes_where_one_reads_them(scene, tmp_path):
    for code, name in {"KEN": "Azzam", "CIV": "Aït-Hamadouche"}.items():
        type(scene.heads[code]).objects.filter(pk=scene.heads[code].pk).update(family_name=name, given_names="X")
    row = scene.invitation("CIV")
    assert [queries.listed_name(one) for one in queries.expected(scene.reception)] == ["AÏT-HAMADOUCHE, X", "AZZAM, X"]
    type(row).objects.filter(pk=row.pk).update(substitute_name="Mr. Zoro Bi")
    assert [queries.listed_name(one) for one in queries.expected(scene.reception)] == ["AZZAM, X", "BI, Zoro"]
    type(row).objects.filter(pk=row.pk).update(substitute_name="H.E. Ms. Adjoua Abi")
    assert [queries.listed_name(one) for one in queries.expected(scene.reception)] == ["ABI, Adjoua", "AZZAM, X"]
    type(row).objects.filter(pk=row.pk).update(substitute_name="Mr. Zoro Bi")
    with override("fr"):
        assert scene.invitation("CIV").name_of(companion=False) == "M. Zoro Bi"


def test_cards_of_all_who_have_not_declined_are_printed_together(scene, tmp_path):
    scene.answer("BRA", "no")
    result = registry.get_document("invitation-cards").produce(registry.PrintOptions(), tmp_path / "cards.pdf")
    assert (result.pages, result.items) == (3, 3)


def test_afterwards_the_desk_says_who_came(desk, scene):
    empty = desk.get("/desk/receptions/banquet/after/").content.decode()
    assert "Whoever came and was not noted is not counted, and not thanked." in empty
    actions.record_arrival(actor=scene.protocol, invitation=scene.invitation("KEN"))
    actions.record_arrival(actor=scene.protocol, invitation=scene.invitation("KEN"), companion=True)
    page = desk.get("/desk/receptions/banquet/after/")
    assert [one.delegation.party.code for one in page.context["rows"]] == ["KEN"]
    wanted = {"invited": 4, "expected": 3, "here": 2, "companions": 1, "absent": 0, "regretted": 0, "unanswered": 0}
    assert {name: page.context["figures"][name] for name in wanted} == wanted
    assert "Tom Simiyu" in page.content.decode()


def test_once_it_is_over_nobody_is_let_in_any_more(scene, clock):
    clock.move_to(scene.reception.ends + timedelta(minutes=1))
    with pytest.raises(NotPossible, match="The reception is over"):
        release(scene)
    assert (scene.state("CIV"), told("promoted")) == ("accepted", [])


AFTER = "/desk/receptions/banquet/after/"


def test_all_who_came_are_thanked_once_and_the_letters_can_be_taken_back(desk, scene, clock):
    actions.record_arrival(actor=scene.protocol, invitation=scene.invitation("KEN"))
    assert "Thank all who came" not in desk.get(AFTER).content.decode()
    with pytest.raises(NotPossible, match="not over yet"):
        actions.thank_guests(actor=scene.protocol, reception=scene.reception, text=Translated())
    clock.move_to(scene.reception.ends + timedelta(minutes=1))
    assert "Thank all who came" in desk.get(AFTER).content.decode()
    words = {"words_en": "It was an honour.", "words_fr": "Ce fut un honneur."}
    assert desk.post(f"{AFTER}thanks/", words).status_code == 302
    # Côte d'Ivoire was expected and did not come.
    letter = Message.objects.get(kind="receptions.thanked")
    assert (letter.recipient, letter.state) == ("focal.ken@mission.example", "queued")
    assert letter.context["words"] == {"en": "It was an honour.", "fr": "Ce fut un honneur."}
    with pytest.raises(NotPossible, match="thanked already"):
        actions.thank_guests(actor=scene.protocol, reception=scene.reception, text=Translated())
    desk.post(f"{AFTER}thanks/undo/")
    letter.refresh_from_db()
    assert letter.state == "cancelled"
    # Given anew, they are another letter; once it has gone it stays.
    desk.post(f"{AFTER}thanks/", {})
    assert [one.state for one in Message.objects.filter(kind="receptions.thanked").order_by("pk")] == [
        "cancelled",
        "queued",
    ]
    waiting = Message.objects.filter(kind="receptions.thanked", state="queued")
    waiting.update(state="sending", lease="0" * 32, lease_until=scene.reception.ends)
    with pytest.raises(NotPossible, match="already been sent"):
        actions.undo_thanks(actor=scene.protocol, reception=scene.reception)


def test_no_late_answer_sends_away_who_is_here(scene, clock):
    clock.move_to(scene.reception.answer_by + timedelta(minutes=1))
    scene.answer("KEN", "no")
    scene.answer("CIV", "no")
    clock.move_to(scene.reception.arrive_from)
    actions.record_arrival(actor=scene.protocol, invitation=scene.invitation("KEN"), companion=True)
    with pytest.raises(NotPossible, match=r"Tom Simiyu is here already\. First take the arrival back\."):
        decide_late(actor=scene.protocol, invitation=scene.invitation("KEN"), accept=True)
    decide_late(actor=scene.protocol, invitation=scene.invitation("CIV"), accept=True)
    assert (scene.state("KEN"), scene.state("CIV")) == ("accepted", "regretted")


def test_a_new_head_has_not_arrived_because_the_former_one_had(scene, clock):
    clock.move_to(scene.reception.starts)
    actions.record_arrival(actor=scene.protocol, invitation=scene.invitation("CIV"))
    head = scene.heads["CIV"]
    editing.withdraw_member(actor=SYSTEM, member=head, expected_version=type(head).objects.get(pk=head.pk).version)
    assert (scene.state("CIV"), scene.invitation("CIV").arrived_at) == ("sent", None)
