"""What waits for a delegation stands in one list at the top of its page, and is counted in the tabs: each thing with where it is done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from conference.core import clock
from conference.core.access import SYSTEM, Role, actor_of
from conference.models import Category
from delegations.registration.delegations.notices import deadlines_context
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.late.actions import grant_late
from delegations.registration.members.actions import editing, submission
from delegations.registration.members.consequences import WaitingSource
from delegations.registration.models import Delegation, NoteVerbale, UsualCategory
from delegations.registration.overview import waiting
from tests.accreditation.kit import as_actor, officer
from tests.accreditation.pass_kit import sort
from tests.people import actor, make_delegation, make_focal_point, make_member, make_user, sign_in
from tests.registration.kit import late_request, make_deadline, text_of

PAGE = "/portal/ken/"


@pytest.fixture
def jane(world):
    return make_focal_point("KEN", name="Achieng Wambui")


@pytest.fixture
def portal(client, jane):
    return sign_in(client, jane)


def items(portal) -> list[tuple[str, str]]:
    return [(item.title, item.url) for item in portal.get(PAGE).context["waiting"]]


def tabs(portal) -> dict[str, int]:
    return {str(tab["label"]): tab["count"] for tab in portal.get(PAGE).context["menu"] if tab["count"]}


def returned(**fields):
    from delegations.accreditation.review.actions import decisions

    member = make_member("KEN", state="submitted", **fields)
    decisions.return_(
        actor=actor(make_user(None, Role.SECURITY)), delegate=member, code="other", explanation="Face in shadow."
    )
    return member


def started() -> Delegation:
    """A delegation that has taken the first steps."""
    delegation = make_delegation("KEN")
    Delegation.objects.update(submissions=1)
    NoteVerbale.objects.create(delegation=delegation, number="MFA/124", received_at=clock.now())
    return delegation


def test_nothing_waits_and_the_page_says_so(portal):
    started()
    assert "What waits for you Nothing waits for you now." in text_of(portal.get(PAGE))
    assert tabs(portal) == {}


def test_a_returned_member_leads_to_the_form_until_submitted_again(portal, jane):
    started()
    member = returned(given_names="Halima", family_name="Wario")
    url = f"{PAGE}members/{member.public_id}/"
    assert items(portal) == [("Halima Wario was returned for correction", url)]
    assert tabs(portal) == {"Delegation": 1}
    assert portal.get(url).status_code == 200
    submission.submit_members(actor=actor(jane), delegation=make_delegation("KEN"), members=[member])
    assert (items(portal), tabs(portal)) == ([], {})


class TestDeadlines:
    @pytest.mark.parametrize(
        ("code", "leads_to", "says"),
        [
            ("note_verbale", "notes/", "Send the note verbale"),
            ("confirmation", "#members", "Enter and submit the members"),
            ("travel", "travel/", "Enter flights and hotels"),
        ],
    )
    def test_each_leads_to_where_it_is_met(self, portal, code, leads_to, says):
        Delegation.objects.update(submissions=1)
        make_deadline(code, at=clock.now() + timedelta(days=3))
        NoteVerbale.objects.all().delete()
        if code == "travel":
            make_member("KEN")
        page = portal.get(PAGE)
        found = {item.url: item.remedy for item in page.context["waiting"]}
        # Without a note the first steps are not all taken, and say so themselves.
        if code in ("note_verbale", "confirmation"):
            assert page.context["steps"]
            assert found == {}
            assert f'href="{PAGE}{leads_to}"' in page.content.decode()
        else:
            assert found == {f"{PAGE}{leads_to}": says}
        assert portal.get(f"{PAGE}{leads_to}").status_code == 200

    def test_flights_of_nobody_wait_for_nobody(self, portal):
        """The page of flights is empty then: who is entered comes first."""
        started()
        make_deadline("travel", at=clock.now() - timedelta(days=1))
        assert items(portal) == []
        make_member("KEN", state="submitted")
        assert [url for _title, url in items(portal)] == [f"{PAGE}travel/"]

    def test_full_powers_lead_to_their_page_and_wait_for_nothing_while_nobody_signs(self, portal):
        started()
        make_deadline("full_powers", at=clock.now() + timedelta(days=3))
        page = portal.get(PAGE)
        assert page.context["waiting"] == []
        assert f'<a href="{PAGE}full-powers/">Full powers</a>' in page.content.decode()
        help_page = portal.get(f"{PAGE}help/")
        assert 'id="full-powers"' in help_page.content.decode()
        assert "Anybody else needs full powers that one of those three has signed" in text_of(help_page)
        assert f'href="{PAGE}full-powers/"' in help_page.content.decode()

    def test_full_powers_are_not_shown_to_those_who_cannot_sign(self, client, world):
        user = make_focal_point("INTERPOL", name="Ana Duarte")
        delegation = make_delegation("INTERPOL")
        delegation.party.kind = "igo"
        delegation.party.save()
        make_deadline("full_powers", at=clock.now() + timedelta(days=3))
        make_deadline("travel", at=clock.now() + timedelta(days=4))
        portal = sign_in(client, user)
        page = portal.get("/portal/interpol/")
        assert [row.deadline.code for row in page.context["deadlines"]] == ["travel"]
        assert "Full powers" not in text_of(page)
        assert "Next deadline: Travel" in text_of(page)
        assert "full powers" not in text_of(portal.get("/portal/interpol/help/"))
        assert [one["name"]["en"] for one in deadlines_context(delegation)["deadlines"]] == ["Travel"]
        delegation.party.kind = "reio"
        delegation.party.save()
        assert "Full powers" in text_of(portal.get("/portal/interpol/"))

    def test_the_next_deadline_is_the_next_that_is_not_met(self, portal):
        delegation = started()
        make_deadline("note_verbale", at=clock.now() + timedelta(days=2))
        make_deadline("confirmation", at=clock.now() + timedelta(days=3))
        NoteVerbale.objects.filter(delegation=delegation).update(accepted_at=clock.now())
        assert "Next deadline: Confirmation" in text_of(portal.get(PAGE))

    def test_one_that_was_met_waits_no_more(self, portal):
        started()
        make_deadline("note_verbale", at=clock.now() + timedelta(days=3))
        make_deadline("confirmation", at=clock.now() + timedelta(days=4))
        make_member("KEN", state="submitted")
        assert items(portal) == []

    def test_one_that_has_passed_is_amiss_and_leads_to_what_may_still_be_done(self, portal):
        started()
        make_member("KEN", state="draft")
        make_deadline("confirmation", at=clock.now() - timedelta(days=1))
        (item,) = portal.get(PAGE).context["waiting"]
        assert (item.tone, item.url) == ("no", f"{PAGE}late/")
        assert item.why == "The deadline has passed. The form stays open; the secretariat decides."
        assert item.remedy == "Make a late request"

    def test_whoever_was_asked_for_late_waits_for_the_organizers_and_then_for_what_is_missing(self, portal):
        started()
        member = make_member("KEN", state="draft", given_names="Halima", family_name="Wario", nationality="")
        other = make_member("KEN", state="draft")
        request = late_request(member)
        assert items(portal) == [("Confirmation", f"{PAGE}late/")]  # of the other
        editing.withdraw_member(actor=SYSTEM, member=other, expected_version=other.version)
        assert items(portal) == []
        grant_late(actor=actor(make_user(None, Role.SECRETARIAT)), request=request)
        words = "The late request for Halima Wario was granted; the entry is not submitted yet."
        assert items(portal) == [(words, f"{PAGE}members/{member.public_id}/")]

    @pytest.mark.parametrize("days", [2, -1])
    def test_an_optional_one_waits_for_nobody_and_is_not_counted_down(self, portal, days):
        """Whoever holds no side event has nothing to do; its page is linked from the list of deadlines."""
        started()
        make_deadline("side_events", at=clock.now() + timedelta(days=days))
        make_deadline("confirmation", at=clock.now() + timedelta(days=3))
        page = portal.get(PAGE)
        assert [item.remedy for item in page.context["waiting"]] == ["Enter and submit the members"]
        assert "Next deadline: Confirmation" in text_of(page)
        assert f'<a href="{PAGE}side-events/">Side events</a>' in page.content.decode()

    def test_what_is_amiss_comes_first_then_what_is_due_first(self, portal):
        started()
        make_deadline("confirmation", at=clock.now() + timedelta(days=2))
        make_deadline("travel", at=clock.now() + timedelta(days=1))
        returned(given_names="Halima", family_name="Wario")
        assert next(title for title, _url in items(portal)) == "Halima Wario was returned for correction"
        assert [item.tone for item in portal.get(PAGE).context["waiting"]] == ["no", "wait", "wait"]
        dues = [item.at for item in portal.get(PAGE).context["waiting"][1:]]
        assert dues == sorted(dues)


class TestFirstSteps:
    def test_nothing_is_not_said_to_wait_below_steps_to_be_taken(self, portal):
        text = text_of(portal.get(PAGE))
        assert "First steps To do Send the note verbale" in text
        assert "Nothing waits for you now." not in text

    def test_the_head_is_entered_with_capacity_and_category_already_chosen(self, portal):
        url = f"{PAGE}members/new/?capacity=head"
        assert f'<a href="{url}">Enter the head of the delegation</a>' in portal.get(PAGE).content.decode()
        category = Category.objects.get(letter="H")
        UsualCategory.objects.create(capacity="head", category=category)
        form = portal.get(url).context["form"]
        assert (form["capacity"].value(), form["category"].value()) == ("head", category.pk)
        assert portal.get(f"{PAGE}members/new/?capacity=nobody").context["form"]["capacity"].value() is None

    def test_they_go_when_all_are_taken_and_never_come_back(self, portal):
        said = text_of(portal.get(PAGE))
        assert "First steps To do Send the note verbale that names the delegation" in said
        NoteVerbale.objects.create(delegation=make_delegation("KEN"), number="MFA/1", received_at=clock.now())
        make_member("KEN", capacity="head", category="H", protocol_rank=None)
        said = text_of(portal.get(PAGE))
        assert "Done Send the note verbale that names the delegation Done Enter the head of the delegation" in said
        assert "To do Enter the other members · Import them from a table" in said
        page = portal.get(PAGE).content.decode()
        assert f'<a href="{PAGE}members/new/">Enter the other members</a>' in page
        assert f'<a href="{PAGE}import/">Import them from a table</a>' in page
        make_member("KEN")
        assert "To do Submit the members who are complete" in text_of(portal.get(PAGE))
        portal.post(f"{PAGE}submit/")
        assert "First steps" not in text_of(portal.get(PAGE))
        make_member("KEN")
        assert "First steps" not in text_of(portal.get(PAGE))

    def test_whoever_only_looks_has_none(self, client, world):
        make_delegation("KEN")
        assert "First steps" not in text_of(sign_in(client, make_user(None, Role.PRINT_ROOM)).get(PAGE))


def test_a_topic_to_come_joins_without_a_change_of_the_portal(portal):
    """Another app's rows, here the focal points, stand in the list and under their tab as soon as it registers them."""
    started()

    def item(row, delegation):
        return waiting.WaitingItem("Something new", "Do it", "/new/")

    source = WaitingSource(
        "programme:speaking",
        "speakers.see",
        lambda code, now: Delegation.objects.filter(party__code=code),
        item,
    )
    with waiting.sources.override():
        waiting.register_source("new things", source)
        assert items(portal) == [("Something new", "/new/")]
        assert tabs(portal) == {"Speaking": 1}
    assert items(portal) == []
    with pytest.raises(KeyError):
        waiting.register_source("no right", WaitingSource("x", "no.such", source.rows, item))


