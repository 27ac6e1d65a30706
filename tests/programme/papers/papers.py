from __future__ import annotations

import re

import pypdfium2


def pages_of(pdf: bytes) -> list[str]:
    """As pdfium extracts it, blanks run together."""
    document = pypdfium2.PdfDocument(pdf)
    return [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in document]
