"""Inspect and clean a PDF in a process of its own, with bounded memory and time.

Two megabytes can inflate to gigabytes as soon as the pages are counted. So this file runs as a script, which imports nothing of the
project: it reads the PDF from standard input and writes one line and the cleaned PDF. Anything else counts as damaged.

Active content (a script, a program to start, a file inside, an XFA form, a link to anything but a web or e-mail address) is refused, not
removed: the sender meant it to do something, and should see what is handed in.

Metadata (ISO 32000-2, 14.3 and 14.5) are removed silently: author, program, date and place, in pictures too. So is hidden content: earlier
revisions, objects that nothing refers to, bytes after the end. The pages stay as they are. A digitally signed PDF keeps its bytes up to its
end: any change would destroy the signature, which is evidence to the depositary, and its metadata are part of what was signed.
"""

import contextlib
import io
import re
import resource
import subprocess
import sys
import zlib
from collections.abc import Iterator
from typing import Any

MEMORY = 768 * 1024 * 1024  # bytes of address space, of which Python and the library take a third
SECONDS = 10  # of computing; a note of fifty scanned pages takes a tenth of one
PATIENCE = 30  # s, on a machine that has other things to do
MOST_PIXELS = 150_000_000  # of one picture; an A3 page scanned at 600 dpi has 70 million
MOST_UNPACKED = 1024**3  # bytes of all streams together; fifty pages scanned without loss have less
MOST_OF_ONE = 512 * 1024**2  # bytes of one stream
MOST_KEPT = (
    15 * 1024**2
)  # bytes of the cleaned PDF, three times what may be sent: its pictures are kept as unpacked as they are drawn
PIECE = 1024**2

# What a letter does not need. Links to pages and to web and e-mail addresses are allowed: a reader shows them before opening.
ACTING = {"/JavaScript", "/Rendition", "/SubmitForm", "/ImportData", "/ResetForm"}
OUTWARD = {"/Launch", "/GoToR", "/GoToE"}
FILES = {"/EmbeddedFiles", "/EF", "/AF"}
FILE_NOTES = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}


ADDRESS = re.compile(r"(https?|mailto|tel):|www\.", re.IGNORECASE)
# Of the catalogue, pages, pictures and remarks: metadata of XMP and of programs, times, authors, miniatures. Without /PieceInfo nothing
# needs /LastModified.
META = ("/Metadata", "/PieceInfo", "/LastModified", "/SpiderInfo", "/Threads", "/CreatorInfo", "/Thumb")
META_OF_REMARK = ("/T", "/M", "/CreationDate", "/NM")
# The application segments of a JPEG that are needed to draw it: its format, and how its colours are coded.
DRAWN = (b"JFIF\0", b"Adobe")
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def clean_pdf(body: bytes) -> tuple[str, bytes]:
    """Return `pages 3` and the PDF without metadata; or a refusal and nothing.

    Refusals are `locked`, `script`, `launch`, `link`, `files`, `xfa`, `picture`, `bomb`, `damaged`; the last also means too much memory or
    time.
    """
    try:
        done = subprocess.run(  # noqa: S603 (this file, by this interpreter)
            [sys.executable, "-I", __file__], input=body, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return "damaged", b""
    verdict, _line_end, cleaned = done.stdout.partition(b"\n")
    # Of a process that was ended, or a line that it did not finish, nothing is taken.
    return (verdict.decode(), cleaned) if done.returncode == 0 and verdict else ("damaged", b"")


class PdfRejected(Exception):
    """Its one argument is the reason."""


def read(body: bytes) -> tuple[str, bytes]:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(body)) as pdf:
            if pdf.is_encrypted:
                return "locked", b""
            _look_through(pdf)
            end = _end_of_signed(pdf, body)
            cleaned = body[:end] if end else _cleaned(pdf)
            return ("bomb", b"") if len(cleaned) > MOST_KEPT else (f"pages {len(pdf.pages)}", cleaned)
    except PdfRejected as reason:
        return str(reason), b""
    except pikepdf.PasswordError:
        return "locked", b""
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, MemoryError, zlib.error):
        return "damaged", b""


def _look_through(pdf: Any) -> None:
    _check_actions(pdf.Root)
    unpacked = 0
    for item in pdf.objects:
        for part in _parts(item):
            _check(part)
        if _kind(item) == "stream":
            unpacked += _unpacked(item)
            if unpacked > MOST_UNPACKED:
                raise PdfRejected("bomb")


