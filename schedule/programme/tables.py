"""The programme's texts, among those that are wanted in every language, and the rules for side events, among the tables of the office."""

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from conference.desk.office import missing
from conference.desk.office.registry import Table, TableForm, register_table
from schedule.programme.models import ApplicationRules, PublicPages, Session, SpeakersList

missing.register_texts(
    missing.TextSource(
        Session, "programme.edit", lambda row: reverse("programme:edit", args=[row.key]), lists=("agenda",)
    )
)
missing.register_texts(
    missing.TextSource(SpeakersList, "speakers.edit", lambda row: reverse("programme:speakers_edit", args=[row.key]))
)
missing.register_texts(missing.TextSource(PublicPages, "site.edit", lambda row: reverse("programme:public_pages")))


class ApplicationRulesForm(TableForm):
    class Meta:
        model = ApplicationRules
        exclude = ()


register_table(
    Table(
        "side-event-rules",
        capfirst(_("rules for side events")),
        _(
            "How many side events a delegation may apply for, and how long each is. Applications already sent stay as they are."
        ),
        ApplicationRulesForm,
        (
            (
                capfirst(_("applications of each delegation")),
                lambda row: _("no limit") if row.places is None else row.places,
            ),
            (capfirst(_("length of a side event, minutes")), lambda row: row.minutes),
        ),
        order=70,
        single=True,
    )
)
