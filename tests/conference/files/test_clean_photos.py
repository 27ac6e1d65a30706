"""Photos stored before uploads lost their metadata: it is taken out of the files, and the pictures stay bit by bit."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from PIL import Image

from conference.files.photo_metadata import NoJpeg, without_metadata
from tests.conference.files.test_photos import parts

TOLD = b"Hotel Metropole, room 412"
HOUR_AGO = 1_760_000_000


def jpeg(mode: str = "RGB", **how) -> bytes:
    """A picture with a comment, EXIF with a preview, XMP and a profile, as a camera writes it."""
    picture = Image.effect_noise((60, 80), 90).convert(mode)
    exif = Image.Exif()
    exif[0x010E] = TOLD.decode()
    out = io.BytesIO()
    profile = b"profile " + TOLD
    picture.save(out, "JPEG", exif=exif, icc_profile=profile, comment=TOLD, xmp=b"<x:xmpmeta>" + TOLD, **how)
    return out.getvalue() + b"behind the end: " + TOLD


def pixels(body: bytes) -> bytes:
    return Image.open(io.BytesIO(body)).tobytes()


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
def test_metadata_goes_and_no_pixel_changes(mode, progressive):
    body = jpeg(mode, progressive=progressive)
    bare = without_metadata(body)
    assert (TOLD in body, TOLD in bare) == (True, False)
    assert pixels(bare) == pixels(body)
    assert parts(bare) - {"APP14"} == {"APP0", "DQT", "SOF", "DHT", "SOS"} - ({"APP0"} if mode == "CMYK" else set())
    assert without_metadata(bare) == bare


def test_restarts_between_the_coded_pixels_are_no_end():
    body = jpeg(restart_marker_rows=1)
    assert b"\xff\xd3" in body
    assert pixels(without_metadata(body)) == pixels(body)


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xd8", b"\x89PNG\r\n", jpeg()[:900], b"\xff\xd8\xff\xe1\x00\x01", b"\xff\xd8\x00\x00"]
)
def test_what_is_no_whole_jpeg_is_said(body):
    with pytest.raises(NoJpeg):
        without_metadata(body)


def run() -> tuple[int, list[str]]:
    out = io.StringIO()
    try:
        call_command("clean_photos", stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


@pytest.mark.django_db
def test_the_command_cleans_each_file_in_its_place_once():
    old = jpeg()
    new = without_metadata(old)
    for name, body in {"photos/aa/old.jpg": old, "photos/bb/new.jpg": new, "photos/cc/torn.jpg": old[:900]}.items():
        default_storage.save(name, ContentFile(body))
        os.utime(default_storage.path(name), (HOUR_AGO, HOUR_AGO))
    said = ["Photos whose metadata was taken out: 1.", "no JPEG, left as it is: photos/cc/torn.jpg"]
    assert run() == (2, said)
    path = Path(default_storage.path("photos/aa/old.jpg"))
    assert path.read_bytes() == new
    assert path.stat().st_mtime == HOUR_AGO  # its row may still come, or it may be old enough to be removed: as before
    assert [one.name for one in path.parent.iterdir()] == ["old.jpg"]
    default_storage.delete("photos/cc/torn.jpg")
    assert run() == (0, ["Photos whose metadata was taken out: 0."])
