"""The page of an import says before it what changes, goes back to review or ends, and after it what was done."""

from __future__ import annotations

import csv
import io

from conference.core.access import Role
from delegations.registration.members.consequences import Effect, Step, consequences_of
from delegations.registration.models import Delegate
from tests.people import make_focal_point, make_member, make_user, sign_in
from tests.registration.kit import text_of
from tests.registration.transfer.test_import_changes import enter


class TestThePage:
    def send(self, client, text: str, **more):
        file = io.BytesIO(text.encode())
        file.name = "members.csv"
        return client.post("/portal/ken/import/", {"file": file, **more}, follow=True)

    def test_a_check_says_what_changes_and_what_goes_back_to_review(self, client, world):
        portal = sign_in(client, make_focal_point("KEN"))
        one = make_member("KEN", state="accredited", family_name="Wario", given_names="Halima")
        other = make_member("KEN", family_name="Barasa", given_names="N")
        table = (
            f"id,family_name,hotel,date_of_birth\n{one.public_id},Other,,\n{other.public_id},Barasa,Sheraton,1.2.1980\n"
        )
        text = text_of(self.send(portal, table, check="1"))
        assert "nothing was written yet. New: 0. Changed: 2. As before: 0." in text
        assert (
            "2 Halima Other changed Family name : Wario → Other ! The accreditation of Halima Wario ends, and the organizers review "
            f"the entry again. ! The badge {one.badges.get().number} ends and is not given out." in text
        )
        assert "3 N Barasa changed Date of birth : 14 May 1974 → 1 February 1980 Hotel : empty → Sheraton" in text
        one.refresh_from_db()
        assert (one.state, one.family_name) == ("accredited", "Wario")

    def test_a_badge_ends_only_where_there_is_one(self, client, world):
        vetted = make_member("KEN", state="vetted", family_name="Wario", given_names="Halima")
        portal = sign_in(client, make_focal_point("KEN"))
        text = text_of(self.send(portal, f"id,family_name\n{vetted.public_id},Other\n", check="1"))
        assert "Wario → Other ! Halima Wario was checked already, and is checked again." in text
        assert "The badge " not in text.split("What happens, row by row")[1].split("Or choose another file")[0]

    def test_a_swap_of_head_and_alternate_says_what_ends_and_is_confirmed(self, client, world):
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
        text = text_of(self.send(portal, table))
        assert "Some rows end or reopen something: they say what below. Nothing was imported yet" in text
        assert "! The accreditation of Naliaka Barasa ends, and the organizers review the entry again." in text
        assert "The delegation has no head until it names another." not in text
        assert [Delegate.objects.get(pk=one.pk).capacity for one in (head, deputy)] == ["head", "deputy_head"]

    def test_a_head_who_is_none_any_more_is_said_where_nothing_was_decided(self, client, world):
        head = make_member("KEN", capacity="head", state="submitted", family_name="Barasa", given_names="Naliaka")
        portal = sign_in(client, make_focal_point("KEN"))
        text = text_of(self.send(portal, f"id,capacity,category\n{head.public_id},deputy_head,D\n"))
        assert "! The delegation has no head until it names another." in text
        head.refresh_from_db()
        assert head.capacity == "head"

    def test_the_import_says_what_it_did(self, client, world):
        portal = sign_in(client, make_focal_point("KEN"))
        one, other = make_member("KEN"), make_member("KEN", hotel="Sheraton")
        table = f"id,family_name,capacity,category,hotel\n{one.public_id},,,,Sheraton\n{other.public_id},,,,Sheraton\n,New,delegate,D,\n"
        text = text_of(self.send(portal, table))
        assert "1 member was imported as a draft. 1 member was changed. 1 is unchanged." in text

    def test_thousands_of_rows_are_shown_in_part(self, client, world):
        portal = sign_in(client, make_focal_point("KEN"))
        good = "".join(f"Good{n},G,delegate,D\n" for n in range(300))
        bad = "".join(f"Bad{n},B,king,D\n" for n in range(250))
        answer = self.send(portal, f"family_name,given_names,capacity,category\n{good}{bad}")
        text = text_of(answer, 422)
        assert "250 items to correct; nothing was imported" in text
        assert "400 of 550 rows are shown: the first ones and those to be corrected." in text
        assert "G Good199 new" in text
        assert "Good200" not in text
        assert "B Bad199 to be corrected" in text
        assert "Bad200" not in text

    def test_the_secretariat_may_and_another_delegation_may_not(self, client, world):
        one = make_member("KEN")
        table = f"id,hotel\n{one.public_id},Sheraton\n"
        assert self.send(sign_in(client, make_focal_point("BRA")), table).status_code == 404
        client.logout()
        secretary = sign_in(client, make_user(None, Role.SECRETARIAT))
        assert "1 member was changed." in text_of(self.send(secretary, table))
