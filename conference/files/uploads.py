"""Bound uploads while they arrive, and check files before they cost memory."""

import hashlib
import io
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import IO, Any, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.forms import BaseForm
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, JpegImagePlugin

# Bytes of a request with all its files, which are kept in memory whoever sends them; the proxy's limit too (docs/operating.md).
MOST_OF_A_REQUEST = 25 * 1024 * 1024
LEAST_WIDTH, LEAST_HEIGHT = 300, 400  # the conference's rule for badge photos, px
MOST_SIDE = 6000  # px; decoded, 6,000 x 6,000 with transparency cost 144 MB
# Passes of a progressive JPEG. Programs write ten; each costs the time of the whole picture, however few bytes it has.
MOST_SCANS, START_OF_SCAN = 50, b"\xff\xda"
KEPT_HEIGHT = 640  # px; 39 mm on the badge at 416 dpi
# Every picture's size is checked here before it is decoded; Pillow's warning would only fill the log.
Image.MAX_IMAGE_PIXELS = None
# A process decodes one picture at a time: the largest that are accepted take 150 MB for a moment.
decoding = Lock()


class BoundedUploadHandler(FileUploadHandler):
    """Keep a file in memory up to settings.UPLOAD_LIMIT bytes and drop the rest unread.

    A larger one arrives empty with `too_large` set (`refuse_large`).
    """

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any) -> None:
        if content_length > MOST_OF_A_REQUEST:
            raise RequestDataTooBig("the files of a request are too large together")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.chunks: list[bytes] = []
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > settings.UPLOAD_LIMIT:
            self.chunks.clear()
        else:
            self.chunks.append(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        body = io.BytesIO(b"".join(self.chunks))
        file = InMemoryUploadedFile(
            body, self.field_name, self.file_name, self.content_type, self.size, self.charset, self.content_type_extra
        )
        file.too_large = self.size > settings.UPLOAD_LIMIT  # type: ignore[attr-defined]
        return file


def ask_again(form: BaseForm, name: str) -> None:
    """Add an error to the file's field if other errors prevent the form from being saved: the file has to be chosen again."""
    if form.errors and name not in form.errors and form.cleaned_data.get(name):
        form.add_error(name, _("Choose the file again: it is not kept while something else has to be corrected."))


def refuse_large(file: UploadedFile) -> None:
    """Raise ValidationError for a file over the limit, with both sizes."""
    if getattr(file, "too_large", False) or (file.size or 0) > settings.UPLOAD_LIMIT:
        sizes = {"size": f"{(file.size or 0) / 1048576:.1f}", "most": settings.UPLOAD_LIMIT // 1048576}
        raise ValidationError(_("The file is %(size)s MB in size; the limit is %(most)s MB.") % sizes, code="too_large")


@dataclass(frozen=True)
class Photo:
    """A kept photo: JPEG without metadata, 3:4, its size in px, the SHA-256 that names it."""

    body: bytes
    width: int
    height: int

    @property
    def name(self) -> str:
        digest = hashlib.sha256(self.body).hexdigest()
        return f"photos/{digest[:2]}/{digest}.jpg"


@dataclass(frozen=True)
class Frame:
    """The chosen 3:4 part of a photo, in px of the upright picture."""

    x: int
    y: int
    width: int


def open_picture(file: IO[bytes], refusal: ValidationError) -> Image.Image:
    """Return a JPEG or PNG, not decoded yet. Raises `refusal` for anything else, ValidationError for sides above MOST_SIDE."""
    try:
        picture = Image.open(file, formats=["JPEG", "PNG"])
    except (OSError, ValueError, SyntaxError) as problem:
        raise refusal from problem
    width, height = picture.size
    if max(width, height) > MOST_SIDE:
        message = _("This picture is %(width)s × %(height)s px; each side may have at most 6,000 px.")
        raise ValidationError(message % {"width": width, "height": height}, code="huge")
    if picture.format != "PNG":
        _refuse_many_scans(file)
    return picture


def _refuse_many_scans(file: IO[bytes]) -> None:
    """Raise ValidationError for a JPEG of more than MOST_SCANS, by its bytes: coded data hold no marker (ITU-T T.81, B.1.1.5)."""
    place = file.tell()
    file.seek(0)
    scans = file.read().count(START_OF_SCAN)
    file.seek(place)
    if scans > MOST_SCANS:
        message = _("This picture takes too long to read. Save it again as a JPEG and choose that file.")
        raise ValidationError(message, code="scans")


def read_photo(file: IO[bytes], frame: Frame | None = None) -> Photo:
    """Check a badge photo by its header, decode it, cut it to 3:4 (the `frame`, else the middle) and encode it anew.

    Raises ValidationError if it is no JPEG or PNG, too small, or too large; nothing is decoded then.
    """
    image = open_picture(file, ValidationError(_("This file is not a JPEG or PNG picture."), code="no_image"))
    width, height = image.size
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        message = _("This picture is %(width)s × %(height)s px; at least 300 × 400 px are required.")
        raise ValidationError(message % {"width": width, "height": height}, code="small")
    try:
        return _encode(image, frame)
    except (OSError, ValueError, SyntaxError) as problem:
        message = _("This picture is damaged and could not be read completely.")
        raise ValidationError(message, code="damaged") from problem


def _encode(image: Image.Image, frame: Frame | None) -> Photo:
    with decoding:
        small, shrunk = _decoded(image, frame)
    width, height = round(small.width * shrunk), round(small.height * shrunk)
    if frame is None:
        across = min(width, height * 3 // 4)
        frame = Frame((width - across) // 2, max(0, (height - across * 4 // 3) // 3), across)
    x, y = max(0, min(frame.x, width - LEAST_WIDTH)), max(0, min(frame.y, height - LEAST_HEIGHT))
    across = max(min(frame.width, width - x, (height - y) * 3 // 4), 1)
    if across < LEAST_WIDTH:
        message = _("The frame you drew is %(across)s px wide; at least 300 px are required. Please draw it larger.")
        raise ValidationError(message % {"across": across}, code="small")
    high = min(across * 4 // 3, KEPT_HEIGHT)
    size = (across if high < KEPT_HEIGHT else KEPT_HEIGHT * 3 // 4, high)
    part = [x, y, x + across, y + across * 4 // 3]
    ends = (small.width, small.height, small.width, small.height)
    box = tuple(min(place / shrunk, end) for place, end in zip(part, ends, strict=True))
    cut = small.resize(size, Image.Resampling.LANCZOS, box=cast("tuple[float, float, float, float]", box))
    cut.info.clear()  # Pillow would write the comment, profile and other metadata of the sent file
    out = io.BytesIO()
    cut.save(out, "JPEG", quality=86, optimize=True)
    return Photo(out.getvalue(), cut.width, cut.height)


def clean_picture(file: IO[bytes]) -> bytes:
    """Return a checked JPEG or PNG (`open_picture`) encoded anew: upright, in sRGB, without metadata and what follows it.

    A JPEG keeps its tables of quantization, so that nobody sees a difference. Raises OSError, ValueError or SyntaxError for a damaged one.
    """
    with decoding, Image.open(file, formats=["JPEG", "PNG"]) as image:
        kind = "PNG" if image.format == "PNG" else "JPEG"
        tables = getattr(image, "quantization", None) if kind == "JPEG" and image.mode in {"L", "RGB"} else None
        sampling = JpegImagePlugin.get_sampling(image) if tables else -1
        upright = _in_srgb(ImageOps.exif_transpose(image))
        how: dict[str, Any] = {}
        if kind == "JPEG":
            how |= {"qtables": tables, "subsampling": sampling} if tables and sampling >= 0 else {"quality": 92}
        upright.info.clear()
        out = io.BytesIO()
        upright.save(out, kind, **how)
    return out.getvalue()


def _in_srgb(image: Image.Image) -> Image.Image:
    """Return the picture in colours that need no profile: its own may name a device, and no paper of ours needs wider colours."""
    profile = image.info.get("icc_profile")
    if image.mode == "P" or (image.mode not in {"1", "L", "I;16"} and image.has_transparency_data):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if profile and image.mode in {"RGB", "RGBA", "CMYK"}:
        with suppress(ImageCms.PyCMSError, OSError):  # a profile of another kind, or damaged: viewers pass over it too
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = "RGBA" if image.mode == "RGBA" else "RGB"
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, own, srgb, outputMode=mode)
            image = converted or image
    return image if image.mode in {"1", "L", "I;16", "RGB", "RGBA"} else image.convert("RGB")


def _decoded(image: Image.Image, frame: Frame | None) -> tuple[Image.Image, float]:
    """Return the picture upright, in RGB on white, and the factor by which its sides were reduced.

    It is never smaller than the badge needs. It is reduced first, so that later steps work on a megabyte or two.
    """
    width, height = image.size
    across = min(frame.width if frame else min(width, height) * 3 // 4, width, height)
    factor = max(1, across // (KEPT_HEIGHT * 3 // 4))
    if image.format in {"JPEG", "MPO"}:
        image.draft("RGB", (width // factor, height // factor))
    elif factor > 1:
        if image.mode not in {"L", "LA", "RGB", "RGBA"}:
            image = image.convert("RGBA" if image.has_transparency_data else "RGB")
        image = image.reduce(factor)
    shrunk = width / image.width
    image = ImageOps.exif_transpose(image)
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    return image.convert("RGB"), shrunk
