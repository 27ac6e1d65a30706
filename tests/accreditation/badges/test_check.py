"""The check before a batch is printed, and what is left out of one."""

from __future__ import annotations

import io
import shutil

import pytest
import zxingcpp
from django.core.management import call_command
from django.urls import reverse
from PIL import Image

from conference.audit.models import AuditEntry
from conference.core.errors import UserError
from conference.models import Category, Rank
from conference.printing.documents.typeset import templates_folder
from conference.translated import Translated
from delegations.accreditation import tasks
from delegations.accreditation.badges import views_batches
from delegations.accreditation.badges.actions import printing
from delegations.accreditation.badges.checks import FaultyBadges
from delegations.accreditation.badges.contents import BadgeChoice, PrintMode
from delegations.accreditation.models import Badge, PrintJob
from tests.accreditation.kit import accredited, as_actor, give_photo, printer
from tests.accreditation.print_room import PRINT, page, serials

# Of the template of a badge in paper, where its own words are set.
OWN_WORDS = "#for b in d.badges {"
LONG = "Wolfeschlegelsteinhausenbergerdorffvoralternwarenelendigkeit"


@pytest.fixture
def four(world):
    good = accredited("BRA")[1]
    glyph = accredited("CIV", family_name="Smile\U0001f600", given_names="", functional_title="Adviser \ue000")[1]
    lost, photo = accredited("FRA")
    give_photo(lost).photo.storage.delete(lost.photo.name)
    long = accredited("KEN", family_name=LONG, given_names="")[1]
    return good, glyph, photo, long


def found(way: PrintMode = PrintMode()) -> list[tuple[str, str]]:  # noqa: B008
    return [(one.number, one.field) for one in printing.check_batch(BadgeChoice(), way, refuse=False).faults]


def test_every_badge_with_a_fault_is_listed_with_field_and_reason(four):
    _good, glyph, photo, long = four
    looked = printing.check_batch(BadgeChoice(), PrintMode(), refuse=False)
    assert [(one.number, one.field, one.why.split("(")[0]) for one in looked.faults] == [
        (glyph.number, "Name on badge", "No print font contains the character “\U0001f600” "),
        (glyph.number, "Functional title", "No print font contains the character "),
        (photo.number, "Photo", "The photo file is missing or is not a printable JPEG."),
    ]
    assert [row.number for row in looked.rows] == [four[0].number, long.number]
    card = printing.check_batch(BadgeChoice("KEN"), PrintMode("cr80"), refuse=False).faults
    assert [(one.number, one.field, one.why) for one in card] == [
        (long.number, "Name on badge", f"“{LONG}” (60 characters) does not fit, even in the smallest type size.")
    ]
    assert not AuditEntry.objects.filter(verb__startswith="badge.printed").exists()


def test_a_photo_that_was_never_given_is_a_fault_unless_none_is_asked(world):
    without = accredited("KEN", photo_exempt=False)[1]
    accredited("KEN")  # exempt by themselves
    accredited("KEN", photo_exempt=False, protocol_rank=Rank.objects.filter(photo_exempt=True).first())
    given, _badge = accredited("KEN", photo_exempt=False)
    give_photo(given)
    Category.objects.filter(letter="M").update(needs_photo=False)
    accredited("BRA", capacity="media", photo_exempt=False)
    looked = printing.check_batch(BadgeChoice(), PrintMode(), refuse=False)
    assert [(one.number, one.field, one.why) for one in looked.faults] == [
        (without.number, "Photo", "No photo was given, and this person is not exempt.")
    ]
    assert len(looked.rows) == 4
    with pytest.raises(FaultyBadges, match="1 badge cannot be printed, so none was"):
        printing.print_badges(BadgeChoice(), io.BytesIO(), actor=as_actor(printer()))


def test_a_fault_of_a_category_is_found_with_each_of_its_badges(world):
    badges = [accredited("KEN")[1] for _ in range(2)]
    accredited("KEN", capacity="media")
    Category.objects.filter(letter="D").update(name=Translated(en="Delegate of a category without end " * 9))
    assert found() == [(badge.number, "Category") for badge in badges]


