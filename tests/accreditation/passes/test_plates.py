"""Plates of vehicle passes are nowhere readable in the database, and a pass is found by its plate all the same."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from conference.audit.models import AuditEntry
from conference.core.access import SYSTEM
from conference.correspondence.models import Message
from conference.desk.finding import Query
from delegations.accreditation import finders
from delegations.accreditation.models import Pass, PassRequest
from delegations.accreditation.passes import requests
from tests.accreditation.kit import as_actor, officer
from tests.accreditation.pass_kit import CAR, sort, vehicle_pass
from tests.people import actor, make_delegation, make_focal_point


@pytest.fixture
def car(world) -> Pass:
    return vehicle_pass("KEN", as_actor(officer()))


@pytest.fixture
def asked(world) -> PassRequest:
    jane = actor(make_focal_point("KEN"))
    kenya = make_delegation("KEN")
    return requests.ask(actor=jane, delegation=kenya, type=sort("vehicle"), member=None, vehicle=CAR)


def stored() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT plate FROM accreditation_pass UNION ALL SELECT plate FROM accreditation_passrequest")
        return [text for (text,) in cursor.fetchall()]


def shows_the_plate(text: str) -> bool:
    return "29NG00107" in re.sub(r"[\W_]", "", text).upper()


@pytest.mark.parametrize("typed", ["29NG 001 07", "29ng00107", "29-NG-001.07"])
def test_a_pass_is_found_by_its_plate_however_it_is_parted(car, typed):
    assert [one.title for one in finders.passes(Query.read({"q": typed}), SYSTEM)] == ["V-0041"]
    assert shows_the_plate(f"Vehicle {typed}, granted")


@pytest.mark.parametrize("typed", ["29NG 001 08", "-", "29NG"])
def test_by_another_or_by_a_part_it_is_not(car, typed):
    assert [one.title for one in finders.passes(Query.read({"q": typed}), SYSTEM)] == (
        [] if typed != "-" else ["V-0041"]
    )


def test_the_database_never_shows_one(car, asked):
    assert (car.plate, asked.plate) == ("29NG 001 07", "29NG 001 07")
    requests.grant(actor=as_actor(officer()), request=asked)
    rows = [*stored(), *AuditEntry.objects.values_list("subject_label", flat=True)]
    rows += [str(details) for details in AuditEntry.objects.values_list("details", flat=True)]
    rows += [str(context) for context in Message.objects.values_list("context", flat=True)]
    assert [text for text in rows if shows_the_plate(text)] == []
    assert AuditEntry.objects.filter(verb="pass_request.granted").get().subject_label == "Vehicle pass: Lê Văn Tám"
