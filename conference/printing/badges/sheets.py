"""Place badges on paper: one a page, or four A6 on A4 with cutting marks and matching backs."""

from dataclasses import dataclass

from conference.printing.badges import tags
from conference.printing.badges.jpeg import Frame
from conference.printing.documents.fit import MM, Geometry


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of paper. `sheet`: width and height in mm, or None: the page is the badge.

    With `code_on_back` the front has no code, so backs are always printed.
    """

    name: str
    measures: str
    template: str = "badge.typ"
    code_on_back: bool = False
    sheet: tuple[float, float] | None = None
    columns: int = 1
    rows: int = 1

    @property
    def places(self) -> int:
        return self.columns * self.rows


LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout("a6", "badge-a6.json"),
        Layout("a4x4", "badge-a6.json", sheet=(210.0, 297.0), columns=2, rows=2),
        Layout("cr80", "badge-cr80.json", template="badge-cr80.typ", code_on_back=True),
    )
}


@dataclass(frozen=True, slots=True)
class Picture:
    number: int
    frame: Frame


@dataclass(frozen=True, slots=True)
class Face:
    """One side of one badge, as object numbers: forms drawn over each other, photo, code. `tag`: what it says, of `tags`."""

    forms: tuple[int, ...]
    tag: bytes
    picture: Picture | None = None
    code: int | None = None


def page_size(layout: Layout, geometry: Geometry) -> tuple[float, float]:
    width, height = layout.sheet or (geometry.width, geometry.height)
    return width * MM, height * MM


def draw_page(
    faces: list[Face], layout: Layout, geometry: Geometry, *, mirrored: bool, marks: int | None
) -> tuple[bytes, bytes]:
    """Compose a page.

    Args:
        faces: From left to right, then down.
        mirrored: Set from right to left, for backs turned on the long edge.
        marks: Number of the form with the cutting marks.

    Returns:
        The inside of the page's XObject resources, and its content.
    """
    names: dict[int, bytes] = {}
    content: list[bytes] = []
    if marks is not None:
        content.append(tags.ARTIFACT % _do(marks, names))
    for place, face in enumerate(faces):
        x, y = _corner(place, layout, geometry, mirrored=mirrored)
        inner = tags.marked(place, b"\n".join(_face(face, geometry, names)))
        content.append(b"q 1 0 0 1 %.3f %.3f cm\n%b\nQ" % (x, y, inner) if x or y else inner)
    resources = b"/XObject<<%b>>" % b"".join(b"/%b %d 0 R" % (name, number) for number, name in names.items())
    return resources, b"\n".join(content)


def _corner(place: int, layout: Layout, geometry: Geometry, *, mirrored: bool) -> tuple[float, float]:
    if layout.sheet is None:
        return 0.0, 0.0
    width, height = layout.sheet
    row, column = divmod(place, layout.columns)
    if mirrored:
        column = layout.columns - 1 - column
    share_x, share_y = width / layout.columns, height / layout.rows
    left = column * share_x + (share_x - geometry.width) / 2
    top = row * share_y + (share_y - geometry.height) / 2
    return left * MM, (height - top - geometry.height) * MM


def _face(face: Face, geometry: Geometry, names: dict[int, bytes]) -> list[bytes]:
    parts = [_do(form, names) for form in face.forms]
    if face.picture:
        parts.append(_photograph(face.picture, geometry, names))
    if face.code is not None:
        box = geometry.code
        matrix = (box.width * MM, box.height * MM, box.left * MM, (geometry.height - box.top - box.height) * MM)
        parts.append(b"q 0 g %.3f 0 0 %.3f %.3f %.3f cm %b Q" % (*matrix, _do(face.code, names)))
    return parts


def _photograph(picture: Picture, geometry: Geometry, names: dict[int, bytes]) -> bytes:
    box = geometry.photo
    left, bottom = box.left * MM, (geometry.height - box.top - box.height) * MM
    width, height = box.width * MM, box.height * MM
    scale = max(width / picture.frame.width, height / picture.frame.height)
    drawn_width, drawn_height = picture.frame.width * scale, picture.frame.height * scale
    place = b"%.3f 0 0 %.3f %.3f %.3f cm %b" % (
        drawn_width,
        drawn_height,
        left - (drawn_width - width) / 2,
        bottom - (drawn_height - height) / 2,
        _do(picture.number, names),
    )
    if max(drawn_width - width, drawn_height - height) < 0.01:
        return b"q " + place + b" Q"
    return b"q %.3f %.3f %.3f %.3f re W n %b Q" % (left, bottom, width, height, place)


def _do(number: int, names: dict[int, bytes]) -> bytes:
    name = names.setdefault(number, b"x%d" % len(names))
    return b"/%b Do" % name
