"""The treaty, its groups and places of signature, the member States of organizations, and the ranks, among the tables of the office."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from conference.desk.office.forms import KnownCodeForm
from conference.desk.office.registry import Table, TableForm, register_table
from conference.look.times import days_text
from conference.look.widgets import DayInput
from conference.models import Rank
from conference.parties.models import Kind, Membership, Party
from conference.treaties.admin import LanguagesField, OfficesField
from conference.treaties.groups import GroupForm
from conference.treaties.models import ForeseenStatement, Office, SigningPlace, Treaty

RIGHT = "treaties.edit"


class RankForm(KnownCodeForm):
    code_label = _("Office held")
    code_help = _("Whoever has a rank of one of these offices may sign without full powers, as the treaty says.")
    no_code = _("None of these")

    class Meta:
        model = Rank
        fields = ("name", "code", "position", "tie_group", "photo_exempt")

    def known_codes(self) -> dict[str, Any]:
        return dict(Office.choices)


class TreatyForm(TableForm):
    fixed = ("code",)
    offices = OfficesField()
    authentic_languages = LanguagesField()

    class Meta:
        model = Treaty
        exclude = ()
        widgets = {"adopted_on": DayInput, "entry_not_before": DayInput}


class TreatyGroupForm(GroupForm, TableForm):
    pass


class SigningPlaceForm(TableForm):
    class Meta:
        model = SigningPlace
        fields = ("treaty", "place", "first_day", "last_day", "zone_name")
        widgets = {"first_day": DayInput, "last_day": DayInput}


class ForeseenStatementForm(TableForm):
    class Meta:
        model = ForeseenStatement
        fields = ("treaty", "kind", "provision", "subject", "is_required", "of_organizations")


class MembershipForm(TableForm):
    class Meta:
        model = Membership
        fields = ("organization", "member")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields
        choices["organization"].queryset = Party.objects.filter(kind=Kind.REIO)
        choices["member"].queryset = Party.objects.filter(kind__in=(Kind.MEMBER_STATE, Kind.OBSERVER_STATE))


register_table(
    Table(
        "ranks",
        capfirst(_("ranks")),
        _(
            "The order of speakers, seats and waiting lists: 1 is the highest, and ranks of one tie group are equal. "
            "Existing lists keep their order until they are arranged again."
        ),
        RankForm,
        (
            (_("Order"), lambda row: row.position),
            (_("Name"), lambda row: row.name),
            (capfirst(_("tie group")), lambda row: row.tie_group),
            (capfirst(_("gives no photo")), lambda row: "✓" if row.photo_exempt else "–"),
        ),
        order=50,
    )
)
register_table(
    Table(
        "treaties",
        capfirst(_("treaties")),
        _(
            "What is signed, and its rules: who signs without full powers, when an organization may sign, how the treaty "
            "enters into force. Checks, the ceremony and the status page follow at once."
        ),
        TreatyForm,
        (
            (capfirst(_("short title")), lambda row: row.short_title),
            (capfirst(_("adopted on")), lambda row: row.adopted_on.isoformat()),
            (capfirst(_("instruments needed for entry into force")), lambda row: row.threshold),
        ),
        order=62,
        right=RIGHT,
    )
)
register_table(
    Table(
        "treaty-groups",
        capfirst(_("groups of participants")),
        _(
            "Parties that a treaty names together: those that it is open to besides the general rule, and those of which entry into force "
            "needs a number or a share. Few treaties need any."
        ),
        TreatyGroupForm,
        (
            (capfirst(_("name of the group")), lambda row: row.name),
            (capfirst(_("treaty")), lambda row: row.treaty),
            (capfirst(_("members")), lambda row: len(row.members.all())),
        ),
        order=63,
        right=RIGHT,
        prefetch=("members",),
    )
)
register_table(
    Table(
        "signing-places",
        capfirst(_("places of signature")),
        _("Where and when the treaty is open for signature. Nobody signs elsewhere, earlier or later."),
        SigningPlaceForm,
        (
            (capfirst(_("place")), lambda row: row.place),
            (capfirst(_("treaty")), lambda row: row.treaty),
            (capfirst(_("days")), lambda row: days_text(row.first_day, row.last_day)),
            (capfirst(_("time zone")), lambda row: row.zone_name),
        ),
        order=64,
        right=RIGHT,
    )
)
register_table(
    Table(
        "foreseen-statements",
        capfirst(_("declarations under the treaty")),
        _(
            "The declarations and notifications that the treaty requires or allows. Others can be made under no provision, "
            "and what is required and not received is shown with the instrument."
        ),
        ForeseenStatementForm,
        (
            (capfirst(_("provision")), lambda row: row.provision),
            (capfirst(_("kind")), lambda row: row.get_kind_display()),
            (capfirst(_("subject")), lambda row: row.subject),
            (capfirst(_("treaty")), lambda row: row.treaty),
        ),
        order=65,
        right=RIGHT,
    )
)
register_table(
    Table(
        "memberships",
        capfirst(_("member States of organizations")),
        _(
            "The member States of each regional economic integration organization: the organization signs after one of them, "
            "and its instrument does not count besides theirs."
        ),
        MembershipForm,
        (
            (capfirst(_("organization")), lambda row: row.organization.short),
            (_("Member State"), lambda row: row.member.short),
        ),
        order=66,
        right=RIGHT,
        prefetch=("organization__names", "member__names"),
    )
)
