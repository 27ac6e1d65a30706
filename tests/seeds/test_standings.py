"""Where everybody stands on 10 October 2025, 14:00, with every state in it."""

from collections import Counter
from dataclasses import replace

from delegations.accreditation.models import LIVE, BadgeState
from delegations.accreditation.review.reasons import REFUSE, RETURN, find_reason
from delegations.registration.models import DelegateState
from seeds.data import party
from seeds.people import members
from seeds.standings import DRAFTS_ONLY, NOW, Standing, as_entered, standings
from tests.seeds.crowd import SEED, delegation, sizes, standing


def everybody() -> list[Standing]:
    return [one for code in sizes() for one in standing(code)]


def test_every_state_of_members_and_badges_occurs():
    assert {one.state for one in everybody()} == set(DelegateState.values)
    assert {badge.state for one in everybody() for badge in one.badges} == set(BadgeState.values)


def test_most_are_between_submitted_and_accredited():
    counts = Counter(one.state for one in everybody())
    assert counts["submitted"] + counts["vetted"] + counts["accredited"] > 0.75 * 1500
    assert counts["accredited"] > counts["submitted"] > counts["vetted"] > counts["returned"] > counts["refused"] > 0


def test_a_badge_is_live_exactly_while_its_bearer_is_accredited():
    for one in everybody():
        live = [badge for badge in one.badges if badge.state in LIVE]
        assert len(live) == (1 if one.state == "accredited" else 0)
        assert [badge.copy for badge in one.badges] == list(range(1, len(one.badges) + 1))


def test_times_are_in_order_and_none_lies_ahead():
    for one in everybody():
        steps = [moment for moment in (one.submitted_at, one.vetted_at, one.decided_at) if moment]
        assert steps == sorted(steps)
        for badge in one.badges:
            moments = [m for m in (badge.queued_at, badge.printed_at, badge.collected_at, badge.ended_at) if m]
            assert moments == sorted(moments)
            steps += moments
        assert all("2025-09-15" < moment <= NOW for moment in steps), one


def test_times_go_with_the_state():
    for one in everybody():
        assert bool(one.submitted_at) == (one.state != "draft")
        if one.state in ("vetted", "accredited"):
            assert one.vetted_at
        if one.state in ("accredited", "returned", "refused"):
            assert one.decided_at
        if one.state in ("draft", "submitted", "vetted"):
            assert not one.decided_at


def test_returned_and_refused_carry_a_code_that_the_officers_know_and_words():
    for one in everybody():
        table = {"returned": RETURN, "refused": REFUSE}.get(one.state)
        if table:
            assert find_reason(table, one.return_code)
            assert one.return_words
        else:
            assert one.return_code == one.return_words == ""


def test_heads_are_never_refused_or_withdrawn():
    for code in sizes():
        for member, one in zip(delegation(code), standing(code), strict=True):
            if member.capacity == "head":
                assert one.state not in ("refused", "withdrawn", "returned"), code


def test_a_few_delegations_are_drafts_only():
    drafts = {code for code in sizes() if sizes()[code] and {one.state for one in standing(code)} == {"draft"}}
    assert drafts == set(DRAFTS_ONLY)


def test_kenya_stands_as_in_the_picture():
    assert [one.state for one in standing("KEN")] == [
        *["accredited"] * 2,
        *["vetted"] * 2,
        *["submitted"] * 3,
        "returned",
        "draft",
        "returned",
        "draft",
        "draft",
    ]
    rono, wario = standing("KEN")[7], standing("KEN")[9]
    assert (rono.return_code, rono.decided_at) == ("document_expires", "2025-10-10T09:15")
    assert (wario.return_code, wario.decided_at) == ("photo_unclear", "2025-10-10T11:42")
    assert [badge.state for badge in standing("KEN")[0].badges] == ["queued"]


def test_what_is_missing_is_empty_as_entered_and_all_else_is_kept():
    rono, ouma = delegation("KEN")[7], delegation("KEN")[11]
    assert as_entered(rono, standing("KEN")[7]) == replace(rono, document_expiry="2026-03-14")
    entered = as_entered(ouma, standing("KEN")[11])
    assert (entered.date_of_birth, entered.document_number, entered.portrait) == ("", "", None)
    assert (entered.family_name, entered.functional_title) == ("Ouma", "Reporter")


def test_a_larger_kenya_is_drawn_and_not_cut():
    people = members(party("KEN"), 40, SEED)
    assert len(standings(party("KEN"), people, SEED)) == 40
