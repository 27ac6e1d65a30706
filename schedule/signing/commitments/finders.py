"""What the desk's search finds of the commitments."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from conference.core.access import Actor
from conference.desk.finding import SHOWN, Query, Result, register
from conference.look import lists
from schedule.signing.commitments import queries


def commitments(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield commitments by their party, kind and text in any language. Two queries: a conference has some dozens."""
    found = 0
    for row in queries.standing():
        texts = (*row.text.values(), *row.source_text.values(), row.get_kind_display(), row.party.short, row.party.code)
        if found <= SHOWN and query.fits(*texts):
            found += 1
            title = lists.beside([row.party.short, row.get_kind_display()])
            url = reverse("signing:commitment", args=[row.public_id])
            yield Result(title, url, str(row.text)[:120], row.party, (row.state, "commitment"))


register("commitments", "commitments.see", commitments)
