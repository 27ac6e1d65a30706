"""An invitation of a focal point can be taken back before its mail goes; a new link and a withdrawal ask first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from conference.core import undo
from conference.core.access import Role
from conference.core.errors import NotFound, NotPossible
from conference.correspondence.models import Message
from delegations.registration.focal_points.actions import access_requests, invitations
from delegations.registration.models import Delegation, FocalPointInvitation
from tests.people import actor, make_focal_point, make_party, make_user, sign_in
from tests.registration.focal_points.test_access_requests import waiting
from tests.registration.focal_points.test_invitation import EMAIL, invite
from tests.registration.kit import text_of

PEOPLE = "/desk/delegations/ken/people/"


@pytest.fixture
def desk(client, world):
    return sign_in(client, make_user(None, Role.SECRETARIAT))


def mails(kind: str = "invitation") -> list[str]:
    return list(Message.objects.filter(kind=f"registration.{kind}").order_by("pk").values_list("state", flat=True))


def sent() -> None:
    """Let the time to undo pass for every mail."""
    Message.objects.filter(state="queued").update(not_before=timezone.now() - timedelta(seconds=1))


def last() -> FocalPointInvitation:
    return FocalPointInvitation.objects.latest("pk")


def end(pk: int) -> str:
    return f"/desk/delegations/ken/invitations/{pk}/withdraw/"


def test_the_mail_waits_and_one_press_takes_it_back(desk):
    typed = {"email": EMAIL, "name": "Otieno", "language": "fr", "party": str(make_party("KEN").pk)}
    text = text_of(desk.post("/desk/delegations/invite/", typed, follow=True))
    assert f"The invitation goes to {EMAIL} by e-mail. E-mail goes out at " in text
    waits = Message.objects.get(kind="registration.invitation").not_before - timezone.now()
    assert waits > undo.window() - timedelta(seconds=5)
    assert "E-mail goes out at " in text
    assert f"Undo {EMAIL}" in text
    text = text_of(desk.post(end(last().pk), {"undo": "1"}, follow=True))
    assert f"Undone: no e-mail is sent to {EMAIL}." in text
    assert mails() == ["cancelled"]
    assert Delegation.objects.get(party__code="KEN").invited_at is None


def test_once_the_mail_has_gone_there_is_nothing_to_undo(desk, client):
    path = invite()
    sent()
    text = text_of(desk.post(end(last().pk), {"undo": "1"}, follow=True))
    assert "The e-mail with the link has already been sent. Nothing was changed." in text
    assert client.get(path).status_code == 200


class TestASecondLink:
    def test_it_asks_and_names_what_ends_before_anything_is_sent(self, desk, client):
        path = invite()
        sent()
        typed = {"email": EMAIL, "name": "Otieno", "language": "fr", "takes_over": ""}
        page = desk.post(PEOPLE, typed)
        text = text_of(page)
        assert f"Send {EMAIL} a new link?" in text
        assert "The link that was sent on" in text
        assert "stops working at once." in text
        assert (mails(), client.get(path).status_code) == (["queued"], 200)
        desk.post(PEOPLE, {**typed, "replaces": page.context["earlier"].pk})
        assert (mails(), client.get(path).status_code) == (["queued", "queued"], 410)
        assert (last().name, last().language) == ("Otieno", "fr")

    @pytest.mark.parametrize("url", ["/desk/delegations/invite/", "/desk/delegations/ken/invite/"])
    def test_so_do_the_other_forms_of_the_desk(self, desk, url):
        invite()
        typed = {"email": EMAIL, "name": "", "language": "en", "party": str(make_party("KEN").pk)}
        page = desk.post(url, typed)
        assert f"Send {EMAIL} a new link?" in text_of(page)
        assert ("party", typed["party"]) in page.context["typed"]
        assert FocalPointInvitation.objects.count() == 1

    def test_and_the_delegations_own(self, client, world):
        invite()
        portal = sign_in(client, make_focal_point("KEN"))
        page = portal.post("/portal/ken/people/", {"email": EMAIL, "language": "en", "takes_over": ""})
        assert f"Send {EMAIL} a new link?" in text_of(page)
        assert FocalPointInvitation.objects.count() == 1

    def test_an_undo_gives_the_earlier_link_back(self, desk, client):
        path = invite()
        sent()
        second = invite(replaces=last().pk)
        assert client.get(path).status_code == 410
        desk.post(end(last().pk), {"undo": "1"})
        assert (client.get(path).status_code, client.get(second).status_code) == (200, 410)
        assert mails() == ["queued", "cancelled"]

    def test_two_in_a_row_and_an_undo_give_back_the_one_that_was_out(self, desk, client):
        path = invite()
        sent()
        second = invite(replaces=last().pk)
        third = invite(replaces=last().pk)
        assert mails() == ["queued", "cancelled", "queued"]
        desk.post(end(last().pk), {"undo": "1"})
        assert [client.get(link).status_code for link in (path, second, third)] == [200, 410, 410]


class TestWithdrawal:
    def test_it_asks_first(self, desk, client):
        path = invite()
        sent()
        row = last()
        FocalPointInvitation.objects.update(sent_at=row.sent_at - timedelta(days=1))
        listed = desk.get(PEOPLE).content.decode()
        assert f'href="{end(row.pk)}"' in listed
        text = text_of(desk.get(end(row.pk)))
        assert f"Withdraw the invitation to {EMAIL}?" in text
        assert "stops working at once. No e-mail is sent." in text
        assert client.get(path).status_code == 200
        desk.post(end(row.pk))
        assert client.get(path).status_code == 410

    def test_a_mail_that_waits_does_not_go_with_a_dead_link(self, desk):
        invite()
        desk.post(end(last().pk))
        assert mails() == ["cancelled"]


class TestAnAnswer:
    def test_an_invitation_is_undone_and_the_request_waits_again(self, desk):
        row = waiting(party_words="Ministry in Nairobi")
        before = (row.party, row.answered_at)
        text = text_of(
            desk.post(f"/desk/delegations/requests/{row.pk}/grant/", {"party": make_party("KEN").pk}, follow=True)
        )
        assert "Undo Otieno Baraka" in text
        text = text_of(desk.post(f"/desk/delegations/requests/{row.pk}/undo/", follow=True))
        assert "Undone: the request of Otieno Baraka (Ministry in Nairobi) waits for an answer again." in text
        row.refresh_from_db()
        assert ((row.party, row.answered_at), row.granted) == (before, None)
        assert mails() == ["cancelled"]

    def test_a_refusal_is_undone_and_given_again_with_one_mail(self, desk):
        row, who = waiting(), actor(make_user(None, Role.SECRETARIAT))
        access_requests.decline_access(actor=who, request=row, reason="Who?", tell=True)
        desk.post(f"/desk/delegations/requests/{row.pk}/undo/")
        row.refresh_from_db()
        assert (row.answered_at, row.reason, mails("access_declined")) == (None, "", ["cancelled"])
        access_requests.decline_access(actor=who, request=row, reason="Not by note verbale.", tell=True)
        assert mails("access_declined") == ["cancelled", "queued"]

    def test_too_late_it_stays(self, world):
        row, who = waiting(), actor(make_user(None, Role.SECRETARIAT))
        access_requests.grant_access(actor=who, request=row, party=row.party)
        sent()
        with pytest.raises(NotPossible, match="The e-mail with the link has already been sent"):
            invitations.undo_answer(actor=who, request=row)
        row.refresh_from_db()
        assert row.granted is True


def test_a_stranger_undoes_nothing(world):
    invite()
    with pytest.raises(NotFound):
        invitations.undo_invitation(actor=actor(make_focal_point("BRA")), invitation=last())
    assert mails() == ["queued"]
