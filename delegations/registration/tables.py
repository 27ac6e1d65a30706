"""The deadlines and the places by kind of party, among the tables of the office, and what changes of them do."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import clock
from conference.db.reference_tables import stamp
from conference.desk.office.forms import KnownCodeForm
from conference.desk.office.registry import Table, TableForm, add_consequences, register_table
from conference.look import lists
from conference.look.times import when_text
from conference.look.widgets import MomentInput
from conference.models import Category, current_conference
from delegations.registration.delegations import queries
from delegations.registration.delegations.deadlines import DEADLINE
from delegations.registration.delegations.places import WITHOUT_LIMIT
from delegations.registration.models import LIVE_STATES, Deadline, Delegation, Quota, UsualCategory
from delegations.registration.overview.waiting import deadline_pages


class DeadlineForm(KnownCodeForm):
    code_label = gettext_lazy("What is due")
    code_help = gettext_lazy("What follows when the date has passed depends on it.")
    no_code = gettext_lazy("Something else: the date is only shown")

    class Meta:
        model = Deadline
        fields = ("name", "at", "code")
        widgets = {"at": MomentInput}

    def known_codes(self) -> dict[str, Any]:
        return {code: page.remedy for code, page in deadline_pages.items()}


def _reason_to_keep(row: Deadline) -> str:
    if row.code == DEADLINE:
        return _("Registration needs this deadline: what comes after it is named late. Change its date instead.")
    return ""


def _at(row: Deadline) -> str:
    return when_text(row.at.astimezone(current_conference().zone))


class QuotaForm(TableForm):
    """A row is identified by its kind and category, which no change alters."""

    fixed = ("kind", "category")

    class Meta:
        model = Quota
        fields = ("kind", "category", "places")


class UsualCategoryForm(TableForm):
    fixed = ("capacity", "category")

    class Meta:
        model = UsualCategory
        fields = ("capacity", "category")


register_table(
    Table(
        "deadlines",
        gettext_lazy("Deadlines"),
        gettext_lazy(
            "Delegations read them on every page, in the conference's time. Forms stay open afterwards; what comes later is marked late."
        ),
        DeadlineForm,
        ((gettext_lazy("Name"), lambda row: row.name), (gettext_lazy("Date and time"), _at)),
        order=10,
        keeps=_reason_to_keep,
    )
)
register_table(
    Table(
        "quotas",
        capfirst(gettext_lazy("places by kind of party")),
        gettext_lazy(
            "A kind of party with rows here brings only these categories, each up to its places. A kind without any row has the "
            "places that the categories say; international organizations and UN entities then have no limit. "
            "Members already submitted keep their places."
        ),
        QuotaForm,
        (
            (gettext_lazy("Kind"), lambda row: row.get_kind_display()),
            (capfirst(gettext_lazy("category")), lambda row: row.category),
            (gettext_lazy("Places"), lambda row: _("no limit") if row.places is None else row.places),
        ),
        order=27,
    )
)
register_table(
    Table(
        "usual-categories",
        capfirst(gettext_lazy("categories by capacity")),
        gettext_lazy(
            "The first of them that is open to a delegation is proposed for the capacity, and any other is asked about. "
            "A capacity of which none is open to a delegation is not offered to it."
        ),
        UsualCategoryForm,
        (
            (capfirst(gettext_lazy("capacity")), lambda row: row.get_capacity_display()),
            (capfirst(gettext_lazy("category")), lambda row: row.category),
        ),
        order=28,
    )
)


def _moved_into_the_past(form: TableForm) -> Iterator[str]:
    deadline, now = form.instance, clock.now()
    if "at" not in form.changed_data or deadline.at > now or form.initial["at"] <= now:
        return
    yield _("The deadline has then passed, and every delegation that it concerns reads so at once.")
    page, tables_stamp = deadline_pages.get(deadline.code), stamp()
    delegations = Delegation.objects.select_related("party").prefetch_related("party__names", "members", "notes")
    late = [
        delegation
        for delegation in delegations.order_by("party__en_sort")
        if page
        and queries.deadlines_for(delegation.party, [deadline], tables_stamp)
        and not page.met(deadline, delegation, list(delegation.members.all()), list(delegation.notes.all()))
    ]
    if late:
        parties = lists.in_words(delegation.party.short for delegation in late)
        message = _("Delegations that have not met it, and are late: %(count)s (%(parties)s).")
        yield message % {"count": len(late), "parties": parties}
    if deadline.code == DEADLINE:
        drafts = sum(member.state == "draft" for delegation in late for member in delegation.members.all())
        yield _("Drafts that can then be submitted only with a late request: %(count)s.") % {"count": drafts}


add_consequences(Deadline, _moved_into_the_past)


def _too_few_places(form: TableForm) -> Iterator[str]:
    """Tell which delegations have more people than the lowered places, of a category or of a kind of party in it."""
    before, after = form.initial["places"], form.cleaned_data["places"]
    if after is None or (before is not None and after >= before):
        return
    row = form.instance
    if isinstance(row, Quota):
        category, delegations = row.category, Delegation.objects.filter(party__kind=row.kind)
    else:
        kinds = {*Quota.objects.values_list("kind", flat=True), *(() if row.for_heads else WITHOUT_LIMIT)}
        category, delegations = row, Delegation.objects.exclude(party__kind__in=kinds)
    live = Q(members__category=category, members__state__in=LIVE_STATES)
    counted = delegations.annotate(
        people=Count("members", filter=live), drafts=Count("members", filter=live & Q(members__state="draft"))
    )
    full = (
        counted.filter(people__gt=after)
        .select_related("party")
        .prefetch_related("party__names")
        .order_by("party__en_sort")
    )
    if full:
        message = _("Delegations that then have more people in “%(category)s” than places: %(parties)s.")
        parties = lists.in_words(lists.with_brackets(delegation.party.short, delegation.people) for delegation in full)
        yield message % {"category": category, "parties": parties}
        message = _(
            "Whoever is submitted keeps the place. Drafts among them, which cannot be submitted any more: %(count)s."
        )
        yield message % {"count": sum(delegation.drafts for delegation in full)}


add_consequences(Category, _too_few_places)
add_consequences(Quota, _too_few_places)
