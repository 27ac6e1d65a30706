"""Number documents' revisions: the number rises only when the content has changed since the last print."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from conference.printing.models import Revision

type Content = Mapping[str, Any]


def revise_document(document: str, contents: Mapping[str, Content]) -> dict[str, Revision]:
    """Return a document's revision for each subject, raised by one where the content differs.

    A release's number would rise without a change for the reader, and a time tells nobody what is new. Rows are locked, so that two who
    print at once get the same number for the same content.

    Args:
        document: Its name in the registry.
        contents: By subject, JSON values by the key of a line, the same in every language.
    """
    with transaction.atomic():
        rows = _locked(document, contents)
        new = [Revision(document=document, subject=subject) for subject in contents if subject not in rows]
        if new:
            # Of two at once one makes the row; both then read and lock it.
            Revision.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
            rows = _locked(document, contents)
        changed = []
        for subject, row in rows.items():
            digest = digest_of(contents[subject])
            if row.digest != digest:
                row.before, row.content = row.content, dict(contents[subject])
                row.digest, row.number = digest, row.number + 1
                changed.append(row)
        if changed:
            Revision.objects.bulk_update(changed, ["before", "content", "digest", "number"], batch_size=200)
    return rows


def digest_of(content: Content) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _locked(document: str, contents: Mapping[str, Content]) -> dict[str, Revision]:
    revisions = Revision.objects.select_for_update().filter(document=document, subject__in=list(contents))
    return {row.subject: row for row in revisions.order_by("subject")}
