"""A checked table is imported by one button: kept encrypted, for an hour, for whoever checked it."""

from __future__ import annotations

import io
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from conference.core import clock
from conference.core.access import Role
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate, PendingImport
from delegations.registration.transfer import pending_imports
from tests.files import PURGED_AT
from tests.people import (
    actor,
    make_delegation,
    make_focal_point,
    make_member,
    make_party,
    make_user,
    prove_second_factor,
    sign_in,
)
from tests.registration.kit import text_of, values
from tests.registration.transfer.test_import import GOOD

URL = "/portal/ken/import/"
OVER = "The checked file is no longer stored; nothing was imported"
CHANGED = "Something changed since the check; nothing was imported"


def check(portal: Client, text: str = GOOD, name: str = "members.csv"):
    file = io.BytesIO(text.encode())
    file.name = name
    return portal.post(URL, {"file": file, "check": "1"})


def bring(portal: Client, page, **more):
    posted = {
        "kept": "import",
        "digest": page.context["digest"],
        "expected_version": page.context["checked"].fingerprint,
        **more,
    }
    return portal.post(URL, posted, follow=True)


def test_after_the_check_one_button_imports(portal):
    page = check(portal)
    text = text_of(page)
    assert "Import “ members.csv ”" in text
    there = PendingImport.objects.get().checked_at.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    assert f"Checked at {there:%H:%M} and stored until {there + timedelta(hours=1):%H:%M} Hanoi time (UTC+7)." in text
    assert "Import these 3 rows" in text
    assert "Or choose another file" in text
    assert Delegate.objects.count() == 0
    assert "3 members were imported as drafts." in text_of(bring(portal, page))
    assert Delegate.objects.count() == 3
    assert PendingImport.objects.get().body == ""


def test_pressed_twice_it_imports_once(portal):
    page = check(portal)
    bring(portal, page)
    assert OVER in text_of(bring(portal, page), 422)
    assert Delegate.objects.count() == 3


def test_a_workbook_is_kept_byte_for_byte(portal):
    body = portal.get(f"{URL}template.xlsx").content
    jane = actor(make_focal_point("KEN"))
    kept = pending_imports.store(body, "members.xlsx", delegation=make_delegation("KEN"), actor=jane)
    assert pending_imports.body_of(PendingImport.objects.get(pk=kept.pk)) == body


def test_the_database_holds_it_encrypted(portal):
    check(portal, name="Barasa.csv")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, body FROM registration_checkedtable")
        [row] = cursor.fetchall()
    assert not [text for text in row if "Barasa" in text]
    assert PendingImport.objects.get().body.count("Barasa") == 1


def test_whoever_comes_back_looks_again_or_throws_it_away(portal):
    check(portal)
    text = text_of(portal.get(URL))
    assert "The file “ members.csv ” is not imported yet. Checked at" in text
    assert "Import these 3 rows" in text_of(portal.post(URL, {"kept": "look"}))
    assert portal.post(URL, {"kept": "discard"}, follow=True).status_code == 200
    assert PendingImport.objects.count() == 0
    assert "is not imported yet" not in text_of(portal.get(URL))


def test_nobody_else_imports_it(portal, client):
    page = check(portal)
    others = [sign_in(Client(), make_focal_point("KEN", email="other@mission.example"))]
    staff = make_user(None, Role.SECRETARIAT)
    others.append(sign_in(Client(), staff))
    prove_second_factor(others[1], staff)
    for other in others:
        assert "is not imported yet" not in text_of(other.get(URL))
        assert OVER in text_of(bring(other, page), 422)
    make_delegation("BRA")
    assert others[1].post("/portal/bra/import/", {"kept": "import"}).status_code == 422
    assert Delegate.objects.count() == 0


class TestTime:
    def test_after_an_hour_it_is_over(self, portal):
        page = check(portal)
        with clock.standing(clock.now() + timedelta(hours=1)):
            assert OVER in text_of(bring(portal, page), 422)
        assert Delegate.objects.count() == 0

    def test_then_the_next_check_or_purge_deletes_it(self, portal):
        check(portal)
        out = io.StringIO()
        with clock.standing(PURGED_AT):
            call_command("purge", stdout=out)
            assert "tables checked and not imported: 0" in out.getvalue()
            PendingImport.objects.update(checked_at=clock.now() - timedelta(hours=1))
            call_command("purge", stdout=out)
            assert "tables checked and not imported: 1" in out.getvalue()
        assert PendingImport.objects.count() == 0


