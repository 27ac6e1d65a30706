"""Write a PDF object by object, so that any batch takes the memory of one chunk. No library writes PDF as a stream.

Pages (as form objects), fonts and colour profiles of what Typst made are written straight to the file under new numbers, as are photos
and codes. Only offsets and what later pages share are kept. The file is PDF/A-2b as Typst's own: fonts embedded, an output intent, the
same XMP metadata, no encryption, no transparency.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import IO, Any

import pikepdf

_PAGE_COUNT = re.compile(rb"<xmpTPg:NPages>\d+</xmpTPg:NPages>")


class PdfWriter:
    """Write one PDF to a binary file, valid only after `finish`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._position = 0
        self._offsets: list[int] = [0]
        self._digest = hashlib.sha256()
        self._shared: dict[bytes, int] = {}
        self._pages_number = self.reserve()
        self._document_number = self.reserve()
        self._page_numbers: list[int] = []
        # Of each page, its elements of structure.
        self._elements: list[list[int]] = []
        self._catalog: dict[str, bytes] = {}
        self._info = b""
        self._metadata = b""
        # The comment's four bytes above 127 tell transfer programs that the file is binary, as PDF/A asks.
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    @property
    def page_count(self) -> int:
        return len(self._page_numbers)

    def reserve(self) -> int:
        self._offsets.append(0)
        return len(self._offsets) - 1

    def put(self, body: bytes, number: int | None = None) -> int:
        number = number or self.reserve()
        self._offsets[number] = self._position
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        return number

    def put_stream(self, entries: bytes, data: bytes) -> int:
        """Write a stream with these dictionary entries (all but Length) and return its number."""
        number = self.reserve()
        self._offsets[number] = self._position
        self._write(b"%d 0 obj\n<<%b/Length %d>>\nstream\n" % (number, entries, len(data)))
        self._write(data)
        self._write(b"\nendstream\nendobj\n")
        return number

    def put_shared(self, body: bytes) -> int:
        """Put equal bodies once: pages with the same fonts share resources."""
        number = self._shared.get(body)
        if number is None:
            number = self._shared[body] = self.put(body)
        return number

    def put_shared_stream(self, entries: bytes, data: bytes) -> int:
        """Put small equal streams once: colour profiles recur in every chunk."""
        key = entries + b"\0" + data
        if len(data) > 1024:
            return self.put_stream(entries, data)
        if key not in self._shared:
            self._shared[key] = self.put_stream(entries, data)
        return self._shared[key]

    def add_page(self, width: float, height: float, resources: bytes, content: bytes, tags: Iterable[bytes]) -> None:
        """Write a page.

        Args:
            width, height: In points.
            resources: The inside of its dictionary.
            tags: Of the content marked with the numbers 0, 1 …: the entries of its element of structure.
        """
        stream = self.put_stream(b"", content)
        page = self.reserve()
        self._elements.append(
            [
                self.put(
                    b"<</Type/StructElem/P %d 0 R/Pg %d 0 R/K %d%b>>" % (self._document_number, page, number, entries)
                )
                for number, entries in enumerate(tags)
            ]
        )
        self.put(
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.3f %.3f]/Resources<<%b>>/Contents %d 0 R/StructParents %d/Tabs/S>>"
            % (self._pages_number, width, height, resources, stream, self.page_count),
            page,
        )
        self._page_numbers.append(page)

    def adopt(self, source: pikepdf.Pdf) -> None:
        """Take title, author, language, XMP metadata and output intent of this document."""
        if self._catalog:
            return
        taker = ObjectCopier(self)
        root = source.Root
        for key in ("/Lang", "/OutputIntents", "/ViewerPreferences"):
            if key in root:
                self._catalog[key] = taker.body(root[key])
        self._metadata = root.Metadata.read_bytes()
        self._info = taker.body(source.trailer.Info, resolve=True)

    def finish(self) -> None:
        kids = b" ".join(b"%d 0 R" % number for number in self._page_numbers)
        self.put(b"<</Type/Pages/Count %d/Kids[%b]>>" % (self.page_count, kids), self._pages_number)
        record = _PAGE_COUNT.sub(b"<xmpTPg:NPages>%d</xmpTPg:NPages>" % self.page_count, self._metadata)
        metadata = self.put_stream(b"/Type/Metadata/Subtype/XML", record)
        entries = b"".join(key.encode() + b" " + value for key, value in self._catalog.items())
        catalog = self.put(
            b"<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R%b>>"
            % (self._pages_number, metadata, self._structure(), entries)
        )
        info = self.put(self._info or b"<<>>")
        identity = self._digest.hexdigest()[:32].encode()
        start = self._position
        table = b"".join(b"%010d 00000 n \n" % offset for offset in self._offsets[1:])
        self._write(b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(self._offsets), table))
        self._write(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (len(self._offsets), catalog, info, identity, identity, start)
        )

    def _structure(self) -> int:
        """Write the tree of structure: a document of all elements, and the way from each page to its own."""
        root = self.reserve()
        references = [b" ".join(b"%d 0 R" % number for number in elements) for elements in self._elements]
        pages = b"".join(b"%d[%b]" % (number, elements) for number, elements in enumerate(references))
        self.put(
            b"<</Type/StructElem/S/Document/P %d 0 R/K[%b]>>" % (root, b" ".join(references)), self._document_number
        )
        tree = b"<</Type/StructTreeRoot/K %d 0 R/ParentTree<</Nums[%b]>>/ParentTreeNextKey %d>>"
        return self.put(tree % (self._document_number, pages, self.page_count), root)

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._position += len(data)
        # Large parts are compared by length and ends; hashing every photo would cost more than writing it.
        self._digest.update(data if len(data) < 4096 else data[:1024] + data[-1024:] + b"%d" % len(data))


