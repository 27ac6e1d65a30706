"""Badge photos: the framed part, on white, in little memory."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngInfo

from conference.files import uploads
from conference.files.documents import read_document, read_page
from conference.files.uploads import Frame, read_photo

# One child a picture: its highest memory is its own. Prints by how many MB reading the photo raised it.
CHILD = """
import io, resource, sys
from PIL import Image, ImageFile
import django
from django.conf import settings
settings.configure(USE_I18N=False); django.setup()
from conference.files.uploads import read_photo
body = sys.stdin.buffer.read()
Image.new("RGB", (8, 8)).save(io.BytesIO(), "JPEG")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
read_photo(io.BytesIO(body))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def sent(picture: Image.Image, kind: str, **how) -> io.BytesIO:
    body = io.BytesIO()
    picture.save(body, kind, **how)
    body.seek(0)
    return body


@pytest.mark.parametrize(
    "body", [b'<svg xmlns="http://www.w3.org/2000/svg"/>', b"<!doctype html><p>", b"GIF89a" + b"\0" * 40]
)
def test_a_drawing_or_a_page_is_no_picture_whatever_its_name(body):
    with pytest.raises(ValidationError, match="not a JPEG or PNG"):
        read_photo(io.BytesIO(body))
    with pytest.raises(ValidationError, match="not a PDF, JPEG or PNG"):
        read_document(SimpleUploadedFile("photo.png", body, "image/png"))


def kept(photo) -> Image.Image:
    return Image.open(io.BytesIO(photo.body))


def near(colour: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(colour, other, strict=True))


