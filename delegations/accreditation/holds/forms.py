from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core.concurrency import VersionForm
from delegations.accreditation.holds.models import LONGEST_WHY


class WhyForm(VersionForm):
    why = forms.CharField(max_length=LONGEST_WHY, error_messages={"required": _("Say why. Nothing was changed.")})
