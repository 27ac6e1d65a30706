"""The preview of an import says what its rows end, as the member's page does, and asks before it is done."""

from __future__ import annotations

import csv
import io

from django.http import HttpResponse
from django.test import Client

from delegations.registration.members.consequences import Effect, Step, consequences_of
from delegations.registration.models import Delegate
from tests.people import make_focal_point, make_member, sign_in
from tests.registration.kit import text_of
from tests.registration.transfer.test_import_changes import enter


def send(client: Client, text: str, **more: str) -> HttpResponse:
    file = io.BytesIO(text.encode())
    file.name = "members.csv"
    return client.post("/portal/ken/import/", {"file": file, **more}, follow=True)


def test_a_badge_ends_only_where_there_is_one(client, world):
    vetted = make_member("KEN", state="vetted", family_name="Wario", given_names="Halima")
    portal = sign_in(client, make_focal_point("KEN"))
    text = text_of(send(portal, f"id,family_name\n{vetted.public_id},Other\n", check="1"))
    assert "Wario → Other ! Halima Wario was checked already, and is checked again." in text
    assert "The badge " not in text.split("What happens, row by row")[1].split("Or choose another file")[0]


def test_a_swap_of_head_and_alternate_says_what_ends_and_is_confirmed(client, world):
    head = make_member("KEN", capacity="head", state="accredited", family_name="Barasa", given_names="Naliaka")
    deputy = make_member("KEN", capacity="deputy_head", state="submitted", family_name="Otieno", given_names="J")
    table = f"id,capacity,category\n{head.public_id},deputy_head,D\n{deputy.public_id},head,H\n"
    assert enter(*csv.DictReader(io.StringIO(table)), dry_run=True).plans[0].ends == consequences_of(
        Step(
            head,
            replaced=True,
            stays_head=False,
            effect=Effect.REVIEW,
            changed_fields=frozenset({"capacity", "category"}),
        )
    )
    portal = sign_in(client, make_focal_point("KEN"))
    text = text_of(send(portal, table))
    assert "Some rows end or reopen something: they say what below. Nothing was imported yet" in text
    assert "! The accreditation of Naliaka Barasa ends, and the organizers review the entry again." in text
    assert "The delegation has no head until it names another." not in text
    assert [Delegate.objects.get(pk=one.pk).capacity for one in (head, deputy)] == ["head", "deputy_head"]


def test_a_head_who_is_none_any_more_is_said_where_nothing_was_decided(client, world):
    head = make_member("KEN", capacity="head", state="submitted", family_name="Barasa", given_names="Naliaka")
    portal = sign_in(client, make_focal_point("KEN"))
    text = text_of(send(portal, f"id,capacity,category\n{head.public_id},deputy_head,D\n"))
    assert "! The delegation has no head until it names another." in text
    head.refresh_from_db()
    assert head.capacity == "head"
