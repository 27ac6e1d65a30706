"""The first page of the report: its sentences and figures, who signed before who ratified, and the heads of delegation by rank."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Role
from conference.parties.models import Kind, Party
from delegations.registration.models import Delegate
from schedule.results.figures import collecting
from schedule.results.reports import paper
from schedule.signing.models import SigningSession
from tests.credentials.kit import rank as rank_of
from tests.people import make_member, make_user, make_world, sign_in
from tests.printing.readback import open_pdf, words
from tests.signing.commitments.kit import recorded
from tests.signing.kit import deposit
from tests.signing.scene import fill, intend, intend_union, make_session, sign

pytestmark = pytest.mark.usefixtures("begun")
EVENING = datetime(2025, 10, 26, 11, 0, tzinfo=UTC)  # 18:00 in Hanoi on the last day


def make_held() -> None:
    """Croatia, Kenya and the European Union have signed; Brazil and an agency of the press have come."""
    make_world()
    session = make_session()
    for code in ("HRV", "KEN"):
        intend(code)
    intend_union()
    fill(session)
    sign(session, "HRV", "KEN", "EU")
    fields = {"capacity": "head", "state": "accredited", "honorific": "H.E. Ms."}
    make_member("BRA", family_name="Silva", functional_title="Minister of Justice", **fields)
    make_member("LAO", family_name="Phan", functional_title="", protocol_rank=rank_of("head_of_state"), **fields)
    make_member("PRS", family_name="Reporter", **fields)
    Party.objects.filter(code="PRS").update(kind=Kind.MEDIA)


@pytest.fixture
def held(begun, keeper):
    keeper(make_held)
    with clock.standing(EVENING):
        yield


def content(*, full: bool = False) -> dict:
    return paper.content(collecting.collect_figures(), None, full=full)


def test_it_says_who_came_and_who_signed_before_who_ratified(held):
    assert content()["lead"] == (
        "4 States, 1 organization and 1 media organization took part in the conference. "
        "The treaty was signed at the conference by 2 States and 1 organization. "
        "40 instruments are needed for its entry into force; none had been deposited."
    )
    treaty = SigningSession.objects.get().treaty
    deposit(treaty, "KEN", date(2025, 10, 26), kind="ratification")
    assert "1 instrument of the 40 needed for entry into force had been deposited." in content()["lead"]


def test_five_figures(held):
    figures = {figure["label"]: figure["n"] for figure in content()["figures"]}
    assert figures == {
        "States": "4",
        "Signatories": "3",
        "Instruments deposited": "0",
        "Entered": "0",
        "Bilateral meetings": "0",
    }


def test_heads_stand_by_rank_with_name_and_party_and_without_media(held):
    heads = content()["heads"]
    assert [(rank["name"], rank["names"], rank["further"]) for rank in heads] == [
        ("Head of state (1)", f"{name_of('LAO')} (Land LAO)", "No rank entered (1)"),
        ("No rank entered (1)", f"{name_of('BRA')} (Brazil)", ""),
    ]
    assert heads[1]["states"] == [{"party": "Brazil", "name": name_of("BRA"), "function": "Minister of Justice"}]


def test_closed_results_keep_the_heads_of_the_day_of_closing(held):
    data, phan = collecting.collect_figures(), name_of("LAO")
    Delegate.objects.filter(delegation__party__code="LAO").update(capacity="delegate", protocol_rank=None)
    successor = {"capacity": "head", "state": "accredited", "honorific": "H.E. Mr.", "functional_title": ""}
    make_member("LAO", family_name="Successor", **successor)
    heads = paper.content(data, None, full=False)["heads"]
    assert [rank["names"] for rank in heads] == [f"{phan} (Land LAO)", f"{name_of('BRA')} (Brazil)"]
    assert "Successor" in json.dumps(content())


def test_who_is_next_to_ratify_stands_by_the_day_that_was_named(held):
    public = {"kind": "ratification", "is_public": True}
    recorded("KEN", **public, due_on=None)
    recorded("HRV", **public, due_on=date(2026, 6, 30))
    recorded("BRA", **public, due_on=date(2025, 12, 31))
    recorded("LAO", kind="ratification", is_public=False)
    recorded("EU", kind="assistance", is_public=True)
    assert content()["lead"].endswith(
        "5 commitments were announced. Next to ratify, as announced: Brazil (by 31 December 2025), Croatia (by 30 June 2026), Kenya."
    )


def name_of(code: str) -> str:
    return Delegate.objects.get(delegation__party__code=code).called


def test_states_stand_apart_from_organizations_and_media(held):
    parts = {part["title"]: [row["name"] for row in part["rows"]] for part in content(full=True)["delegations"]}
    assert list(parts) == ["States", "Organizations", "Media"]
    assert parts["Organizations"] == ["Land EU"]
    assert len(parts["Media"]) == 1
    charts = content(full=True)["charts"]
    assert [chart["title"] for chart in charts[:2]] == ["States by region", "Organizations and media by kind"]
    assert [chart["rows"][-1]["cells"][0] for chart in charts] == ["4", "2", "6"]


def test_names_are_printed_and_not_stored_and_their_reading_is_logged(held, client):
    assert "Silva" in json.dumps(content())
    assert "Silva" not in json.dumps(collecting.collect_figures())
    sign_in(client, make_user(None, Role.PROGRAMME))
    client.get("/desk/results/report.pdf", {"layout": "summary", "language": "en"})
    assert AuditEntry.objects.filter(verb="results.heads_read").count() == 1


def test_before_anybody_has_signed_no_headline_stands_over_an_empty_space(client, world):
    make_member("BRA", capacity="head", state="accredited")
    sign_in(client, make_user(None, Role.PROGRAMME))
    address, values = "/desk/results/report.pdf", {"layout": "summary", "language": "en"}
    assert "Signatories by region" not in words(open_pdf(client.get(address, values).content)[0])
    session = make_session()
    intend("KEN")
    fill(session)
    sign(session, "KEN")
    assert "Signatories by region" in words(open_pdf(client.get(address, values).content)[0])
