"""The record narrowed by day, kind and person, and taken away as a table."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Role
from conference.desk.record import views_desk
from delegations.registration.models import Delegate
from tests.accreditation.kit import as_actor, security
from tests.people import make_member, make_user, sign_in

RECORD, EXPORT = reverse("desk:record"), reverse("desk:record_export")
# 00:30 in Hanoi, which is the evening before in UTC.
MIDNIGHT = datetime(2025, 10, 24, 0, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def acts(world):
    """Two persons vetted by two officers, on two days of Hanoi."""
    from delegations.accreditation.review.actions import decisions

    for days, name, who in ((-1, "Otieno", "Phúc"), (0, "Silva", "Linh")):
        with clock.standing(MIDNIGHT + timedelta(days=days)):
            member = make_member("KEN", state="submitted", family_name=name, given_names="Ana")
            by = security(who)
            decisions.vet(actor=as_actor(by), delegate=member)


def told(client, **asked) -> list[str]:
    return [line.text for line in client.get(RECORD, asked).context["rows"] if "vetted" in line.text]


def test_by_day_in_the_conferences_zone(client, acts):
    sign_in(client, make_user(None, Role.SECRETARIAT))
    assert told(client) == ["Linh vetted Ana Silva", "Phúc vetted Ana Otieno"]
    assert told(client, **{"from": "2025-10-24", "until": "2025-10-24"}) == ["Linh vetted Ana Silva"]
    assert told(client, until="2025-10-23") == ["Phúc vetted Ana Otieno"]
    assert told(client, **{"from": "2025-10-25"}) == []
    assert told(client, **{"from": "no day"}) == ["Linh vetted Ana Silva", "Phúc vetted Ana Otieno"]


def test_newest_is_by_the_time_shown_whatever_was_written_first(client, acts, monkeypatch):
    """Control: by its number the last entry is the first here."""
    from delegations.accreditation.review.actions import decisions

    with clock.standing(MIDNIGHT - timedelta(days=3)):
        late = make_member("KEN", state="submitted", family_name="Wafula", given_names="Ana")
        decisions.vet(actor=as_actor(security("Hoa")), delegate=late)
    sign_in(client, make_user(None, Role.SECRETARIAT))
    vetted = {"verb": "delegate.vetted"}
    in_order = ["Linh vetted Ana Silva", "Phúc vetted Ana Otieno", "Hoa vetted Ana Wafula"]
    assert told(client, **vetted) == in_order
    monkeypatch.setattr(views_desk, "PAGE", 1)
    read, asked = [], f"?{urlencode(vetted)}"
    while asked:
        page = client.get(RECORD + asked)
        read += [line.text for line in page.context["rows"]]
        asked = page.context["pager"]["next"]
    assert read == in_order


def test_by_kind_and_by_person(client, acts):
    sign_in(client, make_user(None, Role.SECRETARIAT))
    assert {line.text for line in client.get(RECORD, {"verb": "delegate.vetted"}).context["rows"]} == {
        "Linh vetted Ana Silva",
        "Phúc vetted Ana Otieno",
    }
    assert told(client, subject="otieno") == ["Phúc vetted Ana Otieno"]
    assert told(client, actor="Linh") == ["Linh vetted Ana Silva"]
    assert told(client, actor="otieno") == []
    assert 'value="delegate.vetted" selected' in client.get(RECORD, {"verb": "delegate.vetted"}).content.decode()


def test_what_is_shown_is_taken_away_and_that_is_logged(client, acts):
    sign_in(client, make_user(None, Role.SECRETARIAT, name="Thu Hà"))
    assert client.get(EXPORT).status_code == 405
    answer = client.post(f"{EXPORT}?verb=delegate.vetted&subject=silva", {"kind": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == ["No.", "Time", "Who", "Act", "Reason", "Party", "Kind"]
    number = str(
        next(
            entry.number
            for entry in AuditEntry.objects.filter(verb="delegate.vetted")
            if entry.subject_label == "Ana Silva"
        )
    )
    assert rows[1:] == [[number, "2025-10-24 00:30", "Linh", "Linh vetted Ana Silva", "", "KEN", "delegate.vetted"]]
    entry = AuditEntry.objects.get(verb="record.exported")
    assert (entry.actor_label, entry.details["kind"]) == ("Thu Hà", "csv")
    assert entry.details["query"] == "?subject=%2A&verb=delegate.vetted"  # names of nobody
    workbook = client.post(EXPORT, {"kind": "xlsx"})
    assert b"".join(workbook.streaming_content)[:2] == b"PK"


def test_a_formula_in_a_name_stays_a_text(client, world):
    make_member("KEN", family_name="=1+1", given_names="")
    Delegate.objects.get()
    sign_in(client, make_user(None, Role.SECRETARIAT))
    answer = client.post(EXPORT, {"kind": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert all(not cell.startswith("=") for row in csv.reader(io.StringIO(text)) for cell in row)
