"""Documents that releases still name, even if the draft does not (conference.files.stored_files)."""

from collections.abc import Iterator
from datetime import timedelta

from conference.files import stored_files
from schedule.programme.models import ReleasedSession

FOLDER = "documents"


def documents_in_releases() -> Iterator[tuple[str, str]]:
    rows = ReleasedSession.objects.order_by().values_list("release__number", "key", "data__documents")
    for number, key, documents in rows.iterator():
        for document in documents or ():
            if document.get("file"):
                yield f"release {number}, {key}", document["file"]


# A form with something wrong elsewhere stands open over night, and names a document that it sent.
stored_files.rules.add("releases", stored_files.FileRule(FOLDER, wait=timedelta(days=1), rows=documents_in_releases))