def test_none_is_printed_unless_the_rest_is_asked_for(four, tmp_path):
    out = io.BytesIO()
    with pytest.raises(FaultyBadges, match="2 badges cannot be printed, so none was"):
        printing.print_badges(BadgeChoice(), out, actor=as_actor(printer()))
    assert out.getvalue() == b""
    assert Badge.objects.filter(state="printed").count() == 0
    printing.print_badges(BadgeChoice(), out, actor=as_actor(printer()), way=PrintMode(rest=True))
    assert serials(out.getvalue()) == [four[0].serial, four[3].serial]
    assert set(Badge.objects.filter(state="printed")) == {four[0], four[3]}
    # Nothing but faulty ones is left: "the rest" is no batch.
    with pytest.raises(FaultyBadges):
        printing.print_badges(BadgeChoice(), out, actor=as_actor(printer()), way=PrintMode(rest=True))
    with pytest.raises(UserError, match="cannot be printed"):
        call_command("print", "badges", delegation="CIV", out=tmp_path / "x.pdf")


def test_the_page_lists_them_and_prints_the_others(room, four):
    refused = room.post(PRINT, {"layout": "a6"})
    assert refused.status_code == 422
    text = refused.content.decode()
    for said in (
        "2 badges cannot be printed as they are. Nothing was printed.",
        "Smile\U0001f600",
        "Functional title",
        "Print the other 2",
    ):
        assert said in text
    assert '<input type="hidden" name="rest" value="on">' in text
    assert serials(room.post(PRINT, {"layout": "a6", "rest": "on"}).content) == [four[0].serial, four[3].serial]
    looked = room.post(
        PRINT, {"layout": "cr80", "one": "BRA", "check": "1", "which": "also", "why": "jam"}
    ).content.decode()
    assert "1 badge was checked: every text fits, and no character is missing." in looked
    assert '<input type="hidden" name="delegation" value="BRA">' in looked
    assert Badge.objects.filter(state="printed").count() == 2


def test_a_batch_of_a_worker_says_the_same_and_is_asked_for_again_without_them(room, four, monkeypatch):
    monkeypatch.setattr(views_batches, "AT_ONCE", 1)
    room.post(PRINT, {"layout": "a6"})
    job = PrintJob.objects.get()
    tasks.print_job(job.pk)
    job.refresh_from_db()
    assert (job.state, len(job.faults)) == ("failed", 3)
    assert Badge.objects.filter(state="printed").count() == 0
    text = page(room, "batch", job.public_id)
    assert "Smile\U0001f600" in text
    assert "Print the other badges" in text
    room.post(reverse("accreditation:print_rest", args=[job.public_id]))
    rest = PrintJob.objects.exclude(pk=job.pk).get()
    tasks.print_job(rest.pk)
    rest.refresh_from_db()
    assert (rest.state, rest.total, len(rest.faults)) == ("ready", 2, 3)
    assert "Left out" in page(room, "batch", rest.public_id)


def test_previews_are_made_as_print_makes_them(room, world):
    member, badge = accredited("KEN")
    give_photo(member)
    for layout, side, code in (("a6", "front", True), ("cr80", "front", False), ("cr80", "back", True)):
        url = reverse("accreditation:preview_picture", args=[badge.pk])
        response = room.get(url, {"layout": layout, "side": side})
        assert response["Content-Type"] == "image/png"
        read = zxingcpp.read_barcodes(Image.open(io.BytesIO(response.content)))
        assert [one.text for one in read] == ([f"PREVIEW {badge.number}"] if code else [])
    assert room.get(url, {"layout": "a5"}).status_code == 404
    assert Badge.objects.get().state == "queued"


