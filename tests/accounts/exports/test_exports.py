"""A file of personal data of all delegations takes two persons of the staff."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.test import Client

from conference.accounts.exports import actions
from conference.accounts.models import ExportRequest
from conference.audit.models import AuditEntry
from conference.core import clock, lifecycle
from conference.core.access import Actor, Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.desk import registry
from tests.people import actor, make_focal_point, make_member, make_user, prove_second_factor

pytestmark = pytest.mark.django_db
FILE, LIST, ASK = "/desk/participants/", "/desk/exports/", "/desk/exports/ask/"
SENT = {"kind": "csv", "who": "all"}
REASON = "Seating at the gala dinner"


@pytest.fixture(autouse=True)
def _two_persons(settings):
    settings.APPROVE_EXPORTS = True


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    prove_second_factor(client, user)
    return client


@pytest.fixture
def asker(world):
    make_member("KEN", state="accredited", family_name="Wambui")
    return make_user(None, Role.ACCREDITATION, name="Thandeka Mokoena")


@pytest.fixture
def approver(world):
    return make_user(None, Role.SECRETARIAT, name="Trần Thu Hà")


def ask(user, reason: str = REASON, client: Client | None = None):
    """Ask by the page that stands in the file's place."""
    client = client or client_of(user)
    page = client.post(FILE, SENT).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(path|sent-\w+)" value="([^"]*)"', page))
    sent = {name: html.unescape(value) for name, value in hidden.items()}
    return client.post(ASK, {**sent, "reason": reason})


def requested(user) -> ExportRequest:
    assert ask(user).status_code == 302
    return ExportRequest.objects.get(asked_by=user)


def is_file(response) -> bool:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return "attachment" in response.headers.get("Content-Disposition", "") and b"Wambui" in body


def decide(user, export: ExportRequest, approve: bool = True, **more) -> ExportRequest:
    return actions.decide_on_export(actor=actor(user), export=export, approve=approve, **more)


def test_one_asks_another_approves_and_the_first_fetches_it(asker, approver):
    mine, other = client_of(asker), client_of(approver)
    page = mine.post(FILE, SENT)
    assert (is_file(page), "another person of the staff approves it first" in page.content.decode()) == (False, True)
    answer = ask(asker, client=mine)
    assert answer["Location"] == LIST
    export = ExportRequest.objects.get()
    assert (export.asked_by, export.reason, export.fields) == (asker, REASON, [["kind", "csv"], ["who", "all"]])
    assert not is_file(mine.post(FILE, SENT))
    shown = other.get(LIST).content.decode()
    assert all(text in shown for text in ("Thandeka Mokoena", REASON, "Participants", "Approve for an hour"))
    other.post(f"{LIST}{export.public_id}/decide/", {"approve": "1", "version": "1"})
    assert "Fetch the file" in mine.get(LIST).content.decode()
    assert is_file(mine.post(FILE, SENT))
    entries = AuditEntry.objects.filter(verb__in=["export.asked", "export.approved", "participants.exported"])
    assert [(entry.verb, entry.actor_id) for entry in entries.order_by("number")] == [
        ("export.asked", asker.pk),
        ("export.approved", approver.pk),
        ("participants.exported", asker.pk),
    ]


def test_without_the_setting_the_file_comes_at_once(asker, settings):
    settings.APPROVE_EXPORTS = False
    assert is_file(client_of(asker).post(FILE, SENT))


def test_an_approval_is_good_for_this_file_and_this_person_alone(asker, approver):
    decide(approver, requested(asker))
    colleague = make_user(None, Role.ACCREDITATION)
    assert not is_file(client_of(colleague).post(FILE, SENT))
    workbook = client_of(asker).post(FILE, {**SENT, "kind": "xlsx"})
    assert "attachment" not in workbook.headers.get("Content-Disposition", "")
    assert not is_file(client_of(asker).post(f"{FILE}?x=1", SENT))
    assert is_file(client_of(asker).post(FILE, SENT))


def test_an_approval_holds_for_an_hour(asker, approver):
    decide(approver, requested(asker))
    now = clock.now()
    with clock.standing(now + timedelta(minutes=59)):
        assert is_file(client_of(asker).post(FILE, SENT))
    with clock.standing(now + timedelta(minutes=61)):
        assert not is_file(client_of(asker).post(FILE, SENT))
        assert "expired" in client_of(asker).get(LIST).content.decode()


def test_a_request_waits_for_a_day(asker, approver):
    export = requested(asker)
    with clock.standing(clock.now() + timedelta(hours=25)), pytest.raises(NotPossible, match="more than a day old"):
        decide(approver, export)
    export.refresh_from_db()
    assert export.state == "asked"


def test_a_refused_one_is_not_fetched(asker, approver):
    export = requested(asker)
    client_of(approver).post(f"{LIST}{export.public_id}/decide/", {"refuse": "1", "version": "1"})
    assert not is_file(client_of(asker).post(FILE, SENT))
    assert "Refused" in client_of(asker).get(LIST).content.decode()


class TestTwoPersons:
    def test_nobody_approves_an_own_request(self, world):
        make_member("KEN", family_name="Wambui")
        user = make_user(None, Role.SECRETARIAT)
        export = requested(user)
        with pytest.raises(NotAllowed, match="Another person"):
            decide(user, export)
        assert "Approve for an hour" not in client_of(user).get(LIST).content.decode()

    def test_the_database_holds_it_whatever_the_program_does(self, asker, approver):
        """The control: the same statement passes for another person."""
        export = requested(asker)

        @lifecycle.use_case
        def decide_unchecked(**values) -> None:
            row = ExportRequest.objects.get(pk=export.pk)
            lifecycle.move(row, "approved", actor=actor(asker), verb="export.approved", **values)

        with pytest.raises(IntegrityError, match="export_by_two_persons"):
            decide_unchecked(decided_by_id=asker.pk, decided_at=clock.now())
        with pytest.raises(IntegrityError, match="export_decided_by_somebody"):
            decide_unchecked()
        decide_unchecked(decided_by_id=approver.pk, decided_at=clock.now())

    def test_who_comes_second_is_told(self, asker, approver):
        export = requested(asker)
        first, second = (ExportRequest.objects.get(pk=export.pk) for _ in range(2))
        decide(approver, first, expected_version=1)
        with pytest.raises(AlreadyDecided):
            decide(make_user(None, Role.SECURITY), second, approve=False, expected_version=1)
        export.refresh_from_db()
        assert (export.state, export.decided_by) == ("approved", approver)

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.SECRETARIAT, Role.SECURITY}))
    def test_other_roles_approve_nothing(self, asker, role):
        export = requested(asker)
        with pytest.raises(NotAllowed):
            decide(make_user(None, role), export)
        assert client_of(make_user(None, role)).post(f"{LIST}{export.public_id}/decide/").status_code == 403