class ObjectCopier:
    """Copy a source document's objects into the file, each once."""

    def __init__(self, writer: PdfWriter) -> None:
        self._writer = writer
        self._taken: dict[tuple[int, int], int] = {}

    def forms(self, pages: Iterable[pikepdf.Page]) -> Iterator[int]:
        """Yield for each page the number of a form object that draws it, in its own coordinates."""
        for page in pages:
            content = page.obj.Contents
            resources = self._writer.put_shared(self.body(page.obj.Resources, resolve=True))
            box = b" ".join(_number(value) for value in page.obj.MediaBox.as_list())
            packed = b"/Filter/FlateDecode" if content.get("/Filter") == "/FlateDecode" else b""
            yield self._writer.put_stream(
                b"/Type/XObject/Subtype/Form/BBox[%b]/Resources %d 0 R%b" % (box, resources, packed),
                content.read_raw_bytes() if packed else content.read_bytes(),
            )

    def body(self, value: Any, *, resolve: bool = False) -> bytes:
        """Return the value as PDF syntax, copying objects that it refers to."""
        if isinstance(value, pikepdf.Object):
            if value.is_indirect and not resolve:
                return b"%d 0 R" % self._copy(value)
            if isinstance(value, pikepdf.Dictionary):
                items = (key.encode() + b" " + self.body(item) for key, item in value.items() if item is not None)
                return b"<<" + b"".join(items) + b">>"
            if isinstance(value, pikepdf.Array):
                return b"[" + b" ".join([self.body(item) for item in value.as_list()]) + b"]"
            return bytes(value.unparse())
        return _number(value) if not isinstance(value, bool) else str(value).lower().encode()

    def _copy(self, value: pikepdf.Object) -> int:
        written = self._taken.get(value.objgen)
        if written is not None:
            return written
        if isinstance(value, pikepdf.Stream):
            entries = b"".join(key.encode() + b" " + self.body(item) for key, item in value.items() if key != "/Length")
            number = self._writer.put_shared_stream(entries, value.read_raw_bytes())
        elif isinstance(value, pikepdf.Dictionary) and value.get("/Type") == "/Font":
            number = self._writer.put(self.body(value, resolve=True))
        else:
            number = self._writer.put_shared(self.body(value, resolve=True))
        self._taken[value.objgen] = number
        return number


def _number(value: int | float | Decimal) -> bytes:
    return str(value).encode()
