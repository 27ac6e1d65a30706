"""A photo is checked by its bytes before it travels and framed 3 : 4 by mouse, keys and slider."""

import io

import pytest
from django import forms
from PIL import Image

from tests.look.pages import IN_A_BROWSER, Site

pytestmark = IN_A_BROWSER


class PhotoForm(forms.Form):
    photo = forms.FileField(label="Photo", widget=forms.FileInput)
    crop_x = forms.IntegerField(widget=forms.HiddenInput)
    crop_y = forms.IntegerField(widget=forms.HiddenInput)
    crop_w = forms.IntegerField(widget=forms.HiddenInput)


def picture(width: int, height: int, kind: str = "JPEG", **save: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#9ab").save(out, kind, **save)
    return out.getvalue()


def take(site: Site, name: str, content: bytes) -> None:
    site.page.get_by_label("Photo", exact=True).set_input_files(
        {"name": name, "mimeType": "image/jpeg", "buffer": content}
    )


def frame(site: Site) -> tuple[str, str, str]:
    return tuple(site.page.locator(f"[data-crop-{part}]").input_value() for part in "xyw")  # type: ignore[return-value]


@pytest.fixture
def form(site: Site) -> Site:
    site.show("photo", "registration/crop.js", form=PhotoForm())
    return site


def test_a_good_photo_gets_the_largest_frame_and_four_ticks(form: Site) -> None:
    take(form, "a.jpg", picture(1200, 1344))
    form.page.locator("canvas").wait_for()
    # 3 : 4 within 1200 x 1344 is 1008 wide, in the middle.
    assert frame(form) == ("96", "0", "1008")
    ticks = form.page.locator(".checks .ok").all_inner_texts()
    assert ticks == [
        "JPEG",
        "0.1 MB (at most 5 MB)",
        "1,200 × 1,344 px (at least 300 × 400)",
        "Frame 3 : 4, 1,008 × 1,344 px",
    ]


def test_arrows_move_the_frame_and_minus_makes_it_smaller(form: Site) -> None:
    take(form, "a.png", picture(600, 800, "PNG"))
    form.page.locator("canvas").wait_for()
    form.page.locator("[data-crop-stage]").focus()
    form.page.keyboard.press("ArrowRight")
    assert frame(form) == ("0", "0", "600")  # as large as the picture: it cannot move
    for _ in range(4):
        form.page.keyboard.press("-")
    assert frame(form)[2] == "540"
    x = int(frame(form)[0])
    form.page.keyboard.press("ArrowLeft")
    assert int(frame(form)[0]) == x - 11  # a fiftieth of 540


def test_the_mouse_moves_the_frame(form: Site) -> None:
    take(form, "a.jpg", picture(1600, 800))
    form.page.locator("canvas").wait_for()
    before = int(frame(form)[0])
    box = form.page.locator("[data-crop-stage]").bounding_box()
    form.page.mouse.move(box["x"] + 100, box["y"] + 100)
    form.page.mouse.down()
    form.page.mouse.move(box["x"] + 130, box["y"] + 100, steps=3)
    form.page.mouse.up()
    assert int(frame(form)[0]) - before == pytest.approx(30 * 1600 / box["width"], abs=3)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("face.jpg", b"<html>no picture</html>", "face.jpg is no JPEG or PNG picture."),
        ("a.jpg", picture(299, 400), "299 × 400 px: at least 300 × 400, and no side above 6,000. Take another file."),
        (
            "a.jpg",
            picture(6001, 400),
            "6,001 × 400 px: at least 300 × 400, and no side above 6,000. Take another file.",
        ),
        ("a.jpg", picture(300, 400) + b"\0" * 5 * 2**20, "5.1 MB: at most 5 MB. Save it smaller and take it again."),
        ("a.jpg", picture(300, 400)[:400], "a.jpg is no JPEG or PNG picture."),
    ],
    ids=["no picture", "too small", "too wide", "too heavy", "cut short"],
)
def test_a_bad_file_is_refused_with_the_reason_and_not_kept(form: Site, name: str, content: bytes, reason: str) -> None:
    take(form, name, content)
    form.page.locator(".checks .no").first.wait_for()
    assert reason in form.page.locator(".checks .no").all_inner_texts()
    assert frame(form) == ("", "", "")
    assert form.page.locator("[data-crop-file]").input_value() == ""


def test_a_photo_turned_by_its_exif_is_framed_upright(form: Site) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    take(form, "a.jpg", picture(800, 600, exif=exif))
    form.page.locator("canvas").wait_for()
    assert frame(form) == ("0", "0", "600")
    assert "600 × 800 px (at least 300 × 400)" in form.page.locator(".checks").inner_text()
