"""Names of sessions, functions of signatories and commitments are texts that the office wants in every language.

And what a change of a treaty's threshold does.
"""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from conference.desk.office import missing
from conference.desk.office.registry import TableForm, add_consequences
from conference.look.times import day_text
from conference.treaties.models import Treaty
from schedule.signing.instruments.queries import progress_now
from schedule.signing.models import Appointment, Commitment, SigningSession

missing.register_texts(
    missing.TextSource(SigningSession, "signing.arrange", lambda row: reverse("signing:session_edit", args=[row.code]))
)
missing.register_texts(
    missing.TextSource(Appointment, "signing.arrange", lambda row: reverse("signing:one", args=[row.public_id]))
)
missing.register_texts(
    missing.TextSource(
        Commitment, "commitments.record", lambda row: reverse("signing:commitment_correct", args=[row.public_id])
    )
)


def _other_threshold(form: TableForm) -> Iterator[str]:
    if "threshold" not in form.changed_data:
        return
    before, after = progress_now(Treaty.objects.get(pk=form.instance.pk)).forecast, progress_now(form.instance).forecast
    yield _("Instruments deposited that count: %(count)s; needed so far: %(before)s, then: %(after)s.") % {
        "count": after.counted,
        "before": form.initial["threshold"],
        "after": form.cleaned_data["threshold"],
    }
    if before.in_force_on == after.in_force_on:
        return
    if after.in_force_on:
        yield _("Entry into force, which the status page then says: %(date)s.") % {
            "date": day_text(after.in_force_on, weekday=False)
        }
    else:
        yield _("The status page then has no day of entry into force.")


add_consequences(Treaty, _other_threshold)
