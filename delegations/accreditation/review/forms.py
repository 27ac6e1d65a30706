from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core import characters, parsing
from conference.core.access import Role
from conference.core.concurrency import VersionForm
from delegations.accreditation.models import LONGEST_REMARK
from delegations.accreditation.review import reasons
from delegations.accreditation.review.actions.exemptions import CODES, LONGEST_EXPLANATION


class ReasonForm(VersionForm):
    code = forms.ChoiceField(
        error_messages={"required": _("Choose a reason."), "invalid_choice": _("Choose a reason.")}
    )
    explanation = forms.CharField(required=False, max_length=2000, widget=forms.Textarea)

    def __init__(self, table: tuple[reasons.DecisionReason, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["code"]
        field.choices = [(reason.code, reason.label) for reason in table]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("code") == reasons.OTHER and not cleaned.get("explanation", "").strip():
            self.add_error("explanation", _("Write out the reason: the focal point needs to know it."))
        return cleaned


class WhoVetsForm(characters.Form):
    roles = forms.MultipleChoiceField(
        label=_("May vet too"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None: security only.")
    )

    def __init__(self, roles: Sequence[Role], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["roles"]
        field.choices = [(role.value, role.label) for role in roles]


class RemarkForm(characters.Form):
    not_printed = ("text",)  # on pages
    text = forms.CharField(max_length=LONGEST_REMARK, error_messages={"required": _("Please write a remark first.")})


class AsideForm(characters.Form):
    """What distinguishes a person from an entry of the watch list, and the digest of what the screen compared."""

    not_printed = ("basis",)  # for the audit log
    basis = forms.CharField(max_length=32, required=False)
    explanation = forms.CharField(
        max_length=500,
        error_messages={
            "required": _(
                "State what distinguishes the two persons: place of birth, face, passport. Nothing was changed."
            )
        },
    )


class ReopenForm(VersionForm):
    explanation = forms.CharField(
        max_length=2000,
        error_messages={"required": _("Give the reason for the return to review. Nothing was changed.")},
    )


class SeveralForm(characters.Form):
    act = forms.ChoiceField(choices=[("vet", _("Vet")), ("accredit", _("Accredit")), ("return", _("Return"))])
    code = forms.ChoiceField(required=False, choices=[(reason.code, reason.label) for reason in reasons.RETURN])
    explanation = forms.CharField(required=False, max_length=2000)

    def expected_versions(self) -> list[tuple[UUID, int]]:
        """Return public id and version of each, without what is neither."""
        versions = {}
        for text in self.data.getlist("who"):  # type: ignore[attr-defined]
            key, _colon, version = text.partition(":")
            try:
                versions[UUID(key)] = parsing.number(version, 10**9) or 0
            except ValueError:
                continue
        return list(versions.items())

    def clean(self) -> dict[str, Any]:
        """Require a reason for a return, and an explanation of another reason, but not for the preview."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("act") == "return" and "sure" in self.data:
            if not cleaned.get("code"):
                self.add_error("code", _("Choose a reason."))
            elif cleaned["code"] == reasons.OTHER and not cleaned.get("explanation", "").strip():
                self.add_error("explanation", _("Write out the reason: the focal point needs to know it."))
        return cleaned


EXEMPTIONS = {
    "religion": _("Faith"),
    "health": _("Health"),
    "security": _("Security"),
    "later": _("The photo is brought later"),
    "other": _("Another reason"),
}


class ExemptForm(VersionForm):
    mark_optional = False  # whether words are needed depends on the reason

    code = forms.ChoiceField(
        label=_("Reason for the exemption"),
        choices=[(code, EXEMPTIONS[code]) for code in CODES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        max_length=LONGEST_EXPLANATION,
        required=False,
        help_text=_(
            "Required for “Another reason”. It is kept permanently, so write no more than is needed. "
            "Only those who may grant exemptions can read it here; delegations cannot."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("code") == "other" and not cleaned.get("explanation", "").strip():
            self.add_error("explanation", _("Write out the reason."))
        return cleaned
