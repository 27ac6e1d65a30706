"""What is handed in loses its metadata and what is appended behind it, and looks as before; each test finds its canary in what was sent."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, ImageChops, ImageCms, PngImagePlugin

from conference.files.documents import Document, read_document, read_page
from conference.files.pdf_reader import clean_jpeg
from conference.files.uploads import read_photo

CANARY = b"canary-in-the-file"
TEXT = CANARY.decode()


def scene(size: tuple[int, int] = (900, 1200), mode: str = "RGB") -> Image.Image:
    """A picture with edges and shades, of which a change is seen."""
    shades = Image.radial_gradient("L").resize(size)
    picture = Image.merge("RGB", (shades, ImageChops.invert(shades), shades.rotate(90).resize(size)))
    picture.paste("black", (100, 100, 400, 160))
    return picture.convert(mode)


def camera_data(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F], exif[0x9286], exif[0x0112] = TEXT, TEXT, orientation  # make, comment, orientation
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (21.0, 2.0, 0.0)  # where
    return exif


def jpeg(picture: Image.Image, **how: Any) -> bytes:
    out = io.BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    how = {"exif": camera_data(), "comment": CANARY, "icc_profile": profile + CANARY, "quality": 90, **how}
    picture.save(out, "JPEG", **how)
    xmp = b"http://ns.adobe.com/xap/1.0/\0" + CANARY
    iptc = b"Photoshop 3.0\0" + CANARY
    body = out.getvalue()
    extra = b"".join(
        b"\xff" + bytes([marker]) + (len(data) + 2).to_bytes(2, "big") + data
        for marker, data in ((0xE1, xmp), (0xED, iptc))
    )
    return body[:2] + extra + body[2:] + b"PK\x03\x04" + CANARY


def png(picture: Image.Image) -> bytes:
    out, texts = io.BytesIO(), PngImagePlugin.PngInfo()
    texts.add_text("Author", TEXT)
    texts.add_itxt("XML:com.adobe.xmp", TEXT)
    picture.save(out, "PNG", pnginfo=texts, exif=camera_data())
    return out.getvalue() + b"PK\x03\x04" + CANARY


def handed_in(body: bytes, read: Callable[..., Document] = read_document) -> Document:
    return read(SimpleUploadedFile("note", body))


def difference(one: bytes, other: Image.Image) -> float:
    """The mean difference of two pictures, of 255."""
    with Image.open(io.BytesIO(one)) as picture:
        assert picture.size == other.size
        shades = ImageChops.difference(picture.convert("RGB"), other.convert("RGB")).convert("L").histogram()
    return sum(shade * n for shade, n in enumerate(shades)) / sum(shades)


@pytest.mark.parametrize("read", [read_document, read_page, lambda file: read_photo(file.file)])
@pytest.mark.parametrize("make", [jpeg, lambda picture: jpeg(picture, icc_profile=None), png])
def test_a_picture_loses_what_the_camera_wrote_and_what_is_behind_it(make, read):
    body = make(scene())
    assert body.count(CANARY) >= 4
    kept = handed_in(body, read).body
    assert CANARY not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert not dict(picture.getexif())
        assert not {"exif", "comment", "icc_profile", "photoshop", "xmp", "Author"} & set(picture.info)
    end = b"\xff\xd9" if kept[:2] == b"\xff\xd8" else b"IEND\xaeB`\x82"
    assert kept.endswith(end)


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "P", "1"])
def test_a_document_s_picture_looks_as_before(mode):
    picture = scene(mode=mode)
    assert difference(handed_in(png(picture)).body, picture) == 0
    if mode in {"RGB", "L"}:
        body = jpeg(picture)
        assert difference(handed_in(body).body, Image.open(io.BytesIO(body))) < 0.5


def test_a_picture_that_only_its_metadata_turned_is_turned():
    lying = scene((1200, 900))
    kept = handed_in(jpeg(lying, exif=camera_data(orientation=6))).body
    assert difference(kept, lying.transpose(Image.Transpose.ROTATE_270)) < 2


def test_a_damaged_picture_is_said_to_be():
    with pytest.raises(ValidationError, match="damaged"):
        handed_in(jpeg(scene())[:9000])


def plain_jpeg() -> bytes:
    return jpeg(scene(), icc_profile=None)


def pdf_of(change: Callable[[Any], object] = lambda pdf: None) -> bytes:
    """A page with the picture of a scan, as a scanner makes it."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(900, 1200))
        shape = {"/Width": 900, "/Height": 1200, "/ColorSpace": Name.DeviceRGB, "/BitsPerComponent": 8}
        scan = Stream(pdf, b"", Dictionary({"/Type": Name.XObject, "/Subtype": Name.Image, **shape}))
        scan.write(plain_jpeg(), filter=Name.DCTDecode)
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Scan=scan))
        pdf.pages[0].obj.Contents = Stream(pdf, b"q 900 0 0 1200 0 0 cm /Scan Do Q")
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def with_metadata(pdf: Any) -> None:
    pdf.docinfo["/Author"] = pdf.docinfo["/Producer"] = TEXT
    xmp = Dictionary(Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.Metadata = Stream(pdf, CANARY, xmp)
    page = pdf.pages[0].obj
    page.Metadata, page.PieceInfo = Stream(pdf, CANARY, xmp), Dictionary(Word=Dictionary(Private=String(TEXT)))
    page.Thumb = Stream(pdf, CANARY)
    remark = {"/T": String(TEXT), "/NM": String(TEXT), "/M": String(TEXT), "/Contents": String("a remark")}
    page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), **_named(remark))])


