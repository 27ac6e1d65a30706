"""The results: counted to the value, closed by an officer, then unchanged by whatever is entered later; no small number is public."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.template.loader import render_to_string
from django.test import Client

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.db import guards
from conference.models import Conference
from conference.parties.models import Party
from conference.web import page_cache
from delegations.registration.models import Delegate
from schedule.bilaterals.models import Meeting
from schedule.results.figures import collecting, headline, tables
from schedule.results.figures.tables import GroupRow
from schedule.results.models import Report
from schedule.results.reports import actions, prints, views_public
from schedule.signing.models import SigningSession
from schedule.signing.record import actions as record
from tests.people import actor, make_delegation, make_member, make_user, make_world, sign_in
from tests.signing.commitments.kit import recorded
from tests.signing.kit import words_of
from tests.signing.scene import depositary, fill, intend, make_session, people, sign

pytestmark = pytest.mark.usefixtures("begun")
EVENING = datetime(2025, 10, 26, 11, 0, tzinfo=UTC)  # 18:00 in Hanoi on the last day


def make_held() -> None:
    """Kenya and France have signed; Brazil has come and not signed."""
    make_world()
    session = make_session()
    for code in ("KEN", "FRA"):
        intend(code)
    fill(session)
    sign(session, "KEN", "FRA")
    for number in range(6):
        make_member("BRA", state="accredited", family_name=f"Silva {number}")
    make_member("BRA", state="draft", family_name="Not yet")
    make_member("BRA", state="refused", family_name="Registered, and not accredited")
    for code, region in {"KEN": "Africa", "FRA": "Europe", "BRA": "Americas"}.items():
        Party.objects.filter(code=code).update(region=region)
    recorded("KEN")
    recorded("FRA", source="reception", is_public=False)


@pytest.fixture
def held(begun, keeper):
    keeper(make_held)
    with clock.standing(EVENING):
        yield


def close(number: int = 1, reason: str = "", who=None, despite_open_records: bool = True) -> Report:
    """The record of the scene’s session is open, and whoever closes the results says so."""
    values = {"expected_number": number, "reason": reason, "despite_open_records": despite_open_records}
    return actions.close(actor=who or depositary(), **values)


def test_while_a_record_of_signature_is_open_whoever_closes_them_says_so(client, held):
    with pytest.raises(NotPossible) as refused:
        close(despite_open_records=False)
    assert str(refused.value) == (
        "The record of signature is still open: Signing of the Convention. Close it first, or say below that the results "
        "are closed all the same. Nothing was changed."
    )
    staff = make_user(None, Role.SECRETARIAT)
    sign_in(client, staff)
    page = client.get("/desk/results/")
    assert "Record still open Signing of the Convention" in words_of(page)
    assert "Close the results although a record of signature is open" in words_of(page)
    page = client.post("/desk/results/close/", {"number": 1})
    assert (page.status_code, Report.objects.count()) == (409, 0)
    assert "The record of signature is still open: Signing of the Convention." in words_of(page)
    assert client.post("/desk/results/close/", {"number": 1, "despite_open_records": "on"}).status_code == 302
    assert AuditEntry.objects.get(verb="results.closed").details["open_records"] == ["first"]


def test_a_closed_record_and_a_session_in_which_nobody_signed_ask_nothing(client, held):
    make_session(code="second")
    session = SigningSession.objects.get(code="first")
    one, other = map(actor, people())
    record.close(actor=one, session=session, witness="", expected_version=session.version)
    record.confirm(actor=other, session=session, expected_version=session.version)
    sign_in(client, make_user(None, Role.SECRETARIAT))
    assert "although a record of signature is open" not in words_of(client.get("/desk/results/"))
    assert close(despite_open_records=False).number == 1


def test_what_is_counted(held):
    data = collecting.collect_figures()

    rows = {row.name: (row.delegations, row.registered, row.accredited, row.signed) for row in tables.by_region(data)}
    assert rows == {"Africa": (1, 1, 0, 1), "Americas": (1, 7, 6, 0), "Europe": (1, 1, 0, 1)}
    figures = {one.key: one.n for one in headline.figures(data)}
    assert figures == {
        "delegations": 3,
        "signatories": 2,
        "members": 9,
        "accredited": 6,
        "entered": 0,
        "sessions": 0,
        "statements": 0,
        "bilaterals": 0,
    }
    assert [(name, [one["name"] for one in of]) for name, of in tables.signatories(data)] == [
        ("Africa", ["Kenya"]),
        ("Europe", ["France"]),
    ]


def test_each_table_adds_up_to_the_figures_at_the_head(held):
    """Also the one by rank: France and Brazil have no head, and stand in a row of their own."""
    Delegate.objects.filter(delegation__party__code="KEN").update(capacity="head")
    data = collecting.collect_figures()
    assert ("No head of delegation", 2) in [(row.name, row.delegations) for row in tables.by_rank(data)]
    whole = tables.total(data)
    for table in (tables.by_region(data), tables.by_kind(data), tables.by_rank(data)):
        for field in ("delegations", "registered", "accredited", "entered", "signed"):
            assert sum(getattr(row, field) for row in table) == getattr(whole, field)
    make_member("BRA", state="accredited", family_name="Souza")
    page = words_of(sign_in(Client(), make_user(None, Role.SECRETARIAT)).get("/desk/results/"))
    assert page.count("Total 3 10 7 0 2") == 3


def test_no_more_questions_to_the_database_for_more_delegations(held, django_assert_num_queries):
    with django_assert_num_queries(30):
        collecting.collect_figures()
    for code in ("HRV", "VNM", "UKR"):
        make_member(code, state="accredited")
        recorded(code)
    with django_assert_num_queries(30):
        collecting.collect_figures()


def test_nothing_stored_names_a_person_or_who_met_whom(held):
    text = json.dumps(collecting.collect_figures())

    assert "Silva" not in text
    assert set(collecting.collect_figures()["bilaterals"]) == {"held", "not_held", "days"}
    assert Meeting.objects.count() == 0


def test_closed_results_stay_whatever_is_entered_later(held):
    close()
    before = Report.objects.get().data
    make_member("BRA", state="accredited", family_name="Late")
    make_delegation("BRA").party.names.filter(language="en").update(short="Brasil")

    staff = sign_in(Client(), make_user(None, Role.SECRETARIAT))
    assert Report.objects.get().data == before
    assert collecting.collect_figures() != before
    closed = staff.get("/desk/results/").context
    assert [one.n for one in closed["figures"] if one.key == "accredited"] == [6]
    assert [one.n for one in staff.get("/desk/results/?now=1").context["figures"] if one.key == "accredited"] == [7]
    assert '"accredited": 6' in Client().get("/results/results.json").content.decode()


def test_the_database_keeps_a_closed_report_and_without_its_guard_it_would_not(held):
    close()
    for attack in (lambda: Report.objects.update(data={}), lambda: Report.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attack()
    # The control: it is the guard that refuses.
    names = [f"results_report_no_{verb}" for verb in ("update", "delete", "truncate")]
    guards.uninstall(names=names)
    try:
        assert Report.objects.update(data={}) == 1
    finally:
        guards.install(names=names)


def test_the_audit_log_has_the_digest_of_what_was_stored(held):
    report = close()
    entry = AuditEntry.objects.get(verb="results.closed")

    assert entry.details["digest"] == actions.digest(Report.objects.get(pk=report.pk).data)
    assert entry.details["digest"] != actions.digest({**report.data, "days": ["changed"]})


def test_who_may_close_and_when(held):
    with pytest.raises(NotAllowed):
        close(who=actor(make_user(None, Role.PROTOCOL)))
    with clock.standing(EVENING - timedelta(days=1)), pytest.raises(NotPossible, match="from the last day"):
        close()
    assert not Report.objects.exists()


def test_a_second_report_needs_its_reason_and_keeps_the_first(held):
    close()
    with pytest.raises(AlreadyDecided, match="Nguyễn Thu Hà has closed the results meanwhile"):
        close()
    with pytest.raises(NotPossible, match="why there is another report"):
        close(2)
    Delegate.objects.filter(family_name="Silva 0").update(capacity="adviser")
    close(2, "A delegation was missing")

    assert [(one.number, one.reason) for one in Report.objects.all()] == [(2, "A delegation was missing"), (1, "")]


def row(name: str, accredited: int) -> GroupRow:
    return GroupRow(name, 1, accredited, accredited, accredited, 0)


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ({"a": 30, "b": 20, "c": 9}, {"a": 30, "b": 20, "c": 9}),
        ({"a": 30, "b": 20, "c": 4}, {"a": 30, "All others": 24}),  # else it were the total less the others
        ({"a": 30, "b": 3, "c": 4}, {"a": 30, "All others": 7}),
        ({"a": 30, "b": 1, "c": 2}, {"All others": 33}),
        ({"a": 1, "b": 2}, {}),
    ],
)
def test_small_numbers_are_added_up_and_never_to_be_had_by_subtraction(numbers, shown):
    rows = [row(name, n) for name, n in numbers.items()]
    assert {one.name: one.accredited for one in tables.for_everybody(rows)} == shown


def test_the_public_page_tells_what_is_public_and_no_more(held):
    page = words_of(Client().get("/results/"))

    assert "Not closed yet: as at 18:00 on 26 October 2025" in page
    assert "A regional training centre in Nairobi" in page
    assert "France: Training" not in page
    told = json.loads(Client().get("/results/results.json").content)
    assert told["signatories"] == [
        {"code": "FRA", "name": "France", "signed_on": "2025-10-25"},
        {"code": "KEN", "name": "Kenya", "signed_on": "2025-10-25"},
    ]
    assert [one["code"] for one in told["commitments"]] == ["KEN"]
    assert "africa" not in json.dumps(told["by"]).lower()  # one person: not alone in a row
    assert Client().get("/results/results.csv").content.decode("utf-8-sig").startswith("Table,Group,Delegations")


FORMS = ("/results/", "/results/results.json", "/results/results.csv")


def read_every_form(language: str = "en") -> list[tuple[int, str]]:
    """Return the status and the text of each form in which the results are public, as a process reads them that starts now."""
    page_cache.forget()
    answers = [Client().get(address, {"lang": language}) for address in FORMS]
    return [(answer.status_code, answer.content.decode("utf-8-sig")) for answer in answers]


def test_before_the_first_day_no_form_has_a_figure(held):
    secrets = ("Kenya", "KEN", "Nairobi", "signatories", "By region")
    with clock.standing(datetime(2025, 10, 24, 16, 59, tzinfo=UTC)):  # 23:59 in Hanoi on the eve
        (page, *programs) = read_every_form()
        heads = [Client().head(address) for address in FORMS]
        assert (page[0], [status for status, _text in programs]) == (200, [404, 404])
        for _status, text in (page, *programs):
            assert "The results are shown here from the first day of the conference on." in text
            assert not [secret for secret in secrets if secret in text]
        assert [answer.status_code for answer in heads] == [200, 404, 404]
        assert "dès le premier jour" in read_every_form("fr")[1][1]
    # The control: a minute later it is the first day, and each form has them.
    with clock.standing(datetime(2025, 10, 24, 17, 0, tzinfo=UTC)):
        page, as_json, as_csv = read_every_form()
    assert {status for status, _text in (page, as_json, as_csv)} == {200}
    assert "Nairobi" in page[1]
    assert '"KEN"' in as_json[1]
    assert as_csv[1].startswith("Table,Group,Delegations")


def test_results_are_hidden_again_when_the_first_day_is_moved_back(held):
    assert [status for status, _text in read_every_form()] == [200, 200, 200]
    Conference.objects.update(starts_on=date(2025, 10, 27), ends_on=date(2025, 10, 28))
    views_public.version.clear()  # each process reads it every second; its pages stay
    answers = [Client().get(address) for address in FORMS]
    assert [answer.status_code for answer in answers] == [200, 404, 404]
    assert "Nairobi" not in words_of(answers[0])


def test_a_commitment_is_public_as_it_stands_though_the_results_are_closed(held):
    close()
    staff = sign_in(Client(), make_user(None, Role.PROTOCOL))
    made = recorded("BRA")
    at = f"/desk/commitments/{made.public_id}/follow-up/"
    staff.post(at, {"version": 1, "state": "under_way", "since": "2025-10-26", "progress_en": "Begun"})

    told = json.loads(Client().get("/results/results.json").content)
    assert [(one["code"], one["state"]) for one in told["commitments"]] == [("BRA", "under_way"), ("KEN", "announced")]
    assert [one["code"] for one in Report.objects.get().data["commitments"]] == ["KEN", "FRA"]


@pytest.mark.parametrize("language", ["en", "ar", "vi"])
def test_the_report_is_a_page_or_more(held, language):
    close()
    staff = sign_in(Client(), make_user(None, Role.PROGRAMME))
    for layout in ("summary", "full"):
        answer = staff.get("/desk/results/report.pdf", {"layout": layout, "language": language})
        assert answer["Content-Type"] == "application/pdf"
        pages = prints.typeset.count_pages(answer.content)
        assert (pages == 1) if layout == "summary" else (2 <= pages <= 10)
        assert b"/MarkInfo" in answer.content or b"StructTreeRoot" in answer.content


def test_large_figures_are_grouped_as_on_the_desk():
    one = row("Africa", 1286)
    table = render_to_string("public/results/_group.html", {"title": "By region", "rows": [one], "total": one})
    assert table.count('<td class="num">1,286</td>') == 4
    figures = [headline.HeadlineFigure("accredited", 1454, "Accredited", "may enter with a badge")]
    assert '<dd class="figure-n num">1,454</dd>' in render_to_string(
        "public/results/_figures.html", {"figures": figures}
    )