@pytest.mark.parametrize(("kind", "mode", "most"), [("JPEG", "RGB", 40), ("PNG", "RGBA", 190), ("PNG", "RGB", 190)])
@pytest.mark.slow
def test_the_largest_picture_that_is_taken_costs_little_memory(kind, mode, most):
    body = sent(Image.new(mode, (6000, 6000), "#8a6a4f"), kind).getvalue()
    done = subprocess.run([sys.executable, "-c", CHILD], input=body, capture_output=True, check=True)
    assert int(done.stdout) < most


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("side", [1200, pytest.param(4800, marks=pytest.mark.slow)])
def test_what_was_framed_is_kept_of_a_small_and_of_a_large_picture(kind, side):
    """The frame is the lower right quarter, which has a colour of its own."""
    picture = Image.new("RGB", (side, side), "#203040")
    picture.paste("#c08050", (side // 2, side // 2, side, side))
    photo = read_photo(sent(picture, kind), Frame(side // 2, side // 2, side * 3 // 8))
    assert (photo.width * 4, photo.height > 399) == (photo.height * 3, True)
    found = kept(photo)
    right, low = photo.width - 9, photo.height - 9  # a JPEG's colours run a few pixels into each other
    for place in ((8, 8), (right, 8), (8, low), (right, low)):
        assert near(found.getpixel(place), (0xC0, 0x80, 0x50)), place


def test_a_picture_of_the_size_that_is_kept_is_not_made_larger():
    photo = read_photo(sent(Image.new("RGB", (300, 400), "#203040"), "PNG"))
    assert (photo.width, photo.height) == (300, 400)
    photo = read_photo(sent(Image.new("RGB", (6000, 6000), "#203040"), "JPEG"))
    assert (photo.width, photo.height) == (480, 640)


def test_a_large_picture_that_lies_on_its_side_is_set_upright():
    """Its upper half, as people see it, is light; as it is stored, its right half."""
    picture = Image.new("RGB", (4000, 3000), "#101010")
    picture.paste("#f0f0f0", (0, 0, 2000, 3000))
    turned = Image.Exif()
    turned[0x0112] = 6  # turn by 90 degrees to the right
    found = kept(read_photo(sent(picture, "JPEG", exif=turned)))
    assert near(found.getpixel((found.width // 2, 10)), (0xF0,) * 3)
    assert near(found.getpixel((found.width // 2, found.height - 10)), (0x10,) * 3)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_a_transparent_ground_is_white_on_the_badge(mode):
    """Below its transparency a cut-out portrait is black in the file."""
    picture = Image.new("RGBA", (600, 800), (0, 0, 0, 0))
    picture.paste((0x80, 0x80, 0x80, 255), (200, 200, 400, 800))
    how = {}
    if mode == "P":
        picture, how = picture.convert("RGB").quantize(4), {"transparency": 0}
        assert picture.getpixel((0, 0)) == 0 or how.update(transparency=picture.getpixel((0, 0))) is None
    elif mode == "LA":
        picture = picture.convert("LA")
    found = kept(read_photo(sent(picture, "PNG", **how)))
    assert near(found.getpixel((5, 5)), (255, 255, 255))
    assert near(found.getpixel((found.width // 2, found.height - 20)), (0x80,) * 3)


def test_sixteen_bits_of_grey_and_four_colours_of_print_are_taken():
    for mode, kind in (("I;16", "PNG"), ("CMYK", "JPEG"), ("1", "PNG"), ("L", "PNG")):
        assert read_photo(sent(Image.new(mode, (1500, 2000)), kind)).height == 640, mode


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_no_metadata_of_any_kind_is_kept(kind):
    """Comment, EXIF with the place, XMP, colour profile, texts, resolution: what is kept are the pixels and what decodes them."""
    picture = Image.new("RGB", (600, 800), "#8a6a4f")
    told = b"Hotel Metropole, room 412"
    exif = Image.Exif()
    exif[0x010E] = told.decode()
    how = {"exif": exif, "icc_profile": b"profile " + told, "dpi": (72, 72)}
    if kind == "JPEG":
        how |= {"comment": told, "xmp": b"<x:xmpmeta>" + told}
    else:
        how["pnginfo"] = texts = PngInfo()
        texts.add_text("comment", told.decode())
        texts.add_itxt("XML:com.adobe.xmp", told.decode())
    photo = read_photo(sent(picture, kind, **how))
    assert told not in photo.body
    assert parts(photo.body) == {"APP0", "DQT", "SOF", "DHT", "SOS"}
    assert kept(photo).info.get("dpi") is None


def parts(body: bytes) -> set[str]:
    """The kinds of a JPEG's parts before its pixels."""
    names = {0xDB: "DQT", 0xC0: "SOF", 0xC2: "SOF", 0xC4: "DHT", 0xDA: "SOS", 0xFE: "comment"}
    found, at = set(), 2
    while "SOS" not in found:
        marker, length = body[at + 1], int.from_bytes(body[at + 2 : at + 4])
        found.add(names.get(marker, f"APP{marker - 0xE0}"))
        at += 2 + length
    return found


def with_scans(number: int) -> bytes:
    """A progressive JPEG whose last pass, of a few bytes, stands `number` times more."""
    body = sent(Image.new("L", (900, 1200), 128), "JPEG", progressive=True).read()
    last = body.rindex(b"\xff\xda")
    return body[:-2] + body[last:-2] * number + body[-2:]


def test_a_jpeg_of_many_passes_is_not_decoded():
    """Each pass costs the time of the whole picture: five megabytes of them hold the only place for pictures for half an hour."""
    words = "This picture takes too long to read. Save it again as a JPEG and choose that file."
    assert read_photo(io.BytesIO(with_scans(0))).width == 480
    body = with_scans(60)
    for read in (read_document, read_page):
        assert read(SimpleUploadedFile("note.jpg", with_scans(20), "image/jpeg")).extension == "jpg"
        with pytest.raises(ValidationError, match=words):
            read(SimpleUploadedFile("note.jpg", body, "image/jpeg"))
    with pytest.raises(ValidationError, match=words):
        read_photo(io.BytesIO(body))


@pytest.mark.parametrize("read", [read_photo, lambda file: read_page(SimpleUploadedFile("scan.jpg", file.read()))])
def test_one_picture_is_decoded_at_a_time(read, monkeypatch):
    """Whatever it is for: the memory of the largest is there once."""
    locked = []
    load = ImageFile.ImageFile.load
    monkeypatch.setattr(
        ImageFile.ImageFile, "load", lambda self: (locked.append(uploads.decoding.locked()), load(self))[1]
    )
    read(sent(Image.new("RGB", (900, 1200)), "JPEG"))
    assert locked
    assert all(locked)


def test_a_request_of_many_files_is_not_taken_into_memory(client, db):
    """Any form reads what comes with it, also a stranger's: a hundred files of five megabytes would be half a gigabyte."""
    body = io.BytesIO(bytes(5 * 1024 * 1024))
    files = {f"file{number}": SimpleUploadedFile("a.jpg", body.getvalue()) for number in range(6)}
    assert client.post("/accounts/login/", files).status_code == 400
    files.pop("file5"), files.pop("file4")
    assert client.post("/accounts/login/", files).status_code == 200
