"""Every state has a tone, a mark and a word."""

import pytest
from django.utils.translation import override

from conference.correspondence.models import State as MessageState
from conference.look import states
from conference.printing.models import PrintState
from conference.templatetags import look
from delegations.accreditation.models import BadgeState
from delegations.registration.models import DelegateState
from schedule.bilaterals.models import MeetingState
from schedule.receptions.models import InvitationState

ALL = [(kind, name, mark) for kind, named in states.STATES.items() for name, mark in named.items()]
# Whose states a page shows with a number.
COUNTED = ("delegate", "message", "application")
MODELS = {
    "delegate": DelegateState,
    "badge": BadgeState,
    "bilateral": MeetingState,
    "invitation": InvitationState,
    "message": MessageState,
    "print": PrintState,
}


@pytest.mark.parametrize(("kind", "name", "mark"), ALL, ids=[f"{kind}-{name}" for kind, name, _ in ALL])
def test_tone_mark_and_word_stand_together(kind: str, name: str, mark: states.Mark) -> None:
    assert mark.tone in states.TONES
    assert len(mark.mark) == 1
    assert str(mark.word)
    if kind in COUNTED:
        assert str(mark.counted % {"count": 3}).startswith("3 ")


@pytest.mark.parametrize("kind", MODELS)
def test_every_state_of_the_model_has_a_mark(kind: str) -> None:
    assert set(MODELS[kind].values) <= set(states.STATES[kind])


def test_states_that_differ_in_meaning_differ_in_mark_or_tone() -> None:
    """Within a kind no two states look the same, unless the word alone is meant to differ."""
    same = {("badge", "✕"), ("bilateral", "–"), ("note", "→")}
    for kind, named in states.STATES.items():
        seen: dict[tuple[str, str], str] = {}
        for name, mark in named.items():
            twin = seen.setdefault((mark.tone, mark.mark), name)
            assert twin == name or (kind, mark.mark) in same, (kind, name, twin)


def test_gold_is_for_heads_alone() -> None:
    assert [name for _, name, mark in ALL if mark.tone == "head"] == []
    assert look.head() == '<span class="state head" data-mark="◆">Head of delegation</span>'


def test_the_arrow_turns_where_the_text_does() -> None:
    assert 'data-mark="→"' in look.state("submitted")
    with override("ar"):
        assert 'data-mark="←"' in look.state("submitted")


def test_a_state_with_a_number_and_with_other_words() -> None:
    assert look.state("draft", count=1) == '<span class="state draft" data-mark="✎">1 draft</span>'
    assert look.state("draft", count=3) == '<span class="state draft" data-mark="✎">3 drafts</span>'
    assert look.state("no-show", "bilateral") == '<span class="state no" data-mark="○">Did not take place</span>'
    assert look.state("draft", word="Draft, <complete>") == (
        '<span class="state draft" data-mark="✎">Draft, &lt;complete&gt;</span>'
    )


def test_an_unknown_state_tone_or_icon_is_an_error_that_names_it() -> None:
    with pytest.raises(LookupError, match="'lost' of 'delegate'"):
        look.state("lost")
    with pytest.raises(LookupError, match="'green'"):
        look.pill("green", "✓", "Yes")
    with pytest.raises(LookupError, match="'unicorn'"):
        look.icon("unicorn")
