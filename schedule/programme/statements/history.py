"""A delegation's history of the texts of its statements."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from delegations.registration.models import Delegation
from delegations.registration.overview.history import Sentence, SharedHistory, Side, register_between
from schedule.programme.models import StatementText

_SENTENCES = {
    "statement.handed_in": Sentence(
        _("You handed in the text of the statement for the list of speakers “%(other)s”."),
        _("%(who)s handed in the text of the statement for the list of speakers “%(other)s”."),
    ),
    "statement.changed": Sentence(
        _("You replaced or changed the text of the statement for the list of speakers “%(other)s”."),
        _("%(who)s replaced or changed the text of the statement for the list of speakers “%(other)s”."),
    ),
    "statement.taken_back": Sentence(
        _("You took back the text of the statement for the list of speakers “%(other)s”."),
        _("%(who)s took back the text of the statement for the list of speakers “%(other)s”."),
    ),
    "statement.restored": Sentence(
        _("You undid taking back the text of the statement for the list of speakers “%(other)s”."),
        _("%(who)s undid taking back the text of the statement for the list of speakers “%(other)s”."),
    ),
}


def _lists(delegation: Delegation) -> Mapping[str, Side]:
    rows = StatementText.objects.filter(inscription__delegation=delegation).select_related("inscription__list")
    return {str(row.pk): Side("own", str(row.inscription.list)) for row in rows}


register_between(
    StatementText._meta.label_lower,
    SharedHistory(_lists, {verb: {"own": sentence} for verb, sentence in _SENTENCES.items()}, "speakers.see"),
)
