"""A letter holds its notice's variables alone, in the recipient's language, escaped in HTML."""

from __future__ import annotations

import pytest

from conference.correspondence.letters import registry
from conference.correspondence.letters.plain_text import columns, one_line, wrap
from conference.correspondence.letters.rendering import UnknownVariable, masked, render_letter
from conference.correspondence.templatetags import mail
from tests.correspondence.conftest import CONTEXT, LINK, make_notice
from tests.correspondence.letters import template_checks


def read(notice, world, language="en", **context):
    values = {**CONTEXT, "link": LINK, **context}
    return render_letter(
        notice, values, conference=world, language=language, name="Achieng Wambui", reference="KEN-00042"
    )


def test_the_whole_letter(world, trial):
    said = read(trial, world)
    assert said.subject == "Kenya: seven members received"
    assert said.text == (
        "Dear Achieng Wambui,\n"
        "\n"
        "We received it on Wednesday 8 October 2025, 10:04 (Hanoi\n"
        "time, UTC+7). Words: seven members received\n"
        "\n"
        "Open:\n"
        "https://hanoi2025.example/answer/5f2c9e/\n"
        "\n"
        "--\n"
        "Reference KEN-00042.\n"
        "Please reply to this e-mail.\n"
    )
    assert f'<a href="{LINK}" style=' in said.html
    assert "<title>Kenya: seven members received</title>" in said.html
    assert "Hanoi, 25–26 October 2025" in said.html


def test_the_rules_stand_in_the_elements_and_nowhere_else(world, trial):
    html = read(trial, world).html
    assert "background: #1b6ca8" in html[html.index(f'<a href="{LINK}"') :].split(">")[0]
    assert "<style" not in html
    assert "<link" not in html
    assert "<img" not in html
    assert len(html) < 12_000


def test_html_is_escaped_and_plain_text_is_not(world, trial):
    said = read(trial, world, words='<script>alert("1")</script> & Côte d\'Ivoire')
    assert "<script>" not in said.html
    assert "&lt;script&gt;alert(" in said.html
    assert 'alert("1")</script> & Côte d\'Ivoire' in " ".join(said.text.split())


@pytest.mark.parametrize(
    ("language", "date", "direction"),
    [
        ("en", "Wednesday 8 October 2025, 10:04 (Hanoi time, UTC+7)", "ltr"),
        ("fr", "mercredi 8 octobre 2025, 10:04 (heure de Hanoi, UTC+7)", "ltr"),
        ("ar", "الأربعاء 8 تشرين الأول/أكتوبر 2025\u200f، 10:04 (بتوقيت Hanoi\u200f، UTC+7)", "rtl"),
    ],
)
def test_it_speaks_the_recipients_language(world, trial, language, date, direction):
    said = read(trial, world, language)
    assert date in " ".join(said.text.split())
    assert date in said.html
    assert f'<html lang="{language}" dir="{direction}">' in said.html


def test_a_language_that_the_house_does_not_speak_is_english(world, trial):
    assert '<html lang="en"' in read(trial, world, "tlh").html


@pytest.mark.parametrize("ending", [".txt", ".html"])
def test_an_unknown_name_is_an_error_and_no_blank(world, trial, settings, tmp_path, ending):
    (tmp_path / "mail" / "bad").mkdir(parents=True)
    (tmp_path / "mail/bad/news.txt").write_text(
        "Subject\n\nText {{ party }}" + ("{{ nobody }}" if ending == ".txt" else "")
    )
    (tmp_path / "mail/bad/news.html").write_text(
        '<html lang="en">' + ("{{ party.nobody }}" if ending == ".html" else "")
    )
    settings.TEMPLATES[0]["DIRS"].append(tmp_path)
    with pytest.raises(UnknownVariable, match="nobody"):
        read(make_notice("trial.bad", "mail/bad/news"), world)


def test_what_is_sealed_can_be_masked(world, trial):
    context = masked(trial, {**CONTEXT, "link": LINK})
    said = render_letter(trial, context, conference=world, language="en", name="", reference="KEN-00042")
    assert LINK not in said.text + said.html
    assert "Open:\n•••\n" in said.text
    assert "Dear" not in said.text


