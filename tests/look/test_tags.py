"""The tags' output, to the letter."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.template import engines
from django.utils.translation import override

from conference.look import times
from conference.look.cities import city_of
from conference.templatetags import look

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
CONFERENCE = SimpleNamespace(zone=HANOI, place="Hanoi")
NOW = datetime(2025, 10, 10, 13, 58, 20, tzinfo=HANOI)
DEADLINE = datetime(2025, 10, 15, 11, 0, tzinfo=UTC)  # 18:00 in Hanoi


class Named(SimpleNamespace):
    def __str__(self) -> str:
        return self.name


def render(source: str, **context: object) -> str:
    context = {"conference": CONFERENCE, "clock": {"now": NOW, "zone_label": "Hanoi (UTC+7)"}, **context}
    return engines["django"].from_string("{% load look %}" + source).render(context)


# ---- parties and persons
def test_a_flag_is_the_one_of_its_code() -> None:
    kenya = Named(name="Kenya", code="KEN", flag="ke")
    assert look.flag(kenya) == '<span class="fi fi-ke flag" aria-hidden="true"></span>'
    assert (
        look.flag(kenya, "l", label=True) == '<span class="fi fi-ke flag flag-l" role="img" aria-label="Kenya"></span>'
    )


def test_no_flag_is_invented_where_none_is_known() -> None:
    unodc = Named(name="UNODC", code="UNODC", flag="")
    assert look.flag(unodc, "m") == '<span class="flag-none flag-m" aria-hidden="true">UNODC</span>'


def test_a_category_is_its_letter_and_its_words() -> None:
    media = Named(name="Media & press", letter="M")
    assert look.cat(media) == (
        '<span class="cat-line"><b class="cat cat-m" aria-hidden="true">M</b><span>Media &amp; press</span></span>'
    )
    assert look.cat(media, with_name=False) == '<b class="cat cat-m" aria-hidden="true">M</b>'


def test_a_portrait_has_its_size_and_its_name_and_a_missing_one_says_so() -> None:
    assert look.portrait("/photo/7/", "Halima Wario", "m") == (
        '<img class="portrait portrait-m" src="/photo/7/" alt="Photo of Halima Wario" width="300" height="400" '
        'loading="lazy" decoding="async">'
    )
    assert look.portrait(None, "Halima Wario") == (
        '<span class="portrait none" role="img" aria-label="No photo yet">?</span>'
    )


@pytest.mark.parametrize(
    ("used", "total", "boxes"),
    [(1, 3, '<i class="on"></i><i class=""></i><i class=""></i>'), (2, 1, '<i class="on"></i><i class="over"></i>')],
)
def test_one_box_a_place(used: int, total: int, boxes: str) -> None:
    assert look.units(used, total) == f'<span class="units" aria-hidden="true">{boxes}</span>'


def test_a_quota_without_bounds_or_beyond_counting_has_no_boxes() -> None:
    assert look.units(3, None) == ""
    assert look.units(3, 40) == ""


# ---- times
def test_a_time_stands_in_the_conferences_zone_with_its_name() -> None:
    assert render("{% when at %}", at=DEADLINE) == (
        '<time datetime="2025-10-15T18:00+07:00">Wed 15 Oct 2025, 18:00</time> '
        '<span class="zone">Hanoi time (UTC+7)</span>'
    )
    assert render("{% when at year=False %}", at=DEADLINE) == (
        '<time datetime="2025-10-15T18:00+07:00">Wed 15 Oct, 18:00</time> <span class="zone">Hanoi time (UTC+7)</span>'
    )
    assert render('{% when at zone="" date=False %}', at=DEADLINE) == (
        '<time datetime="2025-10-15T18:00+07:00">18:00</time>'
    )


def test_before_the_conference_is_set_up_a_time_is_in_utc_and_says_so() -> None:
    assert render("{% when at %}", at=DEADLINE, conference=None) == (
        '<time datetime="2025-10-15T11:00+00:00">Wed 15 Oct 2025, 11:00</time> <span class="zone">UTC</span>'
    )


def test_as_at_in_chinese_has_full_width_brackets() -> None:
    with override("zh-hans"):
        assert render("{% as_at at %}", at=DEADLINE) == (
            '<time datetime="2025-10-15T18:00+07:00">截至2025年10月15日星期三 <b>18:00</b></time>'
            '<span class="zone">（Hanoi时间，UTC+7）</span>'
        )


def test_as_at() -> None:
    assert render("{% as_at at %}", at=DEADLINE) == (
        '<time datetime="2025-10-15T18:00+07:00">As at <b>18:00</b> on Wednesday 15 October 2025</time> '
        '<span class="zone">(Hanoi time, UTC+7)</span>'
    )


@pytest.mark.parametrize(
    ("end", "text"),
    [
        (datetime(2025, 10, 25, 21, 30, tzinfo=HANOI), "19:00–21:30"),
        (datetime(2025, 10, 26, 0, 0, tzinfo=HANOI), "19:00–00:00"),
        (datetime(2025, 10, 26, 0, 30, tzinfo=HANOI), "19:00–00:30 (Sun 26 Oct)"),
    ],
)
def test_a_span_past_midnight_names_the_day_of_its_end(end: datetime, text: str) -> None:
    assert (
        render("{% span a b %}", a=datetime(2025, 10, 25, 12, 0, tzinfo=UTC), b=end)
        == f'<span class="num">{text}</span>'
    )


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2025, 10, 25), date(2025, 10, 26), "25–26 October 2025"),
        (date(2025, 10, 31), date(2025, 11, 2), "31 October – 2 November 2025"),
        (date(2025, 12, 31), date(2026, 1, 1), "31 December 2025 – 1 January 2026"),
        (date(2025, 10, 25), date(2025, 10, 25), "25 October 2025"),
    ],
)
def test_days(first: date, last: date, text: str) -> None:
    assert look.days(first, last) == text


def test_the_same_moment_elsewhere_names_the_day_when_it_is_another() -> None:
    hanoi = datetime(2025, 10, 26, 7, 0, tzinfo=HANOI)
    # European clocks go back that night: 07:00 in Hanoi is 01:00 in Paris, still summer time's last hour but one.
    assert times.elsewhere_text(hanoi, ZoneInfo("Europe/Paris")) == "02:00 in Paris (UTC+2)"
    assert times.elsewhere_text(hanoi + timedelta(hours=2), ZoneInfo("Europe/Paris")) == "03:00 in Paris (UTC+1)"
    assert times.elsewhere_text(hanoi, ZoneInfo("America/Lima")) == "Sat 25 Oct, 19:00 in Lima (UTC−5)"


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "Asia/Bangkok"])
def test_a_clock_that_shows_the_same_time_is_not_told(zone: str) -> None:
    at = datetime(2025, 10, 26, 7, 0, tzinfo=HANOI)
    assert times.elsewhere_text(at, ZoneInfo(zone)) == ""
    assert render("{% elsewhere at zone as there %}[{{ there }}]", at=at, zone=ZoneInfo(zone)) == "[]"
    assert render("{% elsewhere at zone as there %}[{{ there }}]", at=at, zone=None) == "[]"


def test_of_a_party_named_before_it_the_clock_alone_stands() -> None:
    at = datetime(2025, 10, 26, 7, 0, tzinfo=HANOI)
    tag = "{% clock_elsewhere at zone %}"
    assert ">03:00 (UTC+3)<" in render(tag, at=at, zone=ZoneInfo("Africa/Nairobi"))
    assert ">Sat 25 Oct, 21:00 (UTC−3)<" in render(tag, at=at, zone=ZoneInfo("America/Sao_Paulo"))


@pytest.mark.parametrize(
    ("zone", "language", "city"),
    [
        ("America/Sao_Paulo", "en", "Brasília"),
        ("Asia/Kolkata", "es", "Nueva Delhi"),
        ("Asia/Shanghai", "zh-hans", "北京"),
        ("Australia/Sydney", "ar", "كانبرا"),
        ("America/New_York", "en", "New York"),
        ("America/Argentina/Buenos_Aires", "en", "Buenos Aires"),
        ("America/Argentina/Buenos_Aires", "ru", "Буэнос-Айрес"),
        ("Africa/Lome", "en", "Lomé"),
        ("Africa/Tripoli", "fr", "Tripoli"),
        ("Asia/Ho_Chi_Minh", "en", "Ho Chi Minh City"),
        ("Europe/Kyiv", "fr", "Kyiv"),
        ("Asia/Hebron", "ar", "الخليل"),
        ("Etc/GMT+3", "en", "UTC"),
    ],
)
def test_a_zone_is_called_by_its_city_as_it_is_written(zone: str, language: str, city: str) -> None:
    with override(language):
        assert city_of(ZoneInfo(zone)) == city


@pytest.mark.parametrize(
    ("seconds", "long", "short"),
    [
        (5 * 86400 + 4 * 3600 + 59, "5 days 4 h", "5 d 4 h"),
        (86400 + 600, "1 day", "1 d"),
        (4 * 3600 + 10 * 60, "4 h 10 min", "4 h 10 min"),
        (3600, "1 h", "1 h"),
        (59, "1 min", "1 min"),
    ],
)
def test_how_long_is_left(seconds: int, long: str, short: str) -> None:
    assert times.left_text(seconds) == long
    assert times.left_text(seconds, short=True) == short


@pytest.mark.parametrize(
    ("ahead", "done", "html"),
    [
        (timedelta(days=5, hours=4), False, '<span class="left soon">5 d 4 h</span>'),
        (timedelta(days=9), False, '<span class="left">9 d</span>'),
        (timedelta(seconds=-1), False, '<span class="left past">passed</span>'),
        (timedelta(seconds=-1), True, '<span class="left done">met</span>'),
    ],
)
def test_a_deadline_says_what_is_left_and_whether_it_is_near(ahead: timedelta, done: bool, html: str) -> None:
    assert render("{% left at done=done %}", at=NOW + ahead, done=done) == html


def test_the_masthead_clock_carries_what_it_needs_to_tick() -> None:
    assert render("{% clock_now %}") == (
        '<time data-clock="2025-10-10T13:58:20+07:00" data-clock-next="Sat 11 Oct 2025" datetime="2025-10-10T13:58+07:00">'
        "<span data-clock-date>Fri 10 Oct 2025</span>, <span data-clock-time>13:58</span></time> "
        '<span class="zone">Hanoi (UTC+7)</span>'
    )


def test_other_languages_have_their_own_words() -> None:
    with override("fr"):
        assert "octobre" in times.days_text(date(2025, 10, 25), date(2025, 10, 26))


# ---- places
@pytest.mark.parametrize(
    ("start", "end", "classes"),
    [
        ("10:00", "11:00", "at-9 for-4"),
        ("10:05", "10:20", "at-9 for-2"),  # between steps: the earlier start, the later end
        ("10:00", "10:00", "at-9 for-1"),
        ("07:00", "09:00", "at-1 for-4"),
    ],
)
def test_a_place_on_the_grid(start: str, end: str, classes: str) -> None:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(f"2025-10-25T{text}+07:00")

    assert look.place(at(start), at(end), at("08:00"), 15) == classes


def test_a_place_never_leaves_the_grid() -> None:
    origin = datetime(2025, 10, 25, 8, 0, tzinfo=HANOI)
    assert look.place(origin, origin + timedelta(days=2), origin, 5) == "at-1 for-240"
    assert look.place(origin + timedelta(days=2), origin + timedelta(days=3), origin, 5) == "at-240 for-1"


def test_a_qr_code_is_one_path_of_its_dark_runs() -> None:
    assert look.qr(["110", "001", "111"], "Code to enter") == (
        '<svg class="qr" role="img" aria-label="Code to enter" viewBox="-2 -2 7 7" shape-rendering="crispEdges">'
        '<path d="M0 0.5h2M2 1.5h1M0 2.5h3"/></svg>'
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "a, <b>c</b>. d"), ("zh-hans", "a，<b>c</b>。d"), ("ar", "a\u200f، <b>c</b>\u200f. d")],
)
def test_the_line_end_of_a_template_behind_a_mark_is_no_space(language, said) -> None:
    with override(language):
        assert render("a{% comma %}\n  <b>c</b>{% if 1 %}{% full_stop %}\n{% endif %}\n d") == said


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "a, b, c; d: e. f (g)"),
        ("fr", "a, b, c\u202f; d\u202f: e. f (g)"),
        ("ar", "a\u200f، b\u200f، c؛ d\u200f: e\u200f. f (g)"),
        ("zh-hans", "a，b、c；d：e。f（g）"),
    ],
)
def test_the_marks_between_parts_are_those_of_the_language(language: str, text: str) -> None:
    source = "a{% comma %}b{% list_comma %}c{% semicolon %}d{% colon %}e{% full_stop %}f {{ g|in_brackets }}"
    with override(language):
        assert render(source, g="g") == text


def test_what_waits_says_at_what_time_its_mail_goes(settings):
    """On the conference's clock, not the server's; nothing where nothing can be undone."""
    settings.UNDO_SECONDS = 600
    step = datetime(2025, 10, 10, 7, 0, tzinfo=UTC)
    for value in (step, step.isoformat()):
        assert render("{% mail_note at %}", at=value) == "E-mail goes out at 14:10; until then this can be undone."
    settings.UNDO_SECONDS = 0
    assert render("{% mail_note at %}", at=step) == ""
