"""What the desk's search finds of what stands below the desk: the documents that it prints, and messages."""

from collections.abc import Iterator

from django.urls import reverse

from conference.core.access import Actor
from conference.correspondence.letters import registry as letters
from conference.correspondence.outbox import queries
from conference.desk.finding import RESULTS_SHOWN, Query, Result, register_finder
from conference.look.lists import join_facts
from conference.printing.documents import registry as documents


def papers(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield the documents that this role may print. No query."""
    for document in documents.documents():
        if document.at_desk and actor.may(document.right) and query.fits(str(document.title), document.name):
            yield Result(document.title, f"{reverse('desk:papers')}#doc-{document.name}", document.about)


def messages(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield messages by reference, or a part of the recipient's name or address, the latest first. One query."""
    hidden = letters.hidden_kinds(actor)
    rows, _more = queries.find_messages(queries.MessageFilter(q=query.text))
    for row in rows[: RESULTS_SHOWN + 1]:
        title = (row.subject_line if row.kind not in hidden else "") or letters.title_for(row.kind, actor)
        to = f"{row.recipient_name} {row.recipient}".strip()
        url = reverse("correspondence:message", args=[row.pk])
        yield Result(title, url, join_facts([row.reference, to]), state=(row.state, "message"))


register_finder("documents", "prints.see", papers)
register_finder("messages", "messages.see", messages)