class TestWhatWasSeen:
    """Somebody works between the check and the button: what rows would do now is shown before."""

    @pytest.fixture
    def halima(self, portal) -> Delegate:
        jane = actor(make_focal_point("KEN"))
        new = values(document_number="BK0417726", date_of_birth="1984-03-02", hotel="Metropole")
        return editing.enter_member(actor=jane, delegation=make_delegation("KEN"), values=new)

    def rows(self, hotel: str) -> str:
        head = "family_name,given_names,capacity,category,date_of_birth,hotel\n"
        return f"{head}Wario,Halima,delegate,D,1984-03-02,{hotel}\nOuma,Ann,adviser,A,1984-03-03,\n"

    def test_a_member_who_was_changed_meanwhile_is_looked_at_again(self, portal, halima):
        page = check(portal, self.rows("Lotus"))
        editing.edit_member(
            actor=actor(make_focal_point("KEN")), member=halima, expected_version=1, values={"hotel": "Sheraton"}
        )
        answer = bring(portal, page)
        assert CHANGED in text_of(answer, 409)
        halima.refresh_from_db()
        assert (halima.hotel, Delegate.objects.count()) == ("Sheraton", 1)
        assert "1 member was changed." in text_of(bring(portal, answer))
        halima.refresh_from_db()
        assert halima.hotel == "Lotus"

    def test_a_change_that_the_table_leaves_alone_hinders_nothing(self, portal, halima):
        page = check(portal, self.rows("Metropole"))
        editing.edit_member(
            actor=actor(make_focal_point("KEN")), member=halima, expected_version=1, values={"diet": "halal"}
        )
        assert "1 member was imported as a draft. 1 is unchanged." in text_of(bring(portal, page))

    def test_whoever_was_entered_meanwhile_is_not_entered_twice(self, portal, halima):
        page = check(portal, self.rows("Metropole"))
        jane = actor(make_focal_point("KEN"))
        new = values("A", family_name="Ouma", given_names="Ann", capacity="adviser", date_of_birth="1984-03-03")
        editing.enter_member(actor=jane, delegation=make_delegation("KEN"), values=new | {"document_number": ""})
        answer = bring(portal, page)
        assert CHANGED in text_of(answer, 409)
        assert "There is nothing to import." in text_of(answer, 409)

    def test_rows_that_fit_no_more_are_named_and_nothing_is_imported(self, portal, halima):
        page = check(portal)
        make_member("KEN", capacity="head", family_name="First")
        text = text_of(bring(portal, page), 422)
        assert "Capacity : There is already a head of delegation" in text
        assert Delegate.objects.count() == 2

    def test_another_file_checked_in_another_window(self, portal, halima):
        page = check(portal)
        check(portal, self.rows("Lotus"), name="second.csv")
        answer = bring(portal, page)
        assert CHANGED in text_of(answer, 409)
        assert "Import “ second.csv ”" in text_of(answer, 409)

    def test_without_saying_what_was_seen_nothing_is_imported(self, portal, halima):
        check(portal)
        assert CHANGED in text_of(portal.post(URL, {"kept": "import"}), 409)
        digest = pending_imports.digest(GOOD.encode())
        assert CHANGED in text_of(portal.post(URL, {"kept": "import", "digest": digest}), 409)
        assert Delegate.objects.count() == 1


def test_a_bad_table_is_kept_to_be_corrected_an_unreadable_one_is_not(portal):
    make_party("KEN")
    text = text_of(check(portal, GOOD.replace("deputy_head", "king")), 422)
    assert "Import these" not in text
    assert PendingImport.objects.count() == 1
    portal.post(URL, {"kept": "discard"})
    assert "The file cannot be read; nothing was imported" in text_of(check(portal, "a\0b,c\n1,2\n"), 422)
    assert PendingImport.objects.count() == 0