def _named(values: dict[str, Any]) -> dict[str, Any]:
    return {name.removeprefix("/"): value for name, value in values.items()}


def unpacked(body: bytes) -> bytes:
    """All that a PDF holds, its streams unpacked, with what no object is."""
    held = [body]
    with pikepdf.open(io.BytesIO(body)) as pdf:
        for item in pdf.objects:
            held.append(repr(item).encode())
            if isinstance(item, Stream):
                held.append(item.read_raw_bytes())
                try:
                    held.append(item.read_bytes())
                except pikepdf.PdfError:  # a picture
                    continue
    return b"".join(held)


def test_a_pdf_loses_who_wrote_it_and_its_scan_loses_the_scanner():
    body = pdf_of(with_metadata)
    assert unpacked(body).count(CANARY) >= 8
    document = handed_in(body)
    assert CANARY not in unpacked(document.body)
    with pikepdf.open(io.BytesIO(document.body)) as pdf:
        assert "/Info" not in pdf.trailer
        assert str(pdf.pages[0].Annots[0].Contents) == "a remark"
        scan = pdf.pages[0].Resources.XObject.Scan.read_raw_bytes()
        assert pdf.pages[0].Contents.read_bytes() == b"q 900 0 0 1200 0 0 cm /Scan Do Q"
    assert difference(scan, Image.open(io.BytesIO(plain_jpeg()))) == 0


def test_a_pdf_loses_its_earlier_revisions_and_what_is_behind_its_end():
    def with_text(pdf: Any) -> None:
        pdf.pages[0].obj.Contents = Stream(pdf, b"BT (earlier words) Tj ET")

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of(with_text))) as pdf:
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
    first = out.getvalue()
    with pikepdf.open(io.BytesIO(first)) as pdf:
        number, root, size = pdf.pages[0].Contents.objgen[0], pdf.Root.objgen[0], len(pdf.objects) + 1
    replaced = b"%d 0 obj\n<</Length 0>>\nstream\n\nendstream\nendobj\n" % number
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n" % (number, len(first))
    start = first.rindex(b"startxref") + 10
    previous = int(first[start : first.index(b"\n", start)])
    ends = b"<</Size %d/Root %d 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        root,
        previous,
        len(first) + len(replaced),
    )
    body = first + replaced + table + ends + b"PK\x03\x04" + CANARY
    assert b"earlier words" in body
    document = handed_in(body)
    assert b"earlier words" not in unpacked(document.body)
    assert CANARY not in unpacked(document.body)
    assert document.body.endswith(b"%%EOF\n")
    with pikepdf.open(io.BytesIO(document.body)) as pdf:
        assert pdf.pages[0].Contents.read_bytes().strip() == b""


