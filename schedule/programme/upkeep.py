"""Documents that releases still name, even if the draft does not (conference.files.stored_files)."""

from collections.abc import Iterator
from datetime import timedelta

from conference.files import stored_files
from schedule.programme.models import ReleasedSession

FOLDER = "documents"
# A form with something wrong elsewhere stands open over night, and names a document that it sent.
stored_files.waits.add(FOLDER, timedelta(days=1))


def documents_in_releases() -> Iterator[tuple[str, str]]:
    rows = ReleasedSession.objects.order_by().values_list("release__number", "key", "data__documents")
    for number, key, documents in rows.iterator():
        for document in documents or ():
            if document.get("file"):
                yield f"release {number}, {key}", document["file"]


stored_files.holders.add("releases", stored_files.Holder(FOLDER, documents_in_releases))
