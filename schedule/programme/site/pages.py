"""The pages beside the programme: practical information, press, participants. Written by organisers, in each language."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from conference.core import concurrency, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import AlreadyDecided, NotPossible
from conference.translated import FALLBACK, Translated
from schedule.programme.releases import page_cache
from schedule.programme.site.models import PublicList, PublicPages

TEXTS = ("practical", "press")


def get_pages() -> PublicPages:
    """Return the pages; empty ones before anybody wrote any. One query."""
    return PublicPages.objects.filter(pk=1).first() or PublicPages()


def version() -> int | None:
    """Return the pages' version, on which the public menu depends. One query."""
    return PublicPages.objects.filter(pk=1).values_list("version", flat=True).first()


def pages_of_request(request: HttpRequest) -> PublicPages:
    """Return the pages, read once a request."""
    if not hasattr(request, "_public_pages"):
        request._public_pages = get_pages()  # type: ignore[attr-defined]
    return cast("PublicPages", request._public_pages)  # type: ignore[attr-defined]


def has_practical(request: HttpRequest) -> bool:
    return bool(pages_of_request(request).practical)


def has_press(request: HttpRequest) -> bool:
    return bool(pages_of_request(request).press)


def has_participants(request: HttpRequest) -> bool:
    return pages_of_request(request).participants != PublicList.NONE


@lifecycle.use_case
def edit(*, actor: Actor, values: Mapping[str, Any], expected_version: int) -> PublicPages:
    """Write the pages: `practical` and `press` by language, `participants` of PublicList.

    Raises NotAllowed, AlreadyDecided if somebody else has written them since, NotPossible for a page without English.
    """
    require_right(actor, "site.edit")
    PublicPages.objects.get_or_create(pk=1)
    row = PublicPages.objects.select_for_update().get(pk=1)
    message = concurrency.changed_message(row) if row.version else ""
    concurrency.check_expected(expected_version, row.version, lambda: AlreadyDecided(message))
    for name in TEXTS:
        texts = Translated({code: text for code, text in values[name].items() if text})
        if texts and not texts.get(FALLBACK):
            raise NotPossible(_("In English it is required if there is one in another language."))
        setattr(row, name, texts)
    row.participants = values["participants"]
    row.version += 1
    row.save()
    lifecycle.log(row, actor=actor, verb="site.changed", details={"version": row.version})
    transaction.on_commit(page_cache.ask_again)
    return row


def paragraphs(text: str) -> Iterator[tuple[str, str]]:
    """Yield ("heading" or "text", words) of plain text: an empty line ends a paragraph, # begins a heading."""
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        heading = line.startswith("#")
        if (not line.strip() or heading) and lines:
            yield "text", "\n".join(lines)
            lines = []
        if heading:
            yield "heading", line.lstrip("# ").strip()
        elif line.strip():
            lines.append(line)