def _kind(item: Any) -> str:
    import pikepdf

    if isinstance(item, pikepdf.Stream):
        return "stream"
    if isinstance(item, pikepdf.Dictionary):
        return "dictionary"
    return "array" if isinstance(item, pikepdf.Array) else ""


def _parts(item: Any) -> Iterator[Any]:
    waiting = [item]
    while waiting:
        part = waiting.pop()
        kind = _kind(part)
        if kind in ("stream", "dictionary"):
            yield part
            waiting += [value for _name, value in part.items() if not _is_elsewhere(value)]
        elif kind == "array":
            waiting += [value for value in part if not _is_elsewhere(value)]


def _is_elsewhere(value: Any) -> bool:
    return not hasattr(value, "is_indirect") or value.is_indirect


def _check(part: Any) -> None:
    names = set(part.keys())
    does = str(part.get("/S", ""))
    if "/JS" in names or "/JavaScript" in names or does in ACTING:
        raise PdfRejected("script")
    if does in OUTWARD or (_kind(part) == "stream" and "/F" in names):  # a stream whose data are in another file
        raise PdfRejected("launch")
    if does == "/URI" or _kind(part.get("/URI")) == "dictionary":
        _check_address(part.get("/URI"))
    if "/XFA" in names:
        raise PdfRejected("xfa")
    if names & FILES or str(part.get("/Subtype", "")) in FILE_NOTES:
        raise PdfRejected("files")
    if "/AA" in names:
        _check_actions(part)


def _check_address(address: Any) -> None:
    """Check the address of a link, or the base of all relative ones."""
    address = address.get("/Base", "http:") if _kind(address) == "dictionary" else address
    # Browsers pass over blanks and controls: `java\tscript:` is a script to them.
    text = re.sub(r"[\s\x00-\x20]+", "", str(address))
    if not ADDRESS.match(text):
        raise PdfRejected("link")


def _check_actions(part: Any) -> None:
    actions = [part.get("/OpenAction")]
    additional = part.get("/AA")
    if _kind(additional) == "dictionary":
        actions += [value for _name, value in additional.items()]
    for action in actions:
        if _kind(action) == "dictionary" and str(action.get("/S", "")) not in {"/GoTo", ""}:
            raise PdfRejected("script")


def _unpacked(stream: Any) -> int:
    if str(stream.get("/Subtype", "")) == "/Image":
        _check_size(int(stream.get("/Width", 0)), int(stream.get("/Height", 0)))
    filters = stream.get("/Filter")
    names = [str(name) for name in filters] if _kind(filters) == "array" else [str(filters)] if filters else []
    raw = stream.read_raw_bytes()
    packed = 0
    while packed < len(names) and names[packed] in ("/FlateDecode", "/Fl"):
        packed += 1
    if packed:
        return _inflated(raw, packed)
    if names and names[0] in ("/DCTDecode", "/JPXDecode", "/DCT"):
        _check_header(raw)
        return len(raw)
    if names and set(names) <= {"/ASCII85Decode", "/ASCIIHexDecode", "/LZWDecode", "/RunLengthDecode", "/FlateDecode"}:
        # Old and rare filters: the library unpacks them, in this process's bounded memory.
        return len(stream.read_bytes())
    return len(raw)


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise PdfRejected("picture")