class TestAsking:
    def test_it_takes_a_reason(self, asker):
        answer = ask(asker, reason=" ")
        assert (answer.status_code, ExportRequest.objects.count()) == (422, 0)
        assert answer.context["form"].errors["reason"] == ["This field is required."]
        assert answer.context["pairs"] == [("kind", "csv"), ("who", "all")]

    def test_twice_is_once(self, asker):
        ask(asker)
        ask(asker)
        assert ExportRequest.objects.count() == 1

    @pytest.mark.parametrize("path", ["/desk/", "/nowhere/", "https://elsewhere.example/", "/desk/exports/", ""])
    def test_only_for_an_export(self, asker, path):
        answer = client_of(asker).post(ASK, {"path": path, "reason": REASON})
        assert (answer.status_code, ExportRequest.objects.count()) == (404, 0)

    def test_nobody_asks_for_what_he_may_not_see(self, asker):
        """The audit log is the secretariat's."""
        answer = client_of(asker).post(ASK, {"path": "/desk/record/export/", "reason": REASON})
        assert (answer.status_code, ExportRequest.objects.count()) == (403, 0)

    def test_only_approvers_see_requests_of_others(self, asker):
        requested(asker)
        assert REASON not in client_of(make_user(None, Role.PROTOCOL)).get(LIST).content.decode()
        assert REASON in client_of(make_user(None, Role.SECURITY)).get(LIST).content.decode()
        assert client_of(make_focal_point()).get(LIST).status_code == 404


@pytest.mark.parametrize(
    ("role", "method", "path"),
    [
        (Role.SECRETARIAT, "post", "/desk/record/export/"),
        (Role.SECRETARIAT, "get", "/desk/travel/list.xlsx?way=arrival"),
        (Role.PROTOCOL, "get", "/desk/full-powers/table/?kind=csv"),
    ],
)
def test_each_such_file_waits(world, approver, role, method, path):
    user = make_user(None, role)
    client = client_of(user)
    page = getattr(client, method)(path)
    assert "attachment" not in page.headers.get("Content-Disposition", "")
    assert "another person of the staff approves it first" in page.content.decode()
    client.post(ASK, {"path": path, "reason": REASON})
    decide(approver, ExportRequest.objects.get())
    assert "attachment" in getattr(client, method)(path).headers["Content-Disposition"]


def tasks_of(user) -> list[str]:
    who = Actor(user.pk, str(user), user.roles, rights=user.rights)
    return [str(task.title) for task in registry.tasks_for(who) if task.key.startswith("exports.")]


def test_the_desk_says_whose_turn_it_is(asker, approver):
    export = requested(asker)
    assert (tasks_of(asker), tasks_of(approver)) == ([], ["Thandeka Mokoena asks for an export: Participants"])
    assert tasks_of(make_user(None, Role.PROTOCOL)) == []
    decide(approver, export)
    assert (tasks_of(asker), tasks_of(approver)) == (["Your export is approved: Participants"], [])
