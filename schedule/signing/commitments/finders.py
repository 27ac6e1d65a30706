"""What the desk's search finds of the commitments."""

from collections.abc import Iterator

from django.urls import reverse

from conference.core.access import Actor
from conference.desk.finding import RESULTS_SHOWN, Query, Result, register_finder
from conference.look import lists
from schedule.signing.commitments import queries


def commitments(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield commitments by their party, kind and text in any language. Two queries: a conference has some dozens."""
    count = 0
    for commitment in queries.standing():
        texts = (
            *commitment.text.values(),
            *commitment.source_text.values(),
            commitment.get_kind_display(),
            commitment.party.short,
            commitment.party.code,
        )
        if count <= RESULTS_SHOWN and query.fits(*texts):
            count += 1
            title = lists.join_facts([commitment.party.short, commitment.get_kind_display()])
            url = reverse("signing:commitment", args=[commitment.public_id])
            yield Result(title, url, str(commitment.text)[:120], commitment.party, (commitment.state, "commitment"))


register_finder("commitments", "commitments.see", commitments)