def test_the_tabs_count_what_the_list_shows(portal, jane):
    started()
    returned()
    returned()
    member = make_member("KEN", state="submitted")
    from delegations.accreditation.passes import requests

    asked = requests.ask(actor=actor(jane), delegation=make_delegation("KEN"), type=sort(), member=member)
    assert tabs(portal) == {"Delegation": 2}
    requests.grant(actor=as_actor(officer()), request=asked)
    assert tabs(portal) == {"Delegation": 2, "Passes": 1}
    urls = [url for _title, url in items(portal)]
    assert urls[-1] == reverse("accreditation:own_passes", args=["ken"])
    assert len(urls) == sum(tabs(portal).values())


def test_the_tabs_of_every_page_cost_one_query(portal, django_assert_num_queries):
    from django.test import RequestFactory
    from django.urls import resolve

    started()
    request = RequestFactory().get(PAGE)
    request.user = make_focal_point("KEN")
    request.resolver_match = resolve(PAGE)
    delegation_for(actor_of(request), "ken")  # as the view does before the page is drawn
    with django_assert_num_queries(1):
        assert sum(waiting.counts_of(request).values()) == 0
        assert waiting.counts_of(request) is waiting.counts_of(request)


def labels(page) -> list[str]:
    return [str(tab["label"]) for tab in page.context["menu"]]


class TestAnotherDelegationsAddress:
    """A page that refuses has no menu of the delegation in its address, whose counts would tell what waits there."""

    @pytest.fixture
    def brazil(self, client, jane):
        started()
        returned(family_name="Kamau")
        return sign_in(client, make_focal_point("BRA"))

    def test_the_page_not_found_has_no_menu(self, brazil):
        page = brazil.get(PAGE)
        assert (page.status_code, labels(page)) == (404, ["Programme"])
        assert 'href="/portal/ken/' not in page.content.decode()

    def test_nor_has_the_page_for_a_form_without_its_token(self, brazil):
        brazil.handler.enforce_csrf_checks = True
        page = brazil.post(PAGE + "submit/")
        assert (page.status_code, labels(page)) == (403, ["Programme"])

    def test_its_own_not_found_has_the_menu_with_counts(self, portal, brazil, jane):
        page = sign_in(brazil, jane).get(PAGE + "members/00000000-0000-0000-0000-000000000000/")
        assert page.status_code == 404
        assert {str(tab["label"]): tab["count"] for tab in page.context["menu"] if tab["count"]} == {"Delegation": 1}