class TestTheLint:
    def lint(self, settings, tmp_path, text, html="<html>"):
        (tmp_path / "mail" / "bad").mkdir(parents=True)
        (tmp_path / "mail/bad/news.txt").write_text(text)
        (tmp_path / "mail/bad/news.html").write_text(html)
        settings.TEMPLATES[0]["DIRS"].append(tmp_path)
        return template_checks.faults(make_notice("trial.bad", "mail/bad/news", "rows"))

    def test_finds_nothing_in_a_good_one(self, trial):
        assert template_checks.faults(trial) == []

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("{{ request.user }}", "request"),
            ("{% if settings.SECRET_KEY %}x{% endif %}", "settings"),
            ("{% for row in nobody %}{{ row }}{% endfor %}", "nobody"),
            ("{% load i18n %}{% blocktranslate %}Dear {{ who }}{% endblocktranslate %}", "who"),
            ("{% load i18n %}{% blocktranslate with a=b.c %}Dear {{ a }}{% endblocktranslate %}", "b"),
            (
                "{% load i18n %}{% blocktranslate count n=rows|length with a=x %}{{ a }}{% plural %}b{% endblocktranslate %}",
                "x",
            ),
            ("{{ party|default:other }}", "other"),
            ("{% with a=somebody %}{{ a }}{% endwith %}", "somebody"),
            ("{% firstof party someone %}", "someone"),
        ],
    )
    def test_finds_a_name_that_is_not_allowed(self, trial, settings, tmp_path, text, name):
        assert self.lint(settings, tmp_path, text) == [f"mail/bad/news.txt: unknown name '{name}'"]

    def test_knows_names_that_the_template_makes(self, trial, settings, tmp_path):
        text = (
            "{% load i18n look %}{% for row in rows %}{{ forloop.counter }} {{ row.name }}{% endfor %}"
            "{% with a=party %}{{ a }}{% endwith %}{% get_current_language as lang %}{{ lang }}"
            "{% translate 'x' as y %}{{ y }}{% blocktranslate count n=rows|length %}{{ n }}{% plural %}{{ n }}{% endblocktranslate %}"
        )
        assert self.lint(settings, tmp_path, text) == []

    def test_looks_into_what_is_included(self, trial, settings, tmp_path):
        (tmp_path / "part.txt").write_text("{{ hidden }}")
        assert self.lint(settings, tmp_path, "{% include 'part.txt' %}") == ["part.txt: unknown name 'hidden'"]
        (tmp_path / "mail/bad/news.txt").write_text("{% include party %}")

    @pytest.mark.parametrize(
        ("html", "says"),
        [
            ("{{ party|safe }}", "trusts a value as HTML"),
            ("{% include party %}", "includes a template that a variable names"),
            ("{% debug %}", "shows everything"),
        ],
    )
    def test_finds_what_is_dangerous(self, trial, settings, tmp_path, html, says):
        (fault,) = self.lint(settings, tmp_path, "Subject", html)
        assert says in fault

    def test_finds_html_in_plain_text_and_secrets_in_a_subject(self, world, trial, settings, tmp_path):
        self.lint(settings, tmp_path, "{{ link }}\n\n<b>{{ party }}</b>", '<html lang="en">')
        found = template_checks.rendered_faults(make_notice("trial.bad", "mail/bad/news"), world)
        assert "trial.bad (en): a sealed value in the subject" in found
        assert any("HTML in the plain text" in fault for fault in found)


