"""The task about texts of statements that are missing the day before, and their sentences in the audit log."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.audit.sentences import register_sentences
from conference.core import access_log
from conference.core.access import Actor, Role
from conference.db.together import Part
from conference.desk.registry import CONFERENCE, Task, TaskList, Urgency, register_tasks
from schedule.programme.models import Inscription, Sitting
from schedule.programme.statements import queries
from schedule.programme.statements.portal_section import READ

access_log.register_kinds(
    {
        "statement.read": gettext_lazy("Text of a statement"),
        "statements.downloaded": gettext_lazy("Texts of the statements of a session"),
    }
)
register_sentences(
    {
        "statement.handed_in": gettext_lazy("%(who)s handed in the text of the statement of %(what)s"),
        "statement.changed": gettext_lazy("%(who)s replaced or changed the text of the statement of %(what)s"),
        "statement.taken_back": gettext_lazy("%(who)s took back the text of the statement of %(what)s"),
        "statement.restored": gettext_lazy("%(who)s undid taking back the text of the statement of %(what)s"),
        "statement.read": gettext_lazy("%(who)s opened the text of the statement of %(what)s"),
        "statements.downloaded": gettext_lazy(
            "%(who)s downloaded the texts of the statements of a session of %(what)s"
        ),
    }
)

tasks = TaskList("statements", Role.PROGRAMME, READ)


@register_tasks(READ, queries.sittings_to_come)
def missing(actor: Actor) -> Part:
    (conferences,) = yield [CONFERENCE]
    if not conferences:
        return
    sessions = yield from queries.read_without_text(conferences[0])
    for sitting, inscriptions, total in sessions:
        yield _missing_texts(sitting, inscriptions, total)


def _missing_texts(sitting: Sitting, inscriptions: list[Inscription], total: int) -> Task:
    count = len(inscriptions)
    word = ngettext("%(n)d text missing", "%(n)d texts missing", count)
    return tasks.kind(
        f"missing.{sitting.pk}", Urgency.TODAY, "wait", "△", word
    ).task(
        title=ngettext(
            "%(session)s: %(n)d of %(total)d speakers has not handed in the text of the statement",
            "%(session)s: %(n)d of %(total)d speakers have not handed in the text of the statement",
            count,
        ),
        why=_("The interpreters need the texts before the session begins. The first missing is that of %(party)s."),
        remedy=(_("See whose texts are missing"), reverse("programme:statements", args=[sitting.list.key])),
        values={
            "n": count,
            "total": total,
            "session": sitting.session.title if sitting.session else sitting.list,
            "party": inscriptions[0].delegation,
        },
        today=True,  # the session may begin tomorrow, and the texts are needed before
        parties=tuple(row.delegation.party for row in inscriptions[:3]),
    )
