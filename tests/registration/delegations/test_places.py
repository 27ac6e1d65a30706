"""Places by kind of party: organisations have no limit, and what is not open is said to be so, never "2 of 0"."""

from __future__ import annotations

import pytest

from conference.core.errors import NotPossible
from conference.models import Category
from conference.parties.models import Kind, Party
from delegations.registration.delegations import places
from delegations.registration.members import queries
from delegations.registration.members.actions import submission
from delegations.registration.models import Quota
from tests.people import actor, make_delegation, make_focal_point, make_member, sign_in
from tests.registration.kit import text_of


def of_kind(kind: str) -> None:
    make_delegation("KEN")
    Party.objects.filter(code="KEN").update(kind=kind)


def shown() -> dict[str, tuple[int, int | None, bool]]:
    delegation = make_delegation("KEN")
    found = places.build_places(queries.members_of(delegation), places.open_to(delegation.party))
    return {one.category.letter: (one.used, one.total, one.is_open) for one in found}


@pytest.mark.parametrize("kind", [Kind.IGO, Kind.UN_ENTITY])
class TestOrganisations:
    def test_without_any_row_they_have_no_limit_but_for_the_head(self, world, kind):
        of_kind(kind)
        assert shown() == {
            "H": (0, 1, True),
            **dict.fromkeys("ADUSM", (0, None, True)),
        }

    def test_a_row_without_a_number_is_no_limit(self, world, kind):
        of_kind(kind)
        Quota.objects.create(kind=kind, category=Category.objects.get(letter="D"), places=None)
        assert shown() == {"D": (0, None, True)}
        assert str(Quota.objects.get()).endswith("Delegate: no limit")

    def test_twelve_of_one_category_are_submitted(self, world, kind):
        of_kind(kind)
        jane = make_focal_point("KEN")
        for _each in range(12):
            make_member("KEN")
        done = submission.submit_members(actor=actor(jane), delegation=make_delegation("KEN"))
        assert len(done.received) == 12


def test_a_state_keeps_the_places_of_the_categories(world):
    of_kind(Kind.MEMBER_STATE)
    assert shown()["D"] == (0, 6, True)


class TestNotOpen:
    @pytest.fixture
    def jane(self, world):
        of_kind(Kind.IGO)
        Quota.objects.create(kind=Kind.IGO, category=Category.objects.get(letter="D"), places=None)
        return make_focal_point("KEN")

    def test_the_page_says_so_and_counts_none_as_too_many(self, client, jane):
        make_member("KEN", category="S", capacity="security")
        make_member("KEN", category="S", capacity="security")
        text = text_of(sign_in(client, jane).get("/portal/ken/"))
        assert "not open to this kind of delegation" in text
        assert "of 0" not in text
        assert "too many" not in text
        assert "no limit" in text

    def test_a_submission_names_what_is_open(self, jane):
        make_member("KEN", category="S", capacity="security")
        words = (
            r"“Security officer” is not open to this kind of delegation \(Intergovernmental organization\)\. "
            r"Choose one of these: Delegate\."
        )
        with pytest.raises(NotPossible, match=words):
            submission.submit_members(actor=actor(jane), delegation=make_delegation("KEN"))
