"""What browsers report against the content policy is counted without a word on the reader, bounded, and shown to operators alone."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from conference.core import clock
from conference.core.access import Role
from conference.desk.models import PolicyViolation
from conference.desk.policy_reports import actions, reports
from tests.people import make_member, make_user

ADDRESS = "/csp-report/"
SECRET = "-".join(["an-invitation-nobody-has"] * 2)


@pytest.fixture(autouse=True)
def _fresh_limit(world, monkeypatch):
    monkeypatch.setattr(reports, "limit", reports.MinuteLimit())


def report(page: str = "http://testserver/", blocked: str = "inline", rule: str = "script-src-elem", **request) -> int:
    body = {"csp-report": {"document-uri": page, "blocked-uri": blocked, "effective-directive": rule, "referrer": page}}
    client = Client(enforce_csrf_checks=True)
    return client.post(ADDRESS, json.dumps(body), content_type="application/csp-report", **request).status_code


def rows() -> list[tuple[str, str, str, int]]:
    return list(PolicyViolation.objects.order_by("pk").values_list("directive", "blocked", "page", "count"))


def test_every_page_names_the_address():
    assert "report-uri /csp-report/" in Client().get("/accounts/login/")["Content-Security-Policy"]


def test_reports_of_one_kind_are_one_row_without_link_key_or_query():
    person = make_member().public_id
    for page in (f"/desk/accreditation/{person}/?q=Mokoena", f"/desk/accreditation/{make_member().public_id}/#photo"):
        assert report(f"http://testserver{page}", "https://evil.example/steal?who=Mokoena") == 204
    assert report(f"http://testserver/invitation/{SECRET}/") == 204
    assert report(f"http://testserver/nowhere/{SECRET}", "data") == 204
    assert report(blocked="https://user:word@evil.example:8443/x") == 204
    assert rows() == [
        ("script-src-elem", "https://evil.example", "/desk/accreditation/<uuid:public_id>/", 2),
        ("script-src-elem", "inline", "/invitation/<str:secret>/", 1),
        ("script-src-elem", "data", "-", 1),
        ("script-src-elem", "https://evil.example:8443", "/", 1),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"page": "https://elsewhere.example/"},
        {"page": "//[x"},
        {"blocked": ""},
        {"blocked": "<script>alert(1)</script>"},
        {"rule": "Thandeka Mokoena"},
        {"rule": "a" * 41},
    ],
    ids=str,
)
def test_what_is_no_report_of_ours_is_refused(wrong):
    assert report(**wrong) == 400
    assert rows() == []


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"csp-report": 1}', b"[" * 8000, b'{"csp-report": {}}', b"\xff"])
def test_what_is_no_report_at_all_is_refused(body):
    assert Client().post(ADDRESS, body, content_type="application/csp-report").status_code == 400
    assert rows() == []


def test_a_long_report_is_not_read():
    assert report("http://testserver/" + "x" * reports.LONGEST) == 413


def test_a_network_is_counted_so_often_a_minute_and_all_together_too(monkeypatch):
    answers = [report(REMOTE_ADDR="192.0.2.1") for _time in range(reports.A_NETWORK + 1)]
    assert answers == [204] * reports.A_NETWORK + [429]
    assert report(REMOTE_ADDR="192.0.2.2") == 204
    monkeypatch.setattr(reports, "IN_ALL", reports.A_NETWORK + 1)
    assert report(REMOTE_ADDR="192.0.2.3") == 429
    assert [count for *_kind, count in rows()] == [reports.A_NETWORK + 1]


def test_no_more_kinds_are_kept_than_so_many(monkeypatch):
    monkeypatch.setattr(actions, "MOST", 2)
    for number in (1, 2, 3, 1):
        assert report(blocked=f"https://{number}.example") == 204
    assert [(blocked, count) for _rule, blocked, _page, count in rows()] == [
        ("https://1.example", 2),
        ("https://2.example", 1),
    ]


def test_operators_alone_see_them_and_they_go_after_a_month(capsys):
    report(blocked="https://evil.example/")
    page = "/admin/desk/policyviolation/"
    administrator = make_user()
    administrator.is_admin = True
    administrator.save()
    operator = Client()
    operator.force_login(administrator)
    shown = operator.get(page)
    assert shown.status_code == 200
    assert "https://evil.example" in shown.content.decode()
    officer = Client()
    officer.force_login(make_user(None, Role.SECRETARIAT))
    assert officer.get(page).status_code in {302, 403, 404}
    PolicyViolation.objects.update(last_at=clock.now() - actions.KEPT_FOR + timedelta(minutes=1))
    call_command("purge")
    assert len(rows()) == 1
    PolicyViolation.objects.update(last_at=clock.now() - actions.KEPT_FOR)
    call_command("purge")
    assert rows() == []
    assert "reports of blocked content: 1" in " ".join(capsys.readouterr().out.split())
