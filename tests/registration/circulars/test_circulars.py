"""Circulars: to whom, in which language, looked at first, sent once."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.correspondence.models import Message
from conference.translated import Translated
from delegations.registration.circulars import actions, queries
from delegations.registration.models import Circular, FocalPoint
from delegations.registration.overview.listing import Filter
from tests.people import actor, make_delegation, make_focal_point, make_member, make_user, sign_in
from tests.registration.delegations.test_messages import read
from tests.registration.kit import letters, text_of

NEW, LIST = "/desk/circulars/new/", "/desk/circulars/"
BUSES = {"subject_en": "Buses", "body_en": "Buses leave at 07:15.\n\nSee https://hanoi2025.example/programme/."}


def secretariat(role: Role = Role.SECRETARIAT):
    return actor(make_user(None, role, name="Trần Thu Hà"))


def send(codes, who=None, **texts):
    body = texts.get("body", Translated(en="Buses leave at 07:15."))
    subject = texts.get("subject", Translated(en="Buses"))
    delegations = queries.get_selected(Filter(), codes)
    expected_version = queries.key_of(subject, body)
    return actions.write_circular(
        actor=who or secretariat(),
        delegations=delegations,
        subject=subject,
        body=body,
        expected_version=expected_version,
    )


@pytest.fixture
def desk(client, world):
    return sign_in(client, make_user(None, Role.SECRETARIAT, name="Trần Thu Hà"))


class TestSending:
    def test_one_mail_to_each_focal_point_of_the_chosen(self, world):
        kenya = [make_focal_point("KEN", email=f"f{n}@ken.example") for n in (1, 2)]
        make_focal_point("BRA", email="f@bra.example")
        circular = send(["ken"])
        assert [mail.recipient for mail in letters("circular")] == [user.email for user in kenya]
        assert (circular.recipients, list(circular.delegations.all())) == (2, [make_delegation("KEN")])
        assert {mail.scope for mail in letters("circular")} == {"KEN"}
        entry = AuditEntry.objects.get(verb="circular.sent")
        assert (entry.subject_label, entry.details) == ("Buses", {"delegations": 1, "recipients": 2})

    def test_each_in_the_own_language_else_in_english(self, world):
        make_focal_point("FRA", email="f@fra.example", language="fr")
        make_focal_point("BRA", email="f@bra.example", language="es")
        subject, body = Translated(en="Buses", fr="Navettes"), Translated(en="At 07:15.", fr="À 7 h 15.")
        send(["fra", "bra"], subject=subject, body=body)
        found = {mail.recipient: read(mail) for mail in letters("circular")}
        assert found["f@fra.example"][0] == "Navettes"
        assert "À 7 h 15." in found["f@fra.example"][1]
        assert found["f@bra.example"][0] == "Buses"
        assert "At 07:15." in found["f@bra.example"][1]

    def test_whoever_acts_for_two_gets_one(self, world):
        user = make_focal_point("KEN", email="f@ken.example")
        FocalPoint.objects.create(delegation=make_delegation("BRA"), user=user, since="2025-09-01T00:00:00Z")
        assert send(["ken", "bra"]).recipients == 1

    def test_former_ones_get_none(self, world):
        make_focal_point("KEN")
        FocalPoint.objects.update(until="2025-09-02T00:00:00Z")
        with pytest.raises(NotPossible, match="None of these delegations has a focal point"):
            send(["ken"])
        assert not Circular.objects.exists()

    def test_a_form_sent_twice_sends_once(self, world):
        make_focal_point("KEN")
        who = secretariat()
        send(["ken"], who)
        with pytest.raises(AlreadyDecided, match="was sent a moment ago"):
            send(["ken"], who)
        assert Message.objects.filter(kind="registration.circular").count() == 1

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.SECRETARIAT])
    def test_others_may_not(self, world, role):
        make_focal_point("KEN")
        with pytest.raises(NotAllowed):
            send(["ken"], secretariat(role))

    def test_nothing_in_it_is_executed(self, world):
        make_focal_point("KEN")
        evil = (
            "<script>alert(1)</script> {{ conference.pk }} {% load x %}\n"
            'javascript:alert(1) https://a.example/"onclick="x" <a href="https://b.example">b</a>'
        )
        send(["ken"], body=Translated(en=evil), subject=Translated(en="<b>x</b>"))
        subject, text, page = read(letters("circular")[0])
        assert subject == "<b>x</b>"
        assert "{{ conference.pk }}" in text
        assert "<script" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert 'href="javascript' not in page
        assert re.search(r"<[^>]*onclick", page) is None
        assert 'href="https://a.example/"' in page

    def test_the_number_of_queries_is_that_of_the_delegations(self, world):
        for code in ("KEN", "BRA", "HRV"):
            make_focal_point(code)
        assert [letter.delegation.party.code for letter in queries.letters_to(queries.get_selected(Filter(), []))] == [
            "BRA",
            "HRV",
            "KEN",
        ]


class TestParagraphs:
    def test_empty_lines_part_and_addresses_link(self):
        found = queries.paragraphs("One\r\ntwo\r\n \r\n\r\nSee https://a.example/x?y=1, (http://b.example).")
        assert found == [
            [{"text": "One\ntwo", "href": ""}],
            [
                {"text": "See ", "href": ""},
                {"text": "https://a.example/x?y=1", "href": "https://a.example/x?y=1"},
                {"text": ", (", "href": ""},
                {"text": "http://b.example", "href": "http://b.example"},
                {"text": ").", "href": ""},
            ],
        ]

    def test_of_nothing(self):
        assert queries.paragraphs(" \n\n ") == []


def as_looked_at(desk, path, typed=None):
    typed = {name: value for name, value in (typed or BUSES).items() if name not in ("send", "looked_at")}
    return {**typed, "looked_at": desk.post(path, typed).context["looked_at"], "send": "1"}


class TestThePages:
    def test_looked_at_first_then_sent(self, desk):
        make_focal_point("KEN", name="Achieng Wambui", email="f@ken.example")
        make_delegation("BRA")
        text = text_of(desk.post(f"{NEW}?d=ken&d=bra", BUSES))
        assert "2 delegations are chosen; 1 person gets an e-mail." in text
        assert "Without a focal point, so that nobody there reads it: Brazil." in text
        assert "Dear Achieng Wambui," in text
        assert "Buses leave at 07:15." in text
        assert "Send it to 1 person" in text
        assert not Message.objects.filter(kind="registration.circular").exists()
        answer = desk.post(f"{NEW}?d=ken&d=bra", as_looked_at(desk, f"{NEW}?d=ken&d=bra"), follow=True)
        assert "It goes to 1 person. E-mail goes out at " in text_of(answer)
        assert "Buses" in text_of(answer)
        assert "1 queued" in text_of(answer)
        assert Message.objects.filter(kind="registration.circular").count() == 1

    def test_it_is_shown_as_a_chosen_reader_gets_it_in_a_frame_that_can_do_nothing(self, desk):
        make_focal_point("KEN", name="Achieng Wambui", email="f@ken.example")
        reader = make_focal_point("FRA", name="Chloé Martin", email="f@fra.example", language="fr")
        url, french = f"{NEW}?d=ken&d=fra", {"subject_fr": "Navettes", "body_fr": "À 7 h 15, <b>toutes</b>."}
        answer = desk.post(url, {**BUSES, **french, "reader": str(reader.pk)})
        text = text_of(answer)
        assert "Who gets it: 2 e-mails" in text
        assert "f@ken.example" in text
        assert "Chloé Martin <f@fra.example>" in text
        [(sandbox, address)] = re.findall(r'<iframe (sandbox) src="([^"]+)"', answer.content.decode())
        assert sandbox
        assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]
        frame = desk.get(html.unescape(address))
        page, policy = frame.content.decode(), frame.headers["Content-Security-Policy"]
        assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert "sandbox" in policy
        assert "default-src 'none'" in policy
        for words in ('lang="fr"', "Chloé Martin", "À 7 h 15, &lt;b&gt;toutes&lt;/b&gt;."):
            assert words in page
        assert "Buses leave" not in page
        # Neither an address made up nor another session shows anything.
        assert "Please preview the circular again" in text_of(desk.get("/desk/circulars/new/html?d=ken&text=0"))
        other = sign_in(Client(), make_user(None, Role.SECRETARIAT))
        assert "Please preview the circular again" in text_of(other.get(html.unescape(address)))

    def test_to_what_the_filter_leaves(self, desk):
        make_member("BRA", state="submitted")
        for code in ("BRA", "KEN"):
            make_focal_point(code)
        text = text_of(desk.get(f"{NEW}?show=nobody"))
        assert "1 delegation is chosen; 1 person gets an e-mail." in text
        assert "Kenya" in text

    def test_the_list_leads_there(self, desk):
        make_delegation("KEN")
        page = desk.get("/desk/delegations/?q=ken").content.decode()
        assert 'name="d" value="ken"' in page
        assert 'href="/desk/circulars/new/?q=ken"' in page

    def test_what_is_wrong_is_said_and_kept(self, desk):
        make_focal_point("KEN")
        typed = {"subject_en": "", "body_en": "Text\u202e", "subject_fr": "Navettes", "send": "1"}
        answer = desk.post(f"{NEW}?d=ken", typed)
        assert answer.status_code == 422
        errors = answer.context["form"].errors
        assert set(errors) == {"subject_en", "body_en", "body_fr"}
        assert "reverses the direction of the text (U+202E)" in errors["body_en"][0]
        assert 'value="Navettes"' in answer.content.decode()
        assert not Circular.objects.exists()

    def test_what_was_changed_after_the_look_is_looked_at_again(self, desk):
        make_focal_point("KEN")
        typed = {**as_looked_at(desk, f"{NEW}?d=ken"), "body_en": "Buses leave at 06:15."}
        page = text_of(desk.post(f"{NEW}?d=ken", typed), 409)
        assert "The text has changed since the preview" in page
        assert "Buses leave at 06:15." in page
        assert not Circular.objects.exists()
        desk.post(f"{NEW}?d=ken", as_looked_at(desk, f"{NEW}?d=ken", typed))
        assert Circular.objects.get().body == {"en": "Buses leave at 06:15."}

    def test_a_second_time_at_once_is_told(self, desk):
        make_focal_point("KEN")
        typed = as_looked_at(desk, f"{NEW}?d=ken")
        desk.post(f"{NEW}?d=ken", typed)
        answer = desk.post(f"{NEW}?d=ken", typed)
        assert "This circular was sent a moment ago. Nothing was sent again." in text_of(answer, 409)

    @pytest.mark.parametrize("query", ["?d=", "?d=%27", "?d=zzz", "?q=zzz"])
    def test_nobody_is_chosen(self, desk, query):
        assert "None of these delegations has a focal point." in text_of(desk.get(NEW + query))

    def test_states_are_counted(self, desk):
        for code in ("KEN", "BRA"):
            make_focal_point(code)
        send(["ken", "bra"])
        first = Message.objects.filter(kind="registration.circular").first()
        Message.objects.filter(pk=first.pk).update(state="sending", lease="0" * 32, lease_until=first.created_at)
        Message.objects.filter(pk=first.pk).update(state="failed")
        assert "1 failed 1 queued" in text_of(desk.get(LIST))

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow_with_the_rows(self, desk, own_menu, count, django_assert_num_queries):
        make_focal_point("KEN")
        for n in range(count):
            send(["ken"], subject=Translated(en=f"Number {n}"))
        desk.get(LIST)
        with django_assert_num_queries(8):
            desk.get(LIST)
