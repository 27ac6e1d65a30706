from typing import NamedTuple

_FRAMES = frozenset((0xC0, 0xC1, 0xC2))
_WITHOUT_LENGTH = frozenset((0x01, *range(0xD0, 0xD8)))


class Frame(NamedTuple):
    """Size in pixels, and colour components: 1 grey, 3 colour, 4 CMYK."""

    width: int
    height: int
    components: int


def read_frame(data: bytes) -> Frame | None:
    """Return the frame of a baseline or progressive 8-bit JPEG, else None."""
    if data[:2] != b"\xff\xd8":
        return None
    position = 2
    while position + 9 < len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker == 0xFF or marker in _WITHOUT_LENGTH:
            position += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAMES:
            depth = data[position + 4]
            height = int.from_bytes(data[position + 5 : position + 7], "big")
            width = int.from_bytes(data[position + 7 : position + 9], "big")
            return Frame(width, height, data[position + 9]) if depth == 8 and width and height else None
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    return None
