"""The case table, online: every badge has its stated verdict."""

from __future__ import annotations

import pytest

from delegations.gates.checking.verdicts import WORDS
from delegations.gates.models import Scan
from tests.gates.table import CASES, Stage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_online(case, world):
    stage = Stage(case)
    before = Scan.objects.count()
    wanted = {name: case["online"][name] for name in ("verdict", "reason")}
    assert stage.online() == wanted
    # Every verdict is kept as it was given; a revoked device's answer is none.
    kept = Scan.objects.order_by("pk").last()
    if case["device"] == "revoked":
        assert Scan.objects.count() == before
    else:
        assert {"verdict": kept.verdict, "reason": kept.reason} == wanted
        assert (kept.online, kept.happened_at) == (True, stage.at)


def test_every_reason_of_the_table_has_words_and_a_case():
    reasons = {case[way]["reason"] for case in CASES for way in ("online", "offline")}
    assert reasons <= set(WORDS)
    # Of a reception's guest list, which the table of badges does not have (tests/receptions/test_gate_scanner.py).
    by_guest_list = {"expected", "not-expected", "not-invited", "released", "here-already", "not-open", "over"}
    assert set(WORDS) - reasons == {"by-hand", "undone"} | by_guest_list


def test_a_device_without_touch_never_lets_in_whom_the_server_would_refuse_by_what_its_list_says():
    """Offline may be stricter; it is laxer only where its list is older than the fact."""
    laxer = [
        case["name"] for case in CASES if case["offline"]["verdict"] == "enter" and case["online"]["verdict"] != "enter"
    ]
    assert laxer == [
        "revoked since the list was made",
        "revoked since a list of 20 minutes was made",
        "revoked device",
    ]