def test_samples_show_the_longest_texts_and_say_what_has_no_room(room, world):
    accredited("KEN", name_on_badge="Ms. Wanjiru KAMAU of the Long and Winding Name", honorific="Ms.")
    accredited("BRA", capacity="media", name_on_badge=LONG, functional_title="Correspondent \ue000 for culture")
    text = room.get(reverse("accreditation:samples"), {"layout": "cr80"}).content.decode()
    assert text.count("cannot be printed; the sample is shown without it.") == 2
    assert text.count(f"“{LONG}” (60 characters) does not fit, even in the smallest type size.") == 1
    title = "Functional title: “Correspondent � for culture” cannot be printed; the sample is shown without it."
    assert text.count(title) == 1
    # Without them the category is there to be looked at, front and back.
    assert text.count("/samples/M.png") == 2
    picture = room.get(reverse("accreditation:sample_picture", args=["D"]), {"layout": "a6"})
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)))
    assert [one.text for one in read] == ["SAMPLE"]
    assert room.get(reverse("accreditation:sample_picture", args=["Q"])).status_code == 404
    media = room.get(reverse("accreditation:sample_picture", args=["M"]), {"layout": "cr80"})
    assert (media.status_code, media["Content-Type"]) == (200, "image/png")


def test_a_broken_template_is_told_once_with_its_place_instead_of_pictures(room, world, settings, tmp_path):
    folder = tmp_path / "print"
    shutil.copytree(templates_folder(), folder)
    settings.PRINT_TEMPLATES = str(folder)
    address = reverse("accreditation:samples")
    assert room.get(address, {"layout": "a6"}).content.decode().count("<img") == 2 * Category.objects.count()
    # Where only a badge's own words are set, which no ground of a category runs through.
    template = folder / "badge.typ"
    before, after = template.read_text().split(OWN_WORDS)
    template.write_text(f"{before}{OWN_WORDS} nosuch;{after}")
    text = room.get(address, {"layout": "a6"}).content.decode()
    place = f"badge.typ, line {before.count(chr(10)) + 1}: unknown variable: nosuch."
    assert text.count(f"The print template badge.typ cannot be typeset. {place}") == 1
    assert text.count("No sample, because of the template.") == Category.objects.count()
    assert "<img" not in text.split("<h1>")[1]
    assert room.get(address, {"layout": "cr80"}).content.decode().count("cannot be typeset") == 0
    # The look through a batch says the same instead of letting it fail in the middle.
    number = accredited("KEN")[1].number
    assert [
        (one.number, one.field) for one in printing.check_batch(BadgeChoice(), PrintMode(), refuse=False).faults
    ] == [(number, "Print template")]
    template.unlink()
    assert "There is no print template badge.typ." in room.get(address, {"layout": "a6"}).content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"name_on_badge": "Smile\U0001f600"},
            [
                "Name on badge: <bdi>No print font contains the character “\U0001f600” (U+1F600, GRINNING FACE).</bdi> "
                "Enter a shorter name on the badge, or another spelling, in the member’s form"
            ],
        ),
        (
            {"family_name": LONG * 2, "given_names": "", "functional_title": "\ue000"},
            ["Name on badge: <bdi>“", "Functional title: <bdi>No print font contains the character"],
        ),
    ],
)
def test_the_page_of_a_badge_says_what_keeps_it_from_being_printed(room, world, fields, said):
    badge = accredited("KEN", **fields)[1]
    told = page(room, "badge", badge.pk)
    assert told.count("This badge cannot be printed as it is.") == 1
    for words in said:
        assert words in told
    assert "No preview is possible for that reason." in told
    assert "/preview.png" not in told
    # Who calls the picture all the same reads the reason, too.
    answer = room.get(reverse("accreditation:preview_picture", args=[badge.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (409, "text/plain; charset=utf-8")


def test_the_page_of_a_badge_tells_a_lost_photo_from_one_never_given(room, world):
    lost, gone = accredited("FRA")
    give_photo(lost).photo.storage.delete(lost.photo.name)
    told = page(room, "badge", gone.pk)
    remedy = "Add a photo in the member’s form, or ask accreditation to exempt this person from providing one."
    assert f"Photo: <bdi>The photo file is missing or is not a printable JPEG.</bdi> {remedy}" in told
    assert "/preview.png" not in told
    never = accredited("KEN", photo_exempt=False)[1]
    told = page(room, "badge", never.pk)
    assert f"Photo: <bdi>No photo was given, and this person is not exempt.</bdi> {remedy}" in told
    assert "/preview.png" in told  # with the words in the photo's place
    fine = page(room, "badge", accredited("BRA")[1].pk)
    assert "cannot be printed as it is" not in fine
    assert "/preview.png" in fine


def test_what_has_no_room_on_a_card_alone_is_said_of_the_card(room, world):
    told = page(room, "badge", accredited("KEN", family_name=LONG, given_names="")[1].pk)
    assert f"<bdi>Card (CR80), both sides, code on the back</bdi>: Name on badge: <bdi>“{LONG}” (" in told
    assert "/preview.png" in told


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (
            lambda text: text.replace('"inset": 7,', '"inset": 7'),
            "cannot be typeset. badge-a6.json, line 6: Expecting &#x27;,&#x27; delimiter.",
        ),
        (lambda text: text.replace('"words"', '"wrods"'), "cannot be typeset: “words” is missing."),
        (
            lambda text: text.replace('"leading": 0.42', '"leading": "0.42"'),
            "cannot be typeset: “leading” is no measure",
        ),
        (lambda text: text.replace('"name": {', '"nmae": {'), "cannot be typeset: “name” is missing."),
        (lambda text: '{"steps": []}', "cannot be typeset: “inset” is missing."),
        (lambda text: "[]", "cannot be typeset: list indices must be integers or slices, not str."),
        (lambda text: None, "There is no print template badge-a6.json."),
    ],
)
def test_broken_measures_are_told_like_a_broken_template(room, world, settings, tmp_path, break_it, said):
    badge = accredited("KEN")[1]
    folder = tmp_path / "print"
    shutil.copytree(templates_folder(), folder)
    settings.PRINT_TEMPLATES = str(folder)
    measures = folder / "badge-a6.json"
    broken = break_it(measures.read_text())
    assert broken != measures.read_text()
    measures.unlink() if broken is None else measures.write_text(broken)
    one = page(room, "badge", badge.pk)
    assert said in one
    assert "/preview.png" not in one
    samples = room.get(reverse("accreditation:samples"), {"layout": "a6"}).content.decode()
    assert samples.count(said) == 1
    assert "<img" not in samples.split("<h1>")[1]
    assert said in room.post(PRINT, {"layout": "a6"}).content.decode()
    for view, key in (("preview_picture", badge.pk), ("sample_picture", "D")):
        answer = room.get(reverse(f"accreditation:{view}", args=[key]), {"layout": "a6"})
        assert (answer.status_code, answer["Content-Type"]) == (409, "text/plain; charset=utf-8")
    file = room.get(reverse("accreditation:preview", args=[badge.pk]), follow=True).content.decode()
    assert file.count(said) == 2  # as the message, and where it always stands
    assert room.get(reverse("accreditation:samples"), {"layout": "cr80"}).content.decode().count("<img") > 2


def test_the_buttons_of_a_delegation_check_what_they_say(room, four):
    text = page(room, "badges_of", "civ")
    assert '<button class="b" type="submit" name="check" value="ticked">Check the selected badges</button>' in text
    assert '<button class="b" type="submit" name="check" value="all">Check all of the delegation</button>' in text
    asked = {"layout": "a6", "one": "CIV", "page": "delegation"}
    none = room.post(PRINT, {**asked, "check": "ticked"})
    assert none.status_code == 422
    assert "Tick the badges that are to be checked, or check all. Nothing was checked." in none.content.decode()
    elsewhere = str(four[0].pk)  # a badge of another delegation: nothing of this one is looked through
    ticked = room.post(PRINT, {**asked, "check": "ticked", "badges": elsewhere}).content.decode()
    assert "cannot be printed" not in ticked
    every = room.post(PRINT, {**asked, "check": "all", "badges": elsewhere}).content.decode()
    assert "Smile\U0001f600" in every
    assert 'name="badges"' not in every
