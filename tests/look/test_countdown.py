"""A countdown is read without a script; with one it runs in the server's words and time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from conference.look.times import left_text, left_words
from tests.look.pages import IN_A_BROWSER, Site
from tests.look.test_tags import NOW, render

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)  # on the reader's clock


def test_without_a_script_it_says_how_long() -> None:
    text = render("{% ticking at %}", at=NOW + timedelta(days=5, hours=4, minutes=1))
    assert text.endswith(">5 days 4 h</span>")
    assert 'data-countdown="446460"' in text
    assert render("{% ticking at %}", at=NOW - timedelta(seconds=1)) == "<span>passed</span>"
    assert render("{% ticking at %}", at=NOW + timedelta(days=150, hours=3)) == "<span>150 days 3 h</span>"


@pytest.mark.parametrize("language", ["en", "fr", "ar", "ru", "zh-hans", "vi"])
@pytest.mark.parametrize("seconds", [440_000, 266_400, 86_400, 86_399, 7_200, 3_660, 3_600, 120, 61, 59])
def test_the_words_sent_make_what_the_server_would_say(language: str, seconds: int) -> None:
    with override(language):
        words = left_words(500_000)
        days, hours, minutes = seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
        parts = [words["days"][days], words["hours"][hours], "" if days else words["minutes"][minutes]]
        said = [part for part in parts if part] or [words["minutes"][1]]
        text = said[0] if len(said) == 1 else words["pair"][0].replace("{0}", said[0]).replace("{1}", said[1])
        assert text == left_text(seconds)


class TestInABrowser:
    pytestmark = IN_A_BROWSER

    def test_it_runs_to_the_end(self, site: Site) -> None:
        site.page.clock.install(time=LONG_AGO)
        now = {"now": NOW, "zone_label": ""}
        page = site.show(
            "countdown", "js/countdown.js", clock=now, deadline=NOW + timedelta(days=1, hours=1, seconds=30)
        )
        left = page.locator("#left")
        assert left.inner_text() == "1 day 1 h"
        for passes, shows in (
            ("02:00:00", "23 h"),
            ("00:01:00", "22 h 59 min"),
            ("21:59:00", "1 h"),
            ("02:00:00", "passed"),
        ):
            page.clock.fast_forward(passes)
            assert left.inner_text() == shows
