"""The console says how a signatory's name is said, as protocol noted it at a reception's receiving line."""

from __future__ import annotations

import time_machine
from django.urls import reverse

from conference.core import lifecycle
from conference.core.access import Role
from delegations.registration.models import Delegate
from delegations.registration.overview.person import pronunciations_of
from schedule.receptions.receiving.actions import note_pronunciation
from tests.people import make_user, sign_in
from tests.receptions.scene import NOW, make_scene
from tests.registration.kit import text_of
from tests.signing.scene import fill, intend, make_session

SAID = "nah-lee-AH-kah bah-RAH-sah"


def test_it_is_read_beside_the_name_and_is_no_substitutes(client, db):
    with time_machine.travel(NOW, tick=False):
        scene = make_scene()
        head: Delegate = scene.heads["KEN"]
        intend("KEN", head)
        intend("BRA", scene.heads["BRA"])
        session = make_session()
        fill(session)
        note_pronunciation(actor=scene.protocol, invitation=scene.invitation("KEN"), said_as=SAID)
        sign_in(client, make_user(None, Role.PROTOCOL))
        page = text_of(client.get(reverse("signing:console", args=[session.code])))
        assert page.count(f"Pronunciation: {SAID}") == 2  # among who comes next, and at the table
        assert page.count("Pronunciation:") == 2
        assert pronunciations_of([head.pk, scene.heads["BRA"].pk]) == {head.pk: SAID}
        change(scene, substitute_name="Ms. Ann Otieno", said_of="Ms. Ann Otieno")
        assert pronunciations_of([head.pk]) == {}


@lifecycle.use_case
def change(scene, **fields) -> None:
    lifecycle.change(scene.invitation("KEN"), actor=scene.protocol, verb="invitation.said_as", **fields)
