"""Remove metadata from stored JPEG files: comments, EXIF with its place, profiles, previews. Uploads have none since they are encoded anew.

The pixels stay as they are, bit by bit, so that no photo changes and no badge is reprinted. A file keeps its name, which rows refer to,
although the name is a digest of the former bytes.
"""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import default_storage

from conference.files import stored_files

START, END, SCAN = 0xD8, 0xD9, 0xDA
ADOBE, COMMENT = 0xEE, 0xFE
APPLICATION = range(0xE0, 0xF0)
# JFIF without a preview: the density of the pixels. Adobe: how the colours are coded, without which they come out wrong.
JFIF, ADOBE_LENGTHS = b"JFIF\0", range(14, 17)


class NoJpeg(ValueError):
    """It does not follow ITU-T T.81, annex B."""


def without_metadata(body: bytes) -> bytes:
    """Return the JPEG with the segments that a decoder needs. Raises NoJpeg."""
    segments = (segment for marker, segment in _segments(body) if _is_needed(marker, segment))
    return b"".join([b"\xff\xd8", *segments, b"\xff\xd9"])


def clean(folder: str = "photos") -> tuple[int, list[str]]:
    """Clean each file of the folder. Return how many had metadata, and the names of those that are no JPEG, which stay as they are."""
    cleaned, damaged = 0, []
    for name in stored_files.names(folder):
        path = Path(default_storage.path(name))
        try:
            body = path.read_bytes()
            bare = without_metadata(body)
        except FileNotFoundError:  # removed since the folder was read
            continue
        except NoJpeg:
            damaged.append(name)
            continue
        if bare != body:
            _replace(path, bare)
            cleaned += 1
    return cleaned, damaged


def _replace(path: Path, body: bytes) -> None:
    """Replace the file by `body` in one step and keep its time, by which unused files are recognized."""
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    part.write_bytes(body)
    shutil.copystat(path, part)
    part.replace(path)


def _is_needed(marker: int, segment: bytes) -> bool:
    inside = segment[4:]
    if marker == APPLICATION[0]:
        return inside.startswith(JFIF) and len(inside) == 14
    if marker == ADOBE:
        return inside.startswith(b"Adobe") and len(segment) in ADOBE_LENGTHS
    return marker not in APPLICATION and marker != COMMENT


def _segments(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each segment with its marker, up to the end of the picture; a scan includes the coded pixels after its header."""
    if body[:2] != b"\xff\xd8":
        raise NoJpeg
    at = 2
    while True:
        while body[at : at + 2] == b"\xff\xff":  # fill bytes
            at += 1
        if len(body) < at + 2 or body[at] != 0xFF:
            raise NoJpeg
        marker = body[at + 1]
        if marker == END:
            return
        end = at + 2 + int.from_bytes(body[at + 2 : at + 4])
        if marker == SCAN:
            end = _end_of_scan(body, end)
        if end > len(body) or end < at + 4:
            raise NoJpeg
        yield marker, body[at:end]
        at = end


def _end_of_scan(body: bytes, at: int) -> int:
    """Return the position of the next marker: in coded pixels 0xFF is followed by 0 or by a restart."""
    while (at := body.find(b"\xff", at)) >= 0 and at + 1 < len(body):
        if body[at + 1] == 0 or 0xD0 <= body[at + 1] <= 0xD7:
            at += 2
        else:
            return at
    raise NoJpeg