def _check_header(raw: bytes) -> None:
    """Check the JPEG itself, which may be larger than its dictionary says."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None
    with contextlib.suppress(UnidentifiedImageError, OSError, SyntaxError), Image.open(io.BytesIO(raw)) as picture:
        _check_size(*picture.size)


def _inflated(raw: bytes, times: int) -> int:
    inflaters = [zlib.decompressobj() for _each in range(times)]
    total = 0

    def inflate(data: bytes, level: int) -> None:
        nonlocal total
        if level == times:
            total += len(data)
            if total > MOST_OF_ONE:
                raise PdfRejected("bomb")
            return
        while data:
            inflate(inflaters[level].decompress(data, PIECE), level + 1)
            data = inflaters[level].unconsumed_tail

    # Readers draw a truncated stream as far as it goes.
    with contextlib.suppress(zlib.error):
        inflate(raw, 0)
    return total


def _end_of_signed(pdf: Any, body: bytes) -> int:
    """Return where the digitally signed PDF ends, 0 if it is not signed."""
    signatures = [
        part for item in pdf.objects for part in _parts(item) if {"/ByteRange", "/Contents"} <= set(part.keys())
    ]
    if not signatures:
        return 0
    covered = max(int(part["/ByteRange"][2]) + int(part["/ByteRange"][3]) for part in signatures)
    end = body.rfind(b"%%EOF")
    return max(min(covered, len(body)), end + len(b"%%EOF") if end >= 0 else 0)


def _cleaned(pdf: Any) -> bytes:
    """Return the PDF written anew, with the objects alone that it needs."""
    for name in ("/Info", "/ID"):
        if name in pdf.trailer:
            del pdf.trailer[name]
    for item in pdf.objects:
        for part in _parts(item):
            is_remark = "/Rect" in part and str(part.get("/Subtype", "")) not in ("", "/Widget")
            for name in (*META, *(META_OF_REMARK if is_remark else ())):
                if name in part:
                    del part[name]
        if _kind(item) == "stream" and str(item.get("/Subtype", "")) == "/Image":
            _clean_picture(item)
    out = io.BytesIO()
    pdf.save(out, fix_metadata_version=False, deterministic_id=True)
    return out.getvalue()


def _clean_picture(stream: Any) -> None:
    """Remove from a JPEG or JPEG 2000 what its camera or scanner wrote."""
    import pikepdf

    filters = stream.get("/Filter")
    names = [str(name) for name in filters] if _kind(filters) == "array" else [str(filters)]
    if names[-1] not in ("/DCTDecode", "/DCT", "/JPXDecode") or set(names[:-1]) - {"/FlateDecode", "/Fl"}:
        return
    raw = stream.read_raw_bytes()
    for _packed in names[:-1]:
        raw = zlib.decompress(raw)
    decode = stream.get("/DecodeParms")
    decode = decode[-1] if _kind(decode) == "array" else decode
    clean = clean_jpeg2000(raw) if names[-1] == "/JPXDecode" else clean_jpeg(raw)
    stream.write(clean, filter=pikepdf.Name(names[-1]), decode_parms=decode if _kind(decode) == "dictionary" else None)


def clean_jpeg(raw: bytes) -> bytes:
    """Return a JPEG up to its end with the segments alone that draw it (ITU-T T.81, annex B); anything else as it is."""
    if raw[:2] != b"\xff\xd8":
        return raw
    kept, at = [raw[:2]], 2
    while raw[at : at + 1] == b"\xff" and at + 2 <= len(raw):
        marker, end = raw[at + 1], at + 2
        if marker == 0xD9:
            return b"".join(kept) + raw[at:end]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        end += int.from_bytes(raw[end : end + 2], "big")
        is_extra = 0xE0 <= marker <= 0xEF or marker == 0xFE
        if not is_extra or raw[at + 4 : at + 9] in DRAWN:
            if marker == 0xDA:  # coded data follow the scan's header
                following = NEXT_MARKER.search(raw, end)
                end = following.start() if following else len(raw)
            kept.append(raw[at:end])
        at = end
    return b"".join(kept) + raw[at:]


def clean_jpeg2000(raw: bytes) -> bytes:
    """Return a JPEG 2000 without its boxes of metadata (ISO/IEC 15444-1, annex I); a bare codestream as it is."""
    kept, at = [], 0
    while at + 8 <= len(raw) and raw[4:8] == b"jP  ":
        length, kind = int.from_bytes(raw[at : at + 4], "big"), raw[at + 4 : at + 8]
        length = int.from_bytes(raw[at + 8 : at + 16], "big") if length == 1 else length or len(raw) - at
        if length < 8:
            return raw
        if kind in (b"jP  ", b"ftyp", b"jp2h", b"jp2c"):
            kept.append(raw[at : at + length])
        at += length
    return b"".join(kept) or raw


if __name__ == "__main__":
    bounds = {resource.RLIMIT_AS: MEMORY, resource.RLIMIT_CPU: SECONDS, resource.RLIMIT_CORE: 0}
    for bound, most in bounds.items():
        with contextlib.suppress(ValueError, OSError):  # Linux has all of these limits; other systems may not
            resource.setrlimit(bound, (most, most))
    verdict, cleaned = read(sys.stdin.buffer.read())
    sys.stdout.buffer.write(verdict.encode() + b"\n" + cleaned)
