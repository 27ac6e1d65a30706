"""The form of a group of participants: its members with their shares are entered as text, a line for each."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core.concurrency import FingerprintForm, fingerprint
from conference.parties.models import RECEIVED, Party
from conference.treaties.models import TreatyGroup, TreatyGroupMember

Members = dict[str, Decimal]
LONGEST = 20_000


class MembersField(forms.CharField):
    """Codes of parties, a line for each, with the share in per cent behind the code where the group has one."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Members"),
            max_length=LONGEST,
            widget=forms.Textarea({"rows": "12", "dir": "ltr", "placeholder": "FRA 1.34"}),
            help_text=gettext_lazy("A line for each party: its code and, where a share is needed, the per cent."),
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _lines(initial) != _lines(data)

    def clean(self, value: Any) -> Members:
        """Return the shares by code. Raises ValidationError that names each line with a mistake."""
        members, problems = Members(), []
        for number, line in enumerate(_lines(super().clean(value)), 1):
            code, share = _read_line(line)
            if share is None:
                problems.append(_("Line %(n)d: “%(text)s” is no per cent.") % {"n": number, "text": line[:40]})
            elif code in members:
                problems.append(_("Line %(n)d: %(code)s is there already.") % {"n": number, "code": code})
            members[code] = share or Decimal(0)
        known = set(Party.objects.filter(code__in=members, kind__in=RECEIVED).values_list("code", flat=True))
        problems += [
            _("%(code)s is no code of a State or an organization.") % {"code": code}
            for code in members
            if code not in known
        ]
        if problems:
            raise ValidationError(problems, code="invalid")
        return members


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _read_line(line: str) -> tuple[str, Decimal | None]:
    """Return the code of a line and its share; None for a share that is no per cent."""
    code, *rest = line.replace(",", ".").split()
    try:
        share = Decimal(rest[0].removesuffix("%")) if rest else Decimal(0)
    except InvalidOperation:
        return code.upper(), None
    is_per_cent = len(rest) < 2 and share.is_finite() and 0 <= share <= 100 and share == round(share, 4)
    return code.upper(), share if is_per_cent else None


def members_text(group: TreatyGroup) -> str:
    """Return the members as they are entered, in the alphabetical order of codes."""
    members = group.members.order_by("party__code").values_list("party__code", "share")
    return "\n".join(f"{code} {share.normalize():f}" if share else code for code, share in members)


class GroupForm(FingerprintForm):
    """A group as the office and the administration edit it. What entry into force needs of it must be attainable."""

    members = MembersField()

    class Meta:
        model = TreatyGroup
        fields = ("treaty", "name", "takes_part", "needed_number", "needed_share", "measure")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["members"] = members_text(self.instance)
            self._current = fingerprint(self._current, self.initial["members"])
            self.initial["fingerprint"] = self._current

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        members: Members = values.get("members") or {}
        number, share = values.get("needed_number"), values.get("needed_share")
        if members and number and number > len(members):
            message = _("The group has %(n)d members, so that this number can never be reached.")
            self.add_error("needed_number", message % {"n": len(members)})
        total = sum(members.values(), Decimal(0))
        if members and share and share > total:
            message = _("The members hold %(total)s per cent together, so that this share can never be reached.")
            self.add_error("needed_share", message % {"total": f"{total.normalize():f}"})
        if total > 100 and share:
            message = _("The members hold %(total)s per cent together, which is more than the whole.")
            self.add_error("members", message % {"total": f"{total.normalize():f}"})
        return values

    def _save_m2m(self) -> None:
        """Save the members after the group itself; Django calls it from `save`, and the administration by `save_m2m`."""
        super()._save_m2m()  # type: ignore[misc]
        group, shares = self.instance, self.cleaned_data["members"]
        parties = Party.objects.filter(code__in=shares)
        group.members.exclude(party__in=parties).delete()
        TreatyGroupMember.objects.bulk_create(
            [TreatyGroupMember(group=group, party=party, share=shares[party.code]) for party in parties],
            update_conflicts=True,
            unique_fields=["group", "party"],
            update_fields=["share"],
        )
