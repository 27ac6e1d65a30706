"""Every kind of message: its templates name only what they may, in every language, in agreed words.

The words stand in snapshots/. After a change that is meant, PLENIPO_SNAPSHOTS=write makes them anew; read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from conference.correspondence.letters import registry
from conference.correspondence.letters.rendering import masked, render_letter
from conference.models import Conference
from tests.correspondence.letters import template_checks
from tests.people import make_conference

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
KINDS = [notice.kind for notice in registry.all_notices() if not notice.kind.startswith("trial.")]


@pytest.fixture
def conference(db) -> Conference:
    return make_conference()


@pytest.mark.parametrize("kind", KINDS)
def test_its_templates_use_only_what_it_lists(kind):
    assert template_checks.faults(registry.get_notice(kind)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_it_reads_in_every_language(conference, kind):
    assert template_checks.rendered_faults(registry.get_notice(kind), conference) == []


@pytest.mark.parametrize("kind", KINDS)
def test_its_words_are_as_agreed(conference, kind):
    notice = registry.get_notice(kind)
    said = render_letter(
        notice,
        masked(notice, notice.sample()),
        conference=conference,
        language="en",
        name="Achieng Wambui",
        reference="KEN-00042",
    )
    now = f"{said.subject}\n\n{said.text}"
    path = SNAPSHOTS / f"{kind}.txt"
    if os.environ.get("PLENIPO_SNAPSHOTS") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(now, encoding="utf-8")
    assert path.exists(), f"{kind} is new: PLENIPO_SNAPSHOTS=write keeps its words; read them"
    assert now == path.read_text(encoding="utf-8")


def test_one_letter_whole(conference):
    """The frame that all share."""
    notice = registry.get_notice(KINDS[0])
    said = render_letter(
        notice,
        masked(notice, notice.sample()),
        conference=conference,
        language="en",
        name="Achieng Wambui",
        reference="KEN-00042",
    )
    path = SNAPSHOTS / "letter.snapshot"
    if os.environ.get("PLENIPO_SNAPSHOTS") == "write":
        path.write_text(said.html, encoding="utf-8")
    assert said.html == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "kind", ["bilaterals.confirmed", "speaking.inscribed", "side_events.accepted", "registration.submitted"]
)
def test_a_clock_that_shows_the_conferences_time_is_not_told(conference, kind):
    notice = registry.get_notice(kind)
    for zone, told in (("Africa/Nairobi", "in Nairobi (UTC+3)"), ("Asia/Bangkok", "")):
        values = {**masked(notice, notice.sample()), "zone": zone}
        said = render_letter(
            notice, values, conference=conference, language="en", name="Achieng Wambui", reference="KEN-00042"
        )
        for words in (said.text, said.html):
            assert told in words
            assert ("On your own clock" in words or "in Hanoi is" in words) == bool(told)
            assert "Bangkok" not in words
