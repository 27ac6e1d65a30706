"""Drawn portraits: flat busts, 480 × 640 JPEG. No photograph and no real face stands behind them."""

import io
from dataclasses import dataclass

from PIL import ImageChops
from PIL.Image import Image

from seeds.chance import T
from seeds.portraits.ink import HEIGHT, WIDTH, Picture, grain, ground
from seeds.portraits.shapes import form, outline
from seeds.portraits.tones import BLOUSES, CLOTHS, GROUNDS, HAIR, ROBES, SCARVES, SHIRTS, SKIN, TIES, TURBANS

TONES = len(SKIN)
SLOTS = 12  # of twelve portraits ten are bare-headed, the others covered
PLAIN, COVERED, GHUTRA = 0, 10, 11
HEADWEAR = {"f": COVERED, "turban": COVERED, "ghutra": GHUTRA}


def choose_index(draw: int, tone: int, wear: int) -> int:
    """Return an index for `portrait` with a given skin tone and covering.

    Args:
        draw: any number; it chooses among the portraits with that tone and covering.
        tone: 0 (light) to 6 (dark).
        wear: PLAIN, or one of HEADWEAR's values.
    """
    slot = draw % PLAIN_SLOTS if wear == PLAIN else wear
    return ((draw // PLAIN_SLOTS) * SLOTS + slot) * TONES + tone


PLAIN_SLOTS = 10


def _mixed(index: int, salt: int) -> int:
    """Return a number that depends on index and salt only; neighbours have nothing in common."""
    value = (index * 0x9E3779B97F4A7C15 + salt * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return value ^ (value >> 31)


def _one(options: tuple[T, ...], index: int, salt: int) -> T:
    return options[_mixed(index, salt) % len(options)]


def _shaded(colour: str, factor: float) -> str:
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{max(0, min(255, round(part * factor))):02x}" for part in parts)


MEN_HAIR = (
    "short",
    "side",
    "receding",
    "crop",
    "waves",
    "short",
    "side",
    "crop",
    "bald_fringe",
    "curls",
    "none",
    "waves",
)
MEN_CURLY = ("crop", "crop", "receding", "none", "curls", "crop", "bald_fringe", "crop")
WOMEN_HAIR = (
    ("part", "long"),
    ("part", "bob"),
    ("fringe", "bob"),
    ("swept", "shoulder"),
    ("swept", "none"),
    ("drawn_back", "bun"),
    ("part", "shoulder"),
    ("fringe", "long"),
    ("drawn_back", "none"),
    ("waves", "shoulder"),
)
WOMEN_CURLY = (
    ("drawn_back", "afro"),
    ("drawn_back", "bun"),
    ("part", "braids"),
    ("crop", "none"),
    ("curls", "afro"),
    ("part", "bob"),
    ("drawn_back", "none"),
    ("swept", "shoulder"),
)
BEARD_CHOICE = ("", "", "", "short", "", "moustache", "", "full", "", "goatee", "", "")
GLASSES_CHOICE = ("", "", "", "square", "", "", "round", "", "")


@dataclass(frozen=True)
class _Look:
    sex: str
    tone: int
    slot: int
    skin: str
    hair: str
    front: str
    back: str
    beard: str
    glasses: str
    face: str
    cloth: str
    seed: int


def _look(index: int, sex: str) -> _Look:
    tone = index % TONES
    slot = index // TONES % SLOTS
    woman = sex == "f"
    curly = tone >= 4 and _mixed(index, 1) % 5 > 0
    if woman:
        front, back = _one(WOMEN_CURLY if curly else WOMEN_HAIR, index, 2)
    else:
        front, back = _one(MEN_CURLY if curly else MEN_HAIR, index, 2), "none"
    hair = _one(HAIR[tone], index, 3)
    return _Look(
        sex=sex,
        tone=tone,
        slot=slot,
        skin=_shaded(SKIN[tone], 0.97 + _mixed(index, 4) % 7 / 100),
        hair=hair,
        front=front,
        back=back,
        beard="" if woman else _one(BEARD_CHOICE, index, 5),
        glasses=_one(GLASSES_CHOICE, index, 6),
        face=_one(("oval", "round", "long") if woman else ("oval", "round", "long", "square"), index, 7),
        cloth=_one(CLOTHS if not woman or _mixed(index, 8) % 3 == 0 else BLOUSES, index, 9),
        seed=index,
    )


def _paint_suit(picture: Picture, look: _Look) -> None:
    shirt = _one(SHIRTS, look.seed, 10)
    picture.put(outline("shirt"), shirt)
    if look.sex == "m" and _mixed(look.seed, 11) % 5:
        picture.put(outline("tie"), _one(TIES, look.seed, 12))
    else:
        picture.put(outline("open_neck"), _shaded(look.skin, 0.95))
    picture.put(outline("collar"), _shaded(shirt, 0.94))
    picture.put(outline("lapels"), _shaded(look.cloth, 0.78))


def _paint_soft(picture: Picture, look: _Look) -> None:
    kind = _mixed(look.seed, 13) % (6 if look.sex == "f" else 3)
    lighter = _shaded(look.cloth, 1.35)
    if kind == 0:
        picture.put(outline("stand_collar"), _shaded(look.cloth, 0.85))
        picture.put(outline("placket"), _shaded(look.cloth, 0.7))
    elif kind == 1 and look.sex == "m":
        picture.put(outline("yoke"), _shaded(look.cloth, 1.25))
        picture.put(outline("open_neck"), _shaded(look.skin, 0.95))
    elif kind == 3:
        picture.put(outline("round_neck"), _shaded(look.cloth, 0.82))
        picture.put(outline("sash"), lighter)
    elif kind == 4:
        picture.put(outline("round_neck"), _shaded(look.cloth, 0.8))
        picture.put(outline("shawl"), _one(SCARVES, look.seed, 14))
    else:
        picture.put(outline("round_neck"), _shaded(look.cloth, 0.8))
        if look.sex == "f" and kind == 5:
            picture.put(outline("pearls"), "#f4efe6")


def _paint_body(picture: Picture, look: _Look) -> None:
    robe = look.slot == GHUTRA and look.sex == "m"
    cloth = _one(ROBES, look.seed, 15) if robe else look.cloth
    picture.put(outline("shoulders_narrow") if look.sex == "f" else outline("shoulders_broad"), cloth)
    neck = outline("neck_slim") if look.sex == "f" else outline("neck")
    picture.put(neck, _shaded(look.skin, 0.95), head=True)
    picture.shade(outline("neck_shade"), neck, _shaded(look.skin, 0.74), blur=3, alpha=0.75)
    if robe:
        picture.put(outline("stand_collar"), _shaded(cloth, 0.95))
        picture.put(outline("placket"), _shaded(cloth, 0.86))
    elif _mixed(look.seed, 16) % (2 if look.sex == "f" else 6):
        _paint_suit(picture, look)
    else:
        _paint_soft(picture, look)


def _paint_face(picture: Picture, look: _Look) -> None:
    dark = _shaded(look.skin, 0.62 if look.tone < 5 else 0.5)
    covered = look.sex == "f" and look.slot >= COVERED
    if not covered:
        picture.put(outline("ears"), _shaded(look.skin, 0.9), head=True)
    picture.put(form("faces", look.face), look.skin, head=True)
    picture.shade(outline("cheek_shade"), form("faces", look.face), _shaded(look.skin, 0.84), blur=8, alpha=0.6)
    brows = outline("brows_thin") if look.sex == "f" else outline("brows")
    brow_colour = look.hair if look.hair < "#8" and look.hair != "#22272d" else _shaded(look.hair, 0.7)
    picture.put(brows, brow_colour, head=True, alpha=0.75)
    picture.put(outline("eyes"), "#241c18", head=True, alpha=0.82)
    picture.put(outline("nose"), dark, head=True, blur=1, alpha=0.4)
    mouth = "#a4554e" if look.sex == "f" and look.tone < 4 else dark
    if look.beard:
        picture.put(form("beards", look.beard), _shaded(look.hair, 1.08), head=True, blur=1, alpha=0.95)
        picture.put(outline("beard_mouth"), _shaded(look.skin, 0.8), head=True)
    else:
        picture.put(outline("mouth"), mouth, head=True, alpha=0.7)


def _paint_glasses(picture: Picture, look: _Look) -> None:
    if look.glasses:
        colour = _one(("#23282e", "#4a3a2c", "#5a5f66"), look.seed, 17)
        picture.put(form("glasses", look.glasses), "#ffffff", head=True, alpha=0.16)
        picture.put(form("glasses", look.glasses), colour, head=True, ring=0.55)
        picture.put(outline("glasses_bridge"), colour, head=True)


def _paint_covering(picture: Picture, look: _Look) -> None:
    if look.sex == "m":
        if look.slot == COVERED:
            colour = _one(TURBANS, look.seed, 18)
            picture.put(outline("turban"), colour, head=True)
            picture.put(outline("turban_folds"), _shaded(colour, 0.8), head=True)
        else:
            picture.put(outline("ghutra_front"), _one(ROBES, look.seed, 19), head=True)
            picture.put(outline("agal"), "#1d1d1f", head=True)
        return
    colour = _one(SCARVES, look.seed, 20)
    loose = _mixed(look.seed, 21) % 4 == 0
    if loose:
        picture.put(form("hair_front", "part"), look.hair, head=True)
    picture.put(outline("scarf_loose") if loose else outline("scarf_front"), colour, head=True)
    if not loose:
        picture.put(outline("scarf_folds"), _shaded(colour, 0.84), head=True, blur=2)


def _painted(look: _Look) -> Image:
    wide = 0.95 + _mixed(look.seed, 22) % 3 * 0.045
    picture = Picture(ground(_one(GROUNDS, look.seed, 23)), wide, bool(_mixed(look.seed, 24) % 2))
    covered = look.slot >= COVERED
    if covered and look.sex == "f":
        picture.put(outline("scarf_back"), _shaded(_one(SCARVES, look.seed, 20), 0.78), head=True)
    elif covered and look.slot == GHUTRA:
        picture.put(outline("ghutra_back"), _shaded(_one(ROBES, look.seed, 19), 0.88), head=True)
    else:
        picture.put(form("hair_back", look.back), _shaded(look.hair, 0.86), head=True)
    _paint_body(picture, look)
    _paint_face(picture, look)
    if covered:
        _paint_covering(picture, look)
    else:
        picture.put(form("hair_front", look.front), look.hair, head=True)
        if look.sex == "f" and _mixed(look.seed, 25) % 3 == 0:
            picture.put(outline("earrings"), _one(("#d9c27a", "#e8e4da", "#b9b4ab"), look.seed, 26), head=True)
    _paint_glasses(picture, look)
    return picture.image


def portrait(index: int, sex: str) -> bytes:
    """Return a drawn portrait as JPEG, 480 × 640, about 20 KB.

    The same arguments give the same bytes, and every index a file of its own.

    Args:
        index: which portrait; 0 and up. `choose_index` finds one by skin tone and covering.
        sex: "m" or "f".
    """
    image = _painted(_look(index, sex))
    shifted = ImageChops.offset(grain(), index * 37 % WIDTH, index // WIDTH * 11 + index * 53 % HEIGHT)
    image = ImageChops.add(image, shifted, 1, -128)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=86, subsampling=1)
    return buffer.getvalue()
