"""Drawn portraits: taken by the app, the same for the same index, another for each."""

import io
from hashlib import sha256

import pytest
from PIL import Image, ImageChops, ImageStat

from seeds.portraits.portraits import HEADWEAR, PLAIN, TONES, choose_index, portrait


def opened(index: int, sex: str) -> Image.Image:
    return Image.open(io.BytesIO(portrait(index, sex)))


@pytest.mark.parametrize("sex", ["m", "f"])
def test_a_portrait_is_a_jpeg_of_three_to_four_and_of_modest_size(sex: str):
    for index in range(0, 600, 29):
        data = portrait(index, sex)
        picture = Image.open(io.BytesIO(data))
        assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (480, 640))
        assert 12_000 < len(data) < 34_000


@pytest.mark.slow
def test_the_same_index_gives_the_same_bytes_and_every_index_its_own():
    digests = {sha256(portrait(index, sex)).digest() for index in range(200) for sex in "mf"}
    assert len(digests) == 400
    assert portrait(7, "f") == portrait(7, "f")


@pytest.mark.slow
def test_hundreds_look_different_to_the_eye():
    """Thumbnails of 12 by 16 in coarse colours lose the grain and keep what is drawn."""
    seen = {
        opened(index, sex).resize((12, 16)).quantize(32).convert("RGB").tobytes()
        for index in range(150)
        for sex in "mf"
    }
    assert len(seen) >= 200


def test_the_skin_follows_the_tone_from_light_to_dark():
    cheeks = []
    for tone in range(TONES):
        spot = opened(choose_index(3, tone, PLAIN), "f").crop((200, 275, 225, 300))
        cheeks.append(sum(ImageStat.Stat(spot).mean))
    assert cheeks == sorted(cheeks, reverse=True)
    assert cheeks[0] - cheeks[-1] > 250


def test_a_covering_is_drawn_where_it_is_asked_for():
    for sex, wear in (("f", HEADWEAR["f"]), ("m", HEADWEAR["turban"]), ("m", HEADWEAR["ghutra"])):
        bare = choose_index(11, 3, PLAIN)
        covered = choose_index(11, 3, wear)
        assert bare % TONES == covered % TONES == 3
        head = (120, 20, 360, 140)
        difference = ImageChops.difference(opened(bare, sex).crop(head), opened(covered, sex).crop(head))
        assert sum(ImageStat.Stat(difference).mean) > 30