def test_a_digitally_signed_pdf_stays_as_it_was_signed_and_loses_what_is_behind_it():
    def sign(pdf: Any) -> None:
        with_metadata(pdf)
        value = Dictionary(Type=Name.Sig, ByteRange=Array([0, 10, 20, 30]), Contents=String("signature"))
        field = Dictionary(FT=Name.Sig, T=String("Signature"), V=pdf.make_indirect(value))
        pdf.Root.AcroForm = Dictionary(SigFlags=3, Fields=Array([pdf.make_indirect(field)]))

    body = pdf_of(sign).rstrip()
    assert handed_in(body + b"\nPK\x03\x04" + CANARY).body == body
    # The control: what is not signed is written anew.
    assert handed_in(pdf_of(with_metadata)).body != pdf_of(with_metadata)


def link(address: str) -> Callable[[Any], None]:
    def change(pdf: Any) -> None:
        action = Dictionary(S=Name.URI, URI=String(address))
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])

    return change


def base(pdf: Any) -> None:
    pdf.Root.URI = Dictionary(Base=String("file:///etc/"))


def external_stream(pdf: Any) -> None:
    pdf.pages[0].obj.Contents = Stream(pdf, b"", Dictionary(F=String("//host/share")))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        *((link(address), "link") for address in ("javascript:alert(1)", "java\tscript:alert(1)", " JavaScript:x")),
        *(
            (link(address), "link")
            for address in ("file:///etc/passwd", "data:text/html,x", "\\\\host\\share", "//host", "")
        ),
        (base, "link"),
        (external_stream, "launch"),
    ],
)
def test_a_link_that_leads_elsewhere_than_to_an_address_is_refused(change, code):
    with pytest.raises(ValidationError) as refused:
        handed_in(pdf_of(change))
    assert refused.value.code == code
    assert "Print it to a new PDF and upload that file." in refused.value.message


@pytest.mark.parametrize(
    "address", ["https://mfa.example/a?b=c", "http://un.org", "mailto:mission@un.example", "www.un.org"]
)
def test_links_to_addresses_stay(address):
    with pikepdf.open(io.BytesIO(handed_in(pdf_of(link(address))).body)) as pdf:
        assert str(pdf.pages[0].Annots[0].A.URI) == address


@pytest.mark.parametrize("how", [{}, {"progressive": True}, {"restart_marker_rows": 1}, {"subsampling": 0}])
def test_a_jpeg_within_a_pdf_keeps_every_point(how):
    sent = jpeg(scene(), icc_profile=None, **how)
    kept = clean_jpeg(sent)
    assert CANARY in sent
    assert CANARY not in kept
    assert difference(kept, Image.open(io.BytesIO(sent))) == 0


def test_a_jpeg_that_is_packed_once_more_is_cleaned_too():
    def pack(pdf: Any) -> None:
        scan = pdf.pages[0].Resources.XObject.Scan
        scan.write(zlib.compress(plain_jpeg()), filter=Array([Name.FlateDecode, Name.DCTDecode]))

    body = pdf_of(pack)
    with pikepdf.open(io.BytesIO(body)) as pdf:
        assert CANARY in zlib.decompress(pdf.pages[0].Resources.XObject.Scan.read_raw_bytes())
    kept = handed_in(body).body
    with pikepdf.open(io.BytesIO(kept)) as pdf:
        scan = pdf.pages[0].Resources.XObject.Scan
        assert str(scan.Filter) == "/DCTDecode"
        assert difference(scan.read_raw_bytes(), Image.open(io.BytesIO(plain_jpeg()))) == 0
    assert CANARY not in unpacked(kept)


def test_a_jpeg_2000_within_a_pdf_loses_its_boxes_of_metadata():
    out = io.BytesIO()
    scene().save(out, "JPEG2000")
    jp2 = out.getvalue() + (8 + len(CANARY)).to_bytes(4, "big") + b"xml " + CANARY

    def put(pdf: Any) -> None:
        pdf.pages[0].Resources.XObject.Scan.write(jp2, filter=Name.JPXDecode)

    body = pdf_of(put)
    assert CANARY in unpacked(body)
    kept = handed_in(body).body
    assert CANARY not in unpacked(kept)
    with pikepdf.open(io.BytesIO(kept)) as pdf:
        scan = pdf.pages[0].Resources.XObject.Scan.read_raw_bytes()
    assert difference(scan, Image.open(io.BytesIO(jp2))) == 0
