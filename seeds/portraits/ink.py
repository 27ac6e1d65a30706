"""Paints the drawn portraits: outlines become soft-edged masks, made once, through which colours are pasted."""

from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from seeds.portraits.shapes import ONE_SIDED, Outline

WIDTH, HEIGHT = 480, 640
_SCALE, _DX, _DY = 1.22, 0.0, -2.6  # the field of 60 x 80 enlarged about its middle, so that the face fills the frame
_BODY_LIFT = 2.0  # clothes are drawn this much too low: the neck is shorter than the outlines say
_OVER = 3  # drawn this many times larger, then reduced: smooth edges


@cache
def _flattened(path: str) -> tuple[tuple[float, float], ...]:
    """Return the corners of a path of M, L, C and Z, curves cut into twelve pieces."""
    tokens = path.replace(",", " ").split()
    points: list[tuple[float, float]] = []
    position = 0
    command = "M"
    while position < len(tokens):
        if tokens[position] in "MLCZ":
            command = tokens[position]
            position += 1
        if command == "Z":
            continue
        count = 6 if command == "C" else 2
        n = [float(word) for word in tokens[position : position + count]]
        position += count
        if command != "C":
            points.append((n[0], n[1]))
            continue
        x0, y0 = points[-1]
        for step in range(1, 13):
            t = step / 12
            a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3
            points.append((a * x0 + b * n[0] + c * n[2] + d * n[4], a * y0 + b * n[1] + c * n[3] + d * n[5]))
    return tuple(points)


@dataclass(frozen=True)
class _Stamp:
    mask: Image.Image
    left: int
    top: int


@cache
def _stamp(outline: Outline, wide: float, flip: bool, blur: int, alpha: float, ring: float, lift: float = 0) -> _Stamp:
    """Return the mask of an outline.

    Args:
        outline: closed paths; where one path holds two loops the second is a hole.
        wide: how much wider than drawn, 1.0 as drawn.
        blur: radius in pixels of a soft edge.
        ring: if not 0, only the line along the edge, this many units thick.
        lift: how many units higher than drawn.
    """
    loops = [_corners(path, wide, flip, lift) for path in outline]
    every = [corner for path in loops for loop in path for corner in loop]
    edge = 4 + 3 * blur
    left = max(0, int(min(x for x, _ in every)) // _OVER - edge)
    top = max(0, int(min(y for _, y in every)) // _OVER - edge)
    right = min(WIDTH, int(max(x for x, _ in every)) // _OVER + edge)
    bottom = min(HEIGHT, int(max(y for _, y in every)) // _OVER + edge)
    image = Image.new("L", ((right - left) * _OVER, (bottom - top) * _OVER), 0)
    draw = ImageDraw.Draw(image)
    full = round(255 * alpha)
    for path in loops:
        for number, loop in enumerate(path):
            moved = [(x - left * _OVER, y - top * _OVER) for x, y in loop]
            if ring:
                draw.line([*moved, moved[0]], fill=full, width=round(ring * 8 * _SCALE * _OVER), joint="curve")
            else:
                draw.polygon(moved, fill=0 if number else full)
    image = image.reduce(_OVER)
    return _Stamp(image.filter(ImageFilter.GaussianBlur(blur)) if blur else image, left, top)


@cache
def _clipped(outline: Outline, within: Outline, wide: float, blur: int, alpha: float) -> _Stamp:
    """Return the mask of a shade inside another outline. Light comes from the left, so shades are not mirrored."""
    shade = _stamp(outline, wide, False, blur, alpha, 0)
    inside = _stamp(within, wide, False, 0, 1, 0)
    field = Image.new("L", (WIDTH, HEIGHT), 0)
    field.paste(inside.mask, (inside.left, inside.top))
    box = (shade.left, shade.top, shade.left + shade.mask.width, shade.top + shade.mask.height)
    return _Stamp(ImageChops.multiply(shade.mask, field.crop(box)), shade.left, shade.top)


def _corners(path: str, wide: float, flip: bool, lift: float) -> list[list[tuple[float, float]]]:
    return [
        [_placed(x, y - lift, wide, flip) for x, y in _flattened("M" + loop)]
        for loop in path.split("M")
        if loop.strip()
    ]


def _placed(x: float, y: float, wide: float, flip: bool) -> tuple[float, float]:
    x = 30 + (x - 30) * wide
    if flip:
        x = 60 - x
    unit = 8 * _OVER
    return (30 + (x - 30) * _SCALE + _DX) * unit, (40 + (y - 40) * _SCALE + _DY) * unit


class Picture:
    """A portrait, painted back to front."""

    def __init__(self, ground: Image.Image, wide: float, flip: bool) -> None:
        self.image = ground.copy()
        self.wide = wide
        self.flip = flip

    def put(
        self,
        outline: Outline,
        colour: str,
        *,
        head: bool = False,
        blur: int = 0,
        alpha: float = 1,
        ring: float = 0,
    ) -> None:
        """Paint an outline; `head` says that it takes part in the width of the face."""
        if outline:
            flip = self.flip and outline in ONE_SIDED
            stamp = _stamp(outline, self.wide if head else 1.0, flip, blur, alpha, ring, 0 if head else _BODY_LIFT)
            self.image.paste(colour, (stamp.left, stamp.top), stamp.mask)

    def shade(self, outline: Outline, within: Outline, colour: str, *, blur: int, alpha: float) -> None:
        stamp = _clipped(outline, within, self.wide, blur, alpha)
        self.image.paste(colour, (stamp.left, stamp.top), stamp.mask)


@cache
def ground(colour: str) -> Image.Image:
    base = Image.new("RGB", (WIDTH, HEIGHT), colour)
    light = Image.linear_gradient("L").resize((WIDTH, HEIGHT)).rotate(160, expand=False, fillcolor=128)
    light = light.filter(ImageFilter.GaussianBlur(40)).point(lambda v: v // 12)
    return Image.composite(Image.new("RGB", base.size, "white"), base, light)


@cache
def grain() -> Image.Image:
    """Return fine grain about the value 128, made by arithmetic: without it a flat tone prints badly."""
    state = 12345
    values = bytearray(WIDTH * HEIGHT)
    for place in range(WIDTH * HEIGHT):
        state = (state * 1_103_515_245 + 12_345) & 0x7FFFFFFF
        values[place] = 127 + (state >> 16) % 3
    grey = Image.frombytes("L", (WIDTH, HEIGHT), bytes(values))
    return Image.merge("RGB", (grey, grey, grey))
