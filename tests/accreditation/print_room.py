"""The pages of the print room, and what stands in the codes of its papers."""

from __future__ import annotations

from django.urls import reverse

from tests.accreditation.badges.test_papers import verified
from tests.markup import compact
from tests.printing.readback import codes, open_pdf

PRINT = reverse("accreditation:print")


def serials(pdf: bytes) -> list[str]:
    """The serials in the codes of every page, verified, in order."""
    return [verified(text).serial.hex() for page in open_pdf(pdf) for text in codes(page)]


def page(client, name: str, *args) -> str:
    """The text of a page of accreditation."""
    return compact(client.get(reverse(f"accreditation:{name}", args=args)).content.decode())