class TestPlainText:
    @pytest.mark.parametrize("bad", ["\r\n", "\n", "\u2028", "\u2029", "\u0085", "\x0b", "\x00"])
    def test_a_header_is_one_line(self, bad):
        assert one_line(f"Kenya{bad}Bcc: all@x.example") == "Kenya Bcc: all@x.example"

    def test_a_header_cannot_turn_the_direction(self):
        assert one_line("moc.live\u202e@good.example") == "moc.live@good.example"
        assert one_line("کاظم\u200cزاده") == "کاظم\u200cزاده"

    def test_lines_are_sixty_columns_and_what_follows_a_number_hangs(self):
        wrapped = wrap(
            "11. Mr. Daniel Ekai Lokwang: photo, arms licence, radio, and one more thing\n"
            "    Does Kenya intend to sign? Yes or no; if yes, a copy of the full powers\n"
            "https://hanoi2025.example/a/very/long/address/that/nobody/may/break/in/two/"
        )
        assert wrapped == (
            "11. Mr. Daniel Ekai Lokwang: photo, arms licence, radio, and\n"
            "    one more thing\n"
            "    Does Kenya intend to sign? Yes or no; if yes, a copy of\n"
            "    the full powers\n"
            "https://hanoi2025.example/a/very/long/address/that/nobody/may/break/in/two/\n"
        )

    def test_a_telephone_number_stays_together(self):
        wrapped = wrap("Liaison officer for Kenya: Ms. Trần Thu Hà, +84 24 5550 0142, at all hours")
        assert wrapped == "Liaison officer for Kenya: Ms. Trần Thu Hà,\n+84 24 5550 0142, at all hours\n"

    def test_columns_stay_aligned_and_blank_lines_come_one_at_a_time(self):
        assert wrap("Fri 17 Oct 2025, 18:00  Flights\n\n\n\n \nEnd  \n") == "Fri 17 Oct 2025, 18:00  Flights\n\nEnd\n"

    def test_chinese_is_broken_between_characters_but_never_before_a_full_stop(self):
        wrapped = wrap("联合国打击网络犯罪公约签署仪式。" * 6)
        assert all(columns(line) <= 62 for line in wrapped.splitlines())
        assert len(wrapped.splitlines()) == 4
        assert not any(line.startswith("。") for line in wrapped.splitlines())
        assert wrapped.replace("\n", "") == "联合国打击网络犯罪公约签署仪式。" * 6


class TestTheFilters:
    @pytest.fixture(autouse=True)
    def _zone(self):
        from django.utils import timezone

        with timezone.override("Asia/Ho_Chi_Minh"), mail.placed("Hanoi"):
            yield

    def test_moments(self):
        at = "2025-10-15T11:00:00+00:00"
        assert mail.when(at) == "Wednesday 15 October 2025, 18:00 (Hanoi time, UTC+7)"
        assert mail.when_short(at) == "Wed 15 Oct 2025, 18:00"
        assert mail.clock_time(at) == "18:00"
        assert mail.zone_of(at) == "Hanoi time, UTC+7"
        assert mail.in_zone(at, "Africa/Nairobi") == "14:00 in Nairobi (UTC+3)"
        assert mail.in_zone(at, "Asia/Jakarta") == ""
        assert mail.until("2025-10-25T07:20:00Z", "2025-10-25T07:40:00Z") == "14:20–14:40"

    def test_the_day_is_the_conferences_and_not_utcs(self):
        assert mail.day("2025-10-24T17:30:00+00:00") == "Saturday 25 October 2025"
        assert mail.day("2025-10-25") == "Saturday 25 October 2025"
        assert mail.in_zone("2025-10-24T17:30:00+00:00", "Africa/Nairobi") == "Fri 24 Oct, 20:30 in Nairobi (UTC+3)"

    def test_a_moment_without_an_offset_is_refused(self):
        with pytest.raises(ValueError, match="no offset"):
            mail.when("2025-10-15T11:00:00")

    def test_a_masked_one_stays_masked(self):
        assert [mail.when("•••"), mail.when_short("•••"), mail.day("•••"), mail.clock_time("•••")] == ["•••"] * 4

    def test_a_text_in_several_languages(self):
        from django.utils import translation

        with translation.override("fr"):
            assert mail.tongue({"en": "Ivory Coast", "fr": "Côte d'Ivoire"}) == "Côte d'Ivoire"
            assert mail.tongue({"en": "Kenya"}) == "Kenya"
            assert mail.tongue("Kenya") == "Kenya"


class TestTheRegistry:
    def test_a_kind_is_declared_once(self, trial):
        assert registry.get_notice("trial.news") is trial
        with pytest.raises(ValueError, match="declared twice"):
            registry.register_notice(make_notice())

    @pytest.mark.parametrize(
        ("values", "says"),
        [
            ({"kind": "news"}, "app.event"),
            ({"sealed": frozenset({"nobody"})}, "sealed but no variable"),
            ({"variables": frozenset({"conference"})}, "every message has these already"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, values, says):
        whole = {
            "kind": "a.b",
            "title": "t",
            "template": "mail/a/b",
            "variables": frozenset(),
            "sample": dict,
            **values,
        }
        with pytest.raises(ValueError, match=says):
            registry.Notice(**whole)
