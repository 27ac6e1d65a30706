"""What the invitation card says of the answer, and of the host."""

from __future__ import annotations

import time_machine

from conference.models import Conference
from conference.translated import Translated
from schedule.receptions.guest_papers import data
from schedule.receptions.invitations.queries import all_invitations
from schedule.receptions.models import Reception
from tests.receptions.scene import NOW, make_scene


def card_of(code: str) -> dict[str, object]:
    [card] = data.cards(all_invitations().filter(party__code=code))["cards"]
    return card


def test_it_says_by_when_and_at_which_telephone_to_answer_until_that_is_done(db):
    with time_machine.travel(NOW, tick=False):
        scene = make_scene()
        Conference.objects.update(contact_phone="+84 24 5550 0100")
        reply = ["R.S.V.P.", "by Thursday 23 October 2025, 18:00, telephone +84 24 5550 0100"]
        assert card_of("KEN")["facts"][-1] == reply
        Conference.objects.update(contact_phone="")
        assert card_of("KEN")["facts"][-1] == ["R.S.V.P.", "by Thursday 23 October 2025, 18:00"]
        scene.answer("KEN")
        assert "R.S.V.P." not in dict(card_of("KEN")["facts"])


def test_it_names_the_occasion_without_the_host_where_one_is_entered(db):
    with time_machine.travel(NOW, tick=False):
        make_scene()
        assert card_of("KEN")["name"] == "State Banquet"
        Reception.objects.update(
            name=Translated(en="Banquet given by the President"), occasion=Translated(en="Banquet")
        )
        card = card_of("KEN")
        assert (card["host"], card["name"]) == ("The President of the Socialist Republic of Viet Nam", "Banquet")
        assert f"{card['at']} {card['name']}" == "at the Banquet"
