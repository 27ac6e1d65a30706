from __future__ import annotations

from django.urls import reverse

from tests.accreditation.badges.test_papers import verified
from tests.markup import compact
from tests.printing.readback import codes, open_pdf

PRINT = reverse("accreditation:print")


def serials(pdf: bytes) -> list[str]:
    return [verified(text).serial.hex() for page in open_pdf(pdf) for text in codes(page)]


def page(client, name: str, *args) -> str:
    return compact(client.get(reverse(f"accreditation:{name}", args=args)).content.decode())
